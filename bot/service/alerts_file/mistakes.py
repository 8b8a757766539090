"""The mistakes of an alerts file, each told with its channel and its subscription, as people know them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Protocol

from bot.language.formats import listed
from bot.language.translating import gettext, gettext_noop, ngettext
from bot.text.closest import closest
from bot.text.graphemes import units
from bot.text.safe import clean, clip, safe, within_code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_MOST = 10  # that are named
_LONGEST = 1_850  # UTF-16 code units of those together: they are an answer of Discord's
_ENOUGH = 100  # the rest of the file is not read then
_NAME, _SHORT = 60, 40  # of a channel; of a subscription or an entry


class EnoughError(Exception):
    """So many mistakes were found that nobody wants to know of more."""


class Place(Protocol):
    """A part of the file."""

    def told(self) -> str:
        """What people call it; only asked for where it is read."""
        ...


class Whole:
    """The file itself."""

    def told(self) -> str:
        """As `Place` says."""
        # NOTE: stands where a sentence names an entry: "the file must be an object"
        return gettext("the file")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelPlace:
    """A channel, the `number`-th of the file from 1 on; its `name` is "" where it has none."""

    number: int
    name: str

    def told(self) -> str:
        """As `Place` says."""
        if self.name:
            return f"#{safe(self.name, _NAME)}"
        # NOTE: the second channel in a file, say, where it has no name; within a sentence
        return gettext("channel {number}", number=self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionPlace:
    """A subscription, the `number`-th of its channel from 1 on; `name` and `query` are "" where it has none."""

    channel: ChannelPlace
    number: int
    name: str
    query: str

    def told(self) -> str:
        """As `Place` says."""
        known = [f"**{safe(self.name, _SHORT)}**"] if self.name and self.name != self.query else []
        known += [code(self.query, _SHORT)] if self.query else []
        channel = self.channel.told()
        if not known:
            # NOTE: the third subscription of a channel in a file, say
            return gettext("{channel}, subscription {number}", channel=channel, number=self.number)
        # NOTE: {known} is its name, its query, or both
        told = gettext_noop("{channel}, subscription {number} ({known})")
        return gettext(told, channel=channel, number=self.number, known=listed(known))


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An entry of a place."""

    of: Place
    entry: str

    def told(self) -> str:
        """As `Place` says."""
        return listed([self.of.told(), self.entry])


@dataclass(slots=True)
class Mistakes:
    """Notes mistakes instead of raising them, so that a person reads several at once.

    The first few are `named`, `count` is of all. Raises EnoughError once there are very many.
    """

    named: list[str] = field(default_factory=list[str])
    count: int = 0

    def note(self, place: Place, message: str, **places: object) -> None:
        """A sentence that names its `{entry}`, which is the place itself."""
        self._add(lambda: gettext(message, entry=place.told(), **places))

    def note_in(self, place: Place | None, said: Callable[[], object]) -> None:
        """A sentence about an entry of a place; of none where that is plain."""
        self._add(lambda: str(said()) if place is None else _told(place, said()))

    def note_unknown(self, place: Place, name: str, known: Iterable[str]) -> None:
        """An entry that there is not."""
        self.note_in(place, partial(_unknown, name, known))

    def told(self) -> str:
        """All of it, if there is any."""
        first = gettext("Nothing was changed. The file has mistakes:")
        return "\n".join([first, *self.named, *self._more()])

    def _add(self, said: Callable[[], str]) -> None:
        """It becomes a text where it is named; some look for what was meant then, which takes its time."""
        self.count += 1
        if len(self.named) == self.count - 1 < _MOST:  # as long as none was left out
            line = f"• {said()}"
            if sum(map(units, self.named)) + units(line) <= _LONGEST:
                self.named.append(line)
        if self.count >= _ENOUGH:
            raise EnoughError

    def _more(self) -> list[str]:
        if self.count >= _ENOUGH:
            # NOTE: the last line of a list of mistakes in a file
            return [gettext("… and many more.")]
        count = self.count - len(self.named)
        # NOTE: the last line of a list of mistakes in a file
        return [ngettext("… and {number} more.", "… and {number} more.", count)] if count else []


def code(text: str, limit: int) -> str:
    """A stranger's text as one line of code: at a backtick Discord would end it."""
    shown = clip(within_code(clean(text[: 8 * limit])), limit)
    return f"`{shown or '?'}`"


def _told(place: Place, sentence: object) -> str:
    return gettext("{entry}: {error}", entry=place.told(), error=sentence)


def _unknown(name: str, known: Iterable[str]) -> str:
    shown = code(name, _SHORT)
    if (meant := closest(name, known)) is not None:
        # NOTE: both are names in a file, such as `delivery` and `deliver`
        return gettext("There is no entry {unknown} here. Did you mean `{meant}`?", unknown=shown, meant=meant)
    names = listed([f"`{one}`" for one in known])
    # NOTE: all are names in a file
    return gettext("There is no entry {unknown} here: choose among {known}.", unknown=shown, known=names)
