"""Names of people: initials, orders and umlauts."""

from __future__ import annotations

import pytest

from bot.query import QueryIndex, explain, parse
from tests.support.fakes import sighting


@pytest.mark.parametrize(
    ("typed", "author", "expected"),
    [
        ("King A", "Ada King", True),
        ("A. King", "Ada King", True),
        ("King, A.", "Ada King", True),
        ("King A", "A. King", True),
        ("A. King", "Bea King", False),
        ("King Ada", "Ada King", True),
        ("A.B. King", "Ada Bea King", True),
        ("King AB", "Ada-Bea King", True),
        ("King A B", "A. B. King", True),
        ("A. King", "Ada Bea King", True),
        ("B. King", "Ada Bea King", False),
        ("van der Berg A", "Ada van der Berg", True),
        ("A. van der Berg", "Ada van der Berg", True),
        ("A. King", "Ada King Jr.", True),
        ("Ada King Jr.", "Ada B. King", True),
        ("Ada King", "A. King", False),
        ("Aking", "Ada King", False),
        ("Ali", "Ada Li", False),
        ("Ma", "Mark Alan Stone", False),
        ("Joerg Mueller", "Jörg Müller", True),
        ("Jörg Müller", "Joerg Mueller", True),
        ("J. Mueller", "Jörg Müller", True),
        ("Jo\u0308rg Mueller", "Jörg Müller", True),
        ("Soeren Bauer", "Søren Bauer", True),
        ("Samuel Joel", "Samul Jol", False),
        ("Samul Jol", "Samuel Joel", False),
        ("Xuefeng Li", "Xufeng Li", False),
        ("李明", "李明", True),
    ],
)
def test_who_is_found(typed: str, author: str, expected: bool) -> None:  # noqa: FBT001 - a parameter of the table
    """A query alone and the index agree on every way of writing a name."""
    seen, query = sighting("2511.00001", authors=(author, "Zoe Other")), parse(f'author:"{typed}"')
    index: QueryIndex[str] = QueryIndex()
    index.add("x", query)
    assert query.matches(seen.paper, seen.signals) is expected
    assert bool(index.match(seen.paper, seen.signals)) is expected


@pytest.mark.parametrize(
    ("typed", "found"), [("A. King", "Ada King"), ("King", "King"), ("Koenig A", "Ada König")]
)
def test_the_name_that_matched_is_shown(typed: str, found: str) -> None:
    """A name that is found in another form is shown as the paper writes it."""
    seen = sighting("2511.00001", authors=("Zoe Other", "Ada King", "Ada König"))
    (report,) = explain(parse(f'author:"{typed}"'), seen.paper, seen.signals)
    assert report.excerpt is not None
    assert report.excerpt.found == found
