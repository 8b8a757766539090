"""Errors of a query: the mistake, its place, and what to type instead."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from bot.domain.errors import PaperboyError

if TYPE_CHECKING:
    from collections.abc import Iterable


def close_match(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The one of the known words that was most likely meant; "" where none is like it."""
    import difflib  # noqa: PLC0415 - loaded when somebody first mistypes something

    return next(iter(difflib.get_close_matches(word, list(known), 1, cutoff)), "")


class QueryError(PaperboyError):
    """A query cannot be read.

    `message` says what is wrong, `position` is the 0-based character of `query` where, and `hint` (perhaps
    empty) says what to type instead. `str()` gives all three, the query with a caret under the position.
    """

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

    def caret(self, width: int = 72) -> str:
        """Two lines of at most about `width` columns: the query around the position, and a caret under it."""
        start = max(0, self.position - width * 2 // 3)
        shown = "".join(map(_printable, self.query[start : start + width]))
        head = "…" if start else ""
        tail = "…" if start + width < len(self.query) else ""
        indent = len(head) + sum(map(_columns, shown[: self.position - start]))
        return f"{head}{shown}{tail}\n{' ' * indent}^"


class UnmatchableError(QueryError):
    """A query was read, but no paper can match it. The message begins with that."""


def _printable(char: str) -> str:
    """The character itself, or a space for what would break the line or has no column (Cc, Cf, Mn, …)."""
    has_a_column = unicodedata.category(char)[0] != "M" and not "\u1160" <= char <= "\u11ff"  # Hangul vowels
    return char if char.isprintable() and has_a_column else " "


def _columns(char: str) -> int:
    """The number of columns that a character takes in a fixed-width font."""
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
