"""Names of people: initials, orders and umlauts."""

import pytest

from bot.query import QueryIndex, explain, parse
from tests.support.data import tables
from tests.support.fakes import sighting

TABLES = tables(__file__)


@pytest.mark.parametrize(("typed", "author", "expected"), TABLES["who is found"])
def test_who_is_found(typed: str, author: str, expected: bool):  # noqa: FBT001 - a parameter of the table
    """A query alone and the index agree on every way of writing a name."""
    seen, query = sighting("2511.00001", authors=(author, "Zoe Other")), parse(f'author:"{typed}"')
    index: QueryIndex[str] = QueryIndex()
    index.add("x", query)
    assert query.matches(seen.paper, seen.signals) is expected
    assert bool(index.match(seen.paper, seen.signals)) is expected


@pytest.mark.parametrize(
    ("typed", "found"), [("A. King", "Ada King"), ("King", "King"), ("Koenig A", "Ada König")]
)
def test_the_name_that_matched_is_shown(typed: str, found: str):
    """A name that is found in another form is shown as the paper writes it."""
    seen = sighting("2511.00001", authors=("Zoe Other", "Ada King", "Ada König"))
    (report,) = explain(parse(f'author:"{typed}"'), seen.paper, seen.signals)
    assert report.excerpt is not None
    assert report.excerpt.found == found
