"""What the verbs of the PostgreSQL engine share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.sharding import EVERYTHING, Shard

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.store.postgres.database import Database


class Core:
    """An open database, the clock, and the part of the outbox that is worked on: that of one shard."""

    def __init__(self, database: Database, *, now: Callable[[], datetime], shard: Shard = EVERYTHING) -> None:
        self._db = database
        self._now = now
        self._shard = shard

    def _ours(self) -> tuple[int, int]:
        """The two arguments that statements with `ours` need."""
        return self._shard.count, self._shard.id


def ours(count: str, shard: str) -> str:
    """The condition that destination `d`, joined from the left, is of our shard; by their placeholders.

    The same as bot.domain.sharding.Shard.holds.
    """
    return f"(coalesce(d.guild_id, 0) >> 22) % {count} = {shard}"
