"""Recorded days with a model, without, and with one that fails at random: the same posts at the same moments."""

import asyncio
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

import pytest

from bot.domain.alert import Payload
from bot.domain.errors import SourceError
from bot.domain.ports import PostPermit
from bot.domain.subscription import Destination, Mode
from bot.query import parse
from bot.sources.http.fetcher import Fetcher, open_session
from bot.sources.huggingface.settings import SPEC
from bot.sources.huggingface.source import HuggingFace
from bot.sources.summaries.answers import Answer
from bot.sources.summaries.settings import Summaries
from bot.sources.summaries.writer import SummaryWriter
from bot.store.opening import open_store
from tests.fake_sources.huggingface import LoopbackHuggingFace
from tests.support.data import recorded_days
from tests.support.fakes import Clock, FakeNotifier, subscribe, subscription
from tests.wire.support.oracle import QUERIES
from tests.wire.support.replay import Bot

Posted: TypeAlias = list[tuple[datetime, int, str]]

MODES = (Mode.NOW, Mode.NOW, Mode.DAILY, Mode.WEEKLY)
CHANNELS = 16
RESTART_EVERY = 7  # snapshots
GOOD = "It is about the paper."


class TimedNotifier(FakeNotifier):
    """Records the time, channel and papers of each post."""

    def __init__(self, now: Clock):
        super().__init__(forgets_nonces=True)
        self.now = now
        self.moments: Posted = []

    async def post(
        self, destination: Destination, payload: Payload, nonce: str, turn: PostPermit | None = None, /
    ) -> int:
        self.moments.append((self.now(), destination.id, nonce))
        return await super().post(destination, payload, nonce, turn)


class Model:
    """A model with good answers; with `fails` only sometimes."""

    model = "m-7b"

    def __init__(self, *, fails: bool):
        self.asked: list[str] = []
        self._fails = fails
        self._rng = random.Random(14)

    async def ask(self, _rules: str, text: str) -> Answer:
        self.asked.append(text)
        for _ in range(self._rng.randrange(30)):  # turns of the event loop: answers come one by one
            await asyncio.sleep(0)
        chance = self._rng.random() if self._fails else 1.0
        if chance < 0.2:
            raise SourceError("127.0.0.1 answered 500 (Internal Server Error).")
        if chance < 0.3:
            raise SourceError("127.0.0.1 answered 429 (Too Many Requests).", retry_after=30)
        if chance < 0.4:
            raise ValueError("a bug")
        return Answer(text="I'm sorry." if chance < 0.6 else "" if chance < 0.7 else GOOD)


async def _replayed(folder: Path, model: Model | None, count: int, nth: int) -> tuple[Posted, int]:
    """The posts with their time and place, and the number of papers that have a summary in the end.

    Every `nth` paper is read of so many snapshots.
    """
    days = [(date.fromisoformat(day), path) for day, paths in recorded_days() for path in paths]
    snapshots = sorted((_saved(path), day, path) for day, path in days)[:count]
    now = Clock(snapshots[0][0] - timedelta(days=1))
    notifier = TimedNotifier(now)
    async with (
        open_store(f"tinydb://{folder}") as store,
        LoopbackHuggingFace(etags=True) as hf,
        open_session() as session,
    ):
        source = HuggingFace(SPEC, Fetcher(session), hf.url, None)

        def started() -> Bot:
            wanted = Summaries(per_day=10_000)
            writer = model and SummaryWriter(store, model, wanted, now)  # type: ignore[arg-type] - a fake
            return Bot(store, source, notifier, now, summaries=writer)

        bot = started()
        assert (await bot.poller.poll()).learned
        wishes = [
            subscription(f"sub{n:02}", str(parse(query)), channel=2_000 + n % CHANNELS, mode=MODES[n // 3 % 4])
            for n, query in enumerate(QUERIES)
        ]
        await subscribe(store, *wishes)
        for number, (at, day, path) in enumerate(snapshots, start=1):
            if number % RESTART_EVERY == 0:
                bot = started()
            now.at = at
            hf.load(day, path)
            hf.days[day] = hf.days[day][::nth]
            await bot.run()
        for _ in range(9):
            now.forward(days=1)
            await bot.run()
        papers = await store.papers_since(date.min)
    return notifier.moments, sum(any(one.text for one in paper.paper.summaries) for paper in papers)


def _saved(path: Path) -> datetime:
    return datetime.strptime(path.name[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


@pytest.mark.parametrize(("count", "nth"), [pytest.param(163, 1, marks=pytest.mark.soak), (8, 3)])
async def test_the_same_messages_with_and_without_a_model(tmp_path: Path, count: int, nth: int):
    """With and without a model the messages are equal, and each paper is requested once."""
    without, none = await _replayed(tmp_path / "without", None, count, nth)
    good = Model(fails=False)
    with_model, written = await _replayed(tmp_path / "with", good, count, nth)
    bad = Model(fails=True)
    failing, fewer = await _replayed(tmp_path / "failing", bad, count, nth)
    assert len(without) > count
    assert sorted(with_model) == sorted(without)
    assert sorted(failing) == sorted(without)
    assert none == 0
    assert 0 < fewer < written == len(good.asked) == len(set(good.asked))
