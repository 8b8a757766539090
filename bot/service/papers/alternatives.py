"""Alternative queries that a preview offers: words as a phrase, other words, or what is probably meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import TYPE_CHECKING

from bot.query import Query, parse, with_limits_for_all
from bot.query.rewriting.parts import is_only_function_words, names_topic
from bot.query.rewriting.rewrite import phrased
from bot.query.syntax.tree import Leaf, leaves
from bot.service.papers.proposals.counts import Counts
from bot.service.papers.proposals.near_queries import NearQuery, find_near_queries
from bot.service.papers.proposals.other_queries import SecondTry, query_with_more_matches, second_try

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Sequence

    from bot.domain.paper import Sighting
    from bot.domain.ports import Findings, PastPapers

_MAX_PHRASES_TRIED = 6  # phrases of equal length


@dataclass(frozen=True, slots=True, kw_only=True)
class AsPhrase:
    """The query with some words as `phrases`, and its number of matches in the last days."""

    query: Query
    phrases: tuple[str, ...]
    matches: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """Alternatives to a query.

    - `near`: other words, for a query that finds little.
    - `phrase`: some words as a phrase, if that has fewer matches.
    - `bracketed`: `a OR b upvotes:>=20` as `(a OR b) upvotes:>=20`.
    - `all_time`: matches among all stored papers of its sources, if there are none in the last days.
    - `second_try`: what is probably meant, if that finds more; corrections, if no stored paper matches.
    """

    near: tuple[NearQuery, ...] = ()
    phrase: AsPhrase | None = None
    bracketed: Query | None = None
    all_time: int = 0
    second_try: SecondTry | None = None

    @property
    def better(self) -> Query | None:
        """The query of the second try, if there is one."""
        return self.second_try.query if self.second_try else None


NO_OFFERS = Offers()


async def offers(  # noqa: PLR0913 - what was searched, and what was found
    past: PastPapers,
    query: Query,
    since: date,
    found: Findings,
    *,
    among: Collection[str] | None = None,
    papers: Sequence[Sighting] = (),
) -> Offers:
    """Return alternatives to a query with the results `found` on list day `since` and later.

    `among` are the names of its sources, `papers` some of its matches or all. A query of function words alone has
    no alternatives. Raises NotReadyError.
    """
    if not found.searched or all(map(_is_empty, leaves(query.tree))):
        return NO_OFFERS
    counts = Counts(past, among)
    if found.total:
        if meant := await query_with_more_matches(counts, query, since, found.total):
            return Offers(second_try=meant)
        near = await find_near_queries(counts, query, found.total)

        async def count(other: Query) -> int:
            if len(papers) < found.total:
                return await counts.of(other, since)
            return sum(other.matches(one.paper, one.signals) for one in papers)

        phrase = await _as_phrase(query, found.total, count)
        return Offers(near=near, phrase=phrase, bracketed=with_limits_for_all(query))
    all_time = await counts.of(query)
    if meant := await query_with_more_matches(counts, query, date.min, all_time):
        return Offers(all_time=all_time, second_try=meant)
    near = await find_near_queries(counts, query, 0)
    if all_time or near:
        return Offers(near=near, all_time=all_time)
    return Offers(second_try=await second_try(counts, query, date.min))


def _is_empty(leaf: tuple[Leaf, bool]) -> bool:
    """True for function words, which are slow to search for, but not for names that look like them."""
    return is_only_function_words(leaf[0]) and not names_topic(leaf[0])


async def _as_phrase(query: Query, matches: int, count: Callable[[Query], Awaitable[int]]) -> AsPhrase | None:
    """Return the query with the longest phrases that some of its matches have but not all, or None."""
    for group in phrased(query):
        found = [
            (papers, other)
            for other in group[:_MAX_PHRASES_TRIED]
            if (papers := await count(other.query))
            and all([await count(parse(phrase)) for phrase in other.phrases])
        ]
        most, best = max(found, key=itemgetter(0), default=(0, None))
        if most and best is not None:
            return AsPhrase(query=best.query, phrases=best.phrases, matches=most) if most < matches else None
    return None
