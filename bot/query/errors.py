"""Errors in a query: the mistake, its position, and what to type instead."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Self

from bot.domain.errors import MistakeError
from bot.language.formats import either
from bot.language.translating import gettext
from bot.text.safe import in_code

if TYPE_CHECKING:
    from collections.abc import Iterable


def close_match(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the known word that is most similar to a mistyped one; "" if none reaches `cutoff` (0 to 1)."""
    import difflib  # noqa: PLC0415 - loaded at the first mistyped word

    return next(iter(difflib.get_close_matches(word, list(known), 1, cutoff)), "")


class QueryError(MistakeError):
    """An invalid query.

    `message` says what is wrong, `position` is the 0-based index of the mistake in `query`, and `hint` (perhaps
    empty) says what to type instead. `str()` gives all three, with a caret under the position. `suggestion` is the
    one right form of the mistaken part or of the whole query, if there is one, and `corrected` the query with it.
    """

    suggestion = corrected = ""

    def __init__(self, message: str, query: str, position: int, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.query = query
        self.position = min(max(position, 0), len(query))
        self.hint = hint

    def __str__(self) -> str:
        lines = [self.message, self.caret()]
        if self.hint:
            lines.append(self.hint)
        return "\n".join(lines)

    def suggesting(self, start: int, end: int, text: str) -> Self:
        """Suggest a text in place of the query from `start` to `end`, and return the error."""
        self.suggestion, self.corrected = text, f"{self.query[:start]}{text}{self.query[end:]}"
        return self

    def caret(self, width: int = 72) -> str:
        """Return two lines of about `width` columns: the query around the position, and a caret under it."""
        start = max(0, self.position - width * 2 // 3)
        shown = "".join(map(_printable, self.query[start : start + width]))
        head = "…" if start else ""
        tail = "…" if start + width < len(self.query) else ""
        indent = len(head) + sum(map(_columns, shown[: self.position - start]))
        return f"{head}{shown}{tail}\n{' ' * indent}^"


def try_instead(*examples: str) -> str:
    """Return the hint to try one of these terms or queries."""
    return gettext("Try {examples}.", examples=either([in_code(example) for example in examples]))


def did_you_mean(term: str) -> str:
    """Return the hint that suggests a term."""
    return gettext("Did you mean {term}?", term=in_code(term))


def invalid_sign(sign: str, query: str, position: int, example: str) -> QueryError:
    """Return the error for a sign that is misplaced or has no meaning, with what to type instead."""
    return QueryError(gettext("`{sign}` is not valid here.", sign=sign), query, position, try_instead(example))


def invalid_term(term: str, query: str, position: int, hint: str) -> QueryError:
    """Return the error for a field with an invalid value."""
    return QueryError(gettext("{term} is not valid.", term=in_code(term)), query, position, hint)


def unpaired(sign: str, partner: str, query: str, position: int) -> SignError:
    """Return the error for a bracket or a quotation mark without its partner."""
    message = gettext("`{sign}` has no matching `{partner}`.", sign=sign, partner=partner)
    return SignError(message, query, position)


class SignError(QueryError):
    """A sign too much or too little, at `position`."""


class UnmatchableError(QueryError):
    """A well-formed query that no paper can match; the message says so."""


def _printable(char: str) -> str:
    """Return the character, or a space for one that would break the line or has no width (Cc, Cf, Mn, …)."""
    # Vowels and last consonants of Hangul are drawn into the syllable before them
    has_a_column = unicodedata.category(char)[0] != "M" and not "\u1160" <= char <= "\u11ff"
    return char if char.isprintable() and has_a_column else " "


def _columns(char: str) -> int:
    """Number of columns that a character takes in a fixed-width font."""
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
