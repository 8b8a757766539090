"""Equal data of many servers is kept in memory once."""

import gc
import tracemalloc
from dataclasses import replace
from pathlib import Path

from bot.domain.alert import Alert
from bot.domain.ports import PollCommit, Store
from bot.domain.subscription import Destination
from tests.contract.makers import NOW, minutes
from tests.support.fakes import sighting, subscription
from tests.unit.store.tinydb.stores import opened

_CHANNELS, _PAPERS, _PARTS = 50, 100, 10
_ALERTS = _CHANNELS * _PAPERS * (_PARTS - 1) // _PARTS  # the first part is there before
_NEVER = 2**40  # bytes of a journal that is compacted by itself


async def test_equal_baselines_are_one(store: Store):
    """Equal baselines share one object; a different one has its own."""
    for key, known in {"a": {"arxiv:1", "arxiv:2"}, "b": {"arxiv:2", "arxiv:1"}, "c": {"arxiv:1"}}.items():
        one = replace(subscription(key, "diffusion"), destination_id=ord(key))
        version = await store.papers_version()
        where = Destination(id=ord(key), guild_id=one.guild_id)
        await store.save_subscription(one, where, baseline=frozenset(known), papers_version=version)
    cache = await store.subscriptions()
    assert cache.baseline("a") is cache.baseline("b")
    assert cache.baseline("b") == {"arxiv:1", "arxiv:2"}
    assert cache.baseline("c") == {"arxiv:1"}


def _alerts(part: int) -> tuple[Alert, ...]:
    """Alerts of some papers for each channel, as a part of a poll stores them."""
    each = _PAPERS // _PARTS
    return tuple(
        Alert(
            destination_id=1_100_000_000_000_000_000 + channel,
            paper_id=f"arxiv:2511.{number:05}",
            subscriptions=(f"s{channel:04}", f"t{channel:04}"),
            due=NOW + minutes(60),
            created=NOW + minutes(part),
        )
        for number in range(part * each, (part + 1) * each)
        for channel in range(_CHANNELS)
    )


async def _poll(store: Store, part: int):
    papers = [sighting(f"2511.{number:05}") for number in range(_PAPERS)] if part == 0 else []
    commit = PollCommit(source="s", at=NOW, sightings=tuple(papers), alerts=_alerts(part), subscriptions_version=0)
    await store.commit_poll(commit)


def _taken() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


async def test_a_pending_alert_takes_less_than_a_sixth_of_a_kilobyte(tmp_path: Path):
    """A pending alert in the snapshot shares its times and paper id with others."""
    async with opened(tmp_path, large_journal=_NEVER) as store:
        await _poll(store, 0)
        tracemalloc.start()
        try:
            before = _taken()
            for part in range(1, _PARTS):
                await _poll(store, part)
            fresh = _taken() - before
            await store.compact()
            kept = _taken() - before
        finally:
            tracemalloc.stop()
    assert fresh / _ALERTS < 400  # the journal's, of which there are never more than 200,000
    assert kept / _ALERTS < 160
