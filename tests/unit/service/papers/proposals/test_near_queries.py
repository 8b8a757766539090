"""Other words for a query that finds little, on the real store."""

import pytest

from bot.domain.ports import PollCommit, Store
from bot.query import parse
from bot.search.past_papers import PastIndex
from bot.service.papers.proposals.counts import Counts
from bot.service.papers.proposals.near_queries import find_near_queries
from tests.support.data import tables
from tests.support.fakes import START, sighting

TABLES = tables(__file__)

TITLES = (
    *["Creasing swans, a crease"] * 2,
    *["A crease"] * 15,
    *["Swans"] * 150,
    *["A Hawkes gull"] * 3,
    *["A Hawks gull"] * 3,
    "Hawkes terns",
    "Swns",
    "Geese of Glue",
)
ABSTRACTS = (
    *["We use paper glue dots (PGD)."] * 2,
    *["We use public garden doors (PGD)."] * 2,
    "Paper glue dots.",
    "Public garden doors.",
)


@pytest.fixture
async def _papers(store: Store):
    found = [sighting(f"2511.{n:05}", title=title) for n, title in enumerate(TITLES)]
    found += [sighting(f"2511.01{n:03}", title="Ants", abstract=text) for n, text in enumerate(ABSTRACTS)]
    found += [sighting(f"2511.02{n:03}", title="Bees", organization="Academy of Paper Glüe") for n in range(3)]
    found.append(sighting("2511.03000", title="Bees", authors=("Ada Hawks",)))
    await store.commit_poll(PollCommit(source="huggingface", at=START, sightings=tuple(found)))


@pytest.mark.usefixtures("_papers")
@pytest.mark.parametrize(("query", "offered"), TABLES["other words"])
async def test_other_words(past: PastIndex, query: str, offered: dict[str, list[int]]):
    """Other words are offered where they add enough, each with the matches before and after."""
    found = await find_near_queries(Counts(past), parse(query), 1)
    assert {near.query.canonical: [near.known, near.matches] for near in found} == offered


@pytest.mark.usefixtures("_papers")
async def test_a_query_with_matches_needs_far_more(past: PastIndex):
    """If a query had five matches lately, other words must multiply them by ten."""
    assert len(await find_near_queries(Counts(past), parse("creasing"), 4)) == 1
    assert await find_near_queries(Counts(past), parse("creasing"), 5) == ()
