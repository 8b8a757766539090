"""What phones, word processors and CJK keyboards type for the ASCII signs of the language."""

from __future__ import annotations

import re
import unicodedata

# One character for another, so that positions stay true.
_SAME = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}  # full-width letters, digits and signs
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u300c\u300d\u300e\u300f\u301d\u301e\u301f", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
    | {"\u3001": ",", "\uff64": ","}
)
_UNSEEN = frozenset({"Cc", "Cf"})
# An apostrophe looks like a closing quotation mark: both must stand at the borders of words, outside of others.
_SINGLE_QUOTES = re.compile(r'"[^"]*"|(?<!\w)\u2018([^\u2018\u2019"]+)\u2019(?!\w)')


def ascii_signs(text: str) -> str:
    """Typographic and full-width signs as ASCII ones, character for character."""
    return text if text.isascii() else text.translate(_SAME)


def ascii_quotes(query: str) -> str:
    """A query with ASCII signs, in which \u2018a phrase\u2019 is "a phrase", character for character."""
    return _SINGLE_QUOTES.sub(lambda found: f'"{found[1]}"' if found[1] else found[0], query)


def is_seen(char: str) -> bool:
    """Whether a character is neither white space nor a control or format character."""
    return not char.isspace() and (char.isascii() or unicodedata.category(char) not in _UNSEEN)


def visible(text: str) -> str:
    """Without control and format characters, which nobody sees."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char for char in text if char.isspace() or unicodedata.category(char) not in _UNSEEN)
