"""Preview of a query: its matches in the last 7 list days, by source."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from bot.domain.errors import NotReadyError
from bot.domain.paper import SourceKind
from bot.domain.subscribed_sources import LISTS, source_names
from bot.language.translating import gettext, ngettext
from bot.service.papers.alternatives import NO_OFFERS, offers
from bot.service.papers.ambiguous_authors import question_about_author
from bot.service.papers.difference import difference

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from bot.domain.paper import Sighting
    from bot.domain.ports import Findings
    from bot.domain.subscription import Subscription
    from bot.query import Query
    from bot.service.papers.alternatives import Offers
    from bot.service.papers.archive import Archive
    from bot.service.papers.difference import Difference

PREVIEW_DAYS = 7
_MINIMUMS = (10, 20, 50)  # upvotes
_MAX_EXAMPLES = 3
_MAX_READ = 12  # matches; if these are all, phrases are looked for in them, which is faster than in the index
_BROAD_PER_DAY = 10  # matches a day, about a third of a usual list


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceMatches:
    """Matches among the papers of one source, or of all lists together (`name` and `title` are then `lists`).

    `days` is the number of days counted, today's unfinished one included: 7 for lists, for a stream those
    since its first paper in them, 0 for a conference, of which all papers count.
    """

    name: str
    title: str
    papers: int
    matches: int
    days: int

    @property
    def per_day(self) -> float:
        """Matches per day; 0 for a conference."""
        return self.matches / self.days if self.days else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Matches of a query among the `papers` papers of the last `days` list days.

    - `per_day`: matches per day, days without a list included; at least that of each source.
    - `by_source`: its sources, in their order. A paper of several sources counts for each, but once in `papers`,
      `matches` and `per_day`.
    - `from_other_sources`: other streams, with the matches that each would add, if any.
    - `at_least`: pairs of a number of upvotes, and the matches with at least as many.
    - `examples`: newest list day first, then most upvotes.
    - `warnings`: sentences. `offers`: alternative queries.
    - `not_ready`: a sentence, while the index cannot answer; then there are no numbers.
    """

    query: str
    warnings: tuple[str, ...]
    days: int = PREVIEW_DAYS
    papers: int = 0
    matches: int = 0
    per_day: float = 0.0
    at_least: tuple[tuple[int, int], ...] = ()
    examples: tuple[Sighting, ...] = ()
    by_source: tuple[SourceMatches, ...] = ()
    from_other_sources: tuple[SourceMatches, ...] = ()
    not_ready: str | None = None
    offers: Offers = NO_OFFERS


@dataclass(frozen=True, slots=True)
class Previews:
    """Previews of queries over stored papers."""

    archive: Archive

    async def preview(self, query: Query, sources: tuple[str, ...] = ()) -> Preview:
        """Preview a query over these sources' papers of the last 7 list days, the open one included."""
        archive, since = self.archive, self.archive.since(PREVIEW_DAYS)
        names = source_names(sources, archive.lists)
        try:
            found = await archive.past.find(
                query.canonical, since=since, most=_MAX_READ, minimums=_MINIMUMS, among=names, announced=True
            )
            papers = await archive.in_order(found.ids)
            by_source = [
                await self._source_matches(query, name, None if sources else found) for name in sources or (LISTS,)
            ]
            from_other_sources = await self._from_other_sources(query, names, found.total)
            offered = await offers(archive.past, query, since, found, among=names, papers=papers)
            question = await question_about_author(archive, offered.better or query)
        except NotReadyError as error:  # the subscription can be saved without numbers
            return Preview(query=query.canonical, warnings=query.warnings, not_ready=str(error))
        conferences = _about_conferences(sum(source.matches for source in by_source if not source.days))
        per_day = max(found.total / PREVIEW_DAYS, *(source.per_day for source in by_source), 0.0)
        warning = conferences or _warning(found.searched, found.total, per_day)
        return Preview(
            query=query.canonical,
            papers=found.searched,
            matches=found.total,
            per_day=per_day,
            at_least=tuple(found.at_least.items()),
            examples=papers[:_MAX_EXAMPLES],
            warnings=(*filter(None, (warning, question)), *query.warnings),
            by_source=tuple(by_source),
            from_other_sources=from_other_sources,
            offers=offered,
        )

    async def matches(self, query: Query, sources: tuple[str, ...] = ()) -> int | None:
        """Count the matches of a preview; None for conferences alone, and while the index is not ready."""
        if sources and all(map(self._is_conference, sources)):
            return None
        try:
            return (await self._find(query, source_names(sources, self.archive.lists))).total
        except NotReadyError:
            return None

    async def difference(self, old: Subscription, query: Query, sources: tuple[str, ...]) -> Difference | None:
        """Compare a new query and sources with a subscription, over the same 7 days.

        None while the index is not ready, or if the old query cannot be parsed.
        """
        try:
            return await difference(self.archive, old, query, sources, self.archive.since(PREVIEW_DAYS))
        except NotReadyError:
            return None

    async def _source_matches(self, query: Query, name: str, found: Findings | None = None) -> SourceMatches:
        """Return the matches of a source or of all lists, from results `found` earlier or a new search."""
        is_all_lists, today = name == LISTS, self.archive.today()
        is_conference = self._is_conference(name)
        among = self.archive.lists if is_all_lists else {name}
        found = found or await self._find(query, among, date.min if is_conference else None)
        is_list = is_all_lists or name in self.archive.catalogue.lists
        days = PREVIEW_DAYS if is_list else max(1, (today - min(found.days, default=today)).days + 1)
        return SourceMatches(
            name=name,
            title=self.archive.catalogue.title(name),
            papers=found.searched,
            matches=found.total,
            days=0 if is_conference else days,
        )

    def _is_conference(self, name: str) -> bool:
        spec = self.archive.catalogue.get(name)
        return spec is not None and spec.kind is SourceKind.PROGRAMME

    async def _find(self, query: Query, among: AbstractSet[str] | None, since: date | None = None) -> Findings:
        """Search the papers of the last 7 list days, or those since a day."""
        since = since or self.archive.since(PREVIEW_DAYS)
        return await self.archive.past.find(query.canonical, since=since, among=among, announced=True)

    async def _from_other_sources(
        self, query: Query, names: AbstractSet[str] | None, matches: int
    ) -> tuple[SourceMatches, ...]:
        """Return the streams not in `names` that would add matches to the `matches` of those."""
        if names is None:  # every source was searched
            return ()
        found: list[SourceMatches] = []
        streams = (one.name for one in self.archive.catalogue.streams if one.kind is SourceKind.STREAM)
        for name in (name for name in streams if name not in names):
            source = await self._source_matches(query, name)
            if source.matches:  # some of its papers match already, as they are on a list
                since = self.archive.since(PREVIEW_DAYS)
                both = await self.archive.past.count(query.canonical, since=since, among={*names, name})
                found.append(replace(source, matches=both - matches))
        return tuple(source for source in found if source.matches > 0)


def _warning(papers: int, matches: int, per_day: float) -> str | None:
    if papers == 0:
        return gettext("No papers from the last {days} days are stored yet.", days=PREVIEW_DAYS)
    if matches == 0:
        # NOTE: a query
        return gettext("No matches in the last {days} days.", days=PREVIEW_DAYS)
    if per_day > _BROAD_PER_DAY:
        # NOTE: a query that matches many papers; {number} is 10 or more
        return ngettext(
            "Broad query: about {number} match a day. Add a word.",
            "Broad query: about {number} matches a day. Add a word.",
            round(per_day),
        )
    return None


def _about_conferences(matches: int) -> str | None:
    """Say how many stored papers of its conferences a subscription gets, and how; None without any."""
    if not matches:
        return None
    return ngettext(
        "{number} conference paper already matches and will be posted too.",
        "{number} conference papers already match and will be posted too. "
        "Digests post at most 10 a day, best matches first. Instant delivery posts all at once.",
        matches,
    )
