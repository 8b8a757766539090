"""What the verbs of the PostgreSQL engine share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.store.postgres.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The part of the outbox that this process works on: the servers of its shards, of `count` in all.

    Discord assigns a server to the shard `(guild id >> 22) % count`, and direct messages to shard 0.
    """

    count: int = 1
    shards: frozenset[int] = frozenset({0})


EVERYTHING = Scope()


class Core:
    """An open database, the clock, and the part of the outbox that is ours."""

    def __init__(self, database: Database, *, now: Callable[[], datetime]) -> None:
        self._db = database
        self._now = now
        self._scope = EVERYTHING

    def serve(self, scope: Scope) -> None:
        """From now on give due alerts, claims, wake times and posted cards of this part only."""
        self._scope = scope

    def _ours(self) -> tuple[int, list[int]]:
        """The two arguments that statements on `ours` need."""
        return self._scope.count, sorted(self._scope.shards)


def ours(count: str, shards: str) -> str:
    """The condition that destination `d`, joined from the left, is in the scope; the arguments' placeholders."""
    return f"(coalesce(d.guild_id, 0) >> 22) % {count} = ANY({shards}::bigint[])"
