"""Discord ids (snowflakes): their creation time, and the shard of a server.

https://discord.com/developers/docs/reference#snowflakes
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_TIME_SHIFT = 22  # bits of worker and counter under the milliseconds


def snowflake_time(snowflake: int) -> datetime:
    """Return the time when an id was created, in UTC by Discord's clock."""
    return _EPOCH + (snowflake >> _TIME_SHIFT) * _MILLISECOND


def time_snowflake(moment: datetime) -> int:
    """Return the lowest id that can be created at an aware time; 0 for times before Discord existed."""
    return max((moment - _EPOCH) // _MILLISECOND, 0) << _TIME_SHIFT


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """Shard `id` of `count`: a part of Discord's servers with a connection of its own; a process can have several.

    Shard 0 has the direct messages as well. Shard 0 of 1 is everything.

    https://discord.com/developers/docs/events/gateway#sharding-sharding-formula
    """

    id: int = 0
    count: int = 1

    def holds(self, guild_id: int | None) -> bool:
        """True if a server belongs to this shard; None means direct messages."""
        return ((guild_id or 0) >> _TIME_SHIFT) % self.count == self.id


EVERYTHING = Shard()
