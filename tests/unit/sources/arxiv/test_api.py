"""Bodies of arXiv's API, as recorded."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import SourceError
from bot.sources.arxiv.announcements import announces, missed_days, submitted
from bot.sources.arxiv.api import parse_results, submitted_between
from bot.sources.arxiv.cursor import Cursor
from tests.support.data import shared

if TYPE_CHECKING:
    from bot.domain.paper import Paper
    from bot.sources.http.paging import Page

ATOM = b'<feed xmlns:o="u"><o:totalResults>%d</o:totalResults>%s</feed>'


def recorded(name: str) -> Page[Paper]:
    return parse_results(json.loads(shared(f"feeds/arxiv_api/{name}").read_text("utf-8"))["body"].encode())


def test_a_page_of_results() -> None:
    """A hundred papers, whole, with the number of all results."""
    page = recorded("q_testing_s0_m100_cfe7536492ca.json")
    assert (len(page.items), page.skipped, page.length, page.total) == (100, 0, 100, 214_881)
    assert all(paper.title and paper.abstract and paper.authors and paper.categories for paper in page.items)
    assert page.items[0].id == "arxiv:2202.12139"
    assert page.items[0].categories[0] == "cs.SE"
    assert "doi:10.1109/icstw55395.2022.00035" in {paper.published for paper in page.items}


def test_names_that_were_encoded_twice_read_well() -> None:
    """As arXiv has some."""
    papers = {paper.id: paper for paper in recorded("q_testing_s0_m100_cfe7536492ca.json").items}
    assert papers["arxiv:2405.13786"].authors == (
        "Aurora Ramírez",
        "Mario Berrios",
        "José Raúl Romero",
        "Robert Feldt",
    )
    assert not any("Ã" in name for paper in papers.values() for name in paper.authors)


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("id_astro-ph_0601001_s0_m100_3150dca9dc76.json", ["arxiv:astro-ph/0601001"]),
        ("id_quant-ph_0201082v1_s0_m100_86989fe779ef.json", ["arxiv:quant-ph/0201082"]),
        ("id_2104.12255v1_s0_m100_6ae69987ffe1.json", ["arxiv:2104.12255"]),
        ("id_0000.0000_s0_m100_8b51d9633a68.json", []),
        ("id_abc_s0_m100_b79c8dcf6bc3.json", []),
    ],
)
def test_single_papers(name: str, ids: list[str]) -> None:
    """Old numbers, versions, none at all, and what can be no number."""
    assert [paper.id for paper in recorded(name).items] == ids


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<rss/>", "something else"),
        (b"<feed/>", "do not say how many"),
        (ATOM % (1, b"<entry><title>Error</title></entry>"), "no reason given"),
    ],
)
def test_what_are_no_results(body: bytes, why: str) -> None:
    """Each has its sentence."""
    with pytest.raises(SourceError, match=why):
        parse_results(body)


def test_a_broken_entry_costs_only_itself() -> None:
    """Without an id or a title it is skipped and counted."""
    entry = b"<entry><id>http://arxiv.org/abs/2611.00001v1</id><title>%s</title></entry>"
    page = parse_results(ATOM % (3, entry % b"T" + entry % b"" + b"<entry><id>x</id><title>T</title></entry>"))
    assert (len(page.items), page.skipped, page.length, page.total) == (1, 2, 3, 3)


def test_what_was_submitted_when() -> None:
    """Archives without a dot stand for all their subjects, to the minute."""
    start, end = submitted(date(2026, 11, 25))
    assert submitted_between(("cs.LG", "math", "hep-ex"), start, end) == (
        "(cat:cs.LG OR cat:math.* OR cat:hep-ex) AND submittedDate:[202611231900 TO 202611241900]"
    )


def test_every_submission_is_of_one_announcement() -> None:
    """The windows of a fortnight follow each other without a gap, over the change of clocks."""
    days = [date(2026, 10, 26), *missed_days(date(2026, 10, 26), date(2026, 11, 7))]
    assert len(days) == 10
    windows = [submitted(day) for day in days]
    assert all(before[1] == after[0] for before, after in pairwise(windows))
    assert submitted(date(2026, 11, 2)) == (  # a Monday: announced on Sunday
        datetime(2026, 10, 29, 18, tzinfo=UTC),
        datetime(2026, 10, 30, 18, tzinfo=UTC),
    )
    assert submitted(date(2026, 11, 3))[1] == datetime(2026, 11, 2, 19, tzinfo=UTC)
    assert not announces(date(2026, 11, 7))
    assert missed_days(date(2026, 11, 6), date(2026, 11, 9)) == []


@pytest.mark.parametrize("text", [None, "", "x", "{}", "[]", '{"day": 5}', '{"day": "2026-11-26", "began": "x"}'])
def test_a_cursor_that_is_none(text: str | None) -> None:
    """It counts as the first reading."""
    assert Cursor.decode(text) is None
