"""Alternative queries that a preview offers: words as a phrase, or help if nothing matches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import TYPE_CHECKING

from bot.query import parse, with_limits_for_all
from bot.query.rewriting.rewrite import phrased
from bot.service.papers.proposals.counts import Counts
from bot.service.papers.proposals.nearly import Near, nearly
from bot.service.papers.proposals.other_queries import SecondTry, finding_more, second_try

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.domain.ports import Findings, PastPapers
    from bot.query import Query

_MOST_TRIED = 6  # phrases of equal length


@dataclass(frozen=True, slots=True, kw_only=True)
class AsPhrase:
    """The query with some words as `phrases`, and its number of matches on the same days."""

    query: Query
    phrases: tuple[str, ...]
    matches: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """Alternatives to a query.

    - `near`: other words, for a query that finds little.
    - `phrase`: some words as a phrase, if that has fewer matches.
    - `bracketed`: `a OR b upvotes:>=20` as `(a OR b) upvotes:>=20`.
    - `all_time`: matches among all stored papers, if there are none in the last days.
    - `second_try`: what is probably meant, if that finds more; corrections, if no stored paper matches.
    """

    near: tuple[Near, ...] = ()
    phrase: AsPhrase | None = None
    bracketed: Query | None = None
    all_time: int = 0
    second_try: SecondTry | None = None

    @property
    def better(self) -> Query | None:
        """The query of the second try, if there is one."""
        return self.second_try.query if self.second_try else None


NO_OFFERS = Offers()


async def offers(
    past: PastPapers,
    query: Query,
    since: date,
    found: Findings,
    among: Collection[str] | None = None,
) -> Offers:
    """Return alternatives to a query with the results `found` on list day `since` and later.

    `among` are the names of its sources. Raises NotReadyError.
    """
    if not found.papers:
        return NO_OFFERS
    counts = Counts(past, among)
    if found.total:
        if meant := await finding_more(counts, query, since, found.total):
            return Offers(second_try=meant)
        near = await nearly(counts, query, found.total)
        phrase = await _as_phrase(counts, query, since, found.total)
        return Offers(near=near, phrase=phrase, bracketed=with_limits_for_all(query))
    all_time = await counts.of(query)
    if meant := await finding_more(counts, query, date.min, all_time):
        return Offers(all_time=all_time, second_try=meant)
    near = await nearly(counts, query, 0)
    if all_time or near:
        return Offers(near=near, all_time=all_time)
    return Offers(second_try=await second_try(counts, query, date.min))


async def _as_phrase(counts: Counts, query: Query, since: date, matches: int) -> AsPhrase | None:
    """Return the query with the longest phrases that some of its matches have but not all, or None."""
    for group in phrased(query):
        found = [
            (papers, other)
            for other in group[:_MOST_TRIED]
            if (papers := await counts.of(other.query, since))
            and all([await counts.of(parse(phrase), since, 1) for phrase in other.phrases])
        ]
        most, best = max(found, key=itemgetter(0), default=(0, None))
        if most and best is not None:
            return AsPhrase(query=best.query, phrases=best.phrases, matches=most) if most < matches else None
    return None
