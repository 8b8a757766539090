"""On which days what is finished ended: how many documents, so that pruning knows whether any is old enough."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.store.codec import time_text
from bot.store.rules import SETTLED

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store.codec import Doc

_DAY, _SECOND = 10, 19  # characters of a time, as `bot.store.codec.fields.time_text` writes it
_ENDED = re.compile(rb'"finished":"(.{19})')
_PAYLOAD = b'"payload":{'


# What pruning may still take of something finished, each at its own age.
PAYLOADS: Final = "payloads"  # of a message that was sent or dropped, before the message itself
SETTLED_MESSAGES: Final = "settled messages"  # without a payload
OTHER_MESSAGES: Final = "other messages"  # that somebody may still try again
ALERTS: Final = "alerts"


class Ends:
    """Follows the documents of alerts and messages. A number a day: their keys would take more than all else."""

    def __init__(self) -> None:
        self._days: dict[str, dict[str, int]] = {}

    def alert(self, old: Doc | None, new: Doc | None) -> None:
        """An alert's document changed."""
        self._count(ALERTS, old, -1)
        self._count(ALERTS, new, 1)

    def message(self, old: Doc | None, new: Doc | None) -> None:
        """A message's document changed."""
        self._count(_stage(old), old, -1)
        self._count(_stage(new), new, 1)

    def any_by(self, stage: str, moment: datetime) -> bool:
        """Whether something of that stage ended on the day of a moment or before."""
        day = time_text(moment)[:_DAY]
        return any(count and ended <= day for ended, count in self._days.get(stage, {}).items())

    def _count(self, stage: str, document: Doc | None, by: int) -> None:
        if document is not None and (ended := document.get("finished")) is not None:
            days, day = self._days.setdefault(stage, {}), ended[:_DAY]
            days[day] = days.get(day, 0) + by


def second(moment: datetime) -> bytes:
    """A moment for `may_have_ended`."""
    return time_text(moment)[:_SECOND].encode()


def may_have_ended(line: bytes, by: bytes, *, with_payload: bool = False) -> bool:
    """Whether a document, of which `line` has the JSON, ended by a `second`; it may say so of others.

    Looked for as bytes, which takes a tenth of the time of decoding it: no text in JSON holds a bare quote.
    """
    ended = _ENDED.search(line)
    return ended is not None and ended[1] <= by and (not with_payload or _PAYLOAD in line)


def _stage(document: Doc | None) -> str:
    if document is None or document["state"] not in SETTLED:
        return OTHER_MESSAGES
    return PAYLOADS if document.get("payload") else SETTLED_MESSAGES
