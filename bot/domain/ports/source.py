"""Where papers come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.domain.paper import SourceList


class Source(Protocol):
    """A place where papers are listed by day."""

    name: str

    def today(self, now: datetime) -> date:
        """The list day that is open at `now`."""
        ...

    def opens(self, day: date) -> datetime:
        """When the list of `day` opens; it closes when the next one opens."""
        ...

    async def read(self, day: date, now: datetime) -> SourceList:
        """All pages of one list day. Raises SourceError; broken items are skipped and counted."""
        ...
