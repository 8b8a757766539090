"""Queries made looser and stricter."""

from __future__ import annotations

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
def test_what_blocks_is_left_out_and_bars_are_lowered(query: str, less: str) -> None:
    """The new query matches the paper and keeps what the old one had beside its blockers."""
    found = relaxed(parse(query), _PAPER, _SIGNALS)
    assert found == parse(less)
    assert found is not None
    assert found.matches(_PAPER, _SIGNALS)


@pytest.mark.parametrize(
    "query",
    TABLES["there may be no such query"],
)
def test_there_may_be_no_such_query(query: str) -> None:
    """Nothing is given when no word of the topic would be left to ask for, or when the query matches as it is."""
    assert relaxed(parse(query), _PAPER, _SIGNALS) is None


def test_a_bar_of_nothing_is_none() -> None:
    """A paper without votes is not found by asking for at least 0 of them."""
    assert relaxed(parse("diffusion upvotes:>=20"), _PAPER, signals(upvotes=0)) == parse("diffusion")
    assert relaxed(parse("upvotes:>=20"), _PAPER, signals(upvotes=0)) is None


def test_function_words_go_first() -> None:
    """Of a title typed as a query the word that says what it is about is left."""
    seen = paper("On attention", "It is what all do.")
    assert relaxed(parse("attention is all you need"), seen, _SIGNALS) == parse("attention")


@pytest.mark.parametrize(
    ("query", "words", "stricter"),
    TABLES["without"],
)
def test_without(query: str, words: str, stricter: str) -> None:
    """The words are excluded from the whole query: several as a phrase, and each part between commas alone."""
    assert without(parse(query), words).canonical == parse(stricter).canonical


@pytest.mark.parametrize("words", ["", "…", '"', " , ", "survey, …"])
def test_nothing_cannot_be_excluded(words: str) -> None:
    """What holds no word is a QueryError."""
    with pytest.raises(QueryError):
        without(parse("diffusion"), words)


@pytest.mark.parametrize(
    ("query", "changed"),
    TABLES["barred"],
)
def test_barred(query: str, changed: str) -> None:
    """A bar replaces one that holds for the whole query, and stands beside any other rule."""
    assert replace_min_upvotes(parse(query), 20).canonical == parse(changed).canonical


def test_a_bar_is_taken_back() -> None:
    """The query is as it was before it; where it has nothing else there is no such query."""
    assert replace_min_upvotes(parse("(a OR b) upvotes:>=20"), 0).canonical == parse("a OR b").canonical
    assert replace_min_upvotes(parse("a upvotes:5..30"), 0).canonical == parse("a upvotes:5..30").canonical
    with pytest.raises(QueryError):
        replace_min_upvotes(parse("upvotes:>=20"), 0)


@pytest.mark.parametrize(
    ("query", "bar"),
    TABLES["bar"],
)
def test_bar(query: str, bar: int) -> None:
    """The bar is what every match has reached."""
    assert minimum_upvotes(parse(query)) == bar


@pytest.mark.parametrize(
    ("query", "earlier", "matches"),
    TABLES["numbers that were reached count"],
)
def test_numbers_that_were_reached_count(query: str, earlier: str, matches: bool) -> None:  # noqa: FBT001 - a column
    """A comparison that the earlier query had counts as it was wanted; everything else as it is now."""
    assert with_reached_bounds(parse(query), parse(earlier)).matches(_PAPER, _SIGNALS) is matches
