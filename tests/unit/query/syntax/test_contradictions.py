"""Queries that no paper can match."""

import pytest

from bot.query import parse
from bot.query.errors import UnmatchableError
from tests.unit.query.papers import TABLES, paper, signals


@pytest.mark.parametrize("query", TABLES["refused"])
def test_a_contradiction_is_refused_with_its_position(query: str):
    """The caret is under the later of the terms that exclude each other, here after a bar."""
    with pytest.raises(UnmatchableError, match="No paper can match") as caught:
        parse(query.replace("|", ""))
    assert caught.value.position == query.index("|")
    assert caught.value.hint


@pytest.mark.parametrize("query", TABLES["possible"])
def test_a_query_that_some_paper_can_match_is_valid(query: str):
    """A query that only looks odd, or has one possible alternative, is valid."""
    assert parse(query).canonical


@pytest.mark.parametrize(("query", "text"), TABLES["findable"])
def test_a_query_that_some_text_matches_is_valid(query: str, text: str):
    """Any spelling that the query's terms accept counts."""
    assert parse(query).matches(paper(text), signals(upvotes=5))


def test_a_paper_can_have_two_sources():
    """Each source that announced a merged paper is one of its sources."""
    merged = paper(sources=("arxiv", "huggingface"))
    assert parse("source:huggingface source:arxiv").matches(merged, signals())


def test_many_alternatives_are_not_all_tried():
    """A query with too many alternatives to try is taken to be possible."""
    assert parse(" ".join(f"(a OR b{number})" for number in range(10)) + " -a -b9 -a").canonical
