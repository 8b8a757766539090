"""The words beside a chart."""

from __future__ import annotations

from datetime import timedelta

from bot.query import parse
from bot.service.papers.coverage import Coverage
from bot.service.papers.trends import Trend, Week
from cogs.papers.trends import trend_text
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


def test_dim_bars_are_explained_where_there_are_any() -> None:
    """Of whole weeks alone none is dim."""
    whole = trend_text(trend(week(0, 2, 5), week(1, 4, 5)))
    assert "In whole weeks 3.0 on average" in whole
    assert "Dim bars" not in whole
    assert "Dim bars are weeks" in trend_text(trend(week(0, 2, 5), week(1, 4, 5, is_whole=False)))


def test_a_week_without_lists_is_in_no_average() -> None:
    """It says nothing about how often something matches; nor does a week of which a part is stored."""
    text = trend_text(trend(week(0, 3, 5), week(1, 0, 0), week(2, 9, 9, is_whole=False)))
    assert "In whole weeks 3.0 on average" in text
    assert "**3** of 5" in text
