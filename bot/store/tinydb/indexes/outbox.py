"""What waits in the outbox, in the order in which it is worked off."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from bot.domain.alert import TRIES_IN_LINE, AlertState, MessageState
from bot.store.codec import parse_time
from bot.store.rules import OPEN
from bot.store.tinydb.indexes.sorted_list import SortedList

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store.codec import Doc

    Pending: TypeAlias = tuple[datetime, datetime, str]  # due, created, paper id
    Position: TypeAlias = tuple[datetime, int, str]  # created, number, message key


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An unfinished message: its position in the destination's queue, and when it may be claimed.

    One that has stepped aside stands in no line.
    """

    position: Position
    next_try: datetime
    wake: datetime
    aside: bool


class _Queue:
    """What waits for one destination, and under which times the destination stands in the two lists.

    `messages` wait in line, those in `aside` each for its own time.
    """

    def __init__(self) -> None:
        self.alerts: SortedList[Pending] = SortedList()
        self.messages: SortedList[Position] = SortedList()
        self.aside: dict[str, Waiting] = {}
        self.due: datetime | None = None
        self.wake: datetime | None = None


class OutboxIndex:
    """Pending alerts and unfinished messages by destination, and the destinations by time."""

    def __init__(self) -> None:
        self._queues: dict[int, _Queue] = {}
        self._waiting: dict[str, Waiting] = {}
        self._blocked: set[int] = set()
        self._papers: Counter[str] = Counter()  # of pending alerts and unfinished messages
        self._due: SortedList[tuple[datetime, int]] = SortedList()
        self._wake: SortedList[tuple[datetime, int]] = SortedList()

    # --- changes ------------------------------------------------------------------------------------------

    def alert(self, key: str, old: Doc | None, new: Doc | None) -> None:
        """An alert's document changed."""
        destination, _, paper = key.partition(" ")
        before, after = _pending(paper, old), _pending(paper, new)
        if before != after:
            queue = self._queue(int(destination))
            if before is not None:
                queue.alerts.discard(before)
            if after is not None:
                queue.alerts.add(after)
            if (before is None) != (after is None):
                _count(self._papers, paper, 1 if before is None else -1)
            self._refile_alerts(int(destination), queue)

    def message(self, key: str, old: Doc | None, new: Doc | None) -> None:
        """A message's document changed."""
        before, after = self._waiting.pop(key, None), _waiting(key, new)
        if before is None and after is None:
            return
        for document, difference in ((old if before else None, -1), (new if after else None, 1)):
            for paper in (document or {}).get("papers", ()):
                _count(self._papers, paper, difference)
        document = new if new is not None else old
        destination = int(document["to"]) if document is not None else 0
        queue = self._queue(destination)
        if before is not None and queue.aside.pop(key, None) is None:
            queue.messages.discard(before.position)
        if after is not None:
            self._waiting[key] = after
            if after.aside:
                queue.aside[key] = after
            else:
                queue.messages.add(after.position)
        self._refile_messages(destination, queue)

    def block(self, destination: int, *, blocked: bool) -> None:
        """A destination was blocked or unblocked."""
        (self._blocked.add if blocked else self._blocked.discard)(destination)
        if (queue := self._queues.get(destination)) is not None:
            self._refile_alerts(destination, queue)
            self._refile_messages(destination, queue)

    # --- questions ----------------------------------------------------------------------------------------

    @property
    def next_wake(self) -> datetime | None:
        """The earliest due alert or claimable message at a destination that is not blocked."""
        firsts = (self._due.first, self._wake.first)
        return min((first[0] for first in firsts if first is not None), default=None)

    @property
    def blocked(self) -> frozenset[int]:
        """The destinations that are blocked."""
        return frozenset(self._blocked)

    @property
    def oldest_due(self) -> datetime | None:
        """The earliest due alert, or planned message, at a destination that is not blocked."""
        queues = (queue for destination, queue in self._queues.items() if destination not in self._blocked)
        moments = [one.position[0] for queue in queues for one in self._candidates(queue)]
        return min([*moments, *([self._due.first[0]] if self._due.first else [])], default=None)

    def due(self, now: datetime, limit: int) -> list[tuple[int, str]]:
        """(destination, paper) of what is due, by each destination's oldest; see `OutboxStore.due_alerts`."""
        found: list[tuple[int, str]] = []
        for when, destination in self._due:
            if when > now:
                break
            papers = [paper for due, _, paper in self._queues[destination].alerts if due <= now]
            most = limit if len(papers) > 2 * limit else len(papers)
            if found and len(found) + most > limit:
                break
            found += [(destination, paper) for paper in papers[:most]]
        return found

    def claimable(self, now: datetime) -> list[str]:
        """The keys of messages that may be claimed, by next try."""
        found: list[tuple[datetime, Position]] = []
        for when, destination in self._wake:
            if when > now:
                break
            candidates = self._candidates(self._queues[destination])
            found += [(one.next_try, one.position) for one in candidates if one.wake <= now]
        return [position[2] for _, position in sorted(found)]

    def pending(self, destination: int) -> list[str]:
        """The papers of the alerts that are pending for a destination."""
        queue = self._queues.get(destination)
        return [paper for _, _, paper in queue.alerts] if queue else []

    def unfinished(self, destination: int) -> list[str]:
        """The keys of the unfinished messages for a destination, oldest first."""
        queue = self._queues.get(destination)
        if queue is None:
            return []
        aside = [waiting.position for waiting in queue.aside.values()]
        return [key for _, _, key in sorted([*queue.messages, *aside])]

    def needs(self, paper: str) -> bool:
        """Whether an alert is pending, or a message unfinished, that is about a paper."""
        return paper in self._papers

    def all_unfinished(self) -> list[str]:
        """The keys of all unfinished messages."""
        return list(self._waiting)

    def pending_after(self, moment: datetime) -> list[tuple[int, str]]:
        """(destination, paper) of the pending alerts that are due later, those of blocked destinations too."""
        found: list[tuple[int, str]] = []
        for destination, queue in self._queues.items():
            later = queue.alerts.after((moment, moment, ""))
            found += [(destination, paper) for due, _, paper in later if due > moment]
        return found

    def unfinished_after(self, moment: datetime) -> list[str]:
        """The keys of the unfinished messages that wait until later or are of later."""
        return [key for key, one in self._waiting.items() if max(one.wake, one.position[0]) > moment]

    # --- upkeep -------------------------------------------------------------------------------------------

    def _queue(self, destination: int) -> _Queue:
        if (queue := self._queues.get(destination)) is None:
            queue = self._queues[destination] = _Queue()
        return queue

    def _candidates(self, queue: _Queue) -> list[Waiting]:
        """Who may be claimed when their times have come: the first in line, and all that stepped aside."""
        first = queue.messages.first
        return [*queue.aside.values(), *([] if first is None else [self._waiting[first[2]]])]

    def _refile_alerts(self, destination: int, queue: _Queue) -> None:
        """File the destination again under its earliest alert; a blocked one is under none."""
        first = None if destination in self._blocked else queue.alerts.first
        queue.due = _refile_time(self._due, destination, queue.due, None if first is None else first[0])
        self._forget_if_empty(destination, queue)

    def _refile_messages(self, destination: int, queue: _Queue) -> None:
        """The same for its messages."""
        candidates = [] if destination in self._blocked else self._candidates(queue)
        wake = min((one.wake for one in candidates), default=None)
        queue.wake = _refile_time(self._wake, destination, queue.wake, wake)
        self._forget_if_empty(destination, queue)

    def _forget_if_empty(self, destination: int, queue: _Queue) -> None:
        if not queue.alerts and not queue.messages and not queue.aside:
            del self._queues[destination]


def _refile_time(
    times: SortedList[tuple[datetime, int]], destination: int, old: datetime | None, new: datetime | None
) -> datetime | None:
    if old != new:
        if old is not None:
            times.discard((old, destination))
        if new is not None:
            times.add((new, destination))
    return new


def _count(papers: Counter[str], paper: str, difference: int) -> None:
    papers[paper] += difference
    if not papers[paper]:
        del papers[paper]


def _pending(paper: str, document: Doc | None) -> Pending | None:
    if document is None or document["state"] != AlertState.PENDING:
        return None
    return _shared(document["due"], document["created"], paper)


@lru_cache(8192)
def _shared(due: str, created: str, paper: str) -> Pending:
    """One object for all channels: a day of arXiv leaves 360,000 alerts of 2,800 papers."""
    return parse_time(due), parse_time(created), sys.intern(paper)


def _waiting(key: str, document: Doc | None) -> Waiting | None:
    if document is None or document["state"] not in OPEN:
        return None
    next_try = parse_time(document["next_try"])
    leased = document.get("leased_until")
    return Waiting(
        position=(parse_time(document["created"]), int(document["n"]), key),
        next_try=next_try,
        wake=next_try if leased is None else max(next_try, parse_time(leased)),
        aside=document["state"] == MessageState.SENDING and document.get("attempts", 0) >= TRIES_IN_LINE,
    )
