"""From a paper to a query for more like it: what names its subject, and brings what is near to it."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from bot.query import parse
from bot.service.papers.coverage import STORED_DAYS, first_of, open_day
from bot.service.papers.proposals.measured import CLOSEST, Among, Measured
from bot.service.papers.proposals.terms import terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.domain.paper import Paper
    from bot.domain.ports import ListSource, PastPapers, Store
    from bot.query import Query

_TERMS = 36  # that are looked up, each twice, some milliseconds a time
_PAIRED, _ASKED = 20, 16  # of them, side by side; pairs with a term so wide that the index is asked
_NARROW = 0.02  # the share of papers up to which a term may be one of two alternatives
# What so many papers of a quarter (2,700, some 30 a day) are worth to who subscribes
_QUARTER, _FEWEST = 2700, 0.25
_WORTH = ((4, 0.55), (6, 0.8), (45, 1.0), (65, 0.9), (100, 0.6), (150, 0.3))
_TOO_MANY, _ONE, _NONE = 0.05, 0.2, 0.02
_POOR = 0.1  # what a word is worth that is hardly a subject
_DOUBT = 3  # papers, none of them near, that are added to those which a query finds


class Plan(NamedTuple):
    """A query, how much the paper is about it, and the others that it finds."""

    query: str
    about: float
    ids: frozenset[str]


class MoreLike:
    """Looks terms up among the papers of the last `days` list days. `now` gives aware UTC time."""

    def __init__(
        self,
        store: Store,
        past: PastPapers,
        sources: Sequence[ListSource],
        now: Callable[[], datetime],
        days: int = STORED_DAYS,
    ) -> None:
        self._store = store
        self._past = past
        self._sources = sources
        self._now = now
        self._days = days

    async def query(self, paper: Paper) -> Query | None:
        """Return a query that names the paper's subject and finds others; None if there is none.

        A subject ("anomaly detection"), one of two ("3D motion" OR "monocular video"), or two in one paper
        ("image generation" encoder), whichever brings the most of what is near and is neither next to nothing nor
        a whole field. Raises NotReadyError.
        """
        since = first_of(self._days, open_day(self._sources, self._now()))
        every = (await self._past.find(None, since=since)).papers
        near = await self._past.near(paper, since=since)
        closest = (await self._store.sightings(near[:CLOSEST])).values()
        among = Among(self._past, paper, since, every, [sighting.paper for sighting in closest])
        found: list[Measured] = []
        for term in terms(paper):
            if len(found) < _TERMS and (one := await among.measured(term)):
                found.append(one)
        plans = [*_alone(found), *_either(found, every), *await _both(found, among)]
        worth = {key: 1 / (1 + place / 15) for place, key in enumerate(near)}
        best = max(plans, key=lambda plan: _score(plan, worth, every), default=None)
        return parse(best.query) if best else None


def _alone(found: Iterable[Measured]) -> Iterator[Plan]:
    """Subjects; what is less than one, but in the title of others, too, only where nothing else brings any."""
    for one in found:
        trust = (1 if one.is_put_forward else 0.75) if one.is_topic else _POOR if one.is_word_of_titles else 0
        if trust and one.is_read:
            yield Plan(one.term.query, one.about * one.rarity * trust, one.ids)


def _either(found: Iterable[Measured], every: int) -> Iterator[Plan]:
    """One of two subjects that the paper is about nearly as much; the second helps out where the first is rare."""
    few = 4 * _scale(every)
    most = max(_NARROW * every, 1)
    narrow = [one for one in found if one.is_topic and 0 < one.others <= most]
    for one, other in combinations(narrow[:14], 2):
        more, less = sorted((one, other), key=lambda each: -each.about)
        is_rare = more.others < few
        helps = more.is_put_forward and (less.is_put_forward or less.term.keyword)
        if not helps or not _are_apart(one, other) or less.about < (0.2 if is_rare else 0.6) * more.about:
            continue
        about = 0.6 * more.about + 0.4 * less.about
        if not is_rare:
            papers = one.others + other.others
            about = (about + (one.about * one.others + other.about * other.others) / papers) / 2
        yield Plan(f"{more.term.query} OR {less.term.query}", 0.92 * about, one.ids | other.ids)


async def _both(found: Sequence[Measured], among: Among) -> list[Plan]:
    """Two terms that a paper must have, one of which the title says."""
    pairs: list[Plan] = []
    asked: list[Plan] = []
    for one, other in combinations(found[:_PAIRED], 2):
        if not _are_apart(one, other) or not (one.term.titled or other.term.titled):
            continue
        about = (one.about * one.rarity * other.about * other.rarity) ** 0.5 * one.beside * other.beside
        about *= 0.85 if one.term.is_word and other.term.is_word else 1
        plan = Plan(f"{one.term.query} {other.term.query}", about, one.ids & other.ids)
        if not (one.is_read and other.is_read):
            asked.append(plan)
        elif not (one.ids <= other.ids or other.ids <= one.ids):  # else one of them says it all
            pairs.append(plan)
    wide = sorted(asked, key=lambda plan: -plan.about)[:_ASKED]
    return [*pairs, *[plan._replace(ids=await among.others(parse(plan.query))) for plan in wide]]


def _are_apart(one: Measured, other: Measured) -> bool:
    return set(one.term.keys).isdisjoint(other.term.keys)


def _score(plan: Plan, near: Mapping[str, float], every: int) -> float:
    """More for what is near among what it finds, and for a number of papers that somebody can read."""
    precision = sum(near.get(key, 0.0) for key in plan.ids) / (len(plan.ids) + _DOUBT)
    return plan.about * _size(len(plan.ids), every) * (0.12 + precision) ** 0.5


def _size(others: int, every: int) -> float:
    if others <= 1:
        return _ONE if others else _NONE
    in_a_quarter = others / _scale(every)
    return next((worth for most, worth in _WORTH if in_a_quarter <= most), _TOO_MANY)


def _scale(every: int) -> float:
    """Number of quarters of papers stored, within bounds for very few and very many."""
    quarters = every / _QUARTER
    return max(quarters, _FEWEST) if quarters < 1 else quarters**0.5
