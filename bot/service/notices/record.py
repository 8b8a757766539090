"""What is remembered of a notice, so that it is given once, and its end where it was given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from bot.service.notes import JsonNote, moment

if TYPE_CHECKING:
    from bot.domain.ports import NoteStore

RECORDS: Final = "told "  # what the names of these notes begin with
_FIRST_WAIT = timedelta(hours=1)
_LONGEST_WAIT = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRecord:
    """Whom a notice has reached.

    `channels` and `people` (by direct message) are those reached, `reminded` those who read it when they next use
    a command. `tries` counts the rounds in which nobody was reached; 0 also for one that a crash cut short.
    `sure` says that we shall know by ourselves when the trouble is over.
    """

    at: datetime
    channels: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    reminded: tuple[int, ...] = ()
    tries: int = 0
    sure: bool = False

    def is_due(self, now: datetime) -> bool:
        """Whether another round is due: an hour after the first that failed, then twice as long, up to a day."""
        wait = min(_FIRST_WAIT * 2 ** min(self.tries - 1, 5), _LONGEST_WAIT) if self.tries else timedelta.max
        return now - self.at >= wait


def record_note(store: NoteStore, name: str) -> JsonNote[NoticeRecord]:
    """Where the record `name` is kept."""
    return JsonNote(store, name, _decode)


def _decode(doc: dict[str, Any]) -> NoticeRecord:
    reached = {name: tuple(map(int, doc[name])) for name in ("channels", "people", "reminded")}
    return NoticeRecord(at=moment(doc["at"]), tries=int(doc["tries"]), sure=bool(doc["sure"]), **reached)
