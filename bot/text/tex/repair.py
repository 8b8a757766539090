"""Repair text whose TeX has lost its backslashes and dollars, if that is certain.

Hugging Face's abstracts have `64times 64`, `D_f approx 1.71` or `eta_2propto d`. Each rule needs a token that is
no English word, or a context that only mathematics has; prose ("4 times faster", "in order to") stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from bot.text.tex.unicode_symbols import GREEK, KNOWN, SCRIPT_SIGNS, script

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

# Words of which a match has one (searching for them is ten times as fast as the pattern), pattern, replacement
Rule: TypeAlias = tuple[Sequence[str], re.Pattern[str], str | Callable[[re.Match[str]], str]]

_ASSERTION = re.compile(r"\(\?[^()]*\)")
GREEK_NAMES = "|".join(sorted((name for name in GREEK if len(name) > 1), key=len, reverse=True))
SCRIPTS = re.escape(SCRIPT_SIGNS)
BEGIN = r"(?<![A-Za-z\\])"  # where a name begins
END = r"(?![A-Za-z])"  # where it ends
ALPHABETS = "ℝℕℤℚℂℙℬℰℱℋℐℒℳℛ\U0001d400-\U0001d7ff"  # letters that only formulas have

_WORD_REACH = 12  # characters before an operator in which a word is looked for
_LAST_WORD = re.compile(rf"[A-Za-z]{{2,{_WORD_REACH}}}$")
# Names that are in no English word, so that they are signs even beside other letters
_NEVER_ENGLISH = (
    "lesssim|gtrsim|simeq|propto|subseteq|supseteq|geq|leq|neq|cdot(?!s)|otimes|oplus|notin(?!g)|preceq|succeq|"
    "leqslant|geqslant|triangleq|coloneqq|mapsto|rightarrow|leftarrow|leftrightarrow|Rightarrow|longrightarrow"
)
# Names that are signs if no other letter is beside them
_SIGN_IF_ALONE = (
    "infty|(?<![A-Za-z]-)forall(?!-)|nexists|varnothing|emptyset|ldots|cdots|uparrow|downarrow|langle|rangle|lfloor|rfloor|"
    "lceil|rceil|lVert|rVert|varepsilon|varphi|vartheta"
)
_SYMBOL = f"[b-hj-xzB-HJ-XZ{ALPHABETS}]"  # a letter that is no word
_URL = re.compile(r"(https?://\S+)")


def words_of(names: str) -> Sequence[str]:
    """Return the words of a pattern: of `one|two(?!s)` one and two."""
    return _ASSERTION.sub("", names).split("|")


def apply_rules(rules: Sequence[Rule], text: str) -> str:
    """Apply the rules to the text in order."""
    for words, pattern, replacement in rules:
        if any(word in text for word in words):
            text = pattern.sub(replacement, text)
    return text


def _operator(match: re.Match[str]) -> str:
    """Return the sign with the spaces around it; without one before it, none stays after it."""
    sign = KNOWN[match["op"]]
    return f"{match['before']}{sign}{match['after']}" if match["before"] else sign


def _relation(match: re.Match[str]) -> str:
    """Return an operator between two operands, or before a single one after a word: as few as ≤5."""
    word = _LAST_WORD.search(match.string, max(0, match.start() - _WORD_REACH), match.start())
    if match["before"] and word and word[0] not in GREEK and match["op"] in {"leq", "geq"}:
        return f" {KNOWN[match['op']]}"
    return _operator(match)


def _sign(match: re.Match[str]) -> str:
    return KNOWN[match["name"]]


OPERATORS: tuple[Rule, ...] = (
    # x!in!{4,8}: \! has lost only its backslash
    (("!",), re.compile(r"!(?P<name>in|to|times|sim|leq|geq|approx|pm|cdot)!"), _sign),
    (("^circ",), re.compile(r"\^circ(?![a-su-z])"), "°"),
    # lambdacdot d: two names that only TeX puts together
    (
        ("times", "sim", *words_of(_NEVER_ENGLISH)),
        re.compile(rf"{BEGIN}(?P<greek>{GREEK_NAMES})(?=(?:times|sim|{_NEVER_ENGLISH})(?:[^a-z]|$))"),
        lambda match: GREEK[match["greek"]],
    ),
    # kgeq 1, Rsimeq2700, 0.5 lesssim z, 2propto d
    (
        words_of(_NEVER_ENGLISH),
        re.compile(
            rf"(?:(?P<before> )|(?<![A-Za-z])|(?<=\b[A-Za-z])|(?<=\d[A-Za-z]))"
            rf"(?!(?<=\b[Ii])neq(?! ?\w\b))(?P<op>{_NEVER_ENGLISH})"  # Ineq is a name, unless one letter follows
            rf"(?P<after> ?)(?![a-z]{{2}}(?!fty)|[a-z]\d|-[A-Za-z])"
            r"(?(before)|(?![A-Z][A-Za-z]))"  # and so is what a capitalised word follows: IneqMath
        ),
        _relation,
    ),
    # 64times 64, 3.5times, 360°times180°, R^2times
    (
        ("times",),
        re.compile(rf"(?<=[0-9)\]}}°{SCRIPTS}])(?P<before>)(?P<op>times)(?P<after> (?=\d)|)(?=sim\d|[^A-Za-z]|$)"),
        _operator,
    ),
    (("times",), re.compile(r"(?<=\d)(?P<before> )(?P<op>times)(?P<after> )(?=\d)"), _operator),  # 2 times 2
    (("times",), re.compile(rf"(?<=\b{_SYMBOL})(?P<before> )(?P<op>times)(?P<after> )(?={_SYMBOL}\b)"), _operator),
    # zsim1, 1sim4, sim543K; not sim2real
    (
        ("sim",),
        re.compile(
            r"(?:(?<![A-Za-z])|(?<=\b[A-Za-z]))(?P<before>)(?P<op>sim)(?P<after> ?)"
            r"(?=\d[\d.,]*(?:[KMBTx%×°]|times|th)?(?![A-Za-z\d]))"
        ),
        _operator,
    ),
    (("approx",), re.compile(rf"{BEGIN}approx(?!\.)(?=\s?[\d.])"), "≈"),
    (words_of(_SIGN_IF_ALONE), re.compile(rf"{BEGIN}(?P<name>{_SIGN_IF_ALONE}){END}"), _sign),
    # x in ℝᵈ, xin ℝᵈ, beta in [0,1)
    (
        ("in",),
        re.compile(
            rf"(?:(?<=\b[A-Za-z])|(?<=[{SCRIPTS})]))(?P<before> ?)(?P<op>in)(?P<after> ?)(?=[{ALPHABETS}])"
        ),
        _operator,
    ),
    (
        (" in [", " in ("),
        re.compile(rf"{BEGIN}(?P<base>{GREEK_NAMES}|{_SYMBOL}) in (?=[\[(](?:0|-)[\d.]*, ?[^\s,]{{1,8}}[)\]])"),
        lambda match: f"{GREEK.get(match['base'], match['base'])} ∈ ",
    ),
    # O(dlog(n)), O(nlog n)
    (("log",), re.compile(r"(?<=[(\s+*/·])(?P<base>[dkmnNT])(?=log(?:\(|\s))"), r"\g<base> "),
)


def _raised(match: re.Match[str]) -> str:
    return script("^", match["script"], glued=False)


def _lowered(match: re.Match[str]) -> str:
    name = match["script"]
    return match["base"] + script("_", GREEK.get(name, name), glued=False)


_SCRIPTED: tuple[Rule, ...] = (
    # A^2Search, 10^-3, O(N^2), x^T, A^*
    (("^",), re.compile(rf"(?<=[\w)\]}}|°{SCRIPTS}])\^(?P<script>-?\d{{1,3}})(?![\d.]?\d)"), _raised),
    (("^",), re.compile(r"(?<=[\w)\]}])\^(?P<script>[A-Za-z*])(?![A-Za-z0-9^_])"), _raised),
    # pi_0, pi_0.5, eta_1, Theta_d, ell_2
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
# Curly quotes for ``…'' and dashes for -- and ---; apostrophes and other straight quotes stay.
_TYPESET: tuple[Rule, ...] = (
    (("``",), re.compile(r"(?<![\w`])``(?=[^\s`])"), "“"),
    (("''",), re.compile(r"(?<![\w'])''(?=\w)"), "“"),
    (("“",), re.compile(r"(“[^“”\"]{1,300}?)(?:''|``|(?<=\S)\"(?![\w“]))"), r"\1”"),
    (("''",), re.compile(r"(?<=[^\s\d'])''(?!')"), "”"),
    (("`",), re.compile(r"(?<![\w`])`([^`'\n]{1,80})'(?![\w'])"), r"‘\1’"),
    (("---",), re.compile(r"(?<!-)---(?!-)"), "—"),
    (("--",), re.compile(r"(?:(?<=[\w)\].,%”’}+])--(?=[\s\w(\[“‘$]|$)|(?<=\s)--(?=\s))"), "–"),  # not --flag
)
_RELATION_TO_NUMBER = r" ?[<>=≤≥≈∼∝∈≪≫] ?[-.\d]"
_SCRIPT = rf"_(?:(?![a-zA-Z]{{2}})|(?:{GREEK_NAMES}){END})|\^|[{SCRIPTS}]"
_CALL_ARGUMENTS = r"\([a-zA-Z](?:[|,;] ?[a-zA-Z])?\)"
_CERTAINLY_GREEK = re.compile(
    rf"{BEGIN}(?P<greek>{GREEK_NAMES})(?={_SCRIPT}|{_RELATION_TO_NUMBER}|{_CALL_ARGUMENTS})"
    rf"|(?<=\d/)(?P<below>{GREEK_NAMES}){END}|{BEGIN}(?P<bound>Omega|Theta)(?=\()"
)
_ORDER_OF_GROWTH = re.compile(r"(?<![A-Za-z])[OoΩΘÕ𝒪]\u0303?\(([^()\n]{1,60})")  # O(kappa L)
_IN_ORDER_OF_GROWTH = re.compile(rf"{BEGIN}(?:{GREEK_NAMES}){END}")
_ELL = re.compile(rf"{BEGIN}ell(?=_|[{SCRIPTS}])")
_NOT_SYMBOLS = r"(?! (?:test|version|release|distribution|function|rule|lake)s?\b)"  # of beta, delta and gamma


def repair(text: str, greek: AbstractSet[str]) -> str:
    """Return the text with Unicode for TeX that was stripped of its backslashes; addresses stay.

    `greek` are names that the text is known to use as symbols.
    """
    pieces = _URL.split(text)
    pieces[::2] = [apply_rules(OPERATORS, piece) for piece in pieces[::2]]
    known = set(greek).union(*(_symbols(piece) for piece in pieces[::2]))
    pieces[::2] = [_scripts(piece, known) for piece in pieces[::2]]
    return "".join(pieces)


def _symbols(text: str) -> set[str]:
    """Return the Greek names that the text surely uses as symbols."""
    found = {match["greek"] or match["below"] or match["bound"] for match in _CERTAINLY_GREEK.finditer(text)}
    return found.union(*(_IN_ORDER_OF_GROWTH.findall(inner) for inner in _ORDER_OF_GROWTH.findall(text)))


def _scripts(text: str, greek: AbstractSet[str]) -> str:
    """Return the text with scripts, the letters of the names in `greek`, quotation marks and dashes."""
    text = _ELL.sub("ℓ", apply_rules(_SCRIPTED, text))
    if greek:
        names = "|".join(sorted(greek, key=len, reverse=True))
        bare = re.compile(rf"(?<![A-Za-z0-9_.\\-])(?:{names})(?![A-Za-z0-9]|_[a-zA-Z]{{2}}){_NOT_SYMBOLS}")
        text = bare.sub(lambda match: GREEK[match.group()], text)
    return apply_rules(_TYPESET, text)
