"""Letting go of what a destination is owed, within a transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store import rules

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store.postgres.driver import Connection

_DROP_MESSAGES = """
WITH dropped AS (
    UPDATE messages SET state = 'dropped', reason = $3, finished = $2, leased_until = NULL
    WHERE destination_id = $1 AND {which} RETURNING paper_ids
)
UPDATE alerts SET state = 'dropped', finished = $2
WHERE destination_id = $1 AND paper_id IN (SELECT unnest(paper_ids) FROM dropped)
"""
_DROP_PENDING = (
    "UPDATE alerts SET state = 'dropped', finished = $2 WHERE destination_id = $1 AND state = 'pending'"
)


async def drop_all(db: Connection, destination_id: int, at: datetime) -> None:
    """Unfinished messages with their alerts, and pending alerts."""
    query = _DROP_MESSAGES.format(which="state IN ('ready', 'sending')")
    await db.execute(query, destination_id, at, rules.FORGOTTEN)
    await db.execute(_DROP_PENDING, destination_id, at)


async def drop_stale(db: Connection, destination_id: int, before: datetime, at: datetime) -> None:
    """The same for what was made `before`, but for messages that may be posted."""
    query = _DROP_MESSAGES.format(which="state = 'ready' AND created < $4")
    await db.execute(query, destination_id, at, rules.STALE, before)
    await db.execute(f"{_DROP_PENDING} AND created < $3", destination_id, at, before)
