"""A day on which Hugging Face is away, or answers what it never should, through the whole application."""

import json

import pytest

from tests.fake_sources import faults
from tests.fake_sources.faults import Fault
from tests.fake_sources.huggingface import make_item
from tests.wire.support.harness import Harness, once

ONE, TWO = "2511.00001", "2511.00002"
MISSED = [f"2511.0001{number}" for number in range(3)]
RENAMED = json.dumps([{"article": {"arxiv": f"2511.{n:05}", "name": "On matter"}} for n in range(20)]).encode()


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(faults.status(503), id="503"),
        pytest.param(faults.html(), id="page of a portal"),
        pytest.param(faults.status(200, b"\x00\xff[[{"), id="garbage"),
        pytest.param(faults.status(200, b""), id="empty body"),
        pytest.param(faults.silence(), id="no answer"),
        pytest.param(faults.drip(0.05), id="one byte at a time"),
        pytest.param(faults.status(200, b'{"papers": [], "next": null}'), id="another shape"),
        pytest.param(faults.status(200, RENAMED), id="items of another shape"),
    ],
)
async def test_a_day_without_the_source(harness: Harness, fault: Fault):
    """The trouble is told after an hour and clears itself; what was listed in three days is posted, each once."""
    await harness.subscribe()
    await harness.round(ONE)
    harness.papers.break_down(fault)
    with faults.hurried(harness.fetcher, fault):
        for hours in (1, 2):
            await harness.later(hours=hours)
        state = harness.app.pollers[0].state
        assert state.trouble(harness.now()) is not None
        for paper in MISSED:
            await harness.later(hours=24)
            harness.list(paper)
    harness.papers.recover()
    await harness.later(hours=1)
    assert state.trouble(harness.now()) is None
    assert harness.posted() == once(ONE, *MISSED)


async def test_an_empty_list(harness: Harness):
    """An empty list, as on weekends, is no trouble, and forgets nothing that was posted."""
    await harness.subscribe()
    await harness.round(ONE)
    harness.list()
    await harness.later(days=1)
    assert harness.app.pollers[0].state.trouble(harness.now()) is None
    await harness.later(ONE, hours=1)
    assert harness.posted() == once(ONE)


async def test_one_broken_item(harness: Harness):
    """An item of a shape never seen costs itself alone, and is counted."""
    await harness.subscribe()
    harness.papers.days[harness.day] = [make_item(ONE), {"paper": {"id": 7}}, make_item(TWO)]
    await harness.round()
    assert harness.posted() == once(ONE, TWO)
    assert harness.app.pollers[0].state.skipped == 1
