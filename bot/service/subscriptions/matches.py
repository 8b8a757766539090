"""The stored papers that a query matches, for what decides about alerts: right also where no index is."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.errors import NotReadyError
from bot.domain.listening import brought_by
from bot.query import QueryError, parse
from bot.query.rewriting.rewrite import as_reached

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from datetime import date

    from bot.domain.ports import PastPapers, Store
    from bot.query import Query

_TEXT = 20_000  # characters read between two event-loop yields, some 10 ms
_EACH = 600  # what else there is to read about a paper, and to do


@dataclass(frozen=True, slots=True)
class Matches:
    """Finds papers with the index `past`; without one, and while it cannot answer, reads them: slowly."""

    store: Store
    past: PastPapers | None = None

    async def of(
        self,
        query: str,
        *,
        since: date,
        version: int,
        among: AbstractSet[str] | None,
        reached: str | None = None,
    ) -> frozenset[str]:
        """The ids of announced papers of list day `since` and later that match, with the store's at `version`.

        With `among`, of those alone that one of these sources brought. Numbers that `reached` asks for in the same
        way count as reached. A stored query that cannot be read any more matches nothing.
        """
        if (asked := readable(query)) is None:
            return frozenset()
        if self.past is not None:
            with suppress(NotReadyError):
                return await self.past.matching(query, since=since, version=version, reached=reached, among=among)
        if reached is not None:
            asked = as_reached(asked, parse(reached))
        found: set[str] = set()
        left = _TEXT
        for sighting in await self.store.papers_since(since):
            brought = brought_by(sighting)  # by nobody: somebody asked for it
            told = bool(brought) if among is None else not among.isdisjoint(brought)
            if told and asked.matches(sighting.paper, sighting.signals):
                found.add(sighting.paper.id)
            left -= _EACH + len(sighting.paper.abstract)
            if left <= 0:  # other people's interactions must be answered within 3 seconds
                await asyncio.sleep(0)
                left = _TEXT
        return frozenset(found)


def readable(text: str) -> Query | None:
    """None for a stored query that cannot be read any more."""
    try:
        return parse(text)
    except QueryError:
        return None
