"""The event loop is never held for long, however much is asked of the bot at once."""

from __future__ import annotations

import gc
import statistics
import time
from typing import TYPE_CHECKING

import pytest

from bot.discord_io.render.renderer import DiscordRenderer
from bot.query import parse, spans
from bot.sources.bodies.json_values import decode
from bot.sources.huggingface.parse import parse as parse_list
from tests.support.data import body, recorded_days
from tests.support.fakes import FakeNotifier, FakeSource, settle
from tests.support.sources import CATALOGUE
from tests.wire.bounds.load import Counting, large_list, owe, subscribe_all
from tests.wire.bounds.made_up import MadeUp
from tests.wire.bounds.slices import REFERENCE, STALL, held, reference, watched
from tests.wire.support.replay import Bot

if TYPE_CHECKING:
    from bot.domain.paper import Paper
    from bot.domain.ports import Store
    from tests.support.fakes import Clock

_SUBSCRIPTIONS = 1_000
_DAYS = 12  # of recorded papers, whose words the made-up ones are written with


@pytest.fixture(scope="module")
def recorded() -> list[Paper]:
    return [entry.paper for _, paths in recorded_days()[:_DAYS] for entry in parse_list(body(paths[-1])).entries]


async def test_a_long_turn_is_noticed():
    """The control: as much work in one turn as two hundred references, however fast the machine."""
    async with watched() as slices:
        for _ in range(200):
            reference()
    with pytest.raises(AssertionError, match="Task"):
        held(slices)


async def test_garbage_is_looked_for_as_usual():
    """Turns that are measured hold the collector's pauses, as the bot's do: only other tests look seldom."""
    seldom = gc.get_threshold()
    async with watched():
        assert gc.get_threshold() < seldom
    assert gc.get_threshold() == seldom


@pytest.mark.parametrize(
    ("count", "size"),
    [
        pytest.param(95, 40_000, id="long abstracts"),
        pytest.param(600, 6_000, id="many papers", marks=pytest.mark.soak),
    ],
)
async def test_a_list_of_four_megabytes(store: Store, now: Clock, recorded: list[Paper], count: int, size: int):
    """A list as large as one may be, matched with 1,000 subscriptions, holds up nobody, also when read again."""
    listed = large_list(recorded, count, size)
    assert 3_500_000 < len(listed) < 4 * 2**20
    bot = Bot(store, MadeUp(lambda day, now: listed if day == now.date() else b"[]"), FakeNotifier(), now)
    await store.set_note("learning huggingface", "2025-11-01")
    await subscribe_all(store, recorded, _SUBSCRIPTIONS)
    async with watched() as slices:
        assert (await bot.poller.poll()).new_alerts > 1_000
        await bot.poller.poll()
    held(slices)


async def test_reading_the_largest_body():
    """The one step that cannot be divided, reading the JSON, takes less than a stall; the median of five."""
    largest = b'[{"paper": {"summary": "' + b"word " * 800_000 + b'"}}]'
    dense = b"[" + b'{"name":"Ada Lovelace","hidden":false,"_id":"0123456789"},' * 21_000 + b"0]"
    assert 3_500_000 < len(largest) < 4 * 2**20
    for raw in (largest, dense):
        took = [_cpu(raw) for _ in range(5)]
        assert statistics.median(took) < 2 * STALL, took


def _cpu(raw: bytes) -> float:
    """CPU seconds of reading it, where the reference takes `REFERENCE`."""
    began = time.thread_time()
    decode(raw, "a test")
    return (time.thread_time() - began) * REFERENCE / reference()


@pytest.mark.parametrize(
    ("channels", "papers"),
    [
        pytest.param(20, 50, id="1,000"),
        pytest.param(2, 300, id="300 in each of two channels"),
        pytest.param(1_000, 100, id="100,000", marks=pytest.mark.soak),
    ],
)
async def test_many_due_alerts(store: Store, now: Clock, recorded: list[Paper], channels: int, papers: int):
    """Planning, rendering and posting any number of due alerts does not block the event loop."""
    await owe(store, recorded, channels, papers)
    renderer = DiscordRenderer(spans=lambda query, text: spans(parse(query), text), catalogue=CATALOGUE)
    notifier = Counting()
    bot = Bot(store, FakeSource(), notifier, now, renderer)
    async with watched() as slices:
        await settle(bot.deliverer, store, now, rounds=channels * papers)
    assert notifier.papers == channels * papers
    held(slices)
