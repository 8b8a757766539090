"""Repairs text whose TeX has lost its backslashes and dollars, where that is certain.

Hugging Face's abstracts read `64times 64`, `D_f approx 1.71` or `eta_2propto d`. Each rule needs a token that is
no English word, or surroundings that only mathematics has; prose ("4 times faster", "in order to") stays.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.text.tex_glyphs import script
from bot.text.tex_tables import GREEK, INFIX, SCRIPT_SIGNS, SIGNS

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

_URL = re.compile(r"(https?://\S+)")
_GREEK = "|".join(sorted((name for name in GREEK if len(name) > 1), key=len, reverse=True))
_SCRIPTS = re.escape(SCRIPT_SIGNS)
_BARE = r"(?<![A-Za-z\\])"  # a name begins here
_END = r"(?![A-Za-z])"  # and ends here
_NEVER_ENGLISH = "lesssim|gtrsim|simeq|propto|subseteq|geq|leq|neq|cdot|otimes|oplus"

_Replace = "str | Callable[[re.Match[str]], str]"


def _operator(match: re.Match[str]) -> str:
    """The sign, with the same space after it as before it."""
    sign = INFIX[match["op"]]
    return f"{match['before']}{sign}{match['after'] if match['before'] else ''}"


def _sign(match: re.Match[str]) -> str:
    name = match["name"]
    return INFIX.get(name) or SIGNS[name]


def _raised(match: re.Match[str]) -> str:
    return script("^", match["script"], glued=False)


def _lowered(match: re.Match[str]) -> str:
    return match["base"] + script("_", match["script"], glued=False)


_OPERATORS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    # x!in!{4,8}: \! kept its mark
    (re.compile(r"!(?P<name>in|to|times|sim|leq|geq)!"), _sign),
    (re.compile(r"\^circ(?![a-su-z])"), "°"),
    # lambdacdot d: two names that only TeX puts together
    (
        re.compile(rf"{_BARE}(?P<greek>{_GREEK})(?=(?:times|sim|{_NEVER_ENGLISH})(?:[^a-z]|$))"),
        lambda match: GREEK[match["greek"]],
    ),
    # kgeq 1, Rsimeq2700, 0.5 lesssim z, 2propto d
    (
        re.compile(
            rf"(?:(?<![A-Za-z])|(?<=\b[A-Za-z])|(?<=\d[A-Za-z]))(?P<before> ?)(?P<op>{_NEVER_ENGLISH})"
            rf"(?P<after> ?)(?![a-z]{{2}}(?!fty)|-[A-Za-z])"
        ),
        _operator,
    ),
    # 64times 64, 3.5times, 360°times180°, R^2times
    (
        re.compile(
            rf"(?<=[0-9)\]}}°{_SCRIPTS}])(?P<before>)(?P<op>times)(?P<after> (?=\d)|)(?=sim\d|[^A-Za-z]|$)"
        ),
        _operator,
    ),
    (re.compile(r"(?<=\d)(?P<before> )(?P<op>times)(?P<after> )(?=\d)"), _operator),  # 2 times 2
    (re.compile(r"(?<=\b[b-hj-zB-HJ-Z])(?P<before> )(?P<op>times)(?P<after> )(?=[b-hj-zB-HJ-Z]\b)"), _operator),
    (re.compile(r"(?<=\b[A-Za-z])(?P<before>)(?P<op>times)(?P<after> ?)(?=[A-Za-z]\b|\d)"), _operator),
    (re.compile(rf"{_BARE}times(?=\d)"), "×"),
    # zsim1, 1sim4, sim543K; not sim2real
    (
        re.compile(
            r"(?:(?<![A-Za-z])|(?<=\b[A-Za-z]))(?P<before>)(?P<op>sim)(?P<after> ?)"
            r"(?=\d[\d.,]*(?:[KMBTx%×°]|times|th)?(?![A-Za-z\d]))"
        ),
        _operator,
    ),
    (re.compile(rf"{_BARE}approx(?!\.)(?=\s?[\d.])"), "≈"),
    (re.compile(r"(?<=\d)(?P<before>)(?P<op>pm)(?P<after>)(?=\d)"), _operator),
    (re.compile(r"(?<=\.\d)(?P<before> )(?P<op>pm)(?P<after> )(?=\d+\.\d)"), _operator),
    (re.compile(r"(?<=\b[A-Za-z])(?:to ?|→ )(?=infty)"), "→"),
    (
        re.compile(rf"{_BARE}(?P<name>infty|forall|nexists|varnothing|ldots|cdots|rightarrow|leftarrow){_END}"),
        _sign,
    ),
    # O(dlog(n)), O(nlog n)
    (re.compile(r"(?<=[(\s+*/·])(?P<base>[dkmnNT])(?=log(?:\(|\s))"), r"\g<base> "),
)
_SCRIPTED: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    # A^2Search, 10^-3, O(N^2), x^T
    (re.compile(rf"(?<=[\w)\]}}°{_SCRIPTS}])\^(?P<script>-?\d{{1,3}})(?![\d.]?\d)"), _raised),
    (re.compile(r"(?<=[\w)\]}])\^(?P<script>[A-Za-z*])(?![A-Za-z0-9^_])"), _raised),
    # pi_0, pi_0.5, eta_1, Theta_d, ell_2
    (
        re.compile(
            rf"(?<![A-Za-z0-9_\\])(?P<base>{_GREEK}|ell)_(?P<script>\d+(?:\.\d+)?|[A-Za-z]|{_GREEK})(?![A-Za-z0-9_])"
        ),
        _lowered,
    ),
    # L_2, S_m, f_φ, π_0
    (
        re.compile(
            r"(?<![A-Za-z0-9_\\])(?P<base>[A-Za-zα-ωΑ-Ω])_(?P<script>\d{1,2}|[a-zα-ω])(?![\w.]?[A-Za-z0-9_])"
        ),
        _lowered,
    ),
)
_CERTAIN = re.compile(rf"{_BARE}(?P<greek>{_GREEK})(?=_|\^| ?[<>=≤≥≈∼∝] ?[-.\d]|[{_SCRIPTS}])")
_ELL = re.compile(rf"{_BARE}ell(?=_|[{_SCRIPTS}])")
_NOT_SYMBOLS = r"(?! (?:test|version|release|distribution|function|rule|lake)s?\b)"  # of beta, delta and gamma
_TYPOGRAPHY: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<!\w)``(?=\S)"), "“"),
    (re.compile(r"(?<![\w'])''(?=\w)"), "“"),
    (re.compile(r"(“[^“”\"]{1,300}?)(?:''|``|(?<=\S)\"(?![\w“]))"), r"\1”"),
    (re.compile(r"(?<=[^\s\d'])''(?!')"), "”"),
    (re.compile(r"(?<![\w`])`([^`'\n]{1,80})'(?![\w'])"), r"‘\1’"),
    (re.compile(r"(?<!-)---(?!-)"), "—"),
    (re.compile(r"(?:(?<=[\w)\].,%”’}+])--(?=[\s\w(\[“‘$]|$)|(?<=\s)--(?=\s))"), "–"),  # not --flag
)


def repair(text: str, greek: AbstractSet[str]) -> str:
    """The text with what its source has stripped put back; addresses are left alone.

    `greek` are the names that the text is already known to use as symbols.
    """
    pieces = _URL.split(text)
    pieces[::2] = [_operators(piece) for piece in pieces[::2]]
    known = set(greek).union(*(_CERTAIN.findall(piece) for piece in pieces[::2]))
    pieces[::2] = [_scripts(piece, known) for piece in pieces[::2]]
    return "".join(pieces)


def _operators(text: str) -> str:
    for pattern, replacement in _OPERATORS:
        text = pattern.sub(replacement, text)
    return text


def _scripts(text: str, greek: AbstractSet[str]) -> str:
    for pattern, replacement in _SCRIPTED:
        text = pattern.sub(replacement, text)
    text = _ELL.sub("ℓ", text)
    if greek:
        names = "|".join(sorted(greek, key=len, reverse=True))
        bare = re.compile(rf"(?<![A-Za-z0-9_.\\-])(?:{names})(?![A-Za-z0-9]){_NOT_SYMBOLS}")
        text = bare.sub(lambda match: GREEK[match.group()], text)
    for pattern, replacement in _TYPOGRAPHY:
        text = pattern.sub(replacement, text)
    return text
