"""Categories of any source: codes of archives, and subjects in words."""

import pytest

from bot.query import QueryError, parse
from bot.sources.biorxiv.parse import subject_name
from tests.support.data import tables
from tests.support.fakes import sighting
from tests.support.sources import CATALOGUE

TABLES = tables(__file__)


@pytest.mark.parametrize(
    ("typed", "category", "found"),
    TABLES["a category is found however it is written"],
)
def test_a_category_matches_however_it_is_written(typed: str, category: str, *, found: bool):
    """It matches in words or joined, in any case, but never as a part of another one."""
    one = sighting(source="somewhere", categories=("other", category))
    query = parse(typed, CATALOGUE)
    assert query.matches(one.paper, one.signals) is found
    assert parse(query.canonical).canonical == query.canonical


def test_the_canonical_form_needs_no_quotation_marks():
    """A subject is written with hyphens; a code stays as typed."""
    assert parse('cat:"Cell Biology" cat:cs.LG').canonical == "cat:cell-biology cat:cs.LG"


def test_an_unknown_category_is_accepted():
    """A feed can have any category; without a catalogue, as for a stored query, no category is refused."""
    assert parse("cat:glaciology", CATALOGUE).canonical == "cat:glaciology"
    assert parse("cat:cell").canonical == "cat:cell"
    with pytest.raises(QueryError, match="is not valid"):
        parse("cat:cell", CATALOGUE)


def test_known_categories_are_written_as_they_are_compared():
    """Each matches the category that its source gives papers, and is no mistake."""
    for name in CATALOGUE.categories:
        assert subject_name(name) == name
        assert parse(f"cat:{name}", CATALOGUE).canonical == f"cat:{name}"
