"""Facts about summaries in the status."""

from bot.app.monitoring.overview import summary_facts
from bot.domain.errors import SourceError
from bot.domain.ports import Store
from tests.support.fakes import Clock
from tests.unit.sources.summaries.test_writer import Stage


async def test_status_tells_what_the_day_has_cost(store: Store, now: Clock):
    """Requests, what came of them, tokens, and how many posts went out without."""
    stage = Stage(store, now, per_day=2)
    await stage.waits()
    await stage.writer.all_answered()
    known = summary_facts(stage.writer, 2)["summaries"]
    assert known == {
        "model": "m-7b",
        "day": "2025-11-12",
        "requests": 1,
        "written": 1,
        "refused": 0,
        "failed": 0,
        "prompt_tokens": 10,
        "completion_tokens": 3,
        "per_day": 2,
        "asking": 0,
    }


async def test_status_tells_that_the_server_is_unwell(store: Store, now: Clock):
    """In its own words, and for how long it is left alone."""
    stage = Stage(store, now)
    stage.server.says = SourceError("host answered 429.", retry_after=90)
    await stage.waits()
    await stage.writer.all_answered()
    known = summary_facts(stage.writer, 2)["summaries"]
    assert isinstance(known, dict)
    assert known["trouble"] == "The model does not answer: host answered 429."
    assert known["left_alone_for"] == 90
