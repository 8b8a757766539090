"""Papers that are read once give the same answers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from bot.domain.paper import Sighting
from bot.query import PaperCache, QueryError, parse
from tests.unit.query.papers import paper, recorded_sightings, signals
from tests.unit.query.strategies import heats, papers, queries

if TYPE_CHECKING:
    from bot.domain.paper import Paper, Signals

_QUERIES = (
    "diffusion",
    '"flow matching"',
    '"state of the art"',
    "quantiz* -survey",
    "=LLM",
    '="vision transformer" OR title:agents',
    "(LLM, agent) upvotes:>=20",
    'author:"Yang" OR org:meta',
    "fine tuning",
    "keyword:reasoning has:code",
)


@given(queries, papers(), heats())
def test_it_gives_what_matches_gives(text: str, one: Paper, heat: Signals) -> None:
    """At the first reading and at the second, any query gets the answer of `Query.matches`."""
    paper_cache, seen = PaperCache(), Sighting(paper=one, signals=heat)
    try:
        query = parse(text)
    except QueryError:  # only exclusions
        return
    expected = query.matches(one, heat)
    assert [paper_cache.matches(query, seen) for _ in range(2)] == [expected, expected]


def test_recorded_papers_match_alike() -> None:
    """One paper cache over many papers and queries mixes nothing up."""
    paper_cache, seen = PaperCache(), recorded_sightings()[::10]
    for query in map(parse, _QUERIES):
        expected = [query.matches(one.paper, one.signals) for one in seen]
        assert [paper_cache.matches(query, one) for one in seen] == expected


def test_changed_papers_are_analyzed_again() -> None:
    """A new abstract, late keywords and new numbers count at once."""
    paper_cache, old = PaperCache(), Sighting(paper=paper("Trees"), signals=signals(upvotes=1))
    asked = parse("birds upvotes:>=5")
    assert not paper_cache.matches(asked, old)
    changed = replace(old, paper=replace(old.paper, keywords=("birds",)))
    assert not paper_cache.matches(asked, changed)
    assert paper_cache.matches(asked, replace(changed, signals=signals(upvotes=5)))
    assert not paper_cache.matches(asked, replace(old, signals=signals(upvotes=5)))


def test_it_is_bounded() -> None:
    """It never holds more papers than its bound."""
    paper_cache = PaperCache(most=3)
    for number in range(10):
        some = Sighting(paper=paper("Trees", id=f"arxiv:2501.{number:05}"), signals=signals())
        assert paper_cache.matches(parse("tree"), some)
        assert len(paper_cache) <= 3


@pytest.mark.parametrize("query", ["bird", "=birds", '"of birds"'])
def test_half_a_character_hinders_nothing(query: str) -> None:
    """JSON may hold half of an emoji; the words beside it are found at the first reading and at the second."""
    paper_cache, seen = PaperCache(), Sighting(paper=paper("Songs of birds a\ud83d and \ud83d"), signals=signals())
    assert [paper_cache.matches(parse(query), seen) for _ in range(2)] == [True, True]
