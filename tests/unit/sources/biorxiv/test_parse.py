"""Parsing bioRxiv's and medRxiv's API."""

import json
from datetime import date
from typing import Any

import pytest

from bot.domain.errors import SourceError
from bot.sources.biorxiv.parse import Preprint, parse_page, subject_name
from tests.fake_sources.biorxiv import make_preprint
from tests.support.data import shared, tables

_CASES = tables(__file__, "parsed.json")
DAY = date(2026, 11, 24)


def body(*items: Any, **message: Any) -> bytes:
    said = {"status": "ok", "count": len(items), "total": str(len(items)), "cursor": 0} | message
    return json.dumps({"messages": [said], "collection": items}).encode()


def only(**changes: Any) -> Preprint:
    page = parse_page(body(make_preprint(1, DAY, **changes)), "bioRxiv")
    (found,) = page.entries
    return found


@pytest.mark.parametrize("title", ["bioRxiv", "medRxiv"])
def test_recorded_pages(title: str):
    """A recorded page has both DOI prefixes, all versions, and a total that is a string."""
    recorded = shared(f"feeds/biorxiv_medrxiv/harsh_{title.lower()}_2026-08-01_05.json").read_bytes()
    page = parse_page(recorded, title)
    assert (len(page.entries), page.skipped, page.length) == (10, 0, 10)
    assert page.total == {"bioRxiv": 873, "medRxiv": 246}[title]
    assert {found.paper.id.partition("/")[0] for found in page.entries} == {"doi:10.64898", "doi:10.1101"}
    assert {found.version for found in page.entries} >= {1, 2}
    for found in page.entries:
        assert found.paper.source == title.lower()
        assert found.paper.authors
        assert found.paper.organization
        assert found.paper.abstract
        assert found.posted in {date(2026, 8, 1), date(2026, 8, 2)}
        assert found.paper.links.page == (
            f"https://www.{title.lower()}.org/content/{found.paper.number}v{found.version}"
        )


def test_a_preprint_reads_well():
    """Typesetting marks are removed, names reordered, and subjects written as in the sites' URLs."""
    found = only(
        title="The {beta}-catenin\npathway",
        abstract="O_ST_ABSBackgroundC_ST_ABSWe study O_SCPLOWRAC_SCPLOW.",
        authors="Lovelace, A.; Cho, B.-K.; The Consortium; ",
        category="Cell Biology",
    )
    assert found.paper.title == "The β-catenin pathway"
    assert found.paper.abstract == "Background: We study RA."
    assert found.paper.authors == ("A. Lovelace", "B.-K. Cho", "The Consortium")
    assert found.paper.categories == ("cell-biology",)


@pytest.mark.parametrize("broken", _CASES["a_broken_item_costs_only_itself"])
def test_a_broken_item_costs_only_itself(broken: dict[str, Any]):
    """An item without their DOI or a title, or of the other server, is skipped and counted."""
    page = parse_page(body(make_preprint(1, DAY, **broken), make_preprint(2, DAY), "x"), "bioRxiv")
    assert (len(page.entries), page.skipped) == (1, 2)


@pytest.mark.parametrize(("published", "journal"), _CASES["the_journal_version_is_named"])
def test_the_journal_version_is_named(published: object, journal: str | None):
    """The journal version is given by its DOI, and a preprint's DOI does not count."""
    assert only(published=published).paper.published == journal


def test_a_recorded_article():
    """The list of published preprints has other keys, and the journal with its date."""
    recorded = shared("biorxiv_pubs/pubs_biorxiv_2026-06-01_05.excerpt.json").read_bytes()
    page = parse_page(recorded, "bioRxiv")
    (found,) = page.entries
    assert (page.total, found.paper.id) == (469, "doi:10.1101/2025.09.17.676679")
    assert (found.paper.published, found.paper.journal) == (
        "doi:10.1091/mbc.e25-09-0454",
        "Molecular Biology of the Cell, 2026",
    )
    assert found.paper.title.startswith("YeastSAM: A Deep Learning Model")
    assert found.paper.authors[0] == "Y. Zhao"
    assert found.paper.categories == ("cell-biology",)


def test_recorded_details():
    """Of a whole recorded page, published preprints have their article, and each its version."""
    recorded = json.loads(shared("biorxiv_pubs/details_biorxiv_2024_page0.json").read_bytes())
    page = parse_page(json.dumps(recorded).encode(), "bioRxiv")
    assert page.length == 100
    given = {(one["doi"], int(one["version"])) for one in recorded["collection"]}
    assert {(found.paper.number, found.paper.version) for found in page.entries} == given
    assert sum(found.paper.published is not None for found in page.entries) == sum(
        one["published"] != "NA" for one in recorded["collection"]
    )


def test_nothing_else_is_required():
    """Authors, abstract, date, version and subject may be missing."""
    (found,) = parse_page(body({"doi": "10.1101/743294", "title": "T"}), "bioRxiv").entries
    assert (found.paper.authors, found.paper.abstract, found.paper.categories) == ((), "", ())
    assert (found.version, found.posted) == (1, None)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty answer"),
        (b"<html>", "not JSON"),
        (b"[]", "did not say why"),
        (body(status="Error: interval too large"), "interval too large"),
        (body(make_preprint(1, DAY), status="no posts found"), "no posts found"),
        (b'{"messages": [{"status": "ok", "total": "3"}]}', "sent no total"),
        (body(total=None), "sent no total"),
        (body({"doi": "x"}), "can be read: update"),
    ],
)
def test_what_is_no_answer(content: bytes, why: str):
    """Errors with status 200 are errors, and never an empty day."""
    with pytest.raises(SourceError, match=why):
        parse_page(content, "bioRxiv")


def test_an_empty_day():
    """An answer that says that there are no posts is an empty page."""
    assert parse_page(body(status="no posts found"), "bioRxiv") == ((), 0, 0, 0)


def test_subjects_are_compared_as_addresses_have_them():
    """Subjects are equal in any spelling of the host."""
    assert subject_name("Animal Behavior and Cognition") == "animal-behavior-and-cognition"
    assert subject_name(" cell-biology ") == "cell-biology"
