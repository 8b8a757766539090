"""The dry run of a query: what it would have matched lately, by the sources that it listens to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from bot.domain.errors import NotReadyError
from bot.domain.listening import LISTS, names_of
from bot.domain.ports.catalogue import UNKNOWN
from bot.language.formats import sentences
from bot.language.translating import gettext, ngettext
from bot.service.papers.coverage import first_of, open_day
from bot.service.papers.difference import Asked, difference
from bot.service.papers.offers import NO_OFFERS, offers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date, datetime

    from bot.domain.paper import Sighting
    from bot.domain.ports import Findings, ListSource, PastPapers, Store
    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.subscription import Subscription
    from bot.query import Query
    from bot.service.papers.difference import Difference
    from bot.service.papers.offers import Offers

PREVIEW_DAYS = 7
_HEAT = (10, 20, 50)  # upvotes
_EXAMPLES = 3
_BROAD = 10  # matches a day: about a third of what a usual list has


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one source has of the matches, or all lists together, which are named `lists`.

    `days` are those of which there are papers, the open one included: a stream may have been switched on lately.
    """

    name: str
    title: str
    papers: int
    matches: int
    days: int

    @property
    def per_day(self) -> float:
        """Matches a day."""
        return self.matches / self.days


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a query would have matched among the `papers` papers of the last `days` list days.

    `shares` are those of the sources that it listens to, in their order; `unheard` those of streams to which
    it does not listen, with the matches that these alone would add, where there are any. A paper that several
    brought counts for each of them, and once in `papers`, `matches` and `per_day`: the matches a day, days without
    a list included. `at_least` holds (upvotes, how many of the matches have as many). `examples` are the newest
    list day's first, the most upvoted first. `warnings` are sentences. `not_ready` is one that stands instead of
    the numbers when they cannot be told yet. `offers` are other queries.
    """

    query: str
    days: int
    papers: int
    matches: int
    per_day: float
    at_least: tuple[tuple[int, int], ...]
    examples: tuple[Sighting, ...]
    warnings: tuple[str, ...]
    shares: tuple[Share, ...] = ()
    unheard: tuple[Share, ...] = ()
    not_ready: str | None = None
    offers: Offers = NO_OFFERS

    @property
    def is_broad(self) -> bool:
        """Whether so many would better come gathered."""
        return self.per_day > _BROAD


class Previews:
    """Dry runs over what is stored. `now` gives aware UTC time; without a `catalogue` every source is a list."""

    def __init__(
        self,
        store: Store,
        past: PastPapers,
        sources: Sequence[ListSource],
        now: Callable[[], datetime],
        catalogue: Catalogue | None = None,
    ) -> None:
        self._store = store
        self._past = past
        self._sources = sources
        self._now = now
        self._catalogue = catalogue or UNKNOWN
        self._lists = None if catalogue is None else catalogue.lists

    async def preview(self, query: Query, sources: tuple[str, ...] = ()) -> Preview:
        """Run a query over the stored papers of these sources of the last 7 list days, the open one included."""
        today = open_day(self._sources, self._now())
        first = first_of(PREVIEW_DAYS, today)
        names = names_of(sources, self._lists)
        try:
            found = await self._past.find(
                query.canonical, since=first, most=_EXAMPLES, bars=_HEAT, among=names, announced=True
            )
            if sources:
                shares = [await self._share(query, name, today) for name in sources]
            else:
                shares = [_share(LISTS, "trending", found, PREVIEW_DAYS)]
            per_day = await self._per_day(query, shares, found.total, first)
            unheard = await self._unheard(query, names, found.total, today)
            offered = await offers(self._past, query, first, found, names)
        except NotReadyError as error:
            return _untold(query, str(error))
        examples = await self._store.sightings(found.ids)
        warning = _warning(
            found.papers, found.total, per_day, voted=self._voted(names), in_vain=query.waits_in_vain
        )
        return Preview(
            query=query.canonical,
            days=PREVIEW_DAYS,
            papers=found.papers,
            matches=found.total,
            per_day=per_day,
            at_least=tuple(found.at_least.items()),
            examples=tuple(examples[key] for key in found.ids if key in examples),
            warnings=(*filter(None, (warning,)), *query.warnings),
            shares=tuple(shares),
            unheard=unheard,
            offers=offered,
        )

    async def difference(self, old: Subscription, query: Query, sources: tuple[str, ...]) -> Difference | None:
        """What a query of these sources gains and loses in the same 7 days instead of a subscription's.

        None while that cannot be told.
        """
        first = first_of(PREVIEW_DAYS, open_day(self._sources, self._now()))
        before, after = names_of(old.sources, self._lists), names_of(sources, self._lists)
        try:
            return await difference(
                self._store, self._past, Asked(old.query, before), Asked(query.canonical, after), first
            )
        except NotReadyError:
            return None

    async def _share(self, query: Query, name: str, today: date) -> Share:
        first = first_of(PREVIEW_DAYS, today)
        if name == LISTS:
            among = self._lists
            found = await self._past.find(query.canonical, since=first, among=among)
            return _share(LISTS, "trending", found, PREVIEW_DAYS)
        found = await self._past.find(query.canonical, since=first, among={name})
        begun = min(found.days, default=today)
        days = PREVIEW_DAYS if name in self._catalogue.lists else max(1, (today - begun).days + 1)
        return _share(name, self._catalogue.title(name), found, days)

    async def _per_day(self, query: Query, shares: Sequence[Share], total: int, first: date) -> float:
        """Matches a day of these sources together, which have so many in `total`: a paper of several counts once.

        It counts for the one that has been read longest; a stream that was switched on lately adds what comes from
        it alone in its few days. Together they have at least what one has.
        """
        heard: tuple[str, ...] = ()
        counted, per_day = 0, 0.0
        for days, group in groupby(sorted(shares, key=lambda share: -share.days), key=lambda share: share.days):
            heard = (*heard, *(share.name for share in group))
            among = names_of(heard, self._lists)
            matches = total if len(heard) == len(shares) else await self._total(query, first, among)
            per_day += (matches - counted) / days
            counted = matches
        return max(per_day, *(share.per_day for share in shares))

    async def _total(self, query: Query, first: date, among: AbstractSet[str] | None) -> int:
        return (await self._past.find(query.canonical, since=first, among=among, announced=True)).total

    async def _unheard(
        self, query: Query, names: AbstractSet[str] | None, heard: int, today: date
    ) -> tuple[Share, ...]:
        """What each stream that is not among `names` would add to the `heard` matches of those."""
        if names is None:
            return ()
        first = first_of(PREVIEW_DAYS, today)
        shares: list[Share] = []
        for name in (spec.name for spec in self._catalogue.streams if spec.name not in names):
            share = await self._share(query, name, today)
            if share.matches:  # many papers of a stream are on a list as well, and come already
                both = await self._total(query, first, {*names, name})
                shares.append(replace(share, matches=both - heard))
        return tuple(share for share in shares if share.matches > 0)

    def _voted(self, names: AbstractSet[str] | None) -> bool:
        """Whether a source among these has votes, so that a bar leaves some papers."""
        return names is None or not self._catalogue.lists.isdisjoint(names)


def _share(name: str, title: str, found: Findings, days: int) -> Share:
    return Share(name=name, title=title, papers=found.papers, matches=found.total, days=days)


def _untold(query: Query, reason: str) -> Preview:
    """A subscription can be saved all the same."""
    return Preview(
        query=query.canonical,
        days=PREVIEW_DAYS,
        papers=0,
        matches=0,
        per_day=0.0,
        at_least=(),
        examples=(),
        warnings=query.warnings,
        not_ready=reason,
    )


def _warning(papers: int, matches: int, per_day: float, *, voted: bool, in_vain: bool) -> str | None:
    if papers == 0:
        return gettext(
            "I have no papers from the last {days} days yet, so I cannot tell what it would match.",
            days=PREVIEW_DAYS,
        )
    if matches == 0 and in_vain:
        # NOTE: a query; another sentence says why no paper will ever match
        return gettext("Nothing from the last {days} days matches.", days=PREVIEW_DAYS)
    if matches == 0:
        # NOTE: a query
        return gettext(
            "Nothing from the last {days} days matches. You can still save it: it waits for the first match.",
            days=PREVIEW_DAYS,
        )
    if per_day > _BROAD:
        # NOTE: a query that matches many papers; it is six alerts at least
        broad = ngettext(
            "It is broad: about {number} alert a day.", "It is broad: about {number} alerts a day.", round(per_day)
        )
        advice = gettext("Add a word, or a bar such as `upvotes:>=20`.") if voted else gettext("Add a word.")
        return sentences(broad, advice)
    return None
