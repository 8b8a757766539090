"""What waits in the outbox, in the order in which it is worked off."""

from __future__ import annotations

import sys
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from bot.domain.alert import TRIES_IN_LINE, AlertState, MessageState
from bot.store.codec.records import parse_time
from bot.store.rules import OPEN
from bot.store.tinydb.indexes.groups import Timetable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.store.codec import Doc

Pending: TypeAlias = tuple[datetime, datetime, str]  # due, created, paper id


class Waiting(NamedTuple):
    """An unfinished message, and when it may be claimed: first those in line, then those that stepped aside."""

    aside: bool
    created: datetime
    number: int
    key: str
    next_try: datetime
    wake: datetime
    papers: tuple[str, ...]


class OutboxIndex:
    """Pending alerts and unfinished messages by destination, and the destinations by time."""

    def __init__(self) -> None:
        self.blocked: set[int] = set()
        self.alerts = Timetable(_pending, self._first_due)
        self.messages = Timetable(_waiting, self._first_wake)

    def block(self, destination: int, *, blocked: bool) -> None:
        """A destination was blocked or unblocked."""
        (self.blocked.add if blocked else self.blocked.discard)(destination)
        self.alerts.file(destination)
        self.messages.file(destination)

    def _first_due(self, destination: int) -> datetime | None:
        """When the earliest alert is due; a blocked destination waits for nothing."""
        alerts = self.alerts.of(destination)
        return alerts[0][0] if alerts and destination not in self.blocked else None

    def _first_wake(self, destination: int) -> datetime | None:
        candidates = () if destination in self.blocked else self._candidates(destination)
        return min((one.wake for one in candidates), default=None)

    # --- questions ----------------------------------------------------------------------------------------

    @property
    def next_wake(self) -> datetime | None:
        """The earliest due alert or claimable message at a destination that is not blocked."""
        return min([*self.alerts.first, *self.messages.first], default=None)

    @property
    def oldest_due(self) -> datetime | None:
        """The earliest due alert, or planned message, at a destination that is not blocked."""
        open_ones = (destination for _, destination in self.messages.moments)
        created = [one.created for destination in open_ones for one in self._candidates(destination)]
        return min([*created, *self.alerts.first], default=None)

    def due(self, now: datetime, limit: int) -> list[tuple[int, str]]:
        """(destination, paper) of what is due, by each destination's oldest; see `OutboxStore.due_alerts`."""
        found: list[tuple[int, str]] = []
        for when, destination in self.alerts.moments:
            if when > now:
                break
            papers = [paper for due, _, paper in self.alerts.of(destination) if due <= now]
            most = limit if len(papers) > 2 * limit else len(papers)
            if found and len(found) + most > limit:
                break
            found += [(destination, paper) for paper in papers[:most]]
        return found

    def claimable(self, now: datetime) -> list[str]:
        """The keys of messages that may be claimed, by next try."""
        places = (destination for when, destination in self.messages.moments if when <= now)
        found = [one for destination in places for one in self._candidates(destination) if one.wake <= now]
        return [one.key for one in sorted(found, key=attrgetter("next_try", "created", "number"))]

    def pending(self, destination: int) -> list[tuple[int, str]]:
        """The keys of the alerts that are pending for a destination."""
        return [(destination, paper) for _, _, paper in self.alerts.of(destination)]

    def unfinished(self, destination: int) -> list[str]:
        """The keys of the unfinished messages for a destination, oldest first."""
        return [one.key for one in sorted(self.messages.of(destination), key=attrgetter("created", "number"))]

    def needed(self) -> set[str]:
        """The papers that a pending alert or an unfinished message is about."""
        papers = {paper for destination in self.alerts for _, _, paper in self.alerts.of(destination)}
        return papers.union(*(one.papers for one in self._all()))

    def all_unfinished(self) -> list[str]:
        """The keys of all unfinished messages."""
        return [one.key for one in self._all()]

    def pending_after(self, moment: datetime) -> list[tuple[int, str]]:
        """The keys of the pending alerts that are due later, those of blocked destinations too."""
        places = ((place, alerts) for place in self.alerts if (alerts := self.alerts.of(place))[-1][0] > moment)
        return [(place, paper) for place, alerts in places for due, _, paper in alerts if due > moment]

    def unfinished_after(self, moment: datetime) -> list[str]:
        """The keys of the unfinished messages that wait until later or are of later."""
        return [one.key for one in self._all() if max(one.wake, one.created) > moment]

    def _all(self) -> Iterator[Waiting]:
        return (one for destination in self.messages for one in self.messages.of(destination))

    def _candidates(self, destination: int) -> list[Waiting]:
        """Who may be claimed when their times have come: the first in line, and all that stepped aside."""
        messages = self.messages.of(destination)
        return [one for place, one in enumerate(messages) if not place or one.aside]


def _pending(key: str, document: Doc) -> tuple[int, Pending] | None:
    if document["state"] != AlertState.PENDING:
        return None
    destination, _, paper = key.partition(" ")
    return int(destination), _shared(document["due"], document["created"], paper)


@lru_cache(8192)
def _shared(due: str, created: str, paper: str) -> Pending:
    """One object for all channels: a day of arXiv leaves 360,000 alerts of 2,800 papers."""
    return parse_time(due), parse_time(created), sys.intern(paper)


def _waiting(key: str, document: Doc) -> tuple[int, Waiting] | None:
    if document["state"] not in OPEN:
        return None
    next_try = parse_time(document["next_try"])
    leased = document.get("leased_until")
    return document["to"], Waiting(
        aside=document["state"] == MessageState.SENDING and document.get("attempts", 0) >= TRIES_IN_LINE,
        created=parse_time(document["created"]),
        number=document["n"],
        key=key,
        next_try=next_try,
        wake=next_try if leased is None else max(next_try, parse_time(leased)),
        papers=tuple(document["papers"]),
    )
