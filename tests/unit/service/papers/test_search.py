"""Searching, on the real store."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain.ports import Order, PollCommit
from bot.query import parse
from bot.service.papers.archive import Archive
from bot.service.papers.pages import Page
from bot.service.papers.search import Searches
from tests.support.fakes import DAY, Clock, sighting

if TYPE_CHECKING:
    from bot.domain.paper import Sighting
    from bot.domain.ports import Store
    from bot.search.past import PastIndex


@pytest.fixture
def searches(store: Store, past: PastIndex, now: Clock) -> Searches:
    return Searches(Archive(store, past, [], now))


async def stored(store: Store, now: Clock, *sightings: Sighting) -> None:
    await store.commit_poll(PollCommit(source="huggingface", at=now(), sightings=sightings))


async def test_only_the_last_90_list_days(searches: Searches, store: Store, now: Clock) -> None:
    """The open day counts as the first of them."""
    days = [DAY, DAY - timedelta(days=89), DAY - timedelta(days=90)]
    await stored(store, now, *(sighting(f"2511.{n:05}", title="Trees", day=day) for n, day in enumerate(days)))
    part = (await searches.search(parse("trees"), Order.NEWEST, Page(0, 10))).part
    assert [sighting.signals.list_day for sighting in part.sightings] == days[:2]
    assert (part.coverage.papers, part.coverage.first, part.total) == (2, days[1], 2)
