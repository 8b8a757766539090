"""Pruning, and an admin who retries a dead letter at the same moment."""

import asyncio
from datetime import timedelta
from pathlib import Path

from bot.domain.alert import AlertState, Message, MessageState
from bot.store.tinydb.store import TinyDBStore
from tests.contract.makers import HERE, LEASE, NOW, TODAY, claimed, paper_name, polled, sighting
from tests.unit.store.tinydb.stores import opened

LATER = NOW + timedelta(days=401)


async def dead_letter(store: TinyDBStore) -> Message:
    """A dead letter and a paper that pruning deletes at LATER."""
    taken = await claimed(store, 1)
    await store.finish(taken.key, taken.claim, MessageState.DEAD, "No.", NOW)
    await polled(store, sightings=(sighting(2, day=TODAY),))
    return taken


async def test_what_is_queued_again_before_pruning_gets_its_turn_stays(tmp_path: Path):
    """Pruning decides by the state when it writes, so a letter that was retried before that stays."""
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


async def test_a_letter_is_not_queued_again_without_its_alerts(tmp_path: Path):
    """A letter is deleted before its alerts, so that it cannot be retried without them."""
    async with opened(tmp_path) as store:
        letter = await dead_letter(store)
        pruning = asyncio.create_task(store.prune(LATER))
        while (await store.counts()).alerts[AlertState.DEAD]:  # noqa: ASYNC110 - in the midst of pruning
            await asyncio.sleep(0)
        assert not pruning.done()
        assert not await store.requeue(letter.key, LATER)
        assert await pruning == 3
