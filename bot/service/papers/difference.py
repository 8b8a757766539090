"""What another query would find that the present one does not, and the other way round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from bot.query import QueryError, parse

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from bot.domain.paper import Sighting
    from bot.domain.ports import PastPapers, Store

_SHOWN = 3
_LOOKED_AT = 200  # papers


@dataclass(frozen=True, slots=True, kw_only=True)
class Some:
    """So many papers, and the most upvoted of them."""

    total: int
    examples: tuple[Sighting, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How many papers match `before` and `after` a change, which of them it leaves out, and which it adds."""

    before: int
    after: int
    left_out: Some
    added: Some

    @property
    def is_some(self) -> bool:
        """Whether any paper goes or comes."""
        return bool(self.left_out.total or self.added.total)


class Asked(NamedTuple):
    """A query, and the sources that it listens to; None for all."""

    query: str
    among: Collection[str] | None


async def difference(
    store: Store, past: PastPapers, before: Asked, after: Asked, since: date
) -> Difference | None:
    """Compare among the papers of list day `since` and later; None where the earlier query cannot be read.

    Raises NotReadyError.
    """
    try:
        earlier = parse(before.query).canonical
    except QueryError:
        return None
    version = await store.papers_version()
    old = await past.matching(earlier, since=since, version=version, among=before.among)
    new = await past.matching(after.query, since=since, version=version, among=after.among)
    return Difference(
        before=len(old),
        after=len(new),
        left_out=await _some(store, old - new),
        added=await _some(store, new - old),
    )


async def _some(store: Store, ids: frozenset[str]) -> Some:
    """The most upvoted first; of very many the newest alone are looked at."""
    known = await store.sightings(sorted(ids, reverse=True)[:_LOOKED_AT])
    by_votes = sorted(known.values(), key=lambda one: (-one.signals.upvotes, one.paper.id))
    return Some(total=len(ids), examples=tuple(by_votes[:_SHOWN]))
