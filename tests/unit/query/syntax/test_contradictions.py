"""Queries that no paper can match."""

from __future__ import annotations

import pytest

from bot.query import parse
from bot.query.errors import UnmatchableError
from tests.unit.query.papers import TABLES, paper, signals


@pytest.mark.parametrize("query", TABLES["refused"])
def test_it_is_refused_with_the_place(query: str) -> None:
    """The caret stands under the later of the terms that exclude each other, here after a stroke."""
    with pytest.raises(UnmatchableError, match="No paper can match") as caught:
        parse(query.replace("|", ""))
    assert caught.value.position == query.index("|")
    assert caught.value.hint


@pytest.mark.parametrize("query", TABLES["possible"])
def test_what_some_paper_could_match_is_read(query: str) -> None:
    """Nothing is refused that only looks odd, or of which one alternative is left."""
    assert parse(query).canonical


@pytest.mark.parametrize(("query", "text"), TABLES["findable"])
def test_what_some_text_matches_is_read(query: str, text: str) -> None:
    """In whichever spelling the query's own terms accept it; nothing is refused that finds something."""
    assert parse(query).matches(paper(text), signals(upvotes=5))


def test_many_alternatives_are_not_all_tried() -> None:
    """Where telling would take too long, the query is taken to be possible."""
    assert parse(" ".join(f"(a OR b{number})" for number in range(10)) + " -a -b9 -a").canonical
