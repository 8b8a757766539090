"""Suggested changes to the subscriptions that matched a paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.query import QueryError, parse
from bot.query.rewriting.rewrite import minimum_upvotes, with_minimum_upvotes
from bot.service.papers.proposals.from_paper import words_to_exclude

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.ports import PastPapers, Store
    from bot.domain.subscription import Owner, Subscription
    from bot.query import Query

_MINIMUMS = (10, 20, 50, 100, 200, 500)  # upvotes


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """Words and phrases that could be excluded, as the paper writes them, and bars: the present one and others."""

    words: tuple[str, ...]
    minimums: tuple[int, ...]
    minimum: int = 0


def lower_minimums(query: Query) -> tuple[int, ...]:
    """The bars that can take the place of a query's, 0 for none, and that at the end; () where it has to stay."""
    minimum = minimum_upvotes(query)
    try:
        fixed, none = minimum_upvotes(with_minimum_upvotes(query, 0)), (0,)
    except QueryError:  # it asks for nothing else
        fixed, none = 0, ()
    if minimum <= fixed:
        return ()
    return (*(none if not fixed else ()), *(one for one in _MINIMUMS if fixed < one < minimum), minimum)


@dataclass(frozen=True, slots=True)
class Tunings:
    """Reads what is stored; changes nothing."""

    store: Store
    past: PastPapers

    async def brought(
        self, paper_id: str, owner: Owner, destination_ids: Sequence[int]
    ) -> tuple[Subscription, ...]:
        """The owner's subscriptions behind the alert of the first of these destinations that has one for it."""
        cache = await self.store.subscriptions()
        ours = {s.id: s for s in cache.of(owner)}
        for destination_id in destination_ids:
            found = await self.store.find_alert(destination_id, paper_id)
            if found is not None:
                return tuple(ours[key] for key in found[0].subscriptions if key in ours)
        return ()

    async def suggest(self, subscription: Subscription, paper_id: str) -> Suggestions:
        """Suggest changes that exclude papers like this, or that let more match.

        No suggestions for a stored query that cannot be parsed any more; only `minimums` for a paper that is not
        stored.
        """
        try:
            query = parse(subscription.query)
        except QueryError:
            return Suggestions(words=(), minimums=())
        sighting = (await self.store.sightings([paper_id])).get(paper_id)
        words = () if sighting is None else await words_to_exclude(self.past, query, sighting, date.min)
        minimum = minimum_upvotes(query)
        minimums = (*lower_minimums(query), *(one for one in _MINIMUMS if one > minimum))
        return Suggestions(words=words, minimums=minimums, minimum=minimum)
