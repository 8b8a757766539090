"""How far bioRxiv or medRxiv was read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """All that was posted up to `day` is stored."""

    day: date

    def encode(self) -> str:
        """The text that is stored."""
        return json.dumps({"day": self.day.isoformat()})

    @classmethod
    def decode(cls, text: str | None) -> Self | None:
        """None before the first reading, and for what is none of ours."""
        if text is None:
            return None
        try:
            return cls(day=date.fromisoformat(json.loads(text)["day"]))
        except (ValueError, TypeError, KeyError):
            return None
