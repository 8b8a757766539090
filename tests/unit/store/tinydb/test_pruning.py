"""Pruning: what it reads, and beside an admin who queues a letter again in its last moment."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.alert import AlertState, MessageState
from bot.store.tinydb import tables
from tests.contract.makers import HERE, LEASE, NOW, TODAY, claimed, paper_name, polled, sighting
from tests.unit.store.tinydb.stores import opened

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    import pytest

    from bot.domain.alert import Message
    from bot.store.tinydb.store import TinyDBStore

LATER = NOW + timedelta(days=401)


async def dead_letter(store: TinyDBStore) -> Message:
    """One that pruning takes at LATER, beside a paper that it takes as well."""
    taken = await claimed(store, 1)
    await store.finish(taken.key, taken.claim, MessageState.DEAD, "No.", NOW)
    await polled(store, sightings=(sighting(2, day=TODAY),))
    return taken


async def test_what_is_queued_again_before_pruning_gets_its_turn_stays(tmp_path: Path) -> None:
    """Both wait for a compaction; what pruning goes by is what holds when it writes, not when it came."""
    async with opened(tmp_path) as store:
        letter = await dead_letter(store)
        gone, _, queued = await asyncio.gather(
            store.prune(LATER), store.compact(), store.requeue(letter.key, LATER)
        )
        assert (gone, queued) == (1, True)  # the paper
        owed = await store.find_alert(HERE, paper_name(1))
        assert owed is not None
        assert owed[0].state is AlertState.PLANNED
        assert [found.key for found in await store.claim_due(LATER, LEASE, 9)] == [letter.key]


async def test_a_letter_is_not_queued_again_without_its_alerts(tmp_path: Path) -> None:
    """Nobody would want it then, and it would be dropped in silence: the letter goes before its alerts do."""
    async with opened(tmp_path) as store:
        letter = await dead_letter(store)
        pruning = asyncio.create_task(store.prune(LATER))
        while (await store.counts()).alerts[AlertState.DEAD]:  # noqa: ASYNC110 - in the midst of pruning
            await asyncio.sleep(0)
        assert not pruning.done()
        assert not await store.requeue(letter.key, LATER)
        assert await pruning == 3


async def posted(store: TinyDBStore, numbers: range, at: datetime) -> None:
    """A card of each paper that was posted then."""
    for number in numbers:
        taken = await claimed(store, number)
        await store.mark_sent(taken.key, taken.claim, number, at)


async def pruned(store: TinyDBStore, at: datetime, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """How many documents went, and how many were decoded for it."""
    decoded: list[bytes] = []
    load = tables.load_again

    def counting(raw: bytes) -> object:
        decoded.append(raw)
        return load(raw)

    with monkeypatch.context() as patch:
        patch.setattr(tables, "load_again", counting)
        gone = await store.prune(at)
    return gone, len(decoded)


async def test_only_what_is_old_is_decoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 40 alerts and their messages three are old enough, in the snapshot or behind it."""
    async with opened(tmp_path) as store:
        await posted(store, range(1, 3), NOW)
        await posted(store, range(10, 47), NOW + timedelta(days=40))
        await store.compact()
        await posted(store, range(3, 4), NOW + timedelta(days=1))
        gone, decoded = await pruned(store, NOW + timedelta(days=39), monkeypatch)
        assert (gone, decoded <= 20) == (3, True)  # messages; the alerts stay
        gone, decoded = await pruned(store, NOW + timedelta(days=402), monkeypatch)
        assert gone == 40  # three alerts, 37 messages
        assert (await store.counts()).alerts[AlertState.SENT] == 37
