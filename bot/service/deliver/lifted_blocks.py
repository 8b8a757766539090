"""Blocks that were lifted for a trial: remembered until a post goes through, across restarts too."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.domain.subscription import Block, BlockCause
from bot.service.notes import JsonNote, moment

if TYPE_CHECKING:
    from bot.domain.ports import NoteStore

SAME_TROUBLE = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftedBlock(Block):
    """A block, and when it was lifted."""

    at: datetime


class LiftedBlocks:
    """In the store's notes, by destination."""

    def __init__(self, store: NoteStore) -> None:
        self._store = store

    async def remember(self, destination_id: int, block: Block, at: datetime) -> None:
        """`block` is lifted now."""
        await self._note(destination_id).save(LiftedBlock(**asdict(block), at=at))

    async def find(self, destination_id: int, now: datetime) -> Block | None:
        """What was lifted there within the last week; no post has gone through since."""
        lifted = await self._note(destination_id).load()
        return lifted if lifted is not None and now - lifted.at < SAME_TROUBLE else None

    async def forget(self, destination_id: int) -> None:
        """A post went through, or the destination was deleted."""
        await self._note(destination_id).forget()

    def _note(self, destination_id: int) -> JsonNote[LiftedBlock]:
        return JsonNote(self._store, f"lifted {destination_id}", _decode)


def _decode(doc: dict[str, Any]) -> LiftedBlock:
    return LiftedBlock(
        cause=BlockCause(doc["cause"]),
        reason=str(doc["reason"]),
        since=moment(doc["since"]),
        told=bool(doc["told"]),
        at=moment(doc["at"]),
    )
