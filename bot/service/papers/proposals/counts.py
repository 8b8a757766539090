"""Count the matches of queries that may be proposed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.query.query import Meaning, meaning

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.domain.ports import PastPapers
    from bot.query import Query


class Counts:
    """Counts matches among the papers of some sources (names), each query once."""

    def __init__(self, past: PastPapers, among: Collection[str] | None = None) -> None:
        self.past = past
        self.among = among
        self._known: dict[tuple[Meaning, date, int | None], int] = {}

    async def of(self, query: Query, since: date = date.min, most: int | None = None) -> int:
        """Return the number of matches on list day `since` and later; with `most`, counting can end there.

        Raises NotReadyError.
        """
        asked = meaning(query)
        known = self._known.get((asked, since, None), self._known.get((asked, since, most)))
        if known is None:
            known = await self.past.count(query.canonical, since=since, among=self.among, most=most)
            self._known[asked, since, most] = known
        return known
