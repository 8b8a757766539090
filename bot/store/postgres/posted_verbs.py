"""The verbs about what was planned and posted already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store.postgres.core import Core, ours
from bot.store.postgres.rows import MESSAGE, document, message_of

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.alert import Message, Payload

_CARDS_SINCE = """
SELECT count(*) FROM messages
WHERE destination_id = $1 AND kind = 'card' AND created >= $2 AND state <> 'dropped'
"""
_POSTED = f"""
SELECT {", ".join(f"m.{name}" for name in MESSAGE.split(", "))}
FROM messages m LEFT JOIN destinations d ON d.id = m.destination_id
WHERE m.finished >= $1 AND m.kind = 'card' AND m.state = 'sent' AND m.message_id IS NOT NULL AND {ours("$2", "$3")}
ORDER BY m.finished, m.number
"""  # noqa: S608 - columns of our own
_EDITED = "UPDATE messages SET payload = $2, milestones = $3, edited = $4 WHERE key = $1 AND state = 'sent'"
_NEWEST = "SELECT max(message_id) FROM messages WHERE destination_id = $1 AND state = 'sent'"


class PostedVerbs(Core):
    """See bot.domain.ports.Store."""

    async def cards_since(self, destination_id: int, since: datetime) -> int:
        """See the port."""
        return await self._db.fetchval(_CARDS_SINCE, destination_id, since)

    async def posted_cards(self, since: datetime) -> tuple[Message, ...]:
        """See the port; of the shard that is ours; of those of one moment the one planned first comes first."""
        return tuple(map(message_of, await self._db.fetch(_POSTED, since, *self._ours())))

    async def record_edit(self, key: str, payload: Payload, milestones: tuple[str, ...], at: datetime) -> None:
        """See the port."""
        await self._db.fetch(_EDITED, key, document(dict(payload)), milestones, at)

    async def record_thread(self, key: str, thread_id: int) -> None:
        """See the port."""
        await self._db.fetch(
            "UPDATE messages SET thread_id = $2 WHERE key = $1 AND state = 'sent'", key, thread_id
        )

    async def newest_message_id(self, destination_id: int) -> int | None:
        """See the port."""
        return await self._db.fetchval(_NEWEST, destination_id)
