"""Looser and stricter queries."""

import pytest

from bot.query import QueryError, parse, relaxed
from bot.query.rewriting.rewrite import minimum_upvotes, replace_min_upvotes, with_reached_bounds, without
from tests.support.data import tables
from tests.unit.query.papers import paper, signals

TABLES = tables(__file__)

_PAPER = paper("A survey of diffusion models", "We look at what guidance brings to images.")
_SIGNALS = signals(upvotes=12)


@pytest.mark.parametrize(
    ("query", "less"),
    TABLES["what blocks is left out and bars are lowered"],
)
def test_blockers_are_dropped_and_bounds_are_lowered(query: str, less: str):
    """The new query matches the paper, and keeps the other terms of the old one."""
    found = relaxed(parse(query), _PAPER, _SIGNALS)
    assert found == parse(less)
    assert found is not None
    assert found.matches(_PAPER, _SIGNALS)


@pytest.mark.parametrize(
    "query",
    TABLES["there may be no such query"],
)
def test_some_queries_cannot_be_relaxed(query: str):
    """There is no such query if no term of it matches."""
    assert relaxed(parse(query), _PAPER, _SIGNALS) is None


def test_a_minimum_of_zero_is_no_bound():
    """A bound is not lowered to at least 0 upvotes."""
    assert relaxed(parse("diffusion upvotes:>=20"), _PAPER, signals(upvotes=0)) == parse("diffusion")
    assert relaxed(parse("upvotes:>=20"), _PAPER, signals(upvotes=0)) is None


def test_function_words_are_dropped_first():
    """The word of the topic remains of a title that was typed as a query."""
    seen = paper("On attention", "It is what all do.")
    assert relaxed(parse("attention is all you need"), seen, _SIGNALS) == parse("attention")


@pytest.mark.parametrize(
    ("query", "words", "stricter"),
    TABLES["without"],
)
def test_without(query: str, words: str, stricter: str):
    """Words between commas are excluded from the whole query, several together as a phrase."""
    assert without(parse(query), words).canonical == parse(stricter).canonical


@pytest.mark.parametrize("words", ["", "…", '"', " , ", "survey, …"])
def test_nothing_cannot_be_excluded(words: str):
    """A text without a word raises QueryError."""
    with pytest.raises(QueryError):
        without(parse("diffusion"), words)


@pytest.mark.parametrize(
    ("query", "changed"),
    TABLES["barred"],
)
def test_minimum_upvotes_are_replaced(query: str, changed: str):
    """A minimum replaces one that applies to the whole query, and is added to any other term."""
    assert replace_min_upvotes(parse(query), 20).canonical == parse(changed).canonical


def test_a_minimum_is_removed():
    """Without its minimum the query is as before; a query of only a minimum has no such form."""
    assert replace_min_upvotes(parse("(a OR b) upvotes:>=20"), 0).canonical == parse("a OR b").canonical
    assert replace_min_upvotes(parse("a upvotes:5..30"), 0).canonical == parse("a upvotes:5..30").canonical
    with pytest.raises(QueryError):
        replace_min_upvotes(parse("upvotes:>=20"), 0)


@pytest.mark.parametrize(
    ("query", "bar"),
    TABLES["bar"],
)
def test_bar(query: str, bar: int):
    """The minimum is the number of upvotes that every match has."""
    assert minimum_upvotes(parse(query)) == bar


@pytest.mark.parametrize(
    ("query", "earlier", "matches"),
    TABLES["numbers that were reached count"],
)
def test_reached_bounds_count_as_met(query: str, earlier: str, matches: bool):  # noqa: FBT001 - a column
    """A comparison that the earlier query also has counts as met; all else is matched as usual."""
    assert with_reached_bounds(parse(query), parse(earlier)).matches(_PAPER, _SIGNALS) is matches
