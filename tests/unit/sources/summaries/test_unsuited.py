"""A server that takes none of our requests is left alone, one that was well is not given up."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.app.monitoring.overview import summary_facts
from bot.sources.summaries.advice import UnsuitedError
from tests.unit.sources.summaries.test_writer import ENGLISH, Stage

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from tests.support.fakes import Clock


@pytest.fixture
def stage(store: Store, now: Clock) -> Stage:
    return Stage(store, now)


async def test_a_server_that_takes_no_request_is_asked_twice_a_day(store: Store, now: Clock) -> None:
    """However many papers there are and however often the bot starts again; until its settings are changed."""
    stage = Stage(store, now, model="one")
    for number in range(48):
        if number % 5 == 0:
            stage = Stage(store, now, model="one")
            stage.server.says = UnsuitedError("host answered 400.")
        await stage.waits(count=7)
        await stage.writer.settled()
        now.forward(minutes=29)
    assert (await stage.writer.spending.load()).requests == 2
    assert stage.counts.fallbacks
    again = Stage(store, now, model="one")
    await again.writer.spending.load()
    facts = summary_facts(again.writer, 9)["summaries"]
    assert isinstance(facts, dict)
    assert facts["trouble"] == (
        "The model's server took no request today. Run paperboy check; it is asked again tomorrow."
    )
    now.forward(days=1)
    for _ in range(5):
        await stage.waits(count=7)
        await stage.writer.settled()
        now.forward(hours=2)
    assert len(stage.server.asked) == 2
    assert await Stage(store, now, model="two").waits()


async def test_a_server_that_was_well_is_not_given_up_for_one_paper(stage: Stage) -> None:
    """A provider's filter may refuse one; the next is asked about at once."""
    await stage.papers(3)
    assert await stage.waits()
    await stage.writer.settled()
    stage.server.says = UnsuitedError("host answered 400.")
    assert await stage.waits(count=2)
    await stage.writer.settled()
    stage.server.says = ENGLISH
    assert await stage.waits(count=3)
    await stage.writer.settled()
    assert stage.writer.spending.today.written == 2
    assert stage.writer.spending.today.unsuited == 0


async def test_until_it_has_answered_it_is_asked_alone(stage: Stage) -> None:
    """Then four at once."""
    stage.server.gate.clear()
    assert await stage.waits(count=6)
    while not stage.server.asked:  # noqa: ASYNC110 - what is asked is made in a thread
        await asyncio.sleep(0)
    assert len(stage.server.asked) == 1
    stage.server.gate.set()
    await stage.writer.settled()
    assert len(stage.server.asked) == 6
