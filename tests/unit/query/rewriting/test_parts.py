"""The words of a query, and the query with some of them replaced."""

import pytest

from bot.query import parse
from bot.query.rewriting.parts import (
    TypedWord,
    in_title,
    is_only_function_words,
    names_topic,
    query_of,
    respelled,
    with_phrases_as_words,
    words,
)
from bot.query.rewriting.rewrite import phrased
from bot.query.syntax.tree import conjuncts
from tests.support.data import tables

TABLES = tables(__file__)


def test_words_are_the_required_ones():
    """Words of phrases and compounds count; function words, exclusions, prefixes and facts do not."""
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
def test_words_are_replaced(query: str, others: dict[str, str], becomes: str):
    """A word is replaced wherever that field must have it; the rest stays."""
    named = {TypedWord("", typed): other for typed, other in others.items()}
    found = respelled(parse(query), named)
    assert found is not None
    assert found.canonical == becomes


def test_a_query_that_becomes_too_long_is_none():
    """A query that would be invalid is not offered."""
    assert respelled(parse("a" * 499), {TypedWord("", "a" * 499): "b" * 501}) is None
    assert query_of([], parse("trees")) is None


@pytest.mark.parametrize(
    ("query", "becomes"),
    TABLES["phrases become words"],
)
def test_phrases_become_words(query: str, becomes: str | None):
    """A phrase becomes its words, a person's name the surname; None without a phrase."""
    found = with_phrases_as_words(parse(query))
    assert (found and found.canonical) == becomes


def test_a_query_names_a_topic():
    """Every alternative must have a word of a topic, or a name."""
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
    ("query", "titled"),
    TABLES["subjects in the title"],
)
def test_subjects_in_the_title(query: str, titled: str | None):
    """The query also wants a subject in the title; general words, function words and numbers are none."""
    found = in_title(parse(query))
    assert (found and found.canonical) == titled


@pytest.mark.parametrize(
    ("query", "groups"),
    TABLES["rows of words as phrases"],
)
def test_rows_of_words_as_phrases(query: str, groups: list[list[str]]):
    """All rows come first, then one of several, or parts of a long one that neither begin nor end with `of`."""
    found = [[one.query.canonical for one in group] for group in phrased(parse(query))]
    assert found == groups


def test_a_very_long_row_is_one_phrase_or_none():
    """Parts of a row of more than eight words are not tried."""
    assert len(phrased(parse("a1 b1 c1 d1 e1 f1 g1 h1 i1"))) == 1


def test_a_phrase_that_makes_a_query_impossible_is_none():
    """A query that would be invalid is omitted."""
    assert phrased(parse('world model -"world model"')) == ((),)
