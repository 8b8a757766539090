"""Blocks that were lifted for a trial: remembered until a post goes through, across restarts too."""

from __future__ import annotations

from dataclasses import dataclass
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


def lifted_note(store: NoteStore, destination_id: int) -> JsonNote[LiftedBlock]:
    """The block that was lifted there; no post has gone through since."""
    return JsonNote(store, f"lifted {destination_id}", _decode)


def _decode(doc: dict[str, Any]) -> LiftedBlock:
    return LiftedBlock(
        cause=BlockCause(doc["cause"]),
        reason=str(doc["reason"]),
        since=moment(doc["since"]),
        told=bool(doc["told"]),
        at=moment(doc["at"]),
    )
