"""The papers that a changed query gains and loses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.subscribed_sources import source_names
from bot.query import QueryError, parse

if TYPE_CHECKING:
    from datetime import date

    from bot.domain.paper import Sighting
    from bot.domain.ports import Store
    from bot.domain.subscription import Subscription
    from bot.query import Query
    from bot.service.papers.archive import Archive

_SHOWN = 3
_LOOKED_AT = 200  # papers


@dataclass(frozen=True, slots=True, kw_only=True)
class Some:
    """So many papers, and the most upvoted of them."""

    total: int
    examples: tuple[Sighting, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The number of matches `before` and `after` a change, and the papers lost and added."""

    before: int
    after: int
    left_out: Some
    added: Some

    @property
    def is_some(self) -> bool:
        """True if any paper is lost or added."""
        return bool(self.left_out.total or self.added.total)


async def difference(
    archive: Archive, old: Subscription, query: Query, sources: tuple[str, ...], since: date
) -> Difference | None:
    """Compare among the papers of list day `since` and later; None where the earlier query cannot be read.

    Raises NotReadyError.
    """
    try:
        earlier = parse(old.query)
    except QueryError:
        return None
    version = await archive.store.papers_version()
    before, after = [
        await archive.past.matching(
            one.canonical, since=since, version=version, among=source_names(names, archive.lists)
        )
        for one, names in ((earlier, old.sources), (query, sources))
    ]
    return Difference(
        before=len(before),
        after=len(after),
        left_out=await _some(archive.store, before - after),
        added=await _some(archive.store, after - before),
    )


async def _some(store: Store, ids: frozenset[str]) -> Some:
    """The most upvoted first; of very many the newest alone are looked at."""
    known = await store.sightings(sorted(ids, reverse=True)[:_LOOKED_AT])
    by_votes = sorted(known.values(), key=lambda one: (-one.signals.upvotes, one.paper.id))
    return Some(total=len(ids), examples=tuple(by_votes[:_SHOWN]))
