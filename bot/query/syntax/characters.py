"""Replace the signs of phones, word processors and CJK keyboards by the ASCII signs of the query language."""

from __future__ import annotations

import re
import unicodedata

# One character for another, so that positions stay valid
_TO_ASCII = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}  # full-width letters, digits and signs
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u300c\u300d\u300e\u300f\u301d\u301e\u301f", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
    | {"\u3001": ",", "\uff64": ","}
)
_INVISIBLE = frozenset({"Cc", "Cf"})  # control and format characters
# An apostrophe is also a closing quotation mark, so both must be at borders of words, and not in other quotes.
# Half-width corner brackets are what old Japanese keyboards type for 「」.
_OTHER_QUOTES = re.compile(
    r'"[^"]*"|(?<!\w)\u2018(?P<single>[^\u2018\u2019"]+)\u2019(?!\w)|\uff62(?P<corner>[^\uff62\uff63"]*)\uff63'
)
# Brackets of CJK keyboards beside the full-width ones
_CJK_BRACKETS = str.maketrans("\u3010\u3011\u3014\u3015\uff5f\uff60", "()()()")
# Paired signs that have a meaning outside of quotation marks, beside single quotes
PAIRED_SIGNS = "\uff62\uff63\u3010\u3011\u3014\u3015\uff5f\uff60"
# One character that stands for two
_COMPARISONS = dict.fromkeys("\u2265\u2267\u2a7e", ">=") | dict.fromkeys("\u2264\u2266\u2a7d", "<=")
COMPARISON_SIGNS = "".join(_COMPARISONS)
_ASCII_COMPARISONS = str.maketrans(_COMPARISONS)


def ascii_signs(text: str) -> str:
    """Return the text with ASCII signs for typographic and full-width ones, character for character."""
    return text if text.isascii() else text.translate(_TO_ASCII)


def ascii_operators(query: str) -> str:
    """Return the query with ASCII signs, character for character, also for signs that come in pairs.

    \u2018a phrase\u2019 and \uff62a phrase\uff63 become "a phrase", and \u3010a group\u3011 becomes (a group).
    A single or corner mark stays as it is without its partner, and inside of other quotation marks.
    """
    if query.isascii():
        return query
    return _OTHER_QUOTES.sub(_ascii_quotes, ascii_signs(query).translate(_CJK_BRACKETS))


def ascii_comparison(text: str) -> str:
    """Return the comparison of a number with ASCII signs, which can be longer: `≥20` becomes `>=20`."""
    return ascii_signs(text).translate(_ASCII_COMPARISONS)


def _ascii_quotes(found: re.Match[str]) -> str:
    phrase = found["single"] if found["single"] is not None else found["corner"]
    return found[0] if phrase is None else f'"{phrase}"'


def is_visible(char: str) -> bool:
    """True unless a character is white space, a format character, or a control character beyond ASCII."""
    return not char.isspace() and (char.isascii() or unicodedata.category(char) not in _INVISIBLE)


def without_invisible(text: str) -> str:
    """Return the text without format characters, and without control characters except white space."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char for char in text if char.isspace() or unicodedata.category(char) not in _INVISIBLE)
