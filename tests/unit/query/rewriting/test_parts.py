"""The parts of a query, and the query with some of them otherwise."""

from __future__ import annotations

import pytest

from bot.query import parse
from bot.query.rewriting.parts import (
    TypedWord,
    is_only_function_words,
    joined,
    names_topic,
    respelled,
    with_phrases_as_words,
    words,
)
from bot.query.rewriting.rewrite import phrased
from bot.query.syntax.tree import conjuncts
from tests.support.data import tables

TABLES = tables(__file__)


def test_words_are_those_that_must_be_found() -> None:
    """Words of phrases and compounds count; function words, exclusions, beginnings and facts do not."""
    query = parse(
        'the "flow of matching" text-based diffus* -survey author:"Yann LeCun" cat:cs.CV upvotes:>3 flow'
    )
    assert words(query) == (
        TypedWord("", "flow"),
        TypedWord("", "matching"),
        TypedWord("", "text"),
        TypedWord("", "based"),
        TypedWord("author", "yann"),
        TypedWord("author", "lecun"),
    )


@pytest.mark.parametrize(
    ("query", "others", "becomes"),
    TABLES["other words in their places"],
)
def test_other_words_in_their_places(query: str, others: dict[str, str], becomes: str) -> None:
    """A word is replaced wherever it must be found in that field, the rest stays as it is."""
    named = {TypedWord("", typed): other for typed, other in others.items()}
    found = respelled(parse(query), named)
    assert found is not None
    assert found.canonical == becomes


def test_a_query_that_becomes_too_long_is_none() -> None:
    """What cannot be asked for is not offered."""
    assert respelled(parse("a" * 499), {TypedWord("", "a" * 499): "b" * 501}) is None
    assert joined([], parse("trees")) is None


@pytest.mark.parametrize(
    ("query", "becomes"),
    TABLES["phrases become words"],
)
def test_phrases_become_words(query: str, becomes: str | None) -> None:
    """The words of a phrase anywhere, of a person the surname; None where there is no phrase."""
    found = with_phrases_as_words(parse(query))
    assert (found and found.canonical) == becomes


def test_what_a_query_is_about() -> None:
    """A word of the topic or a name must be in every alternative."""
    about = ["diffusion", "the diffusion", "author:lee", "dif*", "diffusion OR flow", '"attention is all"']
    assert all(names_topic(parse(query).tree) for query in about)
    nothing = ["upvotes:>3", "the", "diffusion OR upvotes:>3", "has:code", "propose novel"]
    assert not any(names_topic(parse(query).tree) for query in nothing)
    assert [is_only_function_words(node) for node in conjuncts(parse("is all diffusion need").tree)] == [
        True,
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("query", "groups"),
    TABLES["rows of words as phrases"],
)
def test_rows_of_words_as_phrases(query: str, groups: list[list[str]]) -> None:
    """All rows first, then one of several, or parts of a long one that neither begin nor end with `of`."""
    found = [[one.query.canonical for one in group] for group in phrased(parse(query))]
    assert found == groups


def test_a_very_long_row_is_one_phrase_or_none() -> None:
    """Of more than eight words no parts are tried."""
    assert len(phrased(parse("a1 b1 c1 d1 e1 f1 g1 h1 i1"))) == 1


def test_a_phrase_that_makes_a_query_impossible_is_none() -> None:
    """What cannot be asked for is left out."""
    assert phrased(parse('world model -"world model"')) == ((),)
