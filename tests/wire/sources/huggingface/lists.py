"""Helpers for tests of lists."""

from datetime import UTC, date, datetime, timedelta

from bot.domain.paper import SourceList

DAY = date(2025, 11, 12)  # a Wednesday
NOW = datetime(2025, 11, 12, 12, 0, tzinfo=UTC)
DAYS = timedelta(days=1)


def ids(reading: SourceList) -> list[str]:
    return [sighting.paper.id for sighting in reading.sightings]


def numbers(count: int, start: int = 1) -> list[str]:
    return [f"arxiv:2511.{start + i:05}" for i in range(count)]
