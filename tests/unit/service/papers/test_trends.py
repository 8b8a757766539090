"""Weeks of a query, on the real store."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.domain.ports import PollCommit
from bot.query import parse
from bot.service.papers.archive import Archive
from bot.service.papers.trends import Trends, Week
from tests.support.fakes import DAY, Clock, sighting

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from bot.search.past import PastIndex

MONDAY = date(2025, 11, 10)
assert MONDAY <= DAY < MONDAY + timedelta(days=7)


async def test_weeks_from_the_first_list_to_the_open_one(store: Store, past: PastIndex, now: Clock) -> None:
    """Weeks begin on Mondays, weeks without lists are there too, and parts of weeks are marked."""
    days = [MONDAY - timedelta(days=n) for n in (14, 13, 27)] + [DAY]
    titles = ["Trees", "Bushes", "Trees", "Trees"]
    await store.commit_poll(
        PollCommit(
            source="huggingface",
            at=now(),
            sightings=tuple(
                sighting(f"2511.{n:05}", title=title, day=day)
                for n, (title, day) in enumerate(zip(titles, days, strict=True))
            ),
        )
    )
    trend = await Trends(Archive(store, past, [], now)).trend(parse("trees"))
    assert trend.matches == 3
    assert trend.weeks == (
        Week(start=MONDAY - timedelta(days=28), matches=1, papers=1, is_whole=False),  # stored from Tuesday on
        Week(start=MONDAY - timedelta(days=21), matches=0, papers=0, is_whole=True),
        Week(start=MONDAY - timedelta(days=14), matches=1, papers=2, is_whole=True),
        Week(start=MONDAY - timedelta(days=7), matches=0, papers=0, is_whole=True),
        Week(start=MONDAY, matches=1, papers=1, is_whole=False),
    )
