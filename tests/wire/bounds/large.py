"""A store of either engine that has much of everything."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.demo.sample import bundled
from bot.domain.alert import Alert, AlertState, Message, MessageKind, MessageState, message_key
from bot.domain.paper import Sighting, Signals
from bot.domain.preferences import Preferences
from bot.domain.subscription import Block, BlockCause, Destination, Kind, Subscription
from bot.query import parse
from bot.sources.huggingface.parse import parse as parse_list
from bot.store.entries import Note, Position, StoredSubscription
from tests.benchmarks.matching.subscriptions import Writer
from tests.support.fakes import DAY, GUILD, PERSON, START

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from datetime import date

    from bot.domain.paper import Paper
    from bot.store.entries import Entry

FIRST = 100_000  # the id of the first destination, of the server GUILD
_DAYS = 90
_BASELINE = 300  # papers of each, where there are so many
_BLOCKED = 50  # one destination in so many
_LATELY = timedelta(days=20)
_SEED = 20251112


@dataclass(frozen=True, kw_only=True)
class Size:
    """Numbers of each kind of entry; the papers are those of 90 lists.

    The first server has a twentieth of the destinations, or another `share` of them.
    """

    subscriptions: int = 10_000
    destinations: int = 10_000
    alerts: int = 500_000
    messages: int = 20_000
    papers: int = 1_800
    share: int = 20


SMALL = Size(subscriptions=500, destinations=500, alerts=5_000, messages=500, papers=180)
ONE_SERVER = Size(subscriptions=1_000, destinations=1_000, alerts=5_000, messages=500, papers=180, share=1)
FULL = Size()


class Large:
    """Yield the entries of a large store; the same ones for the same size."""

    def __init__(self, size: Size = FULL):
        self.size = size
        self._rng = random.Random(_SEED)
        self._texts = [entry.paper for entry in parse_list(bundled()).entries]
        canonical = (parse(query).canonical for query in Writer(self._texts, _SEED).queries(size.subscriptions))
        self.queries = list(canonical)

    async def entries(self) -> AsyncIterator[Entry]:
        """All of it, in the order of an archive."""
        kinds = (self.papers(), self.destinations(), self.subscribed(), self.alerts(), self.messages())
        for entry in itertools.chain(*kinds):
            yield entry
        yield Position(source="huggingface", day=DAY - timedelta(days=1))
        yield Note(name="learning huggingface", value=(DAY - timedelta(days=_DAYS)).isoformat())

    def papers(self) -> Iterator[Sighting]:
        for number in range(self.size.papers):
            yield self.paper(number, DAY - timedelta(days=number * _DAYS // self.size.papers))

    def paper(self, number: int, day: date) -> Sighting:
        """One of the bundled texts in another order of sentences, under a number of its own."""
        text = self._texts[number % len(self._texts)]
        sentences = text.abstract.split(". ")
        self._rng.shuffle(sentences)
        made: Paper = replace(text, id=_paper_id(number), abstract=". ".join(sentences))
        return Sighting(paper=made, signals=Signals(first_seen=START, list_day=day, upvotes=number % 97))

    def fresh(self, count: int) -> tuple[Sighting, ...]:
        """Return new papers of today's list."""
        return tuple(self.paper(self.size.papers + number, DAY) for number in range(count))

    def destinations(self) -> Iterator[Destination]:
        for number in range(self.size.destinations):
            blocked = number % _BLOCKED == _BLOCKED - 1
            kind = Kind.DM if number % 11 == 10 else Kind.CHANNEL
            yield Destination(
                id=FIRST + number,
                guild_id=None if kind is Kind.DM else self.guild(number),
                kind=kind,
                block=Block(cause=BlockCause.PERMISSION, reason="Allow Send Messages.", since=START, told=True)
                if blocked
                else None,
                preferences=Preferences(role_id=5) if number % 7 == 0 else Preferences(most_a_day=20),
            )

    def guild(self, number: int) -> int:
        """Return the server of a destination."""
        first, rest = self.size.destinations // self.size.share, self.size.destinations // 1_000
        return GUILD if number < first else GUILD + 1 + number // max(rest, 1)

    def subscribed(self) -> Iterator[StoredSubscription]:
        known = [_paper_id(number) for number in range(self.size.papers)]
        for number, query in enumerate(self.queries):
            place = number % self.size.destinations
            is_dm = place % 11 == 10
            made = Subscription(
                id=f"s{number:05}",
                destination_id=FIRST + place,
                guild_id=None if is_dm else self.guild(place),
                query=query,
                name=f"{query[:20]} {number}",
                creator_id=PERSON + number % 2_000,
                created=START - timedelta(minutes=number),
                paused=number % 20 == 19,
            )
            yield StoredSubscription(made, frozenset(self._rng.sample(known, min(_BASELINE, len(known)))))

    def alerts(self) -> Iterator[Alert]:
        """Alerts that were sent some days ago."""
        for number in range(self.size.alerts):
            place = number % self.size.destinations
            sent = START - timedelta(days=number % 300 + 1)
            yield Alert(
                destination_id=FIRST + place,
                paper_id=f"arxiv:2401.{number // self.size.destinations:05}",
                subscriptions=(f"s{place % self.size.subscriptions:05}",),
                due=sent,
                created=sent,
                state=AlertState.SENT,
                finished=sent,
            )

    def messages(self) -> Iterator[Message]:
        """Cards that were posted within the last three weeks, those of the last one with what was posted."""
        step = _LATELY / max(self.size.messages, 1)
        for number in range(self.size.messages):
            sent = START - _LATELY + number * step
            paper_id = f"arxiv:2402.{number:05}"
            where = FIRST + number % self.size.destinations
            recent = sent > START - timedelta(days=7)
            yield Message(
                key=message_key(where, MessageKind.CARD, (paper_id,)),
                destination_id=where,
                kind=MessageKind.CARD,
                paper_ids=(paper_id,),
                payload={"embeds": [{"title": "A paper", "description": "word " * 60}]} if recent else {},
                created=sent,
                next_try=sent,
                state=MessageState.SENT,
                attempts=1,
                message_id=10**18 + number,
                finished=sent,
            )


def _paper_id(number: int) -> str:
    return f"arxiv:2510.{number:05}"
