"""The text beside a chart."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.language.current import speaking
from bot.language.languages import ENGLISH, PSEUDO, Language
from bot.query import parse
from bot.service.papers.coverage import Coverage
from bot.service.papers.trends import Trend, Week
from cogs.papers.trends import bar_labels, numbers_text
from tests.support.fakes import DAY

MONDAY = DAY - timedelta(days=DAY.weekday() + 14)


def trend(*weeks: Week) -> Trend:
    return Trend(
        query=parse("trees"),
        coverage=Coverage(papers=sum(week.papers for week in weeks), first=MONDAY, last=DAY),
        weeks=weeks,
    )


def week(number: int, matches: int, papers: int, *, is_whole: bool = True) -> Week:
    return Week(start=MONDAY + timedelta(weeks=number), matches=matches, papers=papers, is_whole=is_whole)


def test_the_average_skips_incomplete_weeks() -> None:
    """Weeks without papers and incomplete weeks are not in the average."""
    text = numbers_text([week(0, 3, 5), week(1, 0, 0), week(2, 9, 9, is_whole=False)])
    assert "**3.0** a week on average" in text
    assert "at most **3** of 5 papers (week of 27 Oct)." in text


def test_the_current_week_has_its_own_sentence() -> None:
    """The current week has a sentence of its own and is neither in the average nor the maximum."""
    complete = numbers_text([week(0, 3, 6)])
    assert numbers_text([week(0, 3, 6), week(1, 13, 20, is_whole=False)]) == (
        f"{complete} **13** of this week's 20 papers so far."
    )
    assert numbers_text([week(0, 3, 6), week(1, 0, 0, is_whole=False)]) == complete


def test_a_chart_needs_two_weeks_with_papers() -> None:
    """A chart needs two weeks with stored papers."""
    assert not trend(week(0, 2, 5)).is_drawable
    assert not trend(week(0, 2, 5), week(1, 0, 0), week(2, 0, 0, is_whole=False)).is_drawable
    assert trend(week(0, 2, 5), week(1, 0, 0), week(2, 0, 4, is_whole=False)).is_drawable


@pytest.mark.parametrize("language", [ENGLISH, PSEUDO])
def test_labels_fit_the_font(language: Language) -> None:
    """Labels are short dates in ASCII, and digits in other scripts."""
    with speaking(language):
        labels = bar_labels([week(0, 2, 5), week(1, 0, 0)])
    assert labels == (["27 Oct", "3 Nov"] if language is ENGLISH else ["10-27", "11-03"])
