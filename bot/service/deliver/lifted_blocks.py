"""Blocks that were lifted for a trial: remembered until a post goes through, across restarts too."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from bot.domain.subscription import Block, BlockCause

if TYPE_CHECKING:
    from bot.domain.ports import Store

SAME_TROUBLE = timedelta(days=7)


class LiftedBlocks:
    """In the store's notes, by destination."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def keep(self, destination_id: int, block: Block, at: datetime) -> None:
        """`block` is lifted now."""
        doc = {
            "cause": block.cause.value,
            "reason": block.reason,
            "since": block.since.isoformat(),
            "told": block.told,
            "at": at.isoformat(),
        }
        await self._store.set_note(_name(destination_id), json.dumps(doc))

    async def find(self, destination_id: int, now: datetime) -> Block | None:
        """What was lifted there within the last week; no post has gone through since."""
        try:
            doc = cast("dict[str, Any]", json.loads(await self._store.note(_name(destination_id)) or "{}"))
            if not doc or now - datetime.fromisoformat(doc["at"]) >= SAME_TROUBLE:
                return None
            return Block(
                cause=BlockCause(doc["cause"]),
                reason=str(doc["reason"]),
                since=datetime.fromisoformat(doc["since"]),
                told=bool(doc["told"]),
            )
        except (ValueError, KeyError, TypeError):  # not ours
            return None

    async def forget(self, destination_id: int) -> None:
        """A post went through, or the destination is no more."""
        if await self._store.note(_name(destination_id)) is not None:
            await self._store.set_note(_name(destination_id), None)


def _name(destination_id: int) -> str:
    return f"lifted {destination_id}"
