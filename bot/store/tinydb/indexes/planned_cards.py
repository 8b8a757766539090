"""When cards were planned."""

from __future__ import annotations

from array import array
from bisect import bisect_left, insort
from collections import defaultdict
from typing import TYPE_CHECKING

from bot.domain.alert import MessageKind, MessageState
from bot.store.codec import parse_time
from bot.store.tinydb.indexes.moments import micros

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store.codec import Doc


class PlannedCards:
    """Follows the documents of messages; digests do not count.

    Moments are kept as numbers, eight bytes each: a month of messages is in the store.
    """

    def __init__(self) -> None:
        self._planned: defaultdict[int, array[int]] = defaultdict(lambda: array("q"))  # by destination, in µs

    def message(self, old: Doc | None, new: Doc | None) -> None:
        """A message's document changed."""
        before, after = _planned(old), _planned(new)
        if before == after:
            return
        if before is not None:
            moments = self._planned[before[0]]
            del moments[bisect_left(moments, before[1])]
            if not moments:
                del self._planned[before[0]]
        if after is not None:
            insort(self._planned[after[0]], after[1])

    def between(self, destination: int, since: datetime, before: datetime) -> int:
        """How many cards of a destination were created at `since` or later, and before the other moment."""
        moments = self._planned.get(destination, ())
        return max(0, bisect_left(moments, micros(before)) - bisect_left(moments, micros(since)))


def _planned(document: Doc | None) -> tuple[int, int] | None:
    """(destination, microseconds) of a card that was not dropped."""
    if document is None or document["kind"] != MessageKind.CARD or document["state"] == MessageState.DROPPED:
        return None
    return document["to"], micros(parse_time(document["created"]))
