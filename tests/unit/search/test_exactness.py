"""The index finds exactly the papers that `Query.matches` accepts."""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.paper import Paper, Sighting, Signals
from bot.query import Query, QueryError, parse
from bot.query.rewriting.rewrite import with_reached_bounds
from tests.support.data import shared, tables
from tests.unit.query.papers import paper, recorded_sightings, seed_papers, signals
from tests.unit.query.strategies import heats, literal_queries, papers, queries, spelled_papers
from tests.unit.search.indexes import filled, found

TABLES = tables(__file__)
_QUERIES = (
    "diffusion",
    '"flow matching"',
    '"state of the art"',
    "quantiz* -survey",
    "=LLM",
    '="vision transformer" OR title:agents',
    "(LLM, agent) upvotes:>=20",
    'author:"Yang" OR org:meta',
    'author:"Y. Zhang" -author:"Zhang, Yi"',
    'author:"Mueller" OR author:"Li Y F" OR author:"S. van der Walt"',
    "fine tuning",
    "keyword:reasoning has:code",
    '"learning rate schedul*"',
    '"language mod*" -"policies*"',
    '"in the context of a model"',
    "dataset -(benchmark upvotes:<10)",
    "(stars:>=0 OR -rank:<=5) model",
    "polic* (hypothes* OR -bodies)",
)


def _numbered(some: Sequence[tuple[Paper, Signals]]) -> list[Sighting]:
    return [
        Sighting(paper=replace(one, id=f"arxiv:2501.{number:05}"), signals=heat)
        for number, (one, heat) in enumerate(some)
    ]


def _expected(query: Query, sightings: Sequence[Sighting]) -> set[str]:
    return {s.paper.id for s in sightings if query.matches(s.paper, s.signals)}


@given(st.lists(queries, min_size=1, max_size=8), st.lists(st.tuples(papers(), heats()), min_size=1, max_size=4))
def test_any_query_finds_what_it_matches(texts: list[str], some: list[tuple[Paper, Signals]]):
    """Any combination of words, phrases, prefixes, fields, exclusions, groups, facts and numbers is exact."""
    _agree(texts, _numbered(some))


@given(
    st.lists(literal_queries, min_size=1, max_size=8),
    st.lists(st.tuples(spelled_papers(), heats()), min_size=1, max_size=4),
)
def test_literal_queries_find_what_they_match(texts: list[str], some: list[tuple[Paper, Signals]]):
    """Literal words are found among others with the same keys."""
    _agree(texts, _numbered(some))


def _agree(texts: list[str], sightings: list[Sighting]):
    index = filled(sightings)
    for text in texts:
        try:
            query = parse(text)
        except QueryError:  # only exclusions
            continue
        assert found(index, query, sightings) == _expected(query, sightings), text
    index.close()


@pytest.mark.parametrize("nth", [pytest.param(1, id="all", marks=pytest.mark.soak), pytest.param(32, id="some")])
def test_recorded_papers_are_found_alike(nth: int):
    """Queries of each kind find the same recorded papers of four months."""
    seen = recorded_sightings()[::nth]
    index = filled(seen)
    for query in map(parse, _QUERIES):
        assert found(index, query, seen) == _expected(query, seen), query.canonical


@given(queries, queries, papers(), heats())
def test_numbers_that_were_reached_once_count(text: str, other: str, one: Paper, heat: Signals):
    """Constant parts of a query are exact in any position."""
    try:
        query = with_reached_bounds(parse(f"{text} ({other})"), parse(text))
    except QueryError:
        return
    (seen,) = _numbered([(one, heat)])
    index = filled([seen])
    assert found(index, query, [seen]) == _expected(query, [seen])
    index.close()


@pytest.mark.parametrize("query", ["bird", "=birds", '"of birds"', "bir*"])
def test_half_a_character_hinders_nothing(query: str):
    """Words beside a lone surrogate are found."""
    seen = Sighting(paper=paper("Songs of birds a\ud83d and \ud83d", id="x:\ud83d"), signals=signals())
    assert found(filled([seen]), parse(query), [seen]) == {"x:\ud83d"}


@pytest.mark.parametrize(("why", "titles", "asked"), TABLES["verified"])
def test_what_keys_do_not_tell_is_verified(why: str, titles: list[str], asked: list[str]):
    """Inexact conditions, and those that FTS5 cannot express, are verified."""
    seen = [Sighting(paper=paper(title, id=title), signals=signals()) for title in titles]
    index = filled(seen)
    for query in map(parse, asked):
        assert found(index, query, seen) == _expected(query, seen), (why, query.canonical)


def test_every_labelled_case_is_found_or_not_as_its_label_says():
    """All 118 labelled cases hold in one index."""
    papers = seed_papers()
    seen = [Sighting(paper=one, signals=signals()) for one in papers.values()]
    index = filled(seen)
    cases = json.loads(shared("match_cases.json").read_text("utf-8"))
    assert len(cases) == 118
    wrong = [
        (case["query"], case["title"], case["why"])
        for case in cases
        if (papers[case["title"]].id in found(index, parse(case["query"]), seen)) is not case["expected"]
    ]
    assert wrong == []
