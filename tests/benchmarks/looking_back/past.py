"""Real papers on made-up days, and a store that remembers a year of alerts."""

from __future__ import annotations

import asyncio
import json
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.demo.sample import bundled
from bot.discord_io.render.renderer import DiscordRenderer
from bot.domain.alert import Alert, Item, Message, MessageKind, message_key
from bot.domain.paper import Sighting, Signals
from bot.domain.ports import PollCommit
from bot.domain.subscription import Destination, Subscription
from bot.sources.huggingface.parse import parse
from bot.sources.huggingface.settings import SPEC
from tests.benchmarks.matching.subscriptions import Writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.domain.ports import Store
    from tests.fake_discord.state.models import Channel
    from tests.fake_sources.huggingface import Item as ListItem

_REMEMBERED = timedelta(days=395)  # of the 400 for which it knows what it sent
_PAYLOADS_KEPT = timedelta(days=7)
_FRESH = 160  # papers of the four days that one round of alerts stands for
_BASELINE = 10
_LEASE = timedelta(seconds=60)
_SEED = 20260130


def list_day() -> date:
    """Hugging Face's open list day: it opens at half past nine in the evening before, New York time."""
    return (datetime.now(UTC) + timedelta(hours=2, minutes=30)).astimezone(ZoneInfo("America/New_York")).date()


def list_items(days_ago: int) -> list[ListItem]:
    """The bundled papers as a day's list, with ids that no other day has."""
    items = json.loads(bundled())
    for number, item in enumerate(items):
        item["paper"] |= {"id": f"2601.{10_000 + 100 * days_ago + number}", "upvotes": 5 + number}
    return items


def sightings(start: int, count: int, seen: datetime) -> list[Sighting]:
    """Papers that were listed at `seen`: bundled texts, numbered from `start`."""
    papers = [entry.paper for entry in parse(bundled()).entries]
    signals = Signals(first_seen=seen, list_day=seen.date(), upvotes=20, rank=1)
    return [
        Sighting(paper=replace(papers[n % len(papers)], id=_paper_id(n)), signals=signals)
        for n in range(start, start + count)
    ]


async def subscribe(store: Store, channels: Sequence[Channel], queries: Iterable[str]):
    """One subscription in each channel, with a baseline of papers that matched before."""
    rng = random.Random(_SEED)
    version = await store.papers_version()

    async def save(number: int, channel: Channel, query: str):
        made = Subscription(
            id=_subscription_id(number),
            destination_id=channel.id,
            guild_id=channel.guild.id if channel.guild else None,
            query=query,
            name=f"Subscription {number}",
            creator_id=1,
            created=datetime.now(UTC) - _REMEMBERED,
        )
        destination = Destination(id=channel.id, guild_id=made.guild_id)
        baseline = frozenset(_paper_id(n) for n in rng.sample(range(5000), _BASELINE))
        await store.save_subscription(made, destination, baseline=baseline, papers_version=version)

    await asyncio.gather(*(save(n, *pair) for n, pair in enumerate(zip(channels, queries, strict=True))))


def made_up_queries(count: int) -> list[str]:
    """Queries that people might subscribe to, from the words of the bundled papers."""
    return Writer([entry.paper for entry in parse(bundled()).entries], _SEED).queries(count)


async def remember_sent(store: Store, channels: Sequence[Channel], alerts: int):
    """Alerts sent over the last year, each as a card; then only what a running bot would still keep of it."""
    rounds = max(1, alerts // len(channels))
    now = datetime.now(UTC)
    for number in range(rounds):
        at = now - _REMEMBERED * (rounds - number) / rounds
        owed = await owe(store, channels, at, number)
        await _send(store, _cards(owed, at, with_payload=now - at < _PAYLOADS_KEPT), at)
    await store.prune(now)


async def owe(store: Store, channels: Sequence[Channel], at: datetime, number: int) -> tuple[Alert, ...]:
    """One poll that brings every channel an alert that is due at once; `number` makes its papers new."""
    listed = sightings(number * _FRESH, _FRESH, at)
    alerts = [
        Alert(
            destination_id=channel.id,
            paper_id=listed[n % _FRESH].paper.id,
            subscriptions=(_subscription_id(n),),
            due=at,
            created=at,
        )
        for n, channel in enumerate(channels)
    ]
    version = (await store.subscriptions()).version
    return await store.commit_poll(
        PollCommit(
            source=SPEC.name, at=at, sightings=tuple(listed), alerts=tuple(alerts), subscriptions_version=version
        )
    )


def _cards(alerts: Iterable[Alert], at: datetime, *, with_payload: bool) -> list[Message]:
    renderer = DiscordRenderer()
    (sample,) = sightings(0, 1, at)
    cards: list[Message] = []
    for alert in alerts:
        key = message_key(alert.destination_id, MessageKind.CARD, [alert.paper_id])
        cards.append(
            Message(
                key=key,
                destination_id=alert.destination_id,
                kind=MessageKind.CARD,
                paper_ids=(alert.paper_id,),
                payload=renderer.card(Item(sighting=sample), key) if with_payload else {},
                created=at,
                next_try=at,
                attempts=1,
                first_attempt=at,
                after=alert.destination_id,
            )
        )
    return cards


async def _send(store: Store, cards: list[Message], at: datetime):
    """Plan, claim, sent: as delivery does, but for the note before the request, which stands in the plan."""
    await store.plan(cards, [], at)
    claimed = await store.claim_due(at, _LEASE, len(cards))
    await asyncio.gather(*(store.mark_sent(m.key, m.claim, m.after, at) for m in claimed))


def _paper_id(number: int) -> str:
    return f"arxiv:2401.{number:05}"


def _subscription_id(number: int) -> str:
    return f"s{number:04}"
