"""Parsing arXiv's daily feed and its API."""

import json
from datetime import UTC, date, datetime
from itertools import pairwise
from xml.etree.ElementTree import Element, SubElement

import pytest

from bot.domain.errors import SourceError
from bot.domain.paper import Paper
from bot.sources.arxiv.parse import (
    MAX_ITEMS,
    Announcement,
    is_announcement_day,
    missed_days,
    paper_of,
    parse_feeds,
    parse_results,
    split_at_commas,
    submission_window,
    submitted_between,
)
from bot.sources.arxiv.source import Cursor
from bot.sources.bodies.json_values import load_stored
from bot.sources.http.paging import Page
from tests.fake_sources.arxiv import DailyFeed, FeedItem
from tests.support.data import shared, tables

_CASES = tables(__file__, "parsed.json")
DAY = date(2026, 11, 26)


def body(*items: FeedItem, **more: str) -> bytes:
    return DailyFeed(day=DAY, items=items, **more).rss()


def parsed(*bodies: bytes) -> Announcement:
    return parse_feeds(bodies, DAY)


@pytest.mark.parametrize("name", ["rss", "atom"])
def test_all_announce_types(name: str):
    """New and cross-listed papers are announced, replaced ones only updated, in both formats."""
    found = parsed(shared(f"feeds/arxiv_rss/made_all_announce_types.{name}.xml").read_bytes())
    assert (found.day, len(found.new), len(found.replaced), found.skipped, found.maybe_truncated) == (
        DAY,
        2,
        3,
        0,
        False,
    )
    assert "arxiv:hep-ex/0307015" in {paper.id for paper in found.replaced}
    (crossed,) = (paper for paper in found.new if paper.title == "Crossed")
    assert crossed.categories == ("math.OC", "cs.LG")
    assert crossed.abstract == "We study $L^p$ spaces & <tags>.\n  A second line."
    assert crossed.authors == ("Antonin Monteil", "Paul Pegon Jr.")
    assert crossed.source == "arxiv"
    assert "doi:10.1000/xyz" in {paper.published for paper in (*found.new, *found.replaced)}


@pytest.mark.parametrize("name", ["rss", "atom"])
def test_a_refusal_says_why(name: str):
    """An error feed with status 400 gives the reason."""
    with pytest.raises(SourceError, match=r"Bad archive 'xx'.*check the categories"):
        parsed(shared(f"feeds/arxiv_rss/made_error_400.{name}.xml").read_bytes())


@pytest.mark.parametrize(
    ("name", "day", "count"),
    [
        ("jmamath_cs_ai.xml", date(2026, 4, 27), 3),
        ("tidedra_cs_AI_atom.xml", date(2025, 8, 20), 7),
    ],
)
def test_recorded_days(name: str, day: date, count: int):
    """Recorded feeds give complete papers, with abstracts without preamble."""
    found = parsed(shared(f"feeds/arxiv_rss/{name}").read_bytes())
    assert (found.day, len(found.new), found.skipped) == (day, count, 0)
    for paper in found.new:
        assert paper.title
        assert paper.authors
        assert paper.categories
        assert len(paper.abstract) > 40
        assert "Announce Type" not in paper.abstract
        assert not paper.abstract.startswith("Abstract")
        assert paper.links.pdf == f"https://arxiv.org/pdf/{paper.number}"


def test_a_broken_item_costs_only_itself():
    """An item without a title, with an invalid id or of an unknown kind is skipped and counted."""
    found = parsed(
        body(
            FeedItem("2611.00001"),
            FeedItem("2611.00002", title=""),
            FeedItem("2699.00003"),
            FeedItem("2611.00004", kind="absonly"),
            FeedItem("2611.00005", abstract=""),
        )
    )
    assert [paper.number for paper in found.new] == ["2611.00001", "2611.00005"]
    assert found.new[1].abstract == ""
    assert found.skipped == 3


def test_a_feed_of_broken_items_is_an_error():
    """A feed of only broken items is an error, not an empty day."""
    with pytest.raises(SourceError, match="can be read: update"):
        parsed(body(FeedItem("2611.00002", title="")))


def test_new_goes_before_replaced():
    """A paper that is both new and replaced is announced once."""
    found = parsed(
        body(
            FeedItem("2611.00001", kind="replace"),
            FeedItem("2611.00001", kind="cross"),
            FeedItem("2611.00001", kind="replace-cross"),
        )
    )
    assert (len(found.new), len(found.replaced)) == (1, 0)


def test_a_feed_at_the_limit_may_be_cut():
    """A feed of 2,000 items, arXiv's limit, may be truncated."""
    items = [FeedItem(f"2611.{n:05}") for n in range(MAX_ITEMS)]
    assert parsed(body(*items)).maybe_truncated
    assert not parsed(body(*items[1:])).maybe_truncated


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<html><p>no</html>", "web page"),
        (b"<other/>", "something other"),
        (b"<rss><channel><title>x</title></channel></rss>", "has no date"),
        (b"<rss><channel><pubDate>yesterday</pubDate></channel></rss>", "has no date"),
    ],
)
def test_what_is_no_daily_feed(content: bytes, why: str):
    """Each wrong body is refused with its own sentence."""
    with pytest.raises(SourceError, match=why):
        parsed(content)


@pytest.mark.parametrize(("text", "names"), _CASES["authors_in_one_text"])
def test_authors_in_one_text(text: str, names: list[str]):
    """Authors are split at commas, without affiliations in brackets."""
    assert split_at_commas(text) == names


def test_papers_are_bounded():
    """Texts have bounded lengths, and categories are plausible and unique, for any input."""
    item = Element("item")
    fields = {
        "guid": "oai:arXiv.org:2611.00001v1",
        "title": "A\n\ttitle \u202e" + "x" * 5_000,
        "description": "y" * 50_000,
    }
    subjects = ("cs.LG", "cs.LG", " math ", "<script>", "hep-ex")
    for tag, text in (
        *fields.items(),
        ("creator", "A" * 500 + ",, B\nC"),
        *(("category", one) for one in subjects),
    ):
        SubElement(item, tag).text = text
    paper = paper_of(item)
    assert paper is not None
    assert "\n" not in paper.title
    assert len(paper.title.encode()) <= 2_000
    assert len(paper.abstract) == 20_000
    assert [len(name) for name in paper.authors] == [300, 3]
    assert paper.categories == ("cs.LG", "math", "hep-ex")


ATOM = b'<feed xmlns:o="u"><o:totalResults>%d</o:totalResults>%s</feed>'


def recorded(name: str) -> Page[Paper]:
    return parse_results(json.loads(shared(f"feeds/arxiv_api/{name}").read_text("utf-8"))["body"].encode())


def test_a_page_of_results():
    """A page gives a hundred complete papers and the total."""
    page = recorded("q_testing_s0_m100_cfe7536492ca.json")
    assert (len(page.entries), page.skipped, page.length, page.total) == (100, 0, 100, 214_881)
    assert all(paper.title and paper.abstract and paper.authors and paper.categories for paper in page.entries)
    assert page.entries[0].id == "arxiv:2202.12139"
    assert page.entries[0].categories[0] == "cs.SE"
    assert "doi:10.1109/icstw55395.2022.00035" in {paper.published for paper in page.entries}


def test_names_that_were_encoded_twice_read_well():
    """Names that arXiv encoded twice are decoded."""
    papers = {paper.id: paper for paper in recorded("q_testing_s0_m100_cfe7536492ca.json").entries}
    assert papers["arxiv:2405.13786"].authors == (
        "Aurora Ramírez",
        "Mario Berrios",
        "José Raúl Romero",
        "Robert Feldt",
    )
    assert not any("Ã" in name for paper in papers.values() for name in paper.authors)


@pytest.mark.parametrize(("name", "ids"), _CASES["single_papers"])
def test_single_papers(name: str, ids: list[str]):
    """Old numbers, versions, unknown and impossible numbers are read."""
    assert [paper.id for paper in recorded(name).entries] == ids


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<rss/>", "something other"),
        (b"<feed/>", "have no total"),
        (ATOM % (1, b"<entry><title>Error</title></entry>"), "no reason given"),
    ],
)
def test_what_are_no_results(body: bytes, why: str):
    """Each wrong body is refused with its own sentence."""
    with pytest.raises(SourceError, match=why):
        parse_results(body)


def test_a_broken_entry_costs_only_itself():
    """An entry without an id or a title is skipped and counted."""
    entry = b"<entry><id>http://arxiv.org/abs/2611.00001v1</id><title>%s</title></entry>"
    page = parse_results(ATOM % (3, entry % b"T" + entry % b"" + b"<entry><id>x</id><title>T</title></entry>"))
    assert (len(page.entries), page.skipped, page.length, page.total) == (1, 2, 3, 3)


def test_what_was_submitted_when():
    """The search query expands archives to all their subjects, with times to the minute."""
    start, end = submission_window(date(2026, 11, 25))
    assert submitted_between(("cs.LG", "math", "hep-ex"), start, end) == (
        "(cat:cs.LG OR cat:math.* OR cat:hep-ex) AND submittedDate:[202611231900 TO 202611241900]"
    )


def test_every_submission_is_of_one_announcement():
    """The submission windows of a fortnight have no gap, also at a clock change."""
    days = [date(2026, 10, 26), *missed_days(date(2026, 10, 26), date(2026, 11, 7))]
    assert len(days) == 10
    windows = [submission_window(day) for day in days]
    assert all(before[1] == after[0] for before, after in pairwise(windows))
    assert submission_window(date(2026, 11, 2)) == (  # a Monday: announced on Sunday
        datetime(2026, 10, 29, 18, tzinfo=UTC),
        datetime(2026, 10, 30, 18, tzinfo=UTC),
    )
    assert submission_window(date(2026, 11, 3))[1] == datetime(2026, 11, 2, 19, tzinfo=UTC)
    assert not is_announcement_day(date(2026, 11, 7))
    assert missed_days(date(2026, 11, 6), date(2026, 11, 9)) == []


@pytest.mark.parametrize("text", [None, "", "x", "{}", "[]", '{"day": 5}', '{"day": "2026-11-26", "began": "x"}'])
def test_a_cursor_that_is_none(text: str | None):
    """An invalid cursor counts as the first poll."""
    assert load_stored(Cursor, text) is None


def test_where_recorded_papers_were_published():
    """Of 36 recorded entries, each has its article or its journal, in the author's words, and its version."""
    body = shared("arxiv_atom/entries_with_journal_ref_or_doi.xml").read_bytes()
    page = parse_results(body)
    assert (len(page.entries), page.skipped) == (36, 0)
    journals = [paper.journal for paper in page.entries if paper.journal]
    assert len(journals) == 19
    assert "Phys.Lett.B573:94-100,2003" in journals
    assert not any(journal.startswith(("In ", "InProc")) for journal in journals)
    assert all(paper.published or paper.journal for paper in page.entries)
    assert max(paper.version for paper in page.entries) > 1


@pytest.mark.parametrize(("doi", "reference", "version", "expected"), _CASES["where_it_was_published"])
def test_where_a_paper_was_published(doi: str, reference: str, version: str, expected: list[object]):
    """The first DOI of an article counts, and the journal without a leading `In`."""
    item = Element("item")
    for name, text in (("guid", f"oai:arXiv.org:2503.02130{version}"), ("title", "T"), ("doi", doi)):
        SubElement(item, name).text = text
    SubElement(item, "journal_reference").text = reference
    paper = paper_of(item)
    assert paper is not None
    assert [paper.published, paper.journal, paper.version] == expected
