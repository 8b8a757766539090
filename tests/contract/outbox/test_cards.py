"""Posted cards that need work: threads to open, milestones to show."""

from collections.abc import AsyncIterator, Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain.alert import THREAD, Message, MessageState
from bot.domain.ports import Store
from bot.domain.preferences import Preferences
from bot.domain.subscription import Block, BlockCause, Kind
from tests.contract.engines import Reopening
from tests.contract.makers import (
    HERE,
    LEASE,
    NOW,
    THERE,
    channel,
    message,
    paper_name,
    planned,
    subscription,
)

DAY = timedelta(days=1)
WITH_THREAD = {"embeds": [{"title": "\0 \ud800 \\"}], THREAD: {"name": "A thread", "tags": []}}
WANTED = Preferences(thread_per_alert=True)
BLOCK = Block(cause=BlockCause.PERMISSION, reason='"threads":true,"still":true', since=NOW)


async def settled(store: Store, *places: int, preferences: Preferences = WANTED, **more: Any):
    """Destinations with a subscription each."""
    version = await store.papers_version()
    for place in places:
        where = channel(place, preferences=preferences, **more)
        made = subscription(f"to{place}", place)
        await store.save_subscription(made, where, baseline=frozenset(), papers_version=version)


async def posted(
    store: Store, *numbers: int, to: int = HERE, at: datetime = NOW, message_id: int | None = 7, **more: Any
) -> Message:
    """Post a message at `at`."""
    made = message(*numbers, to=to, **more)
    await planned(store, made)
    (taken,) = await store.claim_due(NOW, LEASE, 1)
    assert taken.key == made.key
    await store.mark_sent(taken.key, taken.claim, message_id, at)
    return replace(taken, state=MessageState.SENT, message_id=message_id, finished=at, leased_until=None)


async def before_and_after(store: Store, reopening: Reopening) -> AsyncIterator[Store]:
    """The store before and after a restart."""
    yield store
    yield await reopening.again()


async def threadless(store: Store, since: datetime, limit: int = 9) -> list[Message]:
    """All cards without a thread, slice by slice."""
    found: list[Message] = []
    while cards := await store.threadless_cards(since, limit=limit, after=found[-1] if found else None):
        assert len(cards) <= limit
        found += cards
    return found


async def behind(
    store: Store,
    number: int,
    since: datetime,
    *,
    reached: Collection[str] = ("upvotes:50",),
    unchanged_since: datetime = NOW + 999 * DAY,
    limit: int = 9,
) -> list[Message]:
    """All cards that lack a milestone, slice by slice."""
    found: list[Message] = []
    while cards := await store.outdated_cards(
        paper_name(number),
        reached,
        since=since,
        unchanged_since=unchanged_since,
        limit=limit,
        after=found[-1] if found else None,
    ):
        assert len(cards) <= limit
        found += cards
    return found


async def test_threads_are_missing_only_where_they_are_wanted(store: Store, reopening: Reopening):
    """Cards in forums, blocked channels or with threads switched off lack none; all of that can change back."""
    await settled(store, HERE)
    await settled(store, THERE, kind=Kind.FORUM)
    card = await posted(store, 1, payload=WITH_THREAD)
    await posted(store, 1, to=THERE, payload=WITH_THREAD)
    await posted(store, 1, to=333, payload=WITH_THREAD)  # a destination that nobody knows any more
    async for found in before_and_after(store, reopening):
        assert await threadless(found, NOW) == [card]
    store = await reopening.again()
    await store.set_preferences(HERE, Preferences(), due={})
    assert await threadless(store, NOW) == []
    await store.set_preferences(HERE, WANTED, due={})
    await store.set_block(HERE, BLOCK)
    assert await threadless(store, NOW) == []
    await store.set_block(HERE, None)
    assert await threadless(store, NOW) == [card]
    await store.forget_destination(HERE, dropped_at=NOW)
    assert await threadless(store, NOW) == []


async def test_cards_of_long_ago_are_found_too(store: Store, reopening: Reopening):
    """Cards of any age are found, in whatever order they were posted, also by a wrong clock."""
    await settled(store, HERE)
    moments = (NOW, NOW - 20 * DAY, NOW - 2 * DAY, NOW - 10 * DAY, NOW + 400 * DAY, NOW - DAY)
    cards = [await posted(store, n, at=at, payload=WITH_THREAD) for n, at in enumerate(moments)]
    ages = {paper_name(n): {()} for n in range(len(moments))}
    async for found in before_and_after(store, reopening):
        assert await threadless(found, NOW - DAY, 2) == [cards[n] for n in (5, 0, 4)]
        assert await threadless(found, NOW - 30 * DAY, 2) == [cards[n] for n in (1, 3, 2, 5, 0, 4)]
        assert await found.shown_milestones(NOW - 30 * DAY) == ages
    store = await reopening.again()
    assert len(await threadless(store, NOW - 30 * DAY)) == len(cards)
    for n in (1, 2):
        await store.record_edit(cards[n].key, WITH_THREAD, (), NOW)
        cards[n] = replace(cards[n], edited=NOW)
    assert await threadless(store, NOW - 2 * DAY) == [cards[n] for n in (2, 5, 0, 4)]
    assert await behind(store, 1, NOW - 30 * DAY) == [cards[1]]
    assert await behind(store, 4, NOW) == [cards[4]]
