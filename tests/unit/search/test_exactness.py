"""What the index finds is exactly what `Query.matches` says."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.paper import Sighting
from bot.query import QueryError, parse
from bot.query.rewriting.rewrite import as_reached
from bot.query.syntax.parser import MAX_DEPTH
from bot.search.documents import Documents
from tests.support.data import shared
from tests.unit.query.papers import paper, recorded_sightings, seed_papers, signals
from tests.unit.query.strategies import heats, literal_queries, papers, queries, spelled_papers
from tests.unit.search.indexes import filled, found

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.paper import Paper, Signals
    from bot.query import Query

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
def test_any_query_finds_what_it_matches(texts: list[str], some: list[tuple[Paper, Signals]]) -> None:
    """Words, phrases, prefixes, fields, exclusions, groups, facts and numbers, however they are combined."""
    _agree(texts, _numbered(some))


@given(
    st.lists(literal_queries, min_size=1, max_size=8),
    st.lists(st.tuples(spelled_papers(), heats()), min_size=1, max_size=4),
)
def test_literal_queries_find_what_they_match(texts: list[str], some: list[tuple[Paper, Signals]]) -> None:
    """Words as they are spelled, among such as share their keys."""
    _agree(texts, _numbered(some))


def _agree(texts: list[str], sightings: list[Sighting]) -> None:
    index = filled(sightings)
    for text in texts:
        try:
            query = parse(text)
        except QueryError:  # only exclusions
            continue
        assert found(index, query, sightings) == _expected(query, sightings), text
    index.close()


def test_recorded_papers_are_found_alike() -> None:
    """Papers of four months, and a query of each kind."""
    seen = recorded_sightings()[::8]
    index = filled(seen)
    for query in map(parse, _QUERIES):
        assert found(index, query, seen) == _expected(query, seen), query.canonical


@given(queries, queries, papers(), heats())
def test_numbers_that_were_reached_once_count(text: str, other: str, one: Paper, heat: Signals) -> None:
    """Parts of a tree that always hold, or never do, are right wherever they stand."""
    try:
        query = as_reached(parse(f"{text} ({other})"), parse(text))
    except QueryError:
        return
    (seen,) = _numbered([(one, heat)])
    index = filled([seen])
    assert found(index, query, [seen]) == _expected(query, [seen])
    index.close()


@pytest.mark.parametrize("query", ["bird", "=birds", '"of birds"', "bir*"])
def test_half_a_character_hinders_nothing(query: str) -> None:
    """JSON may hold half of an emoji; the words beside it are found."""
    seen = Sighting(paper=paper("Songs of birds a\ud83d and \ud83d", id="x:\ud83d"), signals=signals())
    assert found(filled([seen]), parse(query), [seen]) == {"x:\ud83d"}


def test_brackets_within_brackets_are_no_bound() -> None:
    """As deep as a query may be, which FTS5's own parser could not read."""
    text = "model"
    while text.count("(") < MAX_DEPTH:
        text = f"(b, {text})" if text.count("(") % 2 else f"a -({text})"
    seen = [
        Sighting(paper=paper(title, id=title), signals=signals()) for title in ("a", "a b", "model", "a model")
    ]
    query = parse(text)
    assert found(filled(seen), query, seen) == _expected(query, seen)


def test_words_that_begin_otherwise_than_their_keys_are_verified() -> None:
    """`bodies` has the key `body`, and `mice` that of `mouse`: phrases that end in the beginning of one."""
    titles = ("of human bodies", "of human body", "of small mice", "of a small mouse", "of small mousetraps")
    seen = [Sighting(paper=paper(title, id=title), signals=signals()) for title in titles]
    index = filled(seen)
    for text in ('"human body*"', '"human bodi*"', '"human bod*"', '"small mous*"', '"small mic*"'):
        query = parse(text)
        assert found(index, query, seen) == _expected(query, seen), text


def test_rows_that_can_be_read_in_many_ways_are_verified() -> None:
    """Small words may stand alone or in a compound, each: beyond 16 ways all that have the words are looked at."""
    titles = (
        "of the a an is model",
        "of-the-a-an-is model",
        "model is an a the of",
        "of the model",
        "the model of a",
    )
    seen = [Sighting(paper=paper(title, id=title), signals=signals()) for title in titles]
    index = filled(seen)
    for text in (
        '"of the a an is model"',
        'model -"of the a an is model"',
        '"of the a an is mod*"',
        "model -has:code",
    ):
        query = parse(text)
        assert found(index, query, seen) == _expected(query, seen), text


def test_a_stem_that_many_words_lack_in_their_keys_is_verified() -> None:
    """More keys than fit into a phrase each: whoever has the row and such a word is looked at."""
    words = [f"bo{chr(97 + n // 26)}{chr(97 + n % 26)}ies" for n in range(80)]
    seen = [Sighting(paper=paper(f"human {word}", id=word), signals=signals()) for word in words]
    index = filled(seen)
    for text in ('"human bo*"', '"human boaai*"', '"human boaaies*"'):
        query = parse(text)
        assert found(index, query, seen) == _expected(query, seen), text


@pytest.mark.parametrize("few", [0, 1_000])
def test_chunks_are_remembered_up_to_a_bound(monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    """What is forgotten is worked out again, whichever bound it is: that of few papers or of many."""
    monkeypatch.setattr("bot.search.documents._MOST" + ("_FOR_FEW" if few else ""), 3)
    monkeypatch.setattr("bot.search.documents._FEW", few)
    seen = _numbered([(paper("large language models (LLMs) for text-to-image data sets"), signals())])
    made = Documents()
    made.of(seen[0].paper)
    assert 0 < len(made._plain) <= 3  # pyright: ignore[reportPrivateUsage] - what is bounded
    for query in map(parse, ('"language models"', "dataset", "LLM", "texttoimage")):
        assert found(filled(seen), query, seen) == _expected(query, seen)


def test_every_labelled_case_is_found_or_not_as_its_label_says() -> None:
    """All 118, in one index of the papers that they are about."""
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
