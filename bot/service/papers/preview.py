"""The dry run of a query: what it would have matched lately."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.errors import NotReadyError
from bot.service.papers.coverage import first_of
from bot.service.papers.papers import open_day

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.domain.paper import Sighting
    from bot.domain.ports import ListSource, PastPapers, Store
    from bot.query import Query

PREVIEW_DAYS = 7
_HEAT = (10, 20, 50)  # upvotes
_EXAMPLES = 3
_BROAD = 10  # matches a day: about a third of what a usual list has


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a query would have matched among the `papers` papers of the last `days` list days.

    `at_least` holds (upvotes, how many of the matches have as many). `examples` are the newest list day's
    first, the most upvoted first. `warnings` are sentences. `not_ready` is one that stands instead of the numbers
    when they cannot be told yet.
    """

    query: str
    days: int
    papers: int
    matches: int
    at_least: tuple[tuple[int, int], ...]
    examples: tuple[Sighting, ...]
    warnings: tuple[str, ...]
    not_ready: str | None = None

    @property
    def per_day(self) -> float:
        """Matches a day, days without a list included."""
        return self.matches / self.days


class Previews:
    """Dry runs over what is stored. `now` gives aware UTC time."""

    def __init__(
        self, store: Store, past: PastPapers, sources: Sequence[ListSource], now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._past = past
        self._sources = sources
        self._now = now

    async def preview(self, query: Query) -> Preview:
        """Run a query over the stored papers of the last 7 list days, the open one included."""
        first = first_of(PREVIEW_DAYS, open_day(self._sources, self._now()))
        try:
            found = await self._past.find(query.canonical, since=first, most=_EXAMPLES, bars=_HEAT)
        except NotReadyError as error:
            return _untold(query, str(error))
        examples = await self._store.sightings(found.ids)
        return Preview(
            query=query.canonical,
            days=PREVIEW_DAYS,
            papers=found.papers,
            matches=found.total,
            at_least=tuple(found.at_least.items()),
            examples=tuple(examples[key] for key in found.ids if key in examples),
            warnings=(*_warnings(found.papers, found.total), *query.warnings),
        )


def _untold(query: Query, reason: str) -> Preview:
    """A subscription can be saved all the same."""
    return Preview(
        query=query.canonical,
        days=PREVIEW_DAYS,
        papers=0,
        matches=0,
        at_least=(),
        examples=(),
        warnings=query.warnings,
        not_ready=reason,
    )


def _warnings(papers: int, matches: int) -> tuple[str, ...]:
    warning = _warning(papers, matches)
    return () if warning is None else (warning,)


def _warning(papers: int, matches: int) -> str | None:
    if papers == 0:
        return f"I have no papers of the last {PREVIEW_DAYS} days yet, so I cannot tell what it would match."
    if matches == 0:
        return (
            f"It matches nothing of the last {PREVIEW_DAYS} days: check the spelling or ask for less. "
            "Saved all the same, it waits for the first paper that fits."
        )
    if matches > _BROAD * PREVIEW_DAYS:
        return (
            f"It is broad: about {matches / PREVIEW_DAYS:.0f} alerts a day. Add a word, or a bar such as "
            "`upvotes:>=20`."
        )
    return None
