"""Parsing Crossref's lists of works."""

import json
from datetime import date
from typing import Any

import pytest

from bot.domain.errors import SourceError
from bot.domain.paper import Paper
from bot.sources.crossref.parse import Work, parse_page
from tests.fake_sources.crossref import make_work
from tests.support.data import shared, tables

_CASES = tables(__file__, "parsed.json")
DAY = date(2026, 11, 24)


def body(*items: Any, total: object = None) -> bytes:
    message = {"total-results": len(items) if total is None else total, "items": items}
    return json.dumps({"status": "ok", "message": message}).encode()


def only(**changes: Any) -> Work:
    (found,) = parse_page(body(make_work(1, DAY, **changes)), "preprints-chemrxiv").entries
    return found


def test_recorded_pages():
    """A page of a search, and one of the cursor's: each work has title, authors and the day of registration."""
    page = parse_page(shared("crossref_preprints/works_field_query_20.json").read_bytes(), "s")
    assert (len(page.entries), page.skipped, page.length, page.total) == (20, 0, 20, 1253)
    assert all(one.paper.authors and one.created and one.paper.version == 1 for one in page.entries)
    by_id = {one.paper.id: one.paper for one in page.entries}
    assert by_id["doi:10.1101/055319"].abstract.startswith("Over the past 30 years")
    assert (
        by_id["doi:10.1111/j.2041-210x.2012.00247.x"].title
        == "Treebase: anRpackage for discovery, access and manipulation of online phylogenies"
    )
    page = parse_page(shared("crossref_preprints/works_cursor_page1.json").read_bytes(), "s")
    assert (page.length, page.total) == (20, 454)
    assert len(page.entries) + page.skipped == 20


def test_a_recorded_preprint():
    """A preprint of bioRxiv has the shape of all: an abstract in JATS, its article, its subject."""
    answer = json.loads(shared("crossref_preprints/work_biorxiv_preprint_2024.json").read_bytes())
    (work,) = parse_page(body(answer["message"]), "s").entries
    paper = work.paper
    assert (work.doi, work.paper.version, work.created) == ("10.1101/2024.04.01.587366", 1, date(2024, 4, 2))
    assert paper.title == "High-throughput screening of human genetic variants by pooled prime editing"
    assert paper.authors[:2] == ("Michael Herger", "Christina M. Kajba")
    assert paper.abstract.startswith("Understanding the effects of rare genetic variants")
    assert (paper.keywords, paper.published) == (("Genomics",), "doi:10.1016/j.xgen.2025.100814")
    assert paper.links.page == "https://doi.org/10.1101/2024.04.01.587366"


def test_the_recorded_work_of_chemrxiv():
    """The one recorded work of ChemRxiv was asked without its date: with one it is read."""
    answer = json.loads(shared("crossref_preprints/works_chemrxiv_10.26434_select.json").read_bytes())
    (item,) = answer["message"]["items"]
    (work,) = parse_page(body(item | {"created": {"date-time": "2022-01-01T00:00:00Z"}}), "s").entries
    assert work.paper.id == "doi:10.26434/chemrxiv-2022-qfv02"
    assert work.paper.authors[0] == "Geemi P. Wellawatte"


@pytest.mark.parametrize(("doi", "identity", "version"), _CASES["versions"])
def test_versions(doi: str, identity: str, version: int):
    """The version is a part of some servers' DOIs, and never of the identity."""
    work = only(DOI=doi)
    assert (work.paper.id, work.paper.version, work.doi) == (identity, version, doi.lower())


@pytest.mark.parametrize(("abstract", "text"), _CASES["abstracts"])
def test_abstracts(abstract: object, text: str):
    """JATS becomes text, without a heading that only says what it is."""
    assert only(abstract=abstract).paper.abstract == text


@pytest.mark.parametrize(("relation", "published"), _CASES["relations"])
def test_relations(relation: object, published: str | None):
    """The article that came of a preprint, as a DOI or an address; another preprint does not count."""
    assert only(relation=relation).paper.published == published


@pytest.mark.parametrize("broken", _CASES["broken"])
def test_a_broken_work_costs_only_itself(broken: Any):
    """A work without DOI, title or date is skipped and counted."""
    item = make_work(1, DAY) | broken if isinstance(broken, dict) else broken
    page = parse_page(body(item, make_work(2, DAY)), "s")
    assert (len(page.entries), page.skipped, page.length) == (1, 1, 2)


def test_odd_names_and_hostile_text():
    """Groups have one name; texts without end are cut; wrong types are left out."""
    paper: Paper = only(
        author=[{"name": "The Group"}, {"family": "Li"}, {}, None, {"given": 5}, {"given": "x" * 5_000}],
        title=["<i>Cold</i>   fusion &amp; " + "y" * 100_000],
        **{"group-title": ["x"]},
    ).paper
    assert paper.authors[:2] == ("The Group", "Li")
    assert [len(name) for name in paper.authors[2:]] == [150]
    assert paper.title.startswith("Cold fusion & y")
    assert paper.keywords == ()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not JSON"),
        (b"Resource not found.", "not JSON"),
        (b"[]", "sent no total"),
        (body(total="x"), "sent no total"),
        (body({"DOI": "x"}), "can be read: update"),
    ],
)
def test_what_is_no_answer(content: bytes, why: str):
    """Anything else is an error, and never an empty list."""
    with pytest.raises(SourceError, match=why):
        parse_page(content, "s")


def test_no_works():
    """A recorded list without works is empty."""
    assert parse_page(shared("crossref_preprints/works_no_hits.json").read_bytes(), "s") == ((), 0, 0, 0)
