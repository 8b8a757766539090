"""The dry run, on the real store."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from bot.domain.errors import NotReadyError
from bot.domain.ports import PollCommit
from bot.query import parse
from bot.service.papers.papers import open_day
from bot.service.papers.preview import Previews
from tests.support.fakes import DAY, START, Clock, FakeSource, sighting

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from bot.search.past import PastIndex


async def test_counts_over_seven_list_days(store: Store, past: PastIndex, now: Clock) -> None:
    """Numbers count the seven list days up to the open one, and examples begin with the newest."""
    papers = [
        sighting(f"2511.{n:05}", title="Diffusion", upvotes=n * 10, day=DAY - timedelta(days=n)) for n in range(9)
    ]
    await store.commit_poll(
        PollCommit(source="huggingface", at=now(), sightings=(*papers, sighting("2511.99999", title="Trees")))
    )
    preview = await Previews(store, past, [FakeSource()], now).preview(parse("diffusion"))
    assert (preview.papers, preview.matches, preview.days) == (8, 7, 7)
    assert preview.per_day == 1.0
    assert preview.at_least == ((10, 6), (20, 5), (50, 2))
    assert preview.examples == tuple(papers[:3])
    assert preview.warnings == ()


def test_open_day_without_sources_is_the_utc_day() -> None:
    """Without a source the UTC day stands in; with several the latest open list counts."""
    assert open_day([], START) == START.astimezone(UTC).date()
    ahead = FakeSource()
    ahead.today = lambda now: now.date() + timedelta(days=1)
    assert open_day([FakeSource(), ahead], START) == DAY + timedelta(days=1)


async def test_a_dry_run_without_numbers(store: Store, past: PastIndex, now: Clock) -> None:
    """While past papers cannot be looked up, it says so in place of numbers."""

    async def find(*_: object, **__: object) -> None:
        raise NotReadyError("They are being prepared.")

    past.find = find  # pyright: ignore[reportAttributeAccessIssue] - not ready
    preview = await Previews(store, past, [], now).preview(parse("diffusion cat:cs.CV"))
    assert preview.not_ready == "They are being prepared."
    assert (preview.papers, preview.examples) == (0, ())
    assert preview.warnings == parse("diffusion cat:cs.CV").warnings
