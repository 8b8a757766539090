"""Discord's ids tell when they were made (https://discord.com/developers/docs/reference#snowflakes)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_BELOW = 22  # bits of worker and counter under the milliseconds


def made(snowflake: int) -> datetime:
    """When this id was made, in UTC and by Discord's clock."""
    return _EPOCH + (snowflake >> _BELOW) * _MILLISECOND


def lowest(moment: datetime) -> int:
    """The lowest id that can have been made at an aware time; 0 before Discord's first."""
    return max((moment - _EPOCH) // _MILLISECOND, 0) << _BELOW
