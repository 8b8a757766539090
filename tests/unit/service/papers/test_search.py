"""Searching, on the real store."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain.ports import Order, PollCommit
from bot.query import parse
from bot.service.papers.search import Searches
from tests.support.fakes import DAY, Clock, sighting

if TYPE_CHECKING:
    from bot.domain.paper import Sighting
    from bot.domain.ports import Store
    from bot.search.past import PastIndex


@pytest.fixture
def searches(store: Store, past: PastIndex, now: Clock) -> Searches:
    return Searches(store, past, [], now)


async def stored(store: Store, now: Clock, *sightings: Sighting) -> None:
    await store.commit_poll(PollCommit(source="huggingface", at=now(), sightings=sightings))


async def test_only_the_last_90_list_days(searches: Searches, store: Store, now: Clock) -> None:
    """The open day counts as the first of them."""
    days = [DAY, DAY - timedelta(days=89), DAY - timedelta(days=90)]
    await stored(store, now, *(sighting(f"2511.{n:05}", title="Trees", day=day) for n, day in enumerate(days)))
    part = (await searches.search(parse("trees"), Order.NEWEST, 0, 10)).part
    assert [sighting.signals.list_day for sighting in part.sightings] == days[:2]
    assert (part.coverage.papers, part.coverage.first, part.total) == (2, days[1], 2)


async def test_equal_upvotes_stand_newest_first(searches: Searches, store: Store, now: Clock) -> None:
    """The most upvoted come first, and of equal ones the newest."""
    await stored(
        store,
        now,
        sighting("2511.00001", title="Trees", upvotes=3, day=DAY - timedelta(days=1)),
        sighting("2511.00002", title="Trees", upvotes=3),
        sighting("2511.00003", title="Trees", upvotes=9, day=DAY - timedelta(days=2)),
    )
    found = await searches.search(parse("trees"), Order.UPVOTED, 0, 10)
    assert [s.paper.number for s in found.part.sightings] == ["2511.00003", "2511.00002", "2511.00001"]


@pytest.mark.parametrize(
    ("query", "easier"),
    [
        ("diffusion bushes", "diffusion"),  # of two that find something, what keeps more is offered
        ("bushes", None),
    ],
)
async def test_less_is_offered_when_nothing_is_found(
    searches: Searches, store: Store, now: Clock, query: str, easier: str | None
) -> None:
    """The query that gives up least of what was asked and finds a paper; None when there is none."""
    await stored(
        store, now, sighting("2511.00001", title="Diffusion"), sighting("2511.00002", title="Trees diffusion")
    )
    found = await searches.search(parse(query), Order.NEWEST, 0, 10)
    assert found.part.sightings == ()
    assert found.second_try is not None
    assert (found.second_try.query and found.second_try.query.canonical) == easier
    if easier:
        again = await searches.search(parse(easier), Order.NEWEST, 0, 10)
        assert again.part.sightings
        assert again.second_try is None


async def test_the_nearest_page_is_shown(searches: Searches, store: Store, now: Clock) -> None:
    """Pages count from 0; one that is not there any more is the last one."""
    await stored(store, now, *(sighting(f"2511.{n:05}", title="Trees") for n in range(5)))

    async def shown(number: int) -> tuple[list[str], int, int]:
        part = (await searches.search(parse("trees"), Order.NEWEST, number, 2)).part
        return [s.paper.number[-1] for s in part.sightings], part.number, part.pages

    assert await shown(0) == (["0", "1"], 0, 3)
    assert await shown(2) == (["4"], 2, 3)
    assert await shown(9) == (["4"], 2, 3)
    assert await shown(-1) == (["0", "1"], 0, 3)
