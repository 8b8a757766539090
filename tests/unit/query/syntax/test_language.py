"""Canonical forms. Matches of operators, fields and signals are in `cases.json`."""

import pytest

from bot.domain.ports.catalogue import Catalogue
from bot.query import QueryError, parse
from bot.query.rewriting.rewrite import replace_min_upvotes
from tests.support.sources import make_spec
from tests.unit.query.papers import TABLES


def test_not_binds_tighter_than_and_and_and_than_or():
    """`a OR b -c` is `a OR (b (NOT c))`."""
    assert parse("gan OR diffusion -guidance").tree == parse("gan OR (diffusion (-guidance))").tree
    assert parse("a b, c d").canonical == "a b OR c d"


@pytest.mark.parametrize(("query", "canonical"), TABLES["canonical"])
def test_a_query_prints_back_in_canonical_form(query: str, canonical: str):
    """The canonical form is tidy, and parses to the same query."""
    parsed = parse(query)
    assert parsed.canonical == canonical == str(parsed)
    assert parse(canonical) == parsed
    assert parse(canonical).canonical == canonical


@pytest.mark.parametrize("query", ["a", "a b", "a OR b", "a, b -c", "upvotes:5..30 a"])
def test_a_minimum_of_upvotes_is_added_to_the_whole_query(query: str):
    """`(query) upvotes:>=n`, which parses to the same again."""
    with_bar = replace_min_upvotes(parse(query), 20)
    assert with_bar == parse(f"({query}) upvotes:>=20") == parse(with_bar.canonical)


def test_a_minimum_that_makes_the_query_too_long_is_refused():
    """The limit of 500 characters also applies to the stored form."""
    with pytest.raises(QueryError, match="500"):
        replace_min_upvotes(parse("x" * 495), 20)
    with pytest.raises(QueryError, match="This one has"):
        parse(",".join(["x" * 16] * 29))


def test_sources_are_named_as_people_call_them():
    """The canonical form has the stored name, and rewriting keeps the known sources."""
    catalogue = Catalogue([make_spec("listed", title="The List!", aliases=("tl",))])
    assert parse("source:TL x", catalogue) == parse("source:the-list x", catalogue) == parse("source:listed x")
    assert replace_min_upvotes(parse("source:tl", catalogue), 5).catalogue is catalogue
    with pytest.raises(QueryError, match="Did you mean `source:listed`"):
        parse("source:listd", catalogue)
    with pytest.raises(QueryError, match="is not valid"):
        parse("source:-")
