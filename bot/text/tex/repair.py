"""Repairs text whose TeX has lost its backslashes and dollars, where that is certain.

Hugging Face's abstracts read `64times 64`, `D_f approx 1.71` or `eta_2propto d`. Each rule needs a token that is
no English word, or surroundings that only mathematics has; prose ("4 times faster", "in order to") stays.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.text.tex.glyphs import script
from bot.text.tex.operators import ALPHABETS, BARE, END, GREEK_NAMES, OPERATORS, SCRIPTS, Rule, applied
from bot.text.tex.tables import GREEK

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet


_URL = re.compile(r"(https?://\S+)")


def _raised(match: re.Match[str]) -> str:
    return script("^", match["script"], glued=False)


def _lowered(match: re.Match[str]) -> str:
    name = match["script"]
    return match["base"] + script("_", GREEK.get(name, name), glued=False)


_SCRIPTED: tuple[Rule, ...] = (
    # A^2Search, 10^-3, O(N^2), x^T, A^star
    (("^",), re.compile(rf"(?<=[\w)\]}}|°{SCRIPTS}])\^(?P<script>-?\d{{1,3}})(?![\d.]?\d)"), _raised),
    (("^",), re.compile(r"(?<=[\w)\]}])\^(?P<script>[A-Za-z*])(?![A-Za-z0-9^_])"), _raised),
    # pi_0, pi_0.5, eta_1, Theta_d, ell_2, log_2
    (
        ("_",),
        re.compile(
            rf"(?<![A-Za-z0-9_\\])(?P<base>{GREEK_NAMES}|ell)"
            rf"_(?P<script>\d+(?:\.\d+)?|[A-Za-z]|{GREEK_NAMES})(?![A-Za-z0-9_])"
        ),
        _lowered,
    ),
    # L_2, S_m, f_φ, π_0, p_theta
    (
        ("_",),
        re.compile(
            rf"(?<![A-Za-z0-9_\\])(?P<base>[A-Za-zα-ωΑ-Ω|{ALPHABETS}])"
            rf"_(?P<script>\d{{1,2}}|[a-zα-ω]|{GREEK_NAMES})(?![\w.]?[A-Za-z0-9_])"
        ),
        _lowered,
    ),
)
# Curly quotes for ``…'' and dashes for -- and ---; apostrophes and straight quotes stay.
_TYPESET: tuple[Rule, ...] = (
    (("``",), re.compile(r"(?<![\w`])``(?=[^\s`])"), "“"),
    (("''",), re.compile(r"(?<![\w'])''(?=\w)"), "“"),
    (("“",), re.compile(r"(“[^“”\"]{1,300}?)(?:''|``|(?<=\S)\"(?![\w“]))"), r"\1”"),
    (("''",), re.compile(r"(?<=[^\s\d'])''(?!')"), "”"),
    (("`",), re.compile(r"(?<![\w`])`([^`'\n]{1,80})'(?![\w'])"), r"‘\1’"),
    (("---",), re.compile(r"(?<!-)---(?!-)"), "—"),
    (("--",), re.compile(r"(?:(?<=[\w)\].,%”’}+])--(?=[\s\w(\[“‘$]|$)|(?<=\s)--(?=\s))"), "–"),  # not --flag
)
_RELATED = r" ?[<>=≤≥≈∼∝∈≪≫] ?[-.\d]"
_SCRIPT = rf"_(?:(?![a-zA-Z]{{2}})|(?:{GREEK_NAMES}){END})|\^|[{SCRIPTS}]"
_CALLED = r"\([a-zA-Z](?:[|,;] ?[a-zA-Z])?\)"
_CERTAIN = re.compile(
    rf"{BARE}(?P<greek>{GREEK_NAMES})(?={_SCRIPT}|{_RELATED}|{_CALLED})"
    rf"|(?<=\d/)(?P<below>{GREEK_NAMES}){END}|{BARE}(?P<bound>Omega|Theta)(?=\()"
)
_ORDER = re.compile(r"(?<![A-Za-z])[OoΩΘÕ𝒪]\u0303?\(([^()\n]{1,60})")  # O(kappa L)
_IN_ORDER = re.compile(rf"{BARE}(?:{GREEK_NAMES}){END}")
_ELL = re.compile(rf"{BARE}ell(?=_|[{SCRIPTS}])")
_NOT_SYMBOLS = r"(?! (?:test|version|release|distribution|function|rule|lake)s?\b)"  # of beta, delta and gamma


def repair(text: str, greek: AbstractSet[str]) -> str:
    """The text with what its source has stripped put back; addresses are left alone.

    `greek` are the names that the text is already known to use as symbols.
    """
    pieces = _URL.split(text)
    pieces[::2] = [applied(OPERATORS, piece) for piece in pieces[::2]]
    known = set(greek).union(*(_symbols(piece) for piece in pieces[::2]))
    pieces[::2] = [_scripts(piece, known) for piece in pieces[::2]]
    return "".join(pieces)


def _symbols(text: str) -> set[str]:
    """The Greek names that the text surely uses as symbols."""
    found = {match["greek"] or match["below"] or match["bound"] for match in _CERTAIN.finditer(text)}
    return found.union(*(_IN_ORDER.findall(inner) for inner in _ORDER.findall(text)))


def _scripts(text: str, greek: AbstractSet[str]) -> str:
    text = _ELL.sub("ℓ", applied(_SCRIPTED, text))
    if greek:
        names = "|".join(sorted(greek, key=len, reverse=True))
        bare = re.compile(rf"(?<![A-Za-z0-9_.\\-])(?:{names})(?![A-Za-z0-9]|_[a-zA-Z]{{2}}){_NOT_SYMBOLS}")
        text = bare.sub(lambda match: GREEK[match.group()], text)
    return applied(_TYPESET, text)
