"""Ingesting what a source gives: its papers are matched and stored, in small parts."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.errors import ConflictError
from bot.domain.log_context import alert_fields
from bot.domain.paper import announced_among
from bot.domain.ports import PollCommit, PollReport, SourceKind
from bot.domain.readings import with_reading
from bot.domain.subscribed_sources import announced_by, receives, source_names
from bot.domain.subscription_cache import baselines_begin
from bot.service.notes import JsonNote
from bot.service.poll.context import PollContext, commit_unchanged
from bot.service.poll.due_alerts import due_alerts
from bot.service.poll.matcher import Matcher
from bot.service.poll.parts import Part, in_parts
from bot.service.poll.versions import linked, of_preprints
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
_TURN = 0.005  # seconds in which papers are looked up that nobody asks for: two, when their words are new
_PART_ALERTS = 300  # stored at once: some 20 ms
_PART_BASELINES = 100  # written at once: some 20 ms when they hold 300 papers each


class Ingest:
    """Ingests what one source gives."""

    def __init__(
        self,
        store: Store,
        spec: SourceSpec,
        context: PollContext | None = None,
    ) -> None:
        self.store = store
        self._spec = spec
        self._context = context = context or PollContext()
        own = {spec.name} if spec.kind is SourceKind.LIST else frozenset[str]()
        self._lists: AbstractSet[str] = own if context.lists is None else context.lists
        self._matcher = Matcher(self._concerned)

    async def ingest(
        self,
        sightings: Sequence[Sighting],
        now: datetime,
        *,
        position: date | None = None,
        cursor: str | None = None,
        learned: bool,
    ) -> PollReport:
        """Match and store papers.

        Position or cursor go with the last part. A crash before it loses nothing: all of it is read again, and
        matched again. Raises ConflictError when subscriptions change all the time.
        """
        done = PollReport()
        parts = list(in_parts(sightings)) or [()]
        for number, some in enumerate(parts, start=1):
            async with self._context.turn:
                stored = await self.store.sightings([s.paper.id for s in some])
                readings = map(self._own, await linked(self.store, some))
                current = [with_reading(stored.get(s.paper.id), s) for s in readings]
                stored, last = announced_among(stored), number == len(parts)
                changed = (s for s in current if stored.get(s.paper.id) != s)
                commit = PollCommit(
                    source=self._spec.name,
                    at=now,
                    sightings=(*changed, *await of_preprints(self.store, current)),
                    position=position if last else None,
                    cursor=cursor if last else None,
                    subscriptions_version=0,
                    followed=not last,
                )
                part = Part(
                    current=current,
                    days={s.paper.id: s.signals.list_day for s in some},
                    stored=stored,
                    commit=commit,
                    learned=learned,
                    newly_listed=self._newly_listed(stored),
                )
                done = done.and_then(await self._commit(part))
            await asyncio.sleep(0)  # a part of which nothing is new is stored without waiting for anything
        if done.alerts:
            self._context.alerted()
        return done

    async def refresh(self, sightings: Sequence[Sighting], now: datetime) -> None:
        """Store what has changed of papers that are known, and alert nobody of it. Raises ConflictError.

        It is durable when what is ingested after it is.
        """
        for part in in_parts(sightings):
            async with self._context.turn:
                stored = await self.store.sightings([s.paper.id for s in part])
                of_known = (s for s in part if s.paper.id in stored)
                known = [with_reading(stored[s.paper.id], self._own(s).asked_for()) for s in of_known]
                changed = tuple(s for s in known if stored[s.paper.id] != s)
                if changed:
                    await self._put((*changed, *await of_preprints(self.store, changed)), now)
            await asyncio.sleep(0)

    async def _put(self, sightings: tuple[Sighting, ...], now: datetime) -> None:
        async def put(cache: SubscriptionCache) -> None:
            version = cache.version
            commit = PollCommit(
                source=self._spec.name, at=now, sightings=sightings, subscriptions_version=version, followed=True
            )
            await self.store.commit_poll(commit)

        await commit_unchanged(self.store, put)

    def _own(self, sighting: Sighting) -> Sighting:
        """A reading as one of this source."""
        if (sighting.kind, sighting.original) == (self._spec.kind, self._spec.original):
            return sighting
        return replace(sighting, kind=self._spec.kind, original=self._spec.original)

    async def _commit(self, part: Part) -> PollReport:
        """Store one part; again when a subscription changed meanwhile."""
        new = tuple({s.paper.id: s for s in part.current if s.paper.id not in part.stored}.values())
        known = frozenset(part.stored)

        async def commit(cache: SubscriptionCache) -> tuple[Alert, ...]:
            nonlocal known
            decided = replace(await self._decide(cache, part), known=known)
            known = frozenset(s.paper.id for s in part.current)  # another time some is stored, perhaps posted
            return await self._save(decided, part.newly_listed)

        alerts = await commit_unchanged(self.store, commit)
        async for alert in in_slices(alerts):
            fields = {**alert_fields(alert), "source": self._spec.title, "due": alert.due.isoformat()}
            _log.info("Matched %s for %d.", alert.paper_id, alert.destination_id, extra=fields)
        return PollReport(new_papers=len(new), newest=new, new_alerts=len(alerts), alerts=alerts)

    async def _save(self, commit: PollCommit, newly_listed: AbstractSet[str]) -> tuple[Alert, ...]:
        """Baselines, then papers with the first alerts, then the rest of these, position and cursor at the end.

        The papers that are `newly_listed` come with the last alerts: until then they stay so, even over a crash.
        """
        new: list[Alert] = []
        rest, alerts = await self._save_baselines(commit), commit.alerts
        later = tuple(s for s in rest.sightings if s.paper.id in newly_listed)
        rest = replace(rest, sightings=tuple(s for s in rest.sightings if s.paper.id not in newly_listed))
        *firsts, last = [alerts[at : at + _PART_ALERTS] for at in range(0, len(alerts) or 1, _PART_ALERTS)]
        unfinished = unfinished_note(self.store)
        if firsts:
            await unfinished.save(sorted({alert.paper_id for alert in alerts}))
        for some in firsts:
            new += await self.store.commit_poll(_first_of(rest, alerts=some))
            rest = replace(rest, sightings=(), baselines={})
        new += await self.store.commit_poll(replace(rest, sightings=rest.sightings + later, alerts=last))
        if firsts:
            await unfinished.forget()
        return tuple(new)

    async def _save_baselines(self, commit: PollCommit) -> PollCommit:
        """Write all but the last part of them; what is left to write, at the version that has come of it.

        Raises ConflictError when others changed subscriptions in between.
        """
        keys = list(commit.baselines)
        while len(keys) > _PART_BASELINES:
            part, keys = keys[:_PART_BASELINES], keys[_PART_BASELINES:]
            baselines = {key: commit.baselines[key] for key in part}
            first = replace(_first_of(commit, alerts=()), sightings=(), baselines=baselines)
            await self.store.commit_poll(first)
            cache = await self.store.subscriptions()
            changed = cache.changed_since(commit.subscriptions_version)
            if changed is None or not changed.issubset(part):
                raise ConflictError("A subscription was changed while papers were learned for all of them.")
            commit = replace(commit, subscriptions_version=cache.version)
        return replace(commit, baselines={key: commit.baselines[key] for key in keys})

    async def _decide(self, cache: SubscriptionCache, part: Part) -> PollCommit:
        """Make alerts of the matches of these papers, or baselines when they are learned."""
        matches: list[tuple[str, list[Subscription]]] = []
        baselines: dict[str, set[str]] = {}
        await self._matcher.sync(cache)
        if not self._matcher.is_empty:
            begun = time.perf_counter()
            for sighting in part.current:
                paper_id = sighting.paper.id
                bringing = self._bringing(part.stored.get(paper_id))
                matching = self._matching(sighting, bringing)
                fresh = [s for s in matching if paper_id not in cache.baseline(s.id)]
                if paper_id in part.newly_listed:
                    fresh += [s for s in matching if paper_id in cache.baseline(s.id) and self._receives(s)]
                for subscription in fresh if part.learned else self._known_long_ago(sighting, part):
                    baselines.setdefault(subscription.id, set()).add(paper_id)
                matches.append((paper_id, [s for s in fresh if paper_id not in baselines.get(s.id, ())]))
                if fresh or time.perf_counter() - begun > _TURN:
                    await asyncio.sleep(0)  # ten thousand subscriptions may have matched
                    begun = time.perf_counter()
        return replace(
            part.commit,
            alerts=await due_alerts(self.store, self._context.times, matches, part.commit.at),
            baselines={key: frozenset(ids) for key, ids in baselines.items()},
            subscriptions_version=cache.version,
        )

    def _concerned(self, subscription: Subscription) -> bool:
        """True if the source can add alerts: a stream adds none to a subscription of lists alone."""
        names = source_names(subscription.sources, self._lists) or frozenset[str]()
        return self._spec.kind is SourceKind.LIST or self._spec.name in names or not names <= self._lists

    def _bringing(self, stored: Sighting | None) -> AbstractSet[str]:
        """The sources that count as having brought a paper which is read now.

        A list gives votes and ranks, which whoever heard of the paper before may wait for. A stream tells those
        nothing who listen to lists: it announces papers that were listed months ago.
        """
        before = frozenset[str]() if stored is None else announced_by(stored)
        if self._spec.kind is SourceKind.STREAM:
            before -= self._lists
        return before | {self._spec.name}

    def _matching(self, sighting: Sighting, brought: AbstractSet[str]) -> list[Subscription]:
        """The subscriptions that match a paper and have one of the sources that `brought` it."""
        found = self._matcher.match([sighting])[0]
        return [s for s in found if receives(s.sources, brought, self._lists)]

    def _known_long_ago(self, sighting: Sighting, part: Part) -> Sequence[Subscription]:
        """The subscriptions that got a paper so long ago that no baseline holds it any more.

        If a list of today has it again, or a stream that was away catches up, it is no news to them.
        """
        stored = part.stored.get(sighting.paper.id)
        if stored is None:
            return ()
        if stored.signals.list_day >= baselines_begin(part.days[sighting.paper.id], part.commit.at):
            return ()
        heard = self._matching(stored, announced_by(stored))
        return [s for s in heard if stored.paper.id not in part.newly_listed or not self._receives(s)]

    def _newly_listed(self, stored: Mapping[str, Sighting]) -> frozenset[str]:
        if self._spec.kind is SourceKind.STREAM:
            return frozenset()
        return frozenset(key for key, known in stored.items() if self._lists.isdisjoint(announced_by(known)))

    def _receives(self, subscription: Subscription) -> bool:
        """True if this source's papers are news for a subscription, also those that streams gave before.

        Otherwise a subscription that adds a stream would miss papers that the stream had just announced when a
        list has them later.
        """
        return receives(subscription.sources, {self._spec.name}, self._lists)


def unfinished_note(store: NoteStore) -> JsonNote[list[str]]:
    """The papers of which some alerts are stored and some are not, should the process end now."""
    return JsonNote(store, "unfinished papers", list)


def _first_of(commit: PollCommit, *, alerts: tuple[Alert, ...]) -> PollCommit:
    """As much of it as may be stored while the rest is not yet."""
    return replace(commit, alerts=alerts, position=None, cursor=None, followed=True)
