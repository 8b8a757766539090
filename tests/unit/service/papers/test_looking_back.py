"""Trends, similar papers and searches, on the real store."""

from datetime import date, timedelta

import pytest

from bot.domain.paper import Sighting
from bot.domain.ports import Order, PollCommit, Store
from bot.query import parse
from bot.search.past_papers import PastIndex
from bot.service.papers.archive import Archive
from bot.service.papers.pages import PageRequest
from bot.service.papers.search import Searches
from bot.service.papers.similar import similar
from bot.service.papers.trends import Week, trend
from tests.support.fakes import DAY, Clock, sighting

TEXT = "Rotary position embeddings carry long context."
MONDAY = date(2025, 11, 10)
assert MONDAY <= DAY < MONDAY + timedelta(days=7)


@pytest.fixture
def archive(store: Store, past: PastIndex, now: Clock) -> Archive:
    return Archive(store, past, [], now)


async def stored(archive: Archive, *sightings: Sighting):
    await archive.store.commit_poll(PollCommit(source="huggingface", at=archive.now(), sightings=sightings))


async def test_weeks_from_the_first_list_to_the_open_one(archive: Archive):
    """Weeks begin on Mondays, include empty ones, and partial weeks are marked."""
    ages = {14: "Trees", 13: "Bushes", 27: "Trees"}
    days = {MONDAY - timedelta(days=age): title for age, title in ages.items()} | {DAY: "Trees"}
    listed = (sighting(f"2511.{n:05}", title=title, day=day) for n, (day, title) in enumerate(days.items()))
    await stored(archive, *listed)
    drawn = await trend(archive, parse("trees"))
    assert drawn.matches == 3
    assert drawn.weeks == (
        Week(start=MONDAY - timedelta(days=28), matches=1, papers=1, is_whole=False),  # stored from Tuesday on
        Week(start=MONDAY - timedelta(days=21), matches=0, papers=0, is_whole=True),
        Week(start=MONDAY - timedelta(days=14), matches=1, papers=2, is_whole=True),
        Week(start=MONDAY - timedelta(days=7), matches=0, papers=0, is_whole=True),
        Week(start=MONDAY, matches=1, papers=1, is_whole=False),
    )


async def test_at_most_six_are_similar_with_their_newest_numbers(archive: Archive):
    """The six closest papers have their current signals."""
    await stored(archive, *(sighting(f"2511.{n:05}", abstract=TEXT, upvotes=n) for n in range(9)))
    found = await similar(archive, "arxiv:2511.00008")
    assert len(found.papers) == 6
    assert all(like.sighting.signals.upvotes == int(like.sighting.paper.number[-5:]) for like in found.papers)
    assert found.coverage.papers == 9


async def test_only_what_is_listed_lately_is_compared(archive: Archive):
    """A paper older than 90 days is compared with newer ones, and is not among them."""
    old = sighting("2508.00001", abstract=TEXT, day=DAY - timedelta(days=90))
    await stored(archive, sighting("2511.00001", abstract=TEXT), old)
    (like,) = (await similar(archive, "arxiv:2508.00001")).papers
    assert like.sighting.paper.number == "2511.00001"
    assert (await similar(archive, "arxiv:2511.00001")).papers == ()


async def test_only_the_last_90_list_days_are_searched(archive: Archive):
    """A period includes the open list day."""
    days = [DAY, DAY - timedelta(days=89), DAY - timedelta(days=90)]
    await stored(archive, *(sighting(f"2511.{n:05}", title="Trees", day=day) for n, day in enumerate(days)))
    part = (await Searches(archive).search(parse("trees"), Order.NEWEST, PageRequest(0, 10))).part
    assert [one.signals.list_day for one in part.sightings] == days[:2]
    assert (part.coverage.papers, part.coverage.first, part.total) == (2, days[1], 2)
