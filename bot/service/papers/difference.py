"""Papers that a subscription gains and loses by an edited query or other sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.subscribed_sources import source_names
from bot.query import Query, QueryError, parse

if TYPE_CHECKING:
    from datetime import date

    from bot.domain.paper import Sighting
    from bot.domain.ports import Store
    from bot.domain.subscription import Subscription
    from bot.service.papers.archive import Archive

_MAX_EXAMPLES = 3
_MAX_CANDIDATES = 200  # papers of which the examples are chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSample:
    """A number of papers, and the most upvoted ones as examples."""

    total: int
    examples: tuple[Sighting, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Number of matches `before` and `after` a change, with the papers lost and gained."""

    before: int
    after: int
    lost: PaperSample
    gained: PaperSample

    @property
    def has_changes(self) -> bool:
        """True if any paper is lost or gained."""
        return bool(self.lost.total or self.gained.total)


async def difference(
    archive: Archive, old: Subscription, query: Query, sources: tuple[str, ...], since: date
) -> Difference | None:
    """Compare the matches of list day `since` and later; None if the old query cannot be parsed.

    Raises NotReadyError.
    """
    try:
        old_query = parse(old.query)
    except QueryError:
        return None
    version = await archive.store.papers_version()
    before, after = [
        await archive.past.matching(
            one.canonical, since=since, version=version, among=source_names(names, archive.lists)
        )
        for one, names in ((old_query, old.sources), (query, sources))
    ]
    return Difference(
        before=len(before),
        after=len(after),
        lost=await _sample(archive.store, before - after),
        gained=await _sample(archive.store, after - before),
    )


async def _sample(store: Store, ids: frozenset[str]) -> PaperSample:
    """Return the most upvoted papers as examples; of very many only among the highest ids."""
    # The numbers of arXiv grow with time
    stored = await store.sightings(sorted(ids, reverse=True)[:_MAX_CANDIDATES])
    by_votes = sorted(stored.values(), key=lambda one: (-one.signals.upvotes, one.paper.id))
    return PaperSample(total=len(ids), examples=tuple(by_votes[:_MAX_EXAMPLES]))
