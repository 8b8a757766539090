"""Queries that find the same papers, however they are written."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.paper import Paper, Signals
from bot.query import QueryError, meaning, parse
from bot.query.syntax.tree import And, Node, Not, Or
from tests.support.data import tables
from tests.unit.query.strategies import heats, papers, queries

TABLES = tables(__file__)


@pytest.mark.parametrize(
    ("one", "other"),
    TABLES["another way to write it is no other meaning"],
)
def test_spelling_does_not_change_the_meaning(one: str, other: str):
    """Capitals, spelling, order, brackets, AND, NOT and repetitions make no difference."""
    assert meaning(parse(one)) == meaning(parse(other))


@pytest.mark.parametrize(
    ("one", "other"),
    TABLES["what finds other papers means something else"],
)
def test_queries_that_find_other_papers_have_another_meaning(one: str, other: str):
    """The order of two words also makes a difference, as they also match joined."""
    assert meaning(parse(one)) != meaning(parse(other))


def turned_round(node: Node) -> str:
    """Return the same query with everything in reverse order, and twice."""
    if isinstance(node, Not):
        return f"-({turned_round(node.child)})"
    if isinstance(node, And | Or):
        parts = [f"({turned_round(child)})" for child in reversed(node.children)]
        return (" OR " if isinstance(node, Or) else " AND ").join([*parts, parts[0]])
    return str(node)


@given(text=queries, papers=st.lists(papers(), min_size=1, max_size=4), signals=heats())
def test_the_same_meaning_finds_the_same_papers(text: str, papers: list[Paper], signals: Signals):
    """Queries of equal meaning match the same papers."""
    try:
        query = parse(text)
        other = parse(turned_round(query.tree))
    except QueryError:
        assume(False)  # noqa: FBT003 - hypothesis' own word
        return
    assume(meaning(query) == meaning(other))
    for paper in papers:
        assert query.matches(paper, signals) == other.matches(paper, signals)
