"""Suggested changes to a subscription that matched a paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.domain.ports.source import Gives
from bot.query import Query, QueryError, parse
from bot.query.rewriting.rewrite import minimum_upvotes, replace_min_upvotes
from bot.service.papers.proposals.from_paper import words_to_exclude

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.ports import PastPapers, Store
    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.subscription import Owner, Subscription

_MINIMUMS = (10, 20, 50, 100, 200, 500)  # upvotes


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """Suggestions: `words` of the paper to exclude, and `minimums` of upvotes to choose from, 0 for none.

    The present `minimum` (0: none) is among them, unless it is 0 or cannot be lowered, as in `upvotes:10..20`.
    """

    words: tuple[str, ...]
    minimums: tuple[int, ...]
    minimum: int = 0


def lower_minimums(query: Query) -> tuple[int, ...]:
    """Return lower minimums of upvotes to choose from for a query (0: none), and its own last.

    Empty if it has none, or one that `replace_min_upvotes` cannot replace, as `upvotes:10..20`.
    """
    minimum = minimum_upvotes(query)
    # `floor`: the minimum of a comparison that cannot be replaced, as one with an upper end
    try:
        floor, no_minimum = minimum_upvotes(replace_min_upvotes(query, 0)), (0,)
    except QueryError:  # the minimum is its only term
        floor, no_minimum = 0, ()
    if minimum <= floor:
        return ()
    return (*(no_minimum if not floor else ()), *(one for one in _MINIMUMS if floor < one < minimum), minimum)


def can_have(query: Query, minimum: int) -> bool:
    """True if papers can match a query with that minimum of upvotes: none of `upvotes:10..20` has 50."""
    try:
        return bool(replace_min_upvotes(query, minimum))
    except QueryError:
        return False


@dataclass(frozen=True, slots=True)
class Tunings:
    """Finds suggestions in the store, and changes nothing."""

    store: Store
    past: PastPapers
    catalogue: Catalogue

    async def matched_by(
        self, paper_id: str, owner: Owner, destination_ids: Sequence[int]
    ) -> tuple[Subscription, ...]:
        """Return the owner's subscriptions that matched a paper, in the first destination with an alert for it."""
        cache = await self.store.subscriptions()
        owned = {s.id: s for s in cache.of(owner)}
        for destination_id in destination_ids:
            alert = await self.store.find_alert(destination_id, paper_id)
            if alert is not None:
                return tuple(owned[key] for key in alert[0].subscriptions if key in owned)
        return ()

    async def suggest(self, subscription: Subscription, paper_id: str) -> Suggestions:
        """Suggest changes that exclude papers like this one, or that let more papers match.

        A query that can no longer be parsed gets no suggestions; a paper that is not stored, only `minimums`.
        Higher minimums need a subscribed source with upvotes, and a query that papers can match with them.
        """
        try:
            query = parse(subscription.query)
        except QueryError:
            return Suggestions(words=(), minimums=())
        sighting = (await self.store.sightings([paper_id])).get(paper_id)
        words = () if sighting is None else await words_to_exclude(self.past, query, sighting, date.min)
        minimum = minimum_upvotes(query)
        sources = self.catalogue.subscribed_to(subscription.sources).subscribed
        has_votes = any(Gives.UPVOTES in source.gives for source in sources)
        higher = (one for one in _MINIMUMS if has_votes and one > minimum and can_have(query, one))
        minimums = (*lower_minimums(query), *higher)
        return Suggestions(words=words, minimums=minimums, minimum=minimum)
