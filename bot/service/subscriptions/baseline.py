"""Baselines: the papers that matched before a subscription began, and are not alerted for it.

A new subscription's baseline has the stored matches of all list days that may be polled again; older days make no
alerts (`baselines_begin`). A new query, new sources, a new destination and the end of a pause make a new baseline.
It never contains papers that would have been alerted without the change: a large poll stores its alerts in several
writes, and a change can happen between them. Example: a poll has A and B, both match, and only A's alert is stored
when the query is edited. B stays out of the baseline, and its alert follows.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from bot.domain.errors import ConflictError, NotReadyError
from bot.domain.paper import SourceKind
from bot.domain.subscribed_sources import announced_by, source_names
from bot.domain.subscription_cache import baselines_begin
from bot.query import Query, QueryError, parse
from bot.query.rewriting.rewrite import with_reached_bounds
from bot.service.subscriptions.rules import Limits, edit_conflict, require_room, too_many_changes

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from bot.domain.ports import PastPapers, Revision, Store
    from bot.domain.subscription import Destination, Subscription

_MAX_ATTEMPTS = 20
# How far back the newest listed paper is looked for before all days are searched; the second for holidays
_LOOKBACKS = (timedelta(days=2), timedelta(days=5))


@dataclass(frozen=True, slots=True)
class Baselines:
    """Writes subscriptions with their baselines.

    Matches are found with the index `past`, or slowly without it; `lists` are the names of sources that are lists
    (None: all).
    """

    store: Store
    limits: Limits
    past: PastPapers | None
    lists: AbstractSet[str] | None

    async def save(
        self, subscription: Subscription, destination: Destination, revision: Revision | None = None
    ) -> None:
        """Write a new subscription, or with a `revision` a changed one, and its baseline, in one write.

        A new one's baseline has the stored matches of its sources only: to a subscription to lists, a stream's
        paper is new once a list has it. The `revision` has the old version and the time; pending alerts follow it.
        If papers arrive in between, it starts again. Raises ConflictError if the old version was changed or
        deleted, or after too many attempts, and the errors of `require_room`, also for what another replica saves
        at the same moment.
        """
        is_same = revision is not None and revision.replaces.unique_key == subscription.unique_key
        check = None if is_same else partial(require_room, subscription=subscription, limits=self.limits)
        for _ in range(_MAX_ATTEMPTS):
            version = await self.store.papers_version()
            if revision is None:
                among = source_names(subscription.sources, self.lists)
                first = await first_repolled_day(self.store, subscription.created, self.lists)
                baseline = (
                    frozenset[str]()
                    if subscription.has_picks
                    else await self._matches(subscription.query, since=first, version=version, among=among)
                )
                completed = None
            else:
                old, cache = revision.replaces, await self.store.subscriptions()
                if cache.by_id.get(old.id) != old:
                    raise edit_conflict()
                baseline, completed = await self._revise(subscription, revision, cache.baseline(old.id), version)
            with suppress(ConflictError):
                await self.store.save_subscription(
                    subscription,
                    destination,
                    baseline=baseline,
                    papers_version=version,
                    revision=completed,
                    check=check,
                )
                return
        raise too_many_changes()

    async def _revise(
        self, new: Subscription, revision: Revision, baseline: frozenset[str], version: int
    ) -> tuple[frozenset[str] | None, Revision]:
        """Return the new baseline (None: the old `baseline` stays), and the revision with its sets of papers.

        - The old query's matches outside its baseline were alerted, or will be: they never become baseline.
        - When a pause begins, such matches whose alerts an interrupted poll has not stored yet get them here.
        - Comparisons that both queries have count as met for pending papers: `upvotes:>9` still matches at 8, as
          upvotes may have fallen since the alert was made.
        - New sources drop only pending papers that none of them has. Papers of sources that it gains become
          baseline.
        - With the same sources, the baseline keeps papers that none of them has announced yet: the former channel
          may have got them from a poll that was interrupted before it could store the announcement.
        - Picks have no baseline: no poll makes alerts of them.
        - After a move, the store checks which of `maybe_alerted` the former channel had alerts of.
        """
        old, at = revision.replaces, revision.at
        moved = old.destination_id != new.destination_id
        matches_differ = old.unique_key[1:] != new.unique_key[1:]  # all but the destination
        begins_pause = new.paused and not old.paused
        if not (moved or matches_differ or old.paused != new.paused):
            return None, revision
        match = partial(self._matches, version=version)
        old_query = None if _parsed(old.query) is None else old.query
        alerting = (
            None if old.paused or old.has_picks else old_query
        )  # the query that could cause alerts until now
        since = await first_repolled_day(self.store, at, self.lists)
        old_names, new_names = source_names(old.sources, self.lists), source_names(new.sources, self.lists)
        already_due = frozenset[str]() if alerting is None else await match(alerting, since=since, among=old_names)
        without_alert = frozenset[str]()
        if begins_pause:
            without_alert = await self._without_programmes(already_due - baseline, old)
        if begins_pause and not (moved or matches_differ):
            # A pause changes no baseline; it is given so that the store refuses the write if papers have arrived.
            still_matching = (
                None
                if old_query is None
                else await match(old_query, since=date.min, earlier_query=old_query, among=None)
            )
            return baseline, replace(revision, without_alert=without_alert, matching=still_matching)
        matches = await match(new.query, since=since, among=new_names)
        wanted, not_announced = None, frozenset[str]()
        # For the same query, too: an alert in doubt when an earlier query was replaced may be pending again
        if matches_differ or old_query is not None:
            by_new_query = partial(match, new.query, since=date.min, earlier_query=old_query or new.query)
            wanted = await by_new_query(among=None)
            keeps_old_sources = new_names is None or (old_names is not None and old_names <= new_names)
            if moved or not keeps_old_sources:  # else the new sources have all pending papers
                not_announced = wanted - await by_new_query(among=new_names)
        maybe_alerted = frozenset[str]()
        if alerting is not None and moved:
            # Of any source: a list's alerts are stored before the paper counts as announced by it.
            maybe_alerted = await match(alerting, since=since, earlier_query=alerting, among=None)
        kept_baseline = baseline & (
            await match(new.query, since=since, among=None) if baseline and old_names == new_names else matches
        )
        completed = replace(
            revision,
            without_alert=without_alert if wanted is None else without_alert & (wanted - not_announced),
            matching=wanted,
            not_announced=not_announced,
            maybe_alerted=maybe_alerted - baseline,
            already_announced=already_due - baseline,
        )
        return frozenset() if new.has_picks else kept_baseline | matches - already_due, completed

    async def _without_programmes(self, papers: frozenset[str], subscription: Subscription) -> frozenset[str]:
        """Leave out papers of subscribed conferences: they get alerts over days, and in the end all do."""
        return frozenset(
            key
            for key, stored in (await self.store.sightings(papers)).items()
            if not any(
                one.kind is SourceKind.PROGRAMME and one.paper.source in subscription.sources
                for one in stored.by_source
            )
        )

    async def _matches(
        self,
        query: str,
        *,
        since: date,
        version: int,
        among: AbstractSet[str] | None,
        earlier_query: str | None = None,
    ) -> frozenset[str]:
        """Return the ids of announced papers of list day `since` and later that match, at store `version`.

        With `among`, only papers of these sources. Comparisons that `earlier_query` has too count as met. A
        stored query that can no longer be parsed matches nothing. Without an index, papers of later versions may
        be among them; the store then refuses the write.
        """
        if (parsed := _parsed(query)) is None:
            return frozenset()
        if self.past is not None:
            with suppress(NotReadyError):
                return await self.past.matching(
                    query, since=since, version=version, earlier_query=earlier_query, among=among
                )
        if earlier_query is not None:
            parsed = with_reached_bounds(parsed, parse(earlier_query))
        found: set[str] = set()
        for sighting in await self.store.papers_since(since):
            announced = announced_by(sighting)  # empty if it was only looked up
            from_sources = bool(announced) if among is None else not among.isdisjoint(announced)
            if from_sources and parsed.matches(sighting.paper, sighting.signals):
                found.add(sighting.paper.id)
            await asyncio.sleep(0)  # commands must be answered within 3 seconds
        return frozenset(found)


async def first_repolled_day(store: Store, now: datetime, lists: AbstractSet[str] | None) -> date:
    """Return the first list day that may be polled again; without listed papers, `date.min`.

    Days of streams do not count, as streams continue while a list cannot be read.
    """
    for day in (*(now.date() - back for back in _LOOKBACKS), date.min):
        for sighting in await store.papers_since(day):
            announced = announced_by(sighting)
            if announced and (lists is None or not lists.isdisjoint(announced)):
                return baselines_begin(sighting.signals.list_day, now)
    return date.min


def _parsed(text: str) -> Query | None:
    """Parse a stored query; None if it can no longer be parsed."""
    try:
        return parse(text)
    except QueryError:
        return None
