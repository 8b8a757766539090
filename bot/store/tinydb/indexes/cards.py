"""Which cards were planned when, and which were posted lately."""

from __future__ import annotations

from array import array
from bisect import bisect_left, insort
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.alert import MessageKind, MessageState
from bot.store.codec import parse_time
from bot.store.tinydb.indexes.sorted_list import SortedList

if TYPE_CHECKING:
    from bot.store.codec import Doc

LATELY = timedelta(days=3)  # before the newest: more than living posts and threads ask for
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class CardIndex:
    """Follows the documents of messages; digests do not count.

    Planned cards are kept as numbers, eight bytes each, posted ones by key for some days only: a month of
    messages is in the store.
    """

    def __init__(self) -> None:
        self._planned: defaultdict[int, array[int]] = defaultdict(lambda: array("q"))  # by destination, in µs
        self._posted: SortedList[tuple[datetime, str]] = SortedList()  # finished, key
        self._newest: datetime | None = None  # of those posted

    def message(self, key: str, old: Doc | None, new: Doc | None) -> None:
        """A message's document changed."""
        before, after = _planned(old), _planned(new)
        if before != after:
            self._plan(before, after)
        ended, ends = posted_at(old), posted_at(new)
        if ended is not None and ended != ends:
            self._posted.discard((ended, key))
        if ends is not None and ended != ends:
            self._post(key, ends)

    def planned_since(self, destination: int, since: datetime) -> int:
        """How many cards of a destination were created at `since` or later."""
        moments = self._planned.get(destination)
        return 0 if moments is None else len(moments) - bisect_left(moments, _micros(since))

    def posted_since(self, since: datetime) -> list[str] | None:
        """The keys of the cards that were finished at `since` or later; None when it remembers less."""
        if self._newest is not None and since < self._newest - LATELY:
            return None
        return [key for finished, key in self._posted if finished >= since]

    def _plan(self, before: tuple[int, int] | None, after: tuple[int, int] | None) -> None:
        if before is not None:
            moments = self._planned[before[0]]
            del moments[bisect_left(moments, before[1])]
            if not moments:
                del self._planned[before[0]]
        if after is not None:
            insort(self._planned[after[0]], after[1])

    def _post(self, key: str, finished: datetime) -> None:
        self._newest = finished if self._newest is None else max(self._newest, finished)
        oldest = self._newest - LATELY
        if finished >= oldest:
            self._posted.add((finished, key))
        while (first := self._posted.first) is not None and first[0] < oldest:
            self._posted.discard(first)


def _planned(document: Doc | None) -> tuple[int, int] | None:
    """(destination, microseconds) of a card that was not dropped."""
    if document is None or document["kind"] != MessageKind.CARD or document["state"] == MessageState.DROPPED:
        return None
    return document["to"], _micros(parse_time(document["created"]))


def posted_at(document: Doc | None) -> datetime | None:
    """When a card that is there was finished."""
    if document is None or document["kind"] != MessageKind.CARD or document["state"] != MessageState.SENT:
        return None
    return None if document.get("message_id") is None else parse_time(document["finished"])


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND
