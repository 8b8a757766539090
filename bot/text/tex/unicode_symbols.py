"""Unicode for TeX's names, from `tables.toml`, and for its scripts, accents, roots and fractions.

`commands` and `repair` use it.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_TABLES: Mapping[str, Any] = tomllib.loads((files("bot.text.tex") / "tables.toml").read_text("utf-8"))


def _pairs(name: str) -> dict[str, str]:
    words = _TABLES[name].split()
    return dict(zip(words[::2], words[1::2], strict=True))


def _by_word(table: str) -> dict[str, str]:
    """Invert a table that lists words by key: return the key of each word."""
    return {word: kind for kind, words in _TABLES[table].items() for word in words.split()}


GREEK = _pairs("greek")
LETTERS = GREEK | _pairs("letters")
INFIX = _pairs("infix")
KNOWN = LETTERS | INFIX | _pairs("signs")
TEXT_LETTERS, STRIPPED_WRAPPERS, WORD_SIGNS, LABEL_SIGNS = (
    frozenset(_TABLES[name].split()) for name in ("text_letters", "stripped_wrappers", "word_signs", "label_signs")
)
SHORTHANDS = _pairs("shorthands")
ABBREVIATIONS: Mapping[str, str] = _TABLES["abbreviations"]
OWN_NOUNS = _by_word("own_nouns")
# The text of a backslash with a character: of `\%`, of the space `\,` and of `\-`, which only allows a break
ESCAPED = {
    **{char: char for char in "%&#_${}*@"},
    **dict.fromkeys((" ", "\n", "\t", ",", ";", ":", ">", "\\"), " "),
    **dict.fromkeys("!-/()[]", ""),
    "|": "‖",
}
ACCENTS = _pairs("accents")
SUPERSCRIPTS, SUBSCRIPTS = (dict[str, str](_TABLES[name].split()) for name in ("superscripts", "subscripts"))
SCRIPT_SIGNS = "".join(
    {*SUPERSCRIPTS.values(), *SUBSCRIPTS.values()} - set("*®™©")
)  # which are signs of their own
FONTS = {
    name: str.maketrans(dict(letters.split()))
    for names, letters in _TABLES["fonts"].items()
    for name in names.split()
}
# By name, the kind that chooses its writer
KINDS: Mapping[str, str] = (
    dict.fromkeys(KNOWN, "signs")
    | dict.fromkeys(INFIX, "infix")
    | dict.fromkeys(ABBREVIATIONS, "abbreviations")
    | _by_word("kinds")
)

_MAX_RAISED_LETTERS = 3  # letters in a row: more raised text is harder to read than the caret
_LONG_WORD = re.compile(rf"[A-Za-z]{{{_MAX_RAISED_LETTERS + 1}}}")
_SIGNS = re.escape(SCRIPT_SIGNS)
# A script that needs no braces after its sign: x^name, x^2.5
_NAME = re.compile(rf"(?:(?![{_SIGNS}])[^\W_])+(?:\.\d+)?")
# What needs no parentheses as a denominator, beside `_CALL`: 2.5, x², √2, dx.
_FACTOR = re.compile(rf"[√∂d]?(?:[^\W\d_][\u0300-\u036f\u20d7]*|\d[\d.,]*)[{_SIGNS}]*")
_PRODUCT = re.compile(r"[^\s()+\-±∓=<>≤≥≈/,;|]+(?:\([^()]*\))?")  # a numerator that needs no parentheses
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_DOTTED = {"\N{LATIN SMALL LETTER DOTLESS I}": "i", "\N{LATIN SMALL LETTER DOTLESS J}": "j"}
_CALL = re.compile(r"\w?\([^()]*\)")  # f(x), or what has parentheses already
_APPLIED = re.compile(r"\w\(")  # f(t) is hard to read if it is raised


def script(sign: str, content: str, *, glued: bool) -> str:
    """Return `content` as a superscript (`^`) or subscript (`_`).

    Content that Unicode lacks, or long content, keeps its sign: `x^q`, `x^name`; in braces if it is no single word
    or text is `glued` to the word.
    """
    table = SUPERSCRIPTS if sign == "^" else SUBSCRIPTS
    content = content.strip()
    wordy = sign == "^" and (_LONG_WORD.search(content) or _APPLIED.search(content))
    if content and not wordy and all(char in table for char in content):
        return "".join(table[char] for char in content)
    if len(content) == 1 or (_NAME.fullmatch(content) and not glued):
        return sign + content
    return f"{sign}{{{content}}}" if content else ""


def accented(content: str, mark: str) -> str:
    """Return one letter (and its scripts) with a combining mark; longer content is returned without the mark."""
    letter, rest = content[:1], content[1:]
    if not letter.isalpha() or any(char not in SCRIPT_SIGNS for char in rest):
        return content
    letter = _DOTTED.get(letter, letter)
    return unicodedata.normalize("NFC", letter + mark) + rest


def fraction(above: str, below: str) -> str:
    """Return `above/below`, with parentheses if they are needed."""
    numerator = above if _PRODUCT.fullmatch(above) else _operand(above)
    return f"{numerator}/{_operand(below)}"


def root(content: str, degree: str = "") -> str:
    """Return `√x` or `√(a + b)`, with a raised degree before it."""
    sign = {"3": "∛", "4": "∜"}.get(degree) or (script("^", degree, glued=True) if degree else "") + "√"
    single = len(content) == 1 or content.isdigit()
    return sign + (content if single else f"({content})")


def _operand(content: str) -> str:
    return content if _FACTOR.fullmatch(content) or _CALL.fullmatch(content) else f"({content})"


def negated(content: str) -> str:
    """Return a relation struck through."""
    return unicodedata.normalize("NFC", f"{content}\u0338") if content else ""


def code_point(content: str) -> str:
    r"""Return the character of `\unicode{x2013}`; "" if it is not visible."""
    try:
        char = chr(int(f"0{content}" if content.startswith("x") else content, 0))
    except (ValueError, OverflowError):
        return ""
    return "" if unicodedata.category(char) in _INVISIBLE else char
