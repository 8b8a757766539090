"""Matching and storing of the papers that a source returned, in small parts."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.errors import ConflictError
from bot.domain.log_context import alert_fields
from bot.domain.paper import announced_among
from bot.domain.paper_merging import with_reading
from bot.domain.ports import PollCommit, PollReport, SourceKind
from bot.domain.subscribed_sources import announced_by, receives, source_names
from bot.domain.subscription_cache import baselines_begin
from bot.service.notes import JsonNote
from bot.service.poll.context import PollContext, commit_with_retries
from bot.service.poll.due_alerts import due_alerts
from bot.service.poll.journal_versions import other_versions, with_preprint_links
from bot.service.poll.late_changes import late_posts
from bot.service.poll.matcher import Matcher
from bot.service.poll.parts import Part, in_parts
from bot.service.slices import in_slices

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date, datetime

    from bot.domain.alert import Alert
    from bot.domain.paper import Sighting
    from bot.domain.ports import NoteStore, SourceSpec, Store
    from bot.domain.subscription import Subscription
    from bot.domain.subscription_cache import SubscriptionCache

_log = logging.getLogger(__name__)
_YIELD_AFTER = 0.005  # seconds of matching before the event loop runs again: two papers with uncached words
_MAX_ALERTS_PER_PART = 300  # per transaction: some 20 ms
_MAX_BASELINES_PER_PART = 100  # per transaction: some 20 ms with 300 papers each


class Ingest:
    """Matches and stores the papers of one source."""

    def __init__(self, store: Store, spec: SourceSpec, context: PollContext | None = None) -> None:
        self.store = store
        self._spec = spec
        self._context = context = context or PollContext()
        own = {spec.name} if spec.kind is SourceKind.LIST else frozenset[str]()
        self._lists: AbstractSet[str] = own if context.lists is None else context.lists
        self._matcher = context.matchers.setdefault(spec.kind, Matcher(self._can_alert))

    async def ingest(
        self,
        sightings: Sequence[Sighting],
        now: datetime,
        *,
        position: date | None = None,
        cursor: str | None = None,
        learned: bool,
    ) -> PollReport:
        """Match and store papers; if `learned`, they go into baselines and cause no alerts but of late changes.

        `position` or `cursor` is stored with the last part, so after a crash everything is read and matched again.
        Raises ConflictError if subscriptions change all the time.
        """
        report = PollReport()
        parts = list(in_parts(sightings)) or [()]
        for number, papers in enumerate(parts, start=1):
            async with self._context.write_lock:
                stored = await self.store.sightings([s.paper.id for s in papers])
                readings = map(self._with_source_facts, await with_preprint_links(self.store, papers))
                current = [with_reading(stored.get(s.paper.id), s) for s in readings]
                linked = await self._link(stored, current, now)
                stored, last = announced_among(stored), number == len(parts)  # those only looked up are new
                changed = (s for s in current if stored.get(s.paper.id) != s)
                commit = PollCommit(
                    source=self._spec.name,
                    at=now,
                    sightings=(*changed, *linked),
                    position=position if last else None,
                    cursor=cursor if last else None,
                    subscriptions_version=0,
                    more_follow=not last,
                )
                part = Part(
                    current=current,
                    days={s.paper.id: s.signals.list_day for s in papers},
                    stored=stored,
                    commit=commit,
                    learned=learned,
                    newly_listed=self._newly_listed(stored),
                )
                report = report.plus(await self._commit(part))
            await asyncio.sleep(0)  # else a part without changes lets nothing else run
        if report.alerts:
            self._context.on_new_alerts()
        return report

    async def refresh(self, sightings: Sequence[Sighting], now: datetime) -> None:
        """Store new versions of stored papers, without alerts but those of late changes. Raises ConflictError.

        The changes become durable with those of the next `ingest`.
        """
        for part in in_parts(sightings):
            async with self._context.write_lock:
                stored = await self.store.sightings([s.paper.id for s in part])
                updates = (self._with_source_facts(s).as_unannounced() for s in part if s.paper.id in stored)
                current = [with_reading(stored[s.paper.id], s) for s in updates]
                if changed := [s for s in current if stored[s.paper.id] != s]:
                    await self._put((*changed, *await self._link(stored, changed, now)), now)
            await asyncio.sleep(0)

    async def _link(
        self, stored: Mapping[str, Sighting], current: Sequence[Sighting], now: datetime
    ) -> tuple[Sighting, ...]:
        """Return other versions of papers with new links to them, and make posts of late changes."""
        others, linked = await other_versions(self.store, current)
        times, known = self._context.times, {**stored, **others}
        posts, alerts = await late_posts(self.store, times, known, (*current, *linked), now)
        if alerts:
            await self._put(posts, now, alerts)
            self._context.on_new_alerts()
        return linked

    async def _put(self, sightings: tuple[Sighting, ...], now: datetime, alerts: tuple[Alert, ...] = ()) -> None:
        commit = PollCommit(
            source=self._spec.name,
            at=now,
            sightings=sightings,
            alerts=alerts,
            subscriptions_version=0,
            more_follow=True,
        )
        await commit_with_retries(
            self.store,
            lambda cache: self.store.commit_poll(replace(commit, subscriptions_version=cache.version)),
        )

    def _with_source_facts(self, sighting: Sighting) -> Sighting:
        """Return a reading with this source's kind and `original`."""
        return replace(sighting, kind=self._spec.kind, original=self._spec.original)

    async def _commit(self, part: Part) -> PollReport:
        """Match and store one part; repeat that if a subscription changed in between."""
        new = tuple({s.paper.id: s for s in part.current if s.paper.id not in part.stored}.values())
        already_stored = frozenset(part.stored)

        async def commit(cache: SubscriptionCache) -> tuple[Alert, ...]:
            nonlocal already_stored
            matched = replace(await self._match(cache, part), already_stored=already_stored)
            already_stored = frozenset(s.paper.id for s in part.current)  # a retry may find them stored
            return await self._save(matched, part.newly_listed)

        alerts = await commit_with_retries(self.store, commit)
        async for alert in in_slices(alerts):
            fields = {**alert_fields(alert), "source": self._spec.title, "due": alert.due.isoformat()}
            _log.info("Matched %s for %d.", alert.paper_id, alert.destination_id, extra=fields)
        return PollReport(new_papers=len(new), examples=new, new_alerts=len(alerts), alerts=alerts)

    async def _save(self, commit: PollCommit, newly_listed: AbstractSet[str]) -> tuple[Alert, ...]:
        """Store baselines, then papers with the first alerts, then other alerts; position and cursor last.

        Papers that are `newly_listed` are stored with the last alerts, to be recognised as such after a crash.
        """
        new: list[Alert] = []
        rest, alerts = await self._save_baselines(commit), commit.alerts
        later = tuple(s for s in rest.sightings if s.paper.id in newly_listed)
        rest = replace(rest, sightings=tuple(s for s in rest.sightings if s.paper.id not in newly_listed))
        *earlier, last = [
            alerts[at : at + _MAX_ALERTS_PER_PART] for at in range(0, len(alerts) or 1, _MAX_ALERTS_PER_PART)
        ]
        unfinished = unfinished_note(self.store)
        if earlier:
            await unfinished.save(sorted({alert.paper_id for alert in alerts}))
        for part in earlier:
            new += await self.store.commit_poll(_without_position(rest, alerts=part))
            rest = replace(rest, sightings=(), baselines={})
        new += await self.store.commit_poll(replace(rest, sightings=rest.sightings + later, alerts=last))
        if earlier:
            await unfinished.forget()
        return tuple(new)

    async def _save_baselines(self, commit: PollCommit) -> PollCommit:
        """Store all baselines but the last part; return the commit of the rest, with the new version.

        Raises ConflictError if other subscriptions changed in between.
        """
        keys = list(commit.baselines)
        while len(keys) > _MAX_BASELINES_PER_PART:
            part, keys = keys[:_MAX_BASELINES_PER_PART], keys[_MAX_BASELINES_PER_PART:]
            baselines = {key: commit.baselines[key] for key in part}
            await self.store.commit_poll(
                replace(_without_position(commit, alerts=()), sightings=(), baselines=baselines)
            )
            cache = await self.store.subscriptions()
            changed = cache.changed_since(commit.subscriptions_version)
            if changed is None or not changed.issubset(part):
                raise ConflictError("A subscription was changed while papers were learned for all of them.")
            commit = replace(commit, subscriptions_version=cache.version)
        return replace(commit, baselines={key: commit.baselines[key] for key in keys})

    async def _match(self, cache: SubscriptionCache, part: Part) -> PollCommit:
        """Return the part's commit with alerts for its matches, or baselines if it is learned."""
        matches: list[tuple[str, list[Subscription]]] = []
        baselines: dict[str, set[str]] = {}
        await self._matcher.sync(cache)
        if not self._matcher.is_empty:
            begun = time.perf_counter()
            for sighting in part.current:
                paper_id = sighting.paper.id
                matching = await self._matching(sighting, self._sources_to_alert(part.stored.get(paper_id)))
                if self._spec.kind is SourceKind.PROGRAMME:  # for its subscribers see `ProgrammeAlerts`
                    matching = [s for s in matching if not self._is_subscribed(s)]
                to_alert = [s for s in matching if paper_id not in cache.baseline(s.id)]
                if paper_id in part.newly_listed:  # news for subscribers of this list, even if in a baseline
                    to_alert += [
                        s for s in matching if paper_id in cache.baseline(s.id) and self._is_subscribed(s)
                    ]
                for subscription in to_alert if part.learned else await self._older_than_baselines(sighting, part):
                    baselines.setdefault(subscription.id, set()).add(paper_id)
                matches.append((paper_id, [s for s in to_alert if paper_id not in baselines.get(s.id, ())]))
                if to_alert or time.perf_counter() - begun > _YIELD_AFTER:
                    await asyncio.sleep(0)  # ten thousand subscriptions may have matched
                    begun = time.perf_counter()
        return replace(
            part.commit,
            alerts=await due_alerts(self.store, self._context.times, matches, part.commit.at),
            baselines={key: frozenset(ids) for key, ids in baselines.items()},
            subscriptions_version=cache.version,
        )

    def _can_alert(self, subscription: Subscription) -> bool:
        """True if sources of this kind can cause alerts of a subscription; streams cannot if it has only lists."""
        names = source_names(subscription.sources, self._lists) or frozenset[str]()
        return self._spec.kind is SourceKind.LIST or not names <= self._lists

    def _sources_to_alert(self, stored: Sighting | None) -> AbstractSet[str]:
        """Return the sources whose subscribers this poll of a paper can alert: this one and earlier ones.

        A list adds upvotes and ranks, so a paper from arXiv can now match `upvotes:>=20` of an arXiv subscription.
        A stream adds none of these, and announces papers that lists had months ago; subscribers of lists are left
        out.
        """
        earlier = frozenset[str]() if stored is None else announced_by(stored)
        if self._spec.kind is not SourceKind.LIST:
            earlier -= self._lists
        return earlier | {self._spec.name}

    async def _matching(self, sighting: Sighting, announced: AbstractSet[str]) -> list[Subscription]:
        """Return the subscriptions that match a paper and include one of the sources that `announced` it.

        A source that people added counts for its owners alone, also if others name it.
        """
        matching = await self._matcher.match(sighting)
        found = [s for s in matching if receives(s.sources, announced, self._lists)]
        catalogue = self._context.catalogue
        if catalogue.added.keys().isdisjoint(announced):
            return found
        return [
            s
            for s in found
            if receives(s.sources, {one for one in announced if catalogue.is_for(s.owner, one)}, self._lists)
        ]

    async def _older_than_baselines(self, sighting: Sighting, part: Part) -> Sequence[Subscription]:
        """Return the subscriptions that matched a stored paper so long ago that their baselines no longer have it.

        A list may show an old paper again, or a stream catch up after an outage: they must get no second alert.
        What only a stream announced before is new to subscribers of lists: they still get it once a list has it.
        """
        stored = part.stored.get(sighting.paper.id)
        if stored is None:
            return ()
        if stored.signals.list_day >= baselines_begin(part.days[sighting.paper.id], part.commit.at):
            return ()
        earlier = await self._matching(stored, announced_by(stored))
        return [s for s in earlier if stored.paper.id not in part.newly_listed or not self._is_subscribed(s)]

    def _newly_listed(self, stored: Mapping[str, Sighting]) -> frozenset[str]:
        """Return the stored papers that no list has announced before this poll of a list."""
        if self._spec.kind is not SourceKind.LIST:
            return frozenset()
        return frozenset(key for key, old in stored.items() if self._lists.isdisjoint(announced_by(old)))

    def _is_subscribed(self, subscription: Subscription) -> bool:
        """True if a subscription includes this source."""
        return receives(subscription.sources, {self._spec.name}, self._lists)


def unfinished_note(store: NoteStore) -> JsonNote[list[str]]:
    """Return the note of papers with only a part of their alerts stored, in case the process ends now."""
    return JsonNote(store, "unfinished papers", list)


def _without_position(commit: PollCommit, *, alerts: tuple[Alert, ...]) -> PollCommit:
    """Return a commit that can be stored before the rest: without position and cursor."""
    return replace(commit, alerts=alerts, position=None, cursor=None, more_follow=True)
