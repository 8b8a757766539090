"""Makers of domain objects, with values for every field that a test does not set."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.domain.alert import Alert, Message, MessageKind, message_key
from bot.domain.paper import Links, Paper, Sighting, Signals
from bot.domain.ports import PollCommit, Store
from bot.domain.subscription import Destination, Subscription

NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
LEASE = timedelta(seconds=60)
HERE, THERE = 111, 222


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def sighting(number: int, *, day: date = TODAY, upvotes: int = 0, **paper: Any) -> Sighting:
    paper_id = paper_name(number)
    return Sighting(
        paper=Paper(
            id=paper_id,
            source=paper.pop("source", "hf"),
            title=paper.pop("title", f"Paper {number}"),
            abstract="We study π.\nIt is $3.14$.",
            links=Links(page=f"https://huggingface.co/papers/{number}"),
            **paper,
        ),
        signals=Signals(first_seen=NOW, list_day=day, upvotes=upvotes),
    )


def paper_name(number: int) -> str:
    return f"arxiv:2601.{number:05d}"


def alert(number: int, to: int = HERE, *, subscriptions: Sequence[str] = ("aaaaa",), **more: Any) -> Alert:
    due = more.pop("due", NOW)
    return Alert(
        destination_id=to,
        paper_id=paper_name(number),
        subscriptions=tuple(subscriptions),
        due=due,
        created=more.pop("created", due),
        **more,
    )


def message(*numbers: int, to: int = HERE, **more: Any) -> Message:
    kind = MessageKind.CARD if len(numbers) == 1 else MessageKind.DIGEST
    papers = tuple(paper_name(number) for number in numbers)
    key = message_key(to, kind, papers)
    created = more.pop("created", NOW)
    return Message(
        key=key,
        destination_id=to,
        kind=kind,
        paper_ids=papers,
        payload=more.pop(
            "payload", {"content": f"About {numbers}", "embeds": [{"title": "\N{GREEK SMALL LETTER PI}"}]}
        ),
        created=created,
        next_try=more.pop("next_try", created),
        **more,
    )


def subscription(key: str = "aaaaa", to: int = HERE, **more: Any) -> Subscription:
    return Subscription(
        id=key,
        destination_id=to,
        guild_id=9,
        query=more.pop("query", "diffusion"),
        name=more.pop("name", f"name of {key}"),
        creator_id=5,
        created=more.pop("created", NOW),
        **more,
    )


def channel(key: int = HERE, **more: Any) -> Destination:
    return Destination(id=key, guild_id=9, **more)


async def subscribed(store: Store, key: str = "aaaaa", to: int = HERE, **more: Any) -> Subscription:
    """Save a subscription with an empty baseline."""
    made = subscription(key, to, **more)
    version = await store.papers_version()
    await store.save_subscription(made, channel(to), baseline=frozenset(), papers_version=version)
    return made


async def polled(store: Store, *alerts: Alert, **more: Any) -> tuple[Alert, ...]:
    """Commit a poll at the current version, or at another one."""
    current = (await store.subscriptions()).version
    version = more.pop("version", current)
    commit = PollCommit(
        source="hf",
        at=NOW,
        sightings=more.pop("sightings", ()),
        alerts=alerts,
        subscriptions_version=version,
        **more,
    )
    return await store.commit_poll(commit)


async def planned(store: Store, *messages: Message):
    """Plan messages with their alerts."""
    for made in messages:
        pending = [
            Alert(destination_id=made.destination_id, paper_id=p, subscriptions=("aaaaa",), due=NOW, created=NOW)
            for p in made.paper_ids
        ]
        await polled(store, *pending)
    await store.plan(messages, [], NOW)


async def claimed(store: Store, *numbers: int, to: int = HERE) -> Message:
    """Plan a message and claim it at NOW."""
    made = message(*numbers, to=to)
    await planned(store, made)
    (taken,) = await store.claim_due(NOW, LEASE, 1)
    assert taken.key == made.key
    return taken
