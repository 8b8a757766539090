"""The open alerts and messages in the order of work, and what remains to do with posted cards."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections import defaultdict
from datetime import datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from bot.domain.alert import THREAD, TRIES_BEFORE_DEFERRAL, AlertState, MessageKind, MessageState
from bot.domain.paper import GONE
from bot.domain.preferences import DEFAULTS
from bot.domain.subscription import Kind
from bot.store.codec import decode_preferences
from bot.store.codec.records import parse_time
from bot.store.rules import OPEN
from bot.store.tinydb.indexes.groups import Groups, Timetable, micros

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from bot.store.codec import Doc

    Place: TypeAlias = tuple[datetime, str]  # (finished, key) of the card before

Pending: TypeAlias = tuple[datetime, datetime, str]  # due, created, paper id


class Waiting(NamedTuple):
    """An unfinished message, and when it may be claimed: first those in line, then those that stepped aside."""

    deferred: bool
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
        """The time when the first alert is due; None without one, and while the destination is blocked."""
        alerts = self.alerts.of(destination)
        return alerts[0][0] if alerts and destination not in self.blocked else None

    def _first_wake(self, destination: int) -> datetime | None:
        candidates = () if destination in self.blocked else self._candidates(destination)
        return min((one.wake for one in candidates), default=None)

    # --- questions ----------------------------------------------------------------------------------------

    @property
    def next_wake(self) -> datetime | None:
        """The earliest due alert or claimable message at a destination that is not blocked."""
        return min([*self.alerts.moments[:1], *self.messages.moments[:1]], default=(None, 0))[0]

    @property
    def oldest_due(self) -> datetime | None:
        """The earliest due alert, or planned message, at a destination that is not blocked."""
        open_ones = (destination for _, destination in self.messages.moments)
        created = [one.created for destination in open_ones for one in self._candidates(destination)]
        return min([*created, *(moment for moment, _ in self.alerts.moments[:1])], default=None)

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
        """The messages that can be claimed once due: the first in line, and all deferred ones."""
        messages = self.messages.of(destination)
        return [one for place, one in enumerate(messages) if not place or one.deferred]


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
        deferred=document["state"] == MessageState.SENDING
        and document.get("attempts", 0) >= TRIES_BEFORE_DEFERRAL,
        created=parse_time(document["created"]),
        number=document["n"],
        key=key,
        next_try=next_try,
        wake=next_try if leased is None else max(next_try, parse_time(leased)),
        papers=tuple(document["papers"]),
    )


LATELY = timedelta(hours=50)  # before the newest: more than `WITHIN` of living posts and of threads
_LATELY = LATELY // timedelta(microseconds=1)
_SWEEP_EVERY = timedelta(hours=1) // timedelta(microseconds=1)


class _Card(NamedTuple):
    """The index's facts of a posted card; moments in µs."""

    finished: int
    key: str
    destination: int
    changed: int
    shown: tuple[str, ...]


class PostedCards:
    """Follows the documents of messages and destinations, so that no card is read of which nothing is wanted.

    Living cards are known for some days only: a month of messages is in the store. Whoever asks for older ones, or
    had a card that was posted by a clock that went wrong, first has them read again (`lacks`, `read_again`).
    """

    def __init__(self) -> None:
        # By destination: living posts, threads
        self._wanted = defaultdict[int, tuple[bool, bool]](lambda: (False, False))
        self._from = 0  # living ones that finished before, in µs, are not known
        self._threadless = Groups(_without_thread)
        self._living = Groups(self._alive)  # by paper

    # --- changes ------------------------------------------------------------------------------------------

    def destination(self, key: int, new: Doc | None) -> None:
        """A destination's document changed."""
        self._wanted.pop(key, None)
        if new is not None and "block" not in new:
            chosen = decode_preferences(new["preferences"]) if "preferences" in new else DEFAULTS
            self._wanted[key] = chosen.living, chosen.thread_per_alert and new["kind"] != Kind.FORUM

    def message(self, key: str, old: Doc | None, new: Doc | None) -> None:
        """A message's document changed."""
        self._threadless.changed(key, old, new)
        self._living.changed(key, old, new)
        card = None if new is None else _card(key, new)
        if card is not None and card.finished - _LATELY >= self._from + _SWEEP_EVERY:
            self._from = card.finished - _LATELY
            self._living.cut((self._from,))

    def lacks(self, since: datetime) -> bool:
        """True if cards finished since then are unknown: all of them must follow by `read_again`."""
        if micros(since) >= self._from:
            return False
        self._from = micros(since)
        self._living = Groups(self._alive)
        return True

    def read_again(self, key: str, document: Doc) -> None:
        """A document after `lacks` said so: however late it was finished, none is forgotten for it."""
        self._living.changed(key, document, None)  # it may have changed meanwhile
        self._living.changed(key, None, document)

    def _alive(self, key: str, document: Doc) -> tuple[str, _Card] | None:
        card = _card(key, document)
        if card is None or card.finished < self._from or GONE in card.shown:
            return None
        return document["papers"][0], card

    # --- questions ----------------------------------------------------------------------------------------

    def threadless(self, after: Place) -> Iterator[str]:
        """The keys of cards without the thread that they should have, oldest first."""
        cards = _slice(self._threadless.of(None), after)
        return (card.key for card in cards if self._wanted[card.destination][1])

    def shown(self, since: datetime) -> dict[str, set[tuple[str, ...]]]:
        """The milestones on living cards: by paper, each different list of milestones."""
        found: dict[str, set[tuple[str, ...]]] = {}
        for paper in self._living:
            cards = _slice(self._living.of(paper), (since, ""))
            if shown := {card.shown for card in cards if self._wanted[card.destination][0]}:
                found[paper] = shown
        return found

    def behind(
        self,
        paper: str,
        reached: Collection[str],
        after: Place,
        unchanged_since: datetime,
    ) -> Iterator[str]:
        """The keys of living cards of a paper that do not show all that it has reached, oldest first."""
        latest, wanted = micros(unchanged_since), set(reached)
        for card in _slice(self._living.of(paper), after):
            is_living, _ = self._wanted[card.destination]
            if is_living and card.changed <= latest and not wanted.issubset(card.shown):
                yield card.key


def _slice(cards: Sequence[_Card], after: Place) -> Sequence[_Card]:
    """The cards behind a place."""
    return cards[bisect_right(cards, (micros(after[0]), after[1]), key=lambda card: card[:2]) :]


def _without_thread(key: str, document: Doc) -> tuple[None, _Card] | None:
    """By the payload, which is forgotten in time."""
    card = _card(key, document)
    opens = document.get("thread") is None and THREAD in document.get("payload", ())
    return (None, card) if card is not None and opens else None


def _card(key: str, document: Doc) -> _Card | None:
    is_posted = document["state"] == MessageState.SENT and document.get("message_id") is not None
    if document["kind"] != MessageKind.CARD or not is_posted:
        return None
    finished = micros(parse_time(document["finished"]))
    changed = micros(parse_time(document["edited"])) if "edited" in document else finished
    return _Card(finished, key, document["to"], changed, tuple(document.get("milestones", ())))
