"""Searching, on the real store."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain.ports import PollCommit
from bot.query import PaperCache, parse
from bot.service.papers.search import Order, Searches
from tests.support.fakes import DAY, Clock, sighting

if TYPE_CHECKING:
    from bot.domain.paper import Sighting
    from bot.domain.ports import Store


@pytest.fixture
def searches(store: Store, now: Clock) -> Searches:
    return Searches(store, [], now, PaperCache())


async def stored(store: Store, now: Clock, *sightings: Sighting) -> None:
    await store.commit_poll(PollCommit(source="huggingface", at=now(), sightings=sightings))


async def test_only_the_last_90_list_days(searches: Searches, store: Store, now: Clock) -> None:
    """The open day counts as the first of them."""
    days = [DAY, DAY - timedelta(days=89), DAY - timedelta(days=90)]
    await stored(store, now, *(sighting(f"2511.{n:05}", title="Trees", day=day) for n, day in enumerate(days)))
    found = await searches.search(parse("trees"), Order.NEWEST)
    assert [sighting.signals.list_day for sighting in found.sightings] == days[:2]
    assert (found.coverage.papers, found.coverage.first) == (2, days[1])


async def test_equal_upvotes_stand_newest_first(searches: Searches, store: Store, now: Clock) -> None:
    """The most upvoted come first, and of equal ones the newest."""
    await stored(
        store,
        now,
        sighting("2511.00001", title="Trees", upvotes=3, day=DAY - timedelta(days=1)),
        sighting("2511.00002", title="Trees", upvotes=3),
        sighting("2511.00003", title="Trees", upvotes=9, day=DAY - timedelta(days=2)),
    )
    found = await searches.search(parse("trees"), Order.UPVOTED)
    assert [s.paper.number for s in found.sightings] == ["2511.00003", "2511.00002", "2511.00001"]


@pytest.mark.parametrize(
    ("query", "easier"),
    [
        ("diffusion bushes", "diffusion"),  # of two that find something, what keeps more is offered
        ("diffusion trees bushes", "diffusion trees"),
        ("diffusion -trees galaxies", "diffusion -trees"),
        ("bushes galaxies", None),
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
    found = await searches.search(parse(query), Order.NEWEST)
    assert found.sightings == ()
    assert found.easier == easier
    if easier:
        again = await searches.search(parse(easier), Order.NEWEST)
        assert again.sightings
        assert again.easier is None


async def test_others_get_their_turn(searches: Searches, store: Store, now: Clock) -> None:
    """While something easier is sought among many papers, the event loop turns."""
    await stored(store, now, *(sighting(f"2511.{n:05}", title="Trees") for n in range(50)))
    query = parse("trees galaxies")
    await searches.search(query, Order.NEWEST)  # from now on papers are read and take no breath of their own
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    other = asyncio.create_task(count())
    assert (await searches.search(query, Order.NEWEST)).easier == "trees"
    other.cancel()
    assert turns >= 10
