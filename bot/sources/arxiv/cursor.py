"""How far arXiv was read."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date  # noqa: TC003 - pydantic reads it
from typing import Self

from bot.sources.bodies.json_values import stored


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
        return stored(cls, text)
