"""How far arXiv was read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Self


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
        fields = {"day": self.day.isoformat(), "began": self.began.isoformat(), "seen": self.seen}
        missed = [day.isoformat() for day in self.missed]
        more = {"missed": missed, "catching": self.catching}
        return json.dumps(fields | {name: value for name, value in more.items() if value})

    @classmethod
    def decode(cls, text: str | None) -> Self | None:
        """None before the first reading, and for what is none of ours."""
        if text is None:
            return None
        try:
            fields = json.loads(text)
            return cls(
                day=date.fromisoformat(fields["day"]),
                began=date.fromisoformat(fields["began"]),
                missed=tuple(map(date.fromisoformat, fields.get("missed", ()))),
                seen=str(fields["seen"]),
                catching=bool(fields.get("catching")),
            )
        except (ValueError, TypeError, KeyError, AttributeError):
            return None
