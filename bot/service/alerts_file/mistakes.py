"""The mistakes of an alerts file, each told with its channel and its subscription, as people know them.

What people call a part of the file is a function: it takes its time, and most parts have no mistake.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bot.domain.errors import PaperboyError
from bot.language.formats import listed
from bot.language.translating import gettext, gettext_noop, ngettext
from bot.service.preferences.parse import EntryError
from bot.text.graphemes import units
from bot.text.safe import clean, clip, safe, told_with_code, within_code

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from bot.query import QueryError

_NAMED = 10  # mistakes
_LONGEST = 1_850  # UTF-16 code units of those together: they are an answer of Discord's
_NAME, _SHORT = 60, 40  # characters of a channel's name; of a subscription or an entry
_LONGEST_ERROR = 300  # characters of what is wrong with a query


class FileError(PaperboyError):
    """The file cannot be read. The text lists what is wrong where."""


class Mistakes:
    """Notes mistakes instead of raising them, so that a person reads several at once. `count` is of all."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self.count = 0

    def told(self) -> str:
        """All mistakes."""
        lines = [gettext("Nothing was changed. The file has mistakes:"), *self._lines]
        if more := self.count - len(self._lines):
            # NOTE: the last line of a list of mistakes in a file
            lines.append(ngettext("… and {number} more.", "… and {number} more.", more))
        return "\n".join(lines)

    def note(self, place: Callable[[], str], error: PaperboyError, name: str = "") -> None:
        """A mistake in an entry of a place, or in the place itself."""
        self.add(partial(_wrong, place, error, name))

    def add(self, told: Callable[[], str]) -> None:
        """It becomes a text where it is read."""
        self.count += 1
        if len(self._lines) == self.count - 1 < _NAMED:  # as long as none was left out
            line = f"• {told()}"
            if sum(map(units, self._lines)) + units(line) <= _LONGEST:
                self._lines.append(line)


def whole() -> str:
    """The file itself."""
    # NOTE: stands where a sentence names an entry: "the file must be an object"
    return gettext("the file")


def channel_place(name: str, number: int) -> str:
    """The `number`-th channel of the file, from 1 on; its `name` is "" where it has none."""
    # NOTE: the second channel in a file, say, where it has no name; within a sentence
    return f"#{safe(name, _NAME)}" if name else gettext("channel {number}", number=number)


def subscription_place(channel: Callable[[], str], number: int, name: str, query: str) -> str:
    """The `number`-th subscription of a channel, from 1 on, by its name or its query."""
    known = f"**{safe(name, _SHORT)}**" if name else _code(query, _SHORT) if query else ""
    if not known:
        # NOTE: the third subscription of a channel in a file, say
        return gettext("{channel}, subscription {number}", channel=channel(), number=number)
    # NOTE: {known} is its name or its query
    told = gettext_noop("{channel}, subscription {number} ({known})")
    return gettext(told, channel=channel(), number=number, known=known)


def _wrong(place: Callable[[], str], error: PaperboyError, name: str) -> str:
    if not isinstance(error, EntryError):
        return gettext("{entry}: {error}", entry=listed([place(), f"`{name}`"]), error=error)
    return gettext("{entry}: {error}", entry=place(), error=error.of(f"`{name}`")) if name else error.of(place())


def wrong_query(place: Callable[[], str], text: str, error: QueryError) -> str:
    """A mistake in a query, with its position."""
    return gettext(
        # NOTE: {error} is a whole sentence
        "{entry}, at character {position} of {query}: {error}",
        entry=place(),
        position=error.position + 1,
        query=_code(text, _NAME),
        error=told_with_code(clip(error.message, _LONGEST_ERROR), partial(_code, limit=_LONGEST_ERROR)),
    )


def unknown(place: Callable[[], str], name: str, known: Collection[str]) -> str:
    """An entry that there is not."""
    names = listed([f"`{one}`" for one in known])
    # NOTE: all are names in a file
    told = gettext_noop("There is no entry {unknown} here: choose among {known}.")
    return gettext(
        "{entry}: {error}", entry=place(), error=gettext(told, unknown=_code(name, _SHORT), known=names)
    )


def _code(text: str, limit: int) -> str:
    """A stranger's text as one line of code: at a backtick Discord would end it."""
    shown = clip(within_code(clean(text[: 8 * limit])), limit)
    return f"`{shown or '?'}`"
