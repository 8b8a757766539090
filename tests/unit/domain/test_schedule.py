"""When digests are due."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.domain.schedule import DigestTimes, due, in_words
from bot.domain.subscription import Mode

BERLIN = DigestTimes(zone=ZoneInfo("Europe/Berlin"))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("mode", "now", "expected"),
    [
        (Mode.NOW, "2025-11-12T12:00", "2025-11-12T12:00"),
        (Mode.DAILY, "2025-11-12T08:59", "2025-11-12T09:00"),
        (Mode.DAILY, "2025-11-12T09:00", "2025-11-12T09:00"),
        (Mode.DAILY, "2025-11-12T09:01", "2025-11-13T09:00"),
        (Mode.WEEKLY, "2025-11-12T12:00", "2025-11-17T09:00"),
        (Mode.WEEKLY, "2025-11-17T09:00", "2025-11-17T09:00"),
        (Mode.WEEKLY, "2025-11-17T09:00:01", "2025-11-24T09:00"),
    ],
)
def test_due_in_utc(mode: Mode, now: str, expected: str) -> None:
    """Now is now; a digest comes at nine, the weekly one on Monday, and takes what matched at that very moment."""
    assert due(mode, at(now), DigestTimes()) == at(expected)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2025-10-25T07:01", "2025-10-26T08:00"),  # the clock goes back in the night: nine is an hour later in UTC
        ("2026-03-28T08:01", "2026-03-29T07:00"),  # and forward again
    ],
)
def test_due_follows_the_local_clock(now: str, expected: str) -> None:
    """Nine o'clock stays nine o'clock across a clock change."""
    assert due(Mode.DAILY, at(now), BERLIN) == at(expected)


@pytest.mark.parametrize(
    ("hour", "expected"), [(time(2, 30), "2026-03-29T01:30"), (time(3, 30), "2026-03-29T01:30")]
)
def test_skipped_time_comes_an_hour_later(hour: time, expected: str) -> None:
    """A local time that does not exist on that day is taken an hour later, not left out."""
    times = DigestTimes(zone=ZoneInfo("Europe/Berlin"), at=hour)
    assert due(Mode.DAILY, at("2026-03-28T22:00"), times) == at(expected)


def test_words_name_time_and_zone() -> None:
    """People read when a digest comes, as the settings say it."""
    assert in_words(Mode.NOW, BERLIN) == "as soon as a paper matches"
    assert in_words(Mode.DAILY, DigestTimes()) == "in a daily digest at 09:00 UTC"
    assert in_words(Mode.WEEKLY, BERLIN) == "in a weekly digest on Monday at 09:00 Europe/Berlin"
