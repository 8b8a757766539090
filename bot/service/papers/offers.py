"""Offers of a preview beside the query: its words as a phrase, or help when nothing matches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import TYPE_CHECKING

from bot.query import with_limits_for_all
from bot.query.rewriting.rewrite import phrased
from bot.service.papers.proposals.other_queries import Count, SecondTry, second_try, shorter

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.domain.ports import Findings, PastPapers
    from bot.query import Query

_TRIED = 6  # of phrases that are equally long


@dataclass(frozen=True, slots=True, kw_only=True)
class AsPhrase:
    """The query with some words as `phrases`, and its matches on the same days."""

    query: Query
    phrases: tuple[str, ...]
    matches: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """Other queries. `ever` counts the matches among all stored papers when none of the last days' matches.

    When there are none either, `second_try` helps. `phrase` is there where it makes a difference. `bracketed` says
    of all alternatives what the query says of the last. `shorter` find more where one stored paper is all.
    """

    phrase: AsPhrase | None = None
    bracketed: Query | None = None
    ever: int = 0
    second_try: SecondTry | None = None
    shorter: tuple[Count, ...] = ()


NO_OFFERS = Offers()


async def offers(
    past: PastPapers,
    query: Query,
    since: date,
    found: Findings,
    among: Collection[str] | None = None,
) -> Offers:
    """Offers for a query with these results on list day `since` and later, of some sources.

    Raises NotReadyError.
    """
    if found.total:
        phrase = await _as_phrase(past, query, since, found.total, among)
        less = await shorter(past, query, among) if found.total == 1 else ()
        return Offers(phrase=phrase, bracketed=with_limits_for_all(query), shorter=less)
    if not found.papers:
        return NO_OFFERS
    ever = (await past.find(query.canonical, since=date.min, among=among)).total
    if ever:
        return Offers(ever=ever, shorter=await shorter(past, query, among) if ever == 1 else ())
    return Offers(second_try=await second_try(past, query, date.min, among))


async def _as_phrase(
    past: PastPapers, query: Query, since: date, matches: int, among: Collection[str] | None
) -> AsPhrase | None:
    """The first phrases, the longest before others, that some of the matches have, and not all."""

    async def count(asked: str) -> int:
        return (await past.find(asked, since=since, among=among)).total

    for group in phrased(query):
        found = [
            (await count(other.query.canonical), other)
            for other in group[:_TRIED]
            if all([await count(phrase) for phrase in other.phrases])
        ]
        some, best = max(found, key=itemgetter(0), default=(0, None))
        if some and best is not None:
            return AsPhrase(query=best.query, phrases=best.phrases, matches=some) if some < matches else None
    return None
