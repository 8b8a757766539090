"""How far arXiv was read."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Self

from bot.sources.bodies.json_values import day, line, sequence, stored

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Everything announced up to `day` is stored, but for the `missed` days; what came before `began` is no news.

    Missed days are still to be asked for through the API, the oldest first. `seen` is a hash of the last daily
    feed that was read, "" for none. While `catching` up, what had been held by moderators for days was asked for
    already.
    """

    day: date
    began: date
    missed: tuple[date, ...] = ()
    seen: str = ""
    catching: bool = False

    def encode(self) -> str:
        """The text that is stored."""
        return json.dumps({name: value for name, value in asdict(self).items() if value}, default=str)

    @classmethod
    def decode(cls, text: str | None) -> Self | None:
        """None before the first reading, and for what is none of ours."""
        fields = stored(text)
        last, began = day(fields.get("day")), day(fields.get("began"))
        if last is None or began is None:
            return None
        return cls(
            day=last,
            began=began,
            missed=tuple(filter(None, map(day, sequence(fields.get("missed"))))),
            seen=line(fields.get("seen"), 100) or "",
            catching=bool(fields.get("catching")),
        )
