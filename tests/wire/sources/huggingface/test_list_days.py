"""Which list belongs to which day, and what a list of one day holds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import SourceError
from tests.fake_sources.huggingface import LoopbackHuggingFace, make_items
from tests.wire.sources.huggingface.lists import DAY, DAYS, NOW

if TYPE_CHECKING:
    from bot.sources.huggingface.source import HuggingFace


@pytest.mark.parametrize(
    ("day", "opens"),
    [
        (date(2025, 11, 2), datetime(2025, 11, 2, 1, 30, tzinfo=UTC)),
        (date(2025, 11, 3), datetime(2025, 11, 3, 2, 30, tzinfo=UTC)),
        (date(2026, 3, 9), datetime(2026, 3, 9, 1, 30, tzinfo=UTC)),
    ],
)
def test_opening(source: HuggingFace, day: date, opens: datetime) -> None:
    """A list opens at 21:30 New York time on the eve, around both clock changes too, and is then today's."""
    assert source.opens(day) == opens
    assert source.today(opens) == day
    assert source.today(opens - timedelta(microseconds=1)) == day - DAYS


async def test_a_list_that_has_not_opened(hf: LoopbackHuggingFace, source: HuggingFace) -> None:
    """A list of tomorrow is an error without a request."""
    with pytest.raises(SourceError, match="has not opened"):
        await source.read(DAY + DAYS, NOW)
    assert hf.requests == []


async def test_a_clock_that_is_ahead(source: HuggingFace) -> None:
    """A day that is in the future for Hugging Face is an error in Hugging Face's own words."""
    future = datetime.now(UTC) + timedelta(days=3)
    with pytest.raises(SourceError, match=r"400 \(Bad Request\): \"date\" must be less than or equal to today"):
        await source.read(source.today(future), future)


async def test_rank_is_unknown_for_six_hours(hf: LoopbackHuggingFace, source: HuggingFace) -> None:
    """The place in the list is told from six hours after its opening on, counted from 1."""
    hf.put(DAY, make_items(3))
    late = source.opens(DAY) + timedelta(hours=6)
    early = await source.read(DAY, late - timedelta(seconds=1))
    ranked = await source.read(DAY, late)
    assert [s.signals.rank for s in early.sightings] == [None, None, None]
    assert [s.signals.rank for s in ranked.sightings] == [1, 2, 3]
