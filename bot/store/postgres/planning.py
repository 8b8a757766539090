"""Alerts that are due, and the messages that are to carry them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from bot.store.postgres.core import Core
from bot.store.postgres.database import ours
from bot.store.postgres.rows import ALERT_COLUMNS, MESSAGE_COLUMNS, alert_of, message_of
from bot.store.verbs.planning import PlanningVerbs

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.alert import Alert, Message
    from bot.store.postgres.driver import Connection

# The destinations that fit into the limit are among those of as many alerts, oldest first: each has one there.
_DUE = f"""
WITH oldest AS (
    SELECT a.destination_id, a.due FROM alerts a LEFT JOIN destinations d ON d.id = a.destination_id
    WHERE a.state = 'pending' AND a.due <= $1 AND d.blocked IS NOT TRUE AND {ours("$3", "$4")}
    ORDER BY a.due, a.destination_id LIMIT greatest($2, 1)
), due_at AS (
    SELECT destination_id, min(due) AS since FROM oldest GROUP BY destination_id
), sized AS (
    SELECT destination_id, since, (
        SELECT count(*) FROM (SELECT FROM alerts a WHERE a.destination_id = p.destination_id
                              AND state = 'pending' AND due <= $1 LIMIT 2 * $2 + 1) AS counted
    ) AS waiting FROM due_at p
), numbered AS (
    SELECT destination_id AS place, waiting, row_number() OVER line AS turn, sum(waiting) OVER line AS total
    FROM sized WINDOW line AS (ORDER BY since, destination_id)
)
SELECT {ALERT_COLUMNS} FROM numbered, LATERAL (
    SELECT * FROM alerts a WHERE a.destination_id = place AND state = 'pending' AND due <= $1
    ORDER BY due, created, paper_id LIMIT CASE WHEN waiting > 2 * $2 THEN $2 ELSE waiting END
) AS alerts WHERE turn = 1 OR total <= $2 ORDER BY turn, due, created, paper_id
"""  # noqa: S608 - columns of our own
_PENDING = f"""
SELECT {ALERT_COLUMNS} FROM alerts WHERE destination_id = $1 AND state = 'pending' ORDER BY due, created, paper_id
"""  # noqa: S608 - columns of our own
_WANTED = """
SELECT EXISTS (
    SELECT FROM messages m JOIN alerts a ON a.destination_id = m.destination_id AND a.paper_id = ANY(m.paper_ids)
    JOIN subscriptions s ON s.id = ANY(a.subscriptions) WHERE m.key = $1
)
"""


class PlanningOperations(Core, PlanningVerbs):
    """The part of the outbox that is about alerts, until messages carry them."""

    @override
    async def due_alerts(self, now: datetime, limit: int) -> tuple[Alert, ...]:
        """Of the shard that is ours."""
        return await self._read(alert_of, _DUE, now, limit, *self._ours())

    @override
    async def pending(self, destination_id: int) -> tuple[Alert, ...]:
        return await self._read(alert_of, _PENDING, destination_id)

    @override
    async def find_alert(self, destination_id: int, paper_id: str) -> tuple[Alert, Message | None] | None:
        async def work(db: Connection) -> tuple[Alert, Message | None] | None:
            query = f"SELECT {ALERT_COLUMNS} FROM alerts WHERE destination_id = $1 AND paper_id = $2"  # noqa: S608 - as above
            row = await db.fetchrow(query, destination_id, paper_id)
            if row is None:
                return None
            query = f"SELECT {MESSAGE_COLUMNS} FROM messages WHERE key = $1"  # noqa: S608 - as above
            message = await db.fetchrow(query, row["message_key"])
            return alert_of(row), None if message is None else message_of(message)

        return await self._db.reading(work)

    @override
    async def _is_wanted(self, key: str) -> bool:
        return await self._db.fetchval(_WANTED, key)
