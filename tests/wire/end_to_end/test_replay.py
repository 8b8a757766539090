"""Every recorded day in order through the real poll, match and deliver."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import pytest

from bot.domain.subscription import Mode
from bot.query import parse
from bot.sources.http.fetcher import Fetcher, open_session
from bot.sources.huggingface.source import HuggingFace
from tests.fake_sources.huggingface import LoopbackHuggingFace
from tests.support.data import recorded_days
from tests.support.fakes import FakeNotifier, subscribe, subscription
from tests.wire.support.oracle import QUERIES, Known
from tests.wire.support.replay import Bot, posted_papers

if TYPE_CHECKING:
    from pathlib import Path

    from bot.domain.ports import Store
    from bot.domain.subscription import Subscription
    from tests.fake_sources.huggingface import Item
    from tests.support.fakes import Clock

MODES = (Mode.NOW, Mode.NOW, Mode.DAILY, Mode.WEEKLY)
CHANNELS = 16  # four of them have two subscriptions
RANKED = timedelta(hours=6)
RESTART_EVERY = 25  # snapshots


class Snapshot(NamedTuple):
    """A recorded list: when it was saved, and of which day."""

    at: datetime
    day: date
    path: Path


def _snapshots() -> list[Snapshot]:
    return sorted(
        Snapshot(_saved(path), date.fromisoformat(day), path) for day, paths in recorded_days() for path in paths
    )


def _saved(path: Path) -> datetime:
    return datetime.strptime(path.name[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _subscriptions(made: datetime) -> list[Subscription]:
    return [
        subscription(
            f"sub{number:02}",
            str(parse(query)),
            channel=_channel(number),
            mode=MODES[number // 3 % len(MODES)],
            created=made,
        )
        for number, query in enumerate(QUERIES)
    ]


class Expected:
    """By brute force: every query on every paper of every list that is out, at every poll."""

    def __init__(self) -> None:
        self.pairs: set[tuple[int, str]] = set()
        self.found: Counter[str] = Counter()
        self._known: dict[str, Known] = defaultdict(Known)
        self._last: dict[str, tuple[Item, int | None]] = {}

    def poll(self, hf: LoopbackHuggingFace, source: HuggingFace, now: datetime) -> None:
        for day, items in hf.days.items():
            ranked = now - source.opens(day) >= RANKED
            for place, item in enumerate(items, start=1):
                self._read(item, place if ranked else None)

    def _read(self, item: Item, rank: int | None) -> None:
        number = item["paper"]["id"]
        if self._last.get(number) == (item, rank):
            return
        self._last[number] = (item, rank)
        self._known[number].read(item, rank)
        for place, (query, oracle) in enumerate(QUERIES.items()):
            if oracle(self._known[number]):
                self.pairs.add((_channel(place), number))
                self.found[query] += 1


def _channel(place: int) -> int:
    return 2_000 + place % CHANNELS


@pytest.mark.parametrize("count", [pytest.param(163, marks=pytest.mark.soak), 40])
async def test_each_match_is_posted_once(store: Store, now: Clock, count: int) -> None:
    """87 days in 163 snapshots, or a quarter of them, with 20 subscriptions: each match is posted exactly once."""
    snapshots = _snapshots()
    assert (len(snapshots), len(QUERIES)) == (163, 20)
    del snapshots[count:]
    notifier = FakeNotifier(forgets_nonces=True)
    expected = Expected()
    now.at = snapshots[0].at - timedelta(days=1)
    async with LoopbackHuggingFace(etags=True) as hf, open_session() as session:
        source = HuggingFace(Fetcher(session), hf.url, None)
        bot = Bot(store, source, notifier, now)
        assert (await bot.poller.poll()).learned
        await subscribe(store, *_subscriptions(now()))
        for number, snapshot in enumerate(snapshots, start=1):
            if number % RESTART_EVERY == 0:
                bot = Bot(store, source, notifier, now)
            now.at = snapshot.at
            hf.load(snapshot.day, snapshot.path)
            await bot.run()
            expected.poll(hf, source, now())
        for _ in range(9):  # the last list closes, and the last weekly digest goes out
            now.forward(days=1)
            await bot.run()
            expected.poll(hf, source, now())
    posted = Counter(posted_papers(notifier))
    assert set(posted) == expected.pairs
    assert set(posted.values()) == {1}
    assert set(expected.found) == set(QUERIES)  # no query passes because it finds nothing
