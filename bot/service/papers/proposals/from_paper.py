"""From a paper to a query for more like it, and to the words that a subscription could leave out."""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from bot.domain.errors import NotReadyError
from bot.query import QueryError, parse
from bot.query.analysis.topics import is_common
from bot.query.explain import spans
from bot.query.rewriting.rewrite import without
from bot.service.papers.proposals.terms import measured, terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from bot.domain.paper import Sighting
    from bot.domain.ports import PastPapers
    from bot.query import Query
    from bot.service.papers.archive import Archive
    from bot.service.papers.proposals.terms import Measured, Term

_ASKED, _PAIRED = 30, 20  # terms that are looked up, each twice, some milliseconds a time; of them, side by side
# What so many papers of a quarter (2,700, some 30 a day) are worth to who subscribes
_QUARTER, _FEWEST = 2700, 0.25
_WORTH = ((4, 0.55), (6, 0.8), (45, 1.0), (65, 0.9), (100, 0.6), (150, 0.3))
_TOO_MANY, _ONE, _NONE = 0.05, 0.2, 0.02
_DOUBT = 3  # papers, none of them near, that are added to those which a query finds
_TRIED, _SHOWN = 16, 12  # words to leave out
_LEFT = 0.5  # of what a query finds, that stays without a word
_SUBJECT = 0.6  # from which on a term is one, also where this title does not say it
_FEW = 10  # papers that a query finds, of which shares say little
_KINDS = ("survey", "review", "tutorial")  # of papers, which some want to leave out whatever they are of
_MOSTLY = 0.45  # what a subject weighs that the title does not name


class _Plan(NamedTuple):
    """A query, how much the paper is about it, and the others that it finds."""

    query: str
    about: float
    ids: frozenset[str]


async def more_like(archive: Archive, sighting: Sighting) -> Query | None:
    """Return a query that names the paper's subject and finds others; None if there is none.

    A subject ("anomaly detection") or two in one paper ("image generation" encoder), whichever brings the most of
    what is near and is neither next to nothing nor a whole field. Raises NotReadyError.
    """
    past, since = archive.past, archive.since()
    every = (await past.find(None, since=since)).papers
    near = {key: 1 / (1 + place / 15) for place, key in enumerate(await past.near(sighting.paper, since=since))}
    asked = [await measured(past, sighting, term, since) for term in terms(sighting.paper)[:_ASKED]]

    def score(plan: _Plan) -> float:
        nearness = sum(near.get(key, 0.0) for key in plan.ids) / (len(plan.ids) + _DOUBT)
        return plan.about * _size(len(plan.ids), every) * (0.12 + nearness) ** 0.5

    # Of very many not all are named, so that it is not known how near they are.
    plans = _plans([one for one in asked if one and len(one.ids) == one.others])
    best = max(plans, key=score, default=None)
    return parse(best.query) if best else None


def _plans(found: Sequence[Measured]) -> Iterator[_Plan]:
    """Each term alone, and two that a paper must have, one of which the title says."""
    for one in found:
        term = one.term
        if term.is_word:
            is_subject = term.titled and one.in_titles and not is_common(term.keys[0])
        else:
            is_subject = one.others or not term.is_general
        if is_subject:
            yield _Plan(term.query, one.about * (1.0 if term.titled else _MOSTLY), one.ids)
    for one, other in combinations(found[:_PAIRED], 2):
        apart = set(one.term.keys).isdisjoint(other.term.keys) and (one.term.titled or other.term.titled)
        if apart and not (one.ids <= other.ids or other.ids <= one.ids):  # else one of them says it all
            trust = 0.5 if one.term.is_word and other.term.is_word else 0.8
            about = trust * (one.about * other.about) ** 0.5
            yield _Plan(f"{one.term.query} {other.term.query}", about, one.ids & other.ids)


def _size(others: int, every: int) -> float:
    """The worth of a number of papers, of as many quarters as are stored, within bounds for few and many."""
    if others <= 1:
        return _ONE if others else _NONE
    quarters = every / _QUARTER
    scale = max(quarters, _FEWEST) if quarters < 1 else quarters**0.5
    return next((worth for most, worth in _WORTH if others <= most * scale), _TOO_MANY)


async def words_to_go(past: PastPapers, query: Query, sighting: Sighting, since: date) -> tuple[str, ...]:
    """Words of the paper to exclude, first its kind, then those that exclude most of what is like it.

    Nothing without which hardly anything of the query is left. While the index is not ready, or where the query
    finds next to nothing, all that its title says.
    """
    told = [term for term in terms(sighting.paper) if term.ends and (term.titled or term.said > 1)]
    told = [term for term in told if _may_go(query, term.written)][:_TRIED]
    try:
        told = await _ranked(past, query, sighting, told, since)
    except NotReadyError:
        told = [term for term in told if term.titled]
    title = sighting.paper.title.casefold().split()
    found = [kind for kind in _KINDS if kind in title and _may_go(query, kind)]
    said: set[str] = set()
    for term in told:
        if said.isdisjoint(term.keys):
            said.update(term.keys)
            found.append(term.written)
    return tuple(found[:_SHOWN])


async def _ranked(
    past: PastPapers, query: Query, sighting: Sighting, told: Sequence[Term], since: date
) -> list[Term]:
    finds = (await past.find(query.canonical, since=since)).total
    ranked: list[tuple[float, Term]] = []
    for term in told:
        one = await measured(past, sighting, term, since)
        if one is None or not (term.titled or one.subject > _SUBJECT):
            continue
        if one.in_titles or term.said or finds < _FEW:
            rest = (await past.find(without(query, term.written).canonical, since=since)).total
            if finds < _FEW or rest >= _LEFT * finds:
                ranked.append((one.about * math.log2(2 + finds - rest), term))
    return [term for _, term in sorted(ranked, key=lambda pair: -pair[0])]


def _may_go(query: Query, word: str) -> bool:
    """True if the query does not ask for a word, and something is left without it."""
    try:
        return not spans(query, word) and bool(without(query, word))
    except QueryError:
        return False
