"""The text beside a chart."""

from datetime import timedelta

import pytest

from bot.domain.errors import MistakeError
from bot.domain.ports.catalogue import EMPTY_CATALOGUE
from bot.language.current import using_language
from bot.language.languages import ENGLISH, Language
from bot.query import parse
from bot.service.papers.coverage import Coverage
from bot.service.papers.trends import Trend, Week
from cogs.papers.chart import alternatives, bar_labels, matches_text, parse_queries
from tests.support.data import tables
from tests.support.fakes import DAY
from tests.support.pseudo import PSEUDO

TABLES = tables(__file__)

MONDAY = DAY - timedelta(days=DAY.weekday() + 14)


def trend(*weeks: Week) -> Trend:
    return Trend(
        query=parse("trees"),
        coverage=Coverage(papers=sum(week.papers for week in weeks), first=MONDAY, last=DAY),
        weeks=weeks,
    )


def week(number: int, matches: int, papers: int, *, is_whole: bool = True) -> Week:
    return Week(start=MONDAY + timedelta(weeks=number), matches=matches, papers=papers, is_whole=is_whole)


def test_the_share_of_all_papers():
    """The share has one digit, or two if it is below one percent."""
    assert matches_text(trend(week(0, 3, 400))) == "3 papers · 0.75% of all papers"
    assert matches_text(trend(week(0, 30, 80), week(1, 1, 20))) == "31 papers · 31.0% of all papers"
    assert matches_text(trend(week(0, 0, 5))) == "0 papers · 0% of all papers"
    assert matches_text(trend(week(0, 1, 50_000))) == "1 paper · <0.01% of all papers"


@pytest.mark.parametrize("text", ["trees;flow", " trees ；flow;", "trees; ; flow"])
def test_queries_have_a_semicolon_between_them(text: str):
    """The sign can be full-width, and empty parts are left out."""
    assert [query.canonical for query in parse_queries(text, EMPTY_CATALOGUE)] == ["trees", "flow"]


def test_a_semicolon_in_a_phrase_is_a_sign_like_others():
    """A semicolon between quotation marks does not end a query."""
    found = parse_queries('"trees; more"; title:"flow;matching";', EMPTY_CATALOGUE)
    assert [query.typed for query in found] == ['"trees; more"', 'title:"flow;matching"']


def test_a_chart_has_at_most_three_queries():
    """A fourth query is refused with a plain sentence, as each query by itself is right."""
    assert len(parse_queries("a; b; c", EMPTY_CATALOGUE)) == 3
    with pytest.raises(MistakeError) as refused:
        parse_queries("a; b; c; d", EMPTY_CATALOGUE)
    assert str(refused.value) == "A chart can have at most 3 queries."


@pytest.mark.parametrize(("query", "expected"), TABLES["alternatives can be compared"])
def test_alternatives_can_be_compared(query: str, expected: list[str]):
    """Commas and `vs` at the top of a query part two or three queries; those within a part do not."""
    assert [one.canonical for one in alternatives(parse(query))] == expected


def test_a_chart_needs_two_weeks_with_papers():
    """A chart needs two weeks with stored papers."""
    assert not trend(week(0, 2, 5)).is_drawable
    assert not trend(week(0, 2, 5), week(1, 0, 0), week(2, 0, 0, is_whole=False)).is_drawable
    assert trend(week(0, 2, 5), week(1, 0, 0), week(2, 0, 4, is_whole=False)).is_drawable


@pytest.mark.parametrize("language", [ENGLISH, PSEUDO])
def test_labels_fit_the_font(language: Language):
    """Labels are short dates in ASCII, and digits in other scripts."""
    with using_language(language):
        labels = bar_labels([week(0, 2, 5), week(1, 0, 0)])
    assert labels == (["27 Oct", "3 Nov"] if language is ENGLISH else ["10-27", "11-03"])
