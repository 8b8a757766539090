"""Pending alerts and unfinished messages, in the order in which they are processed."""

from __future__ import annotations

import sys
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from bot.domain.alert import TRIES_BEFORE_DEFERRAL, AlertState, MessageState
from bot.store.codec.records import Doc, parse_time
from bot.store.rules import OPEN_STATES
from bot.store.tinydb.indexes.groups import Timetable

if TYPE_CHECKING:
    from collections.abc import Iterator


Pending: TypeAlias = tuple[datetime, datetime, str]  # due, created, paper id


class UnfinishedMessage(NamedTuple):
    """An unfinished message. `wake` is when it can be claimed; `deferred` ones sort last and block no others.

    `number` orders messages of the same moment.
    """

    deferred: bool
    created: datetime
    number: int
    key: str
    next_try: datetime
    wake: datetime
    papers: tuple[str, ...]


class OutboxIndex:
    """Pending alerts and unfinished messages by destination, and destinations by the time of their next work."""

    def __init__(self) -> None:
        self.blocked: set[int] = set()
        self.alerts = Timetable(_pending_alert, self._first_due)
        self.messages = Timetable(_unfinished_message, self._first_wake)

    def set_blocked(self, destination: int, *, blocked: bool) -> None:
        """Update for a destination that was blocked or unblocked."""
        (self.blocked.add if blocked else self.blocked.discard)(destination)
        self.alerts.update_moment(destination)
        self.messages.update_moment(destination)

    def _first_due(self, destination: int) -> datetime | None:
        """Return when the first alert is due; None if there is none or the destination is blocked."""
        alerts = self.alerts.of(destination)
        return alerts[0][0] if alerts and destination not in self.blocked else None

    def _first_wake(self, destination: int) -> datetime | None:
        """Return the earliest time to claim a message; None if there is none or the destination is blocked."""
        candidates = () if destination in self.blocked else self._candidates(destination)
        return min((message.wake for message in candidates), default=None)

    # --- lookups ------------------------------------------------------------------------------------------

    @property
    def next_wake(self) -> datetime | None:
        """Time of the earliest due alert or claimable message, in destinations that are not blocked."""
        return min([*self.alerts.moments[:1], *self.messages.moments[:1]], default=(None, 0))[0]

    @property
    def oldest_due(self) -> datetime | None:
        """The earliest `due` of alerts and `created` of messages, in destinations that are not blocked."""
        destinations = (destination for _, destination in self.messages.moments)
        created = [message.created for destination in destinations for message in self._candidates(destination)]
        return min([*created, *(moment for moment, _ in self.alerts.moments[:1])], default=None)

    def due(self, now: datetime, limit: int) -> list[tuple[int, str]]:
        """Return (destination, paper) of due alerts, grouped by destination; see `OutboxStore.due_alerts`."""
        keys: list[tuple[int, str]] = []
        for when, destination in self.alerts.moments:
            if when > now:
                break
            papers = [paper for due, _, paper in self.alerts.of(destination) if due <= now]
            count = limit if len(papers) > 2 * limit else len(papers)
            if keys and len(keys) + count > limit:
                break
            keys += [(destination, paper) for paper in papers[:count]]
        return keys

    def claimable(self, now: datetime) -> list[str]:
        """Return the keys of messages that can be claimed, in order of next try."""
        destinations = (destination for when, destination in self.messages.moments if when <= now)
        messages = [
            message
            for destination in destinations
            for message in self._candidates(destination)
            if message.wake <= now
        ]
        return [message.key for message in sorted(messages, key=attrgetter("next_try", "created", "number"))]

    def pending(self, destination: int) -> list[tuple[int, str]]:
        """Return the keys of a destination's pending alerts."""
        return [(destination, paper) for _, _, paper in self.alerts.of(destination)]

    def unfinished(self, destination: int) -> list[str]:
        """Return the keys of a destination's unfinished messages, oldest first."""
        return [
            message.key for message in sorted(self.messages.of(destination), key=attrgetter("created", "number"))
        ]

    def needed_papers(self) -> set[str]:
        """Return the papers of pending alerts and unfinished messages."""
        papers = {paper for destination in self.alerts for _, _, paper in self.alerts.of(destination)}
        return papers.union(*(message.papers for message in self._all()))

    def all_unfinished(self) -> list[str]:
        """Return the keys of all unfinished messages."""
        return [message.key for message in self._all()]

    def pending_after(self, moment: datetime) -> list[tuple[int, str]]:
        """Return the keys of pending alerts that are due after a moment, blocked destinations included."""
        late = (
            (destination, alerts)
            for destination in self.alerts
            if (alerts := self.alerts.of(destination))[-1][0] > moment
        )
        return [(destination, paper) for destination, alerts in late for due, _, paper in alerts if due > moment]

    def unfinished_after(self, moment: datetime) -> list[str]:
        """Return the keys of unfinished messages that wait until, or were created, after a moment."""
        return [message.key for message in self._all() if max(message.wake, message.created) > moment]

    def _all(self) -> Iterator[UnfinishedMessage]:
        return (message for destination in self.messages for message in self.messages.of(destination))

    def _candidates(self, destination: int) -> list[UnfinishedMessage]:
        """Return the messages that can be claimed when due: the first in line, and all deferred ones."""
        messages = self.messages.of(destination)
        return [message for position, message in enumerate(messages) if not position or message.deferred]


def _pending_alert(key: str, document: Doc) -> tuple[int, Pending] | None:
    """Return the destination and item of a pending alert; None for others."""
    if document["state"] != AlertState.PENDING:
        return None
    destination, _, paper = key.partition(" ")
    return int(destination), _shared_pending(document["due"], document["created"], paper)


@lru_cache(8192)
def _shared_pending(due: str, created: str, paper: str) -> Pending:
    """Return one object for all channels: a day of arXiv leaves 360,000 alerts of 2,800 papers."""
    return parse_time(due), parse_time(created), sys.intern(paper)


def _unfinished_message(key: str, document: Doc) -> tuple[int, UnfinishedMessage] | None:
    """Return the destination and item of an unfinished message; None for others."""
    if document["state"] not in OPEN_STATES:
        return None
    next_try = parse_time(document["next_try"])
    leased = document.get("leased_until")
    return document["to"], UnfinishedMessage(
        deferred=document["state"] == MessageState.SENDING
        and document.get("attempts", 0) >= TRIES_BEFORE_DEFERRAL,
        created=parse_time(document["created"]),
        number=document["n"],
        key=key,
        next_try=next_try,
        wake=next_try if leased is None else max(next_try, parse_time(leased)),
        papers=tuple(document["papers"]),
    )
