"""Finding destinations without blocking the event loop."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.errors import ConflictError
from bot.domain.ports import Store
from bot.domain.preferences import Preferences
from bot.domain.subscription import Block, BlockCause, Destination, Kind
from bot.store.entries import Entry, StoredSubscription
from tests.contract.engines import Reopening
from tests.contract.makers import NOW, subscription
from tests.support.meanwhile import CountedTurns

Ask = Callable[[Store], Awaitable[object]]

BLOCK = Block(cause=BlockCause.PERMISSION, reason="Allow Send Messages.", since=NOW)
OURS, THEIRS = 7, 8
PLACES = {
    101: Destination(id=101, guild_id=OURS),
    102: Destination(id=102, guild_id=THEIRS),
    103: Destination(id=103, guild_id=OURS, kind=Kind.FORUM),
    21: Destination(id=21, guild_id=None, kind=Kind.DM),
    104: Destination(id=104, guild_id=THEIRS),
}


async def settled(store: Store, places: Sequence[Destination]):
    for number, place in enumerate(places):
        wish = replace(subscription(f"s{number:04}", place.id), guild_id=place.guild_id)
        await store.save_subscription(wish, place, baseline=frozenset(), papers_version=0)


async def test_destinations_are_found(reopening: Reopening):
    """Destinations are found by id, server or block, in order of id, also after a restart."""
    await settled(await reopening.open(), list(PLACES.values()))
    store = await reopening.again()
    for blocked in (21, 102, 103):
        await store.set_block(blocked, BLOCK)
    known = {key: replace(one, block=BLOCK if key in {21, 102, 103} else None) for key, one in PLACES.items()}
    assert await store.destinations() == tuple(known[key] for key in sorted(known))
    assert await store.destinations_by_id([104, 21, 999]) == {104: known[104], 21: known[21]}
    assert await store.destinations_by_id([]) == {}
    assert await store.destinations({OURS}) == (known[101], known[103])
    assert await store.destinations([OURS, 999, THEIRS]) == tuple(known[n] for n in (101, 102, 103, 104))
    assert await store.destinations([]) == ()
    assert await store.destinations(blocked=True) == (known[21], known[102], known[103])
    assert await store.destinations({THEIRS}, blocked=True) == (known[102],)
    assert await store.destinations([], blocked=True) == ()
    assert await store.guilds() == {OURS, THEIRS}


async def test_look_ups_follow_changes(store: Store):
    """Lookups follow a lifted block, a removed destination, and one that moved to another server."""
    await settled(store, list(PLACES.values()))
    await store.set_block(102, BLOCK)
    await store.set_block(102, None)
    await store.forget_destination(101, dropped_at=NOW)
    await store.forget_destination(103, dropped_at=NOW)
    await settled(store, [Destination(id=21, guild_id=9)])
    assert await store.destinations(blocked=True) == ()
    assert await store.destinations({OURS}) == ()
    assert await store.destinations({9}) == (Destination(id=21, guild_id=9, kind=Kind.CHANNEL),)
    assert await store.guilds() == {THEIRS, 9}


async def test_what_was_just_read_is_read_anew_once_it_changes(store: Store):
    """A changed destination is read again at once, though a poll keeps recent ones."""
    await settled(store, [PLACES[101], PLACES[102]])

    async def found() -> dict[int, Destination]:
        return await store.destinations_by_id([101, 102])

    assert await found() == await found() == {101: PLACES[101], 102: PLACES[102]}
    await store.set_block(101, BLOCK)
    assert (await found())[101].block == BLOCK
    await store.set_preferences(102, Preferences(thread_per_alert=True), due={})
    assert (await found())[102].preferences == Preferences(thread_per_alert=True)
    with pytest.raises(ConflictError):
        await store.save_subscription(
            subscription("s9999", 103), PLACES[103], baseline=frozenset(), papers_version=7
        )
    assert await store.destinations_by_id([103]) == {}
    await store.forget_destination(101, dropped_at=NOW)
    assert (await found()).keys() == {102}


MANY = 500


async def _many() -> AsyncIterator[Entry]:
    """Destinations with a subscription each."""
    for number in range(1, MANY + 1):
        yield Destination(id=number, guild_id=OURS, block=BLOCK)
        yield StoredSubscription(subscription(f"s{number:04}", number), frozenset())


async def _each(store: Store):
    for number in range(1, MANY + 1):
        await store.destination(number)


ASKED: dict[str, Ask] = {
    "destinations": lambda store: store.destinations(),
    "destinations_by_id": lambda store: store.destinations_by_id(range(1, MANY + 1)),
    "of a server": lambda store: store.destinations({OURS}),
    "blocked": lambda store: store.destinations(blocked=True),
    "destination by destination": _each,
    "subscriptions": lambda store: store.subscriptions(),
}


async def test_others_have_their_turns(reopening: Reopening):
    """While 500 destinations are read the event loop runs at least every 200 of them."""
    opened: Any = await reopening.open()
    await opened.fill(_many())
    store = await reopening.again()
    for name, ask in ASKED.items():
        async with CountedTurns() as turns:
            await ask(store)
        assert turns.number >= MANY // 200, name
