"""What is remembered of a trouble that people were told of, as a small text for the store's notes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

_LONG_AGO = datetime(2015, 1, 1, tzinfo=UTC)
_FIRST_WAIT = timedelta(hours=1)
_LONGEST_WAIT = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRecord:
    """Where a trouble was told, so that its end is told there too.

    `channels` and `people` (by direct message) are those reached, `reminded` those who are told when they next use
    a command. `tries` counts the rounds in which nobody was reached; 0 also for one that a crash cut short.
    `sure` says that we shall know by ourselves when it is over.
    """

    at: datetime
    channels: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    reminded: tuple[int, ...] = ()
    tries: int = 0
    sure: bool = False

    @property
    def failed(self) -> bool:
        """Whether nobody was reached: then it may be told again later."""
        return self.tries > 0

    def is_due(self, now: datetime) -> bool:
        """Whether another round is due: an hour after the first that failed, then twice as long, up to a day."""
        wait = min(_FIRST_WAIT * 2 ** min(self.tries - 1, 5), _LONGEST_WAIT) if self.failed else timedelta.max
        return now - self.at >= wait


def told_name(topic: str, destination_id: int) -> str:
    """The note in which it is remembered that a trouble of one destination was told."""
    return f"told {topic} {destination_id}"


def encode_told(told: NoticeRecord) -> str:
    """As JSON."""
    return json.dumps(
        {
            "at": told.at.isoformat(),
            "channels": told.channels,
            "people": told.people,
            "reminded": told.reminded,
            "tries": told.tries,
            "sure": told.sure,
        }
    )


def decode_told(text: str) -> NoticeRecord:
    """The reverse of `encode_told`; any other text was written by an earlier version: told, who knows where."""
    try:
        doc = cast("dict[str, Any]", json.loads(text))
        return NoticeRecord(
            at=datetime.fromisoformat(doc["at"]),
            channels=tuple(map(int, doc["channels"])),
            people=tuple(map(int, doc["people"])),
            reminded=tuple(map(int, doc["reminded"])),
            tries=int(doc["tries"]),
            sure=bool(doc["sure"]),
        )
    except (ValueError, KeyError, TypeError):
        return NoticeRecord(at=_LONG_AGO)
