"""How Discord divides servers among connections."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """One part, of `count`, of the servers; part 0 has the direct messages too. Part 0 of 1 is everything.

    https://discord.com/developers/docs/events/gateway#sharding-sharding-formula
    """

    id: int = 0
    count: int = 1

    def holds(self, guild_id: int | None) -> bool:
        """Whether a server belongs to this part; None for a direct message."""
        return ((guild_id or 0) >> 22) % self.count == self.id


EVERYTHING = Shard()
