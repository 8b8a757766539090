"""Copying a store to another engine and back."""

from pathlib import Path

import pytest

from bot.domain.alert import MessageState
from bot.domain.paper import Summary
from bot.domain.ports import Store
from bot.domain.preferences import Look, Preferences
from bot.domain.subscription import Block, BlockCause
from bot.service.papers.saved import Saved
from bot.store.entries import KINDS
from bot.store.opening import open_store
from bot.store.transfer import fill_empty
from tests.contract.engines import ENGINES, new_url
from tests.contract.entries import entries_of
from tests.contract.makers import (
    HERE,
    LEASE,
    NOW,
    THERE,
    TODAY,
    alert,
    claimed,
    message,
    minutes,
    paper_name,
    planned,
    polled,
    sighting,
    subscribed,
)
from tests.support.databases import Databases


async def _fill(store: Store):
    """Store entries of every kind in every state."""
    await subscribed(store)
    await subscribed(store, "bbbbb", THERE, query='"a b" -c', paused=True, paused_until=NOW + minutes(9))
    await store.set_preferences(HERE, Preferences(look=Look.COMPACT, zone="Europe/Berlin"), due={})
    await store.set_block(THERE, Block(cause=BlockCause.GONE, reason="Gone.", since=NOW, told=True))
    papers = (sighting(1, title="\0 \ud800 π"), sighting(2, upvotes=9), sighting(3))
    baselines = {"aaaaa": frozenset({paper_name(7), paper_name(8)})}
    await polled(
        store, alert(8), alert(9, THERE), sightings=papers, position=TODAY, cursor="7", baselines=baselines
    )
    await store.plan([], [alert(8)], NOW)
    sent = await claimed(store, 1, 2)
    await store.mark_sending(sent.key, sent.claim, first_attempt=NOW, after=7)
    await store.mark_sent(sent.key, sent.claim, 99, NOW)
    await store.record_thread(sent.key, 98)
    doubtful = await claimed(store, 4)
    await store.mark_sending(doubtful.key, doubtful.claim, first_attempt=NOW, after=7)
    await store.retry_at(doubtful.key, doubtful.claim, NOW + minutes(1), "away", in_doubt=True)
    await planned(store, message(6), message(5))
    await planned(store, message(3, to=333))
    (dead,) = await store.claim_due(NOW, LEASE, 9)
    await store.finish(dead.key, dead.claim, MessageState.DEAD, "no", NOW)
    await store.set_note("commands", "abc")
    await Saved(store, lambda: NOW).add(7, *map(paper_name, range(500)))
    await store.add_summary(paper_name(1), Summary(language="de", text="Kurz \0.", model="m"))


@pytest.fixture
async def urls(tmp_path: Path, databases: Databases) -> list[str]:
    """An empty store of each engine, and one more."""
    return [*[await new_url(name, tmp_path / name, databases) for name in ENGINES], f"tinydb://{tmp_path}/last"]


@pytest.mark.parametrize("backwards", [False, True])
async def test_a_store_moves_whole(urls: list[str], *, backwards: bool):
    """A copied store equals the original, including the order of messages, their claims and final states."""
    if backwards:
        urls = [urls[1], urls[0], urls[2]]
    async with open_store(urls[0]) as first, open_store(urls[1]) as second, open_store(urls[2]) as third:
        await _fill(first)
        left = await entries_of(first)
        counts = await fill_empty(second, first.entries())
        assert set(counts) == {kind.name for kind in KINDS.values()}
        assert counts.total() == len(left)
        assert await entries_of(second) == left
        await fill_empty(third, second.entries())
        assert await entries_of(third) == left
        assert await third.counts() == await second.counts() == await first.counts()


@pytest.mark.parametrize("engine", ENGINES)
async def test_a_moved_store_works(tmp_path: Path, databases: Databases, engine: str):
    """In a copied store messages are claimed in order with new claim numbers, and versions continue."""
    async with open_store(f"tinydb://{tmp_path / 'from'}") as source:
        await _fill(source)
        async with open_store(await new_url(engine, tmp_path / "to", databases)) as store:
            await fill_empty(store, source.entries())
            known = {found.key: found.claim for found in await source.messages(list(MessageState))}
            order: list[str] = []
            while leased := await store.claim_due(NOW + minutes(1), LEASE, 1):
                assert leased[0].claim > known[leased[0].key]
                await store.mark_sent(leased[0].key, leased[0].claim, len(order), NOW)
                order.append(leased[0].key)
            assert order == [message(n).key for n in (4, 6, 5)]
            await planned(store, message(10), message(2, to=THERE))
            assert (await store.messages([MessageState.READY]))[0].key == message(10).key
            assert (await store.subscriptions()).version > 0
            assert await store.papers_version() > 0


async def test_large_stores_move_bit_by_bit(urls: list[str]):
    """A store with more entries than fit in one batch is copied whole."""
    async with open_store(urls[0]) as first, open_store(urls[1]) as second, open_store(urls[2]) as third:
        await polled(first, sightings=tuple(sighting(number) for number in range(1203)))
        assert (await fill_empty(second, first.entries()))["paper"] == 1203
        assert (await fill_empty(third, second.entries()))["paper"] == 1203
        assert len(await third.papers_since(TODAY)) == 1203
