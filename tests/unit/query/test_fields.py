"""Every field of the table works everywhere."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.paper import Sighting
from bot.query import QueryError, QueryIndex, explain, parse, spans
from bot.query.fields import ANYWHERE, CONTENT_FIELDS, FIELDS, TEXT_FIELDS, Field, TextField
from bot.query.paper_view import PaperView, raw_items
from tests.unit.query.papers import EMPTY, FULL, KNOWN, UNKNOWN, WORD, term
from tests.unit.search.indexes import filled, found

DOCS = Path(__file__).parents[3] / "docs" / "query.md"

every_field = pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
every_text_field = pytest.mark.parametrize("field", TEXT_FIELDS.values(), ids=TEXT_FIELDS)


def test_no_name_means_two_fields():
    """A name, an alias or a name from elsewhere belongs to one field."""
    names = [name for field in FIELDS.values() for name in (*field.names, *field.elsewhere)]
    assert len(names) == len(set(names))


@every_field
def test_a_field_is_parsed_under_all_its_names(field: Field):
    """The canonical form has the field's own name, whichever name was typed, in any case."""
    value = term(field).partition(":")[2]
    for name in field.names:
        assert parse(f"{name.upper()}:{value}").canonical == term(field)


@every_field
def test_a_name_from_elsewhere_gets_a_hint(field: Field):
    """A field's name in another language is refused, and the error suggests the field."""
    for name in field.elsewhere:
        with pytest.raises(QueryError) as refused:
            parse(f"{name}:5")
        assert f"Did you mean `{field.name}:`?" in refused.value.hint


@every_field
def test_a_field_matches_in_every_way(field: Field):
    """A term of it matches the paper that has it and no other, alone, in either index and in an explanation."""
    query = parse(term(field))
    index: QueryIndex[str] = QueryIndex()
    index.add("x", query)
    for one, seen, expected in ((FULL, KNOWN, True), (EMPTY, UNKNOWN, False)):
        assert query.matches(one, seen) is expected
        sighting = Sighting(paper=one, signals=seen)
        assert found(filled([sighting]), query, [sighting]) == ({one.id} if expected else set())
        assert index.match(one, seen) == ["x"] * expected
        assert any(one.blocking for one in explain(query, one, seen)) is not expected


@every_field
def test_a_report_names_the_field(field: Field):
    """The report of a term has its field."""
    for one in (FULL, EMPTY):
        (report,) = explain(parse(term(field)), one, KNOWN)
        assert report.field == field.name


@every_text_field
def test_a_match_in_a_text_field_has_an_excerpt(field: TextField):
    """The excerpt is from that field."""
    excerpt = explain(parse(term(field)), FULL, KNOWN)[0].excerpt
    assert excerpt is not None
    assert (excerpt.field, excerpt.found) == (field.name, WORD)


@every_text_field
def test_terms_about_the_content_are_highlighted(field: TextField):
    """Posts highlight matches in a paper's content, and not those about people."""
    assert spans(parse(term(field)), WORD) == ([(0, len(WORD))] if field.about_content else [])


@every_text_field
def test_bare_words_search_the_content(field: TextField):
    """A word without a field searches the fields about content, in the order of the table."""
    content = [item for one in CONTENT_FIELDS for item in raw_items(FULL, one.name)]
    assert list(raw_items(FULL, ANYWHERE)) == content
    assert (field in CONTENT_FIELDS) is field.about_content


def test_facts_are_keys_of_their_field():
    """A view has one key for each value of each fact field."""
    facts = PaperView(FULL, KNOWN).facts
    assert facts == {
        "has:code",
        "has:project",
        "has:video",
        "cat:cs.cv",
        "cat:cs.*",
        "conf:icml-2026",
        "conf:icml",
        "decision:oral",
        "source:arxiv",
    }
    looked_up = PaperView(replace(FULL, announced=False), KNOWN).facts
    assert looked_up - facts == {"source:unannounced"}
    assert facts - looked_up == {"source:arxiv"}, "no source brought it"


@pytest.mark.parametrize(
    ("typed", "conference"),
    [
        *(("NIPS 2016", "neurips-2016"), ("nips", "neurips"), ("neurips-2016", "neurips-2016")),
        *(("pmlr-250", "pmlr-v250"), ("pmlr-v250", "pmlr-v250"), ("icml26", "icml-2026")),
    ],
)
def test_a_conference_is_found_by_its_other_names(typed: str, conference: str):
    """A conference is named as people name it when they add it."""
    assert parse(f'conf:"{typed}"').canonical == f"conf:{conference}"


@every_field
def test_a_field_is_documented(field: Field):
    """docs/query.md shows every field."""
    assert f"`{field.name}:" in DOCS.read_text("utf-8")
