"""Update of the matching rules: stored papers that match only by the new rules join the baselines."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.ports import PollCommit, Store
from bot.domain.subscribed_sources import announced_by, receives
from bot.query.index.version import matching_rules
from bot.service.poll.context import commit_with_retries
from bot.service.poll.ingest import unfinished_note
from bot.service.poll.matcher import Matcher
from bot.service.subscriptions.baseline import first_repolled_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from bot.domain.paper import Sighting
    from bot.domain.subscription import Subscription
    from bot.domain.subscription_cache import SubscriptionCache

_log = logging.getLogger(__name__)
_NOTE_NAME = "matching rules"
_PAPERS_AT_ONCE = 10  # matched between two event-loop yields: some 10 ms with ten thousand subscriptions
_SUBSCRIPTIONS_AT_ONCE = 100  # whose baselines are written at once
_ALERTS_PER_WRITE = 300  # alerts that earlier versions stored in one write
_LONGEST_POLL = timedelta(hours=1)  # all papers and alerts of one poll were made within it


class NewRules:
    """Adds to baselines the stored papers that match only by new rules.

    `lists` are the names of sources that are lists. `version` is the rules' (None: the present one); a store
    without a version was written before rules had versions.
    """

    def __init__(
        self,
        store: Store,
        now: Callable[[], datetime],
        *,
        lists: AbstractSet[str],
        version: int | None = None,
    ) -> None:
        self._store = store
        self._now = now
        self._lists = lists
        self._version = str(matching_rules() if version is None else version)
        self._lock = asyncio.Lock()
        self._is_learned = False

    async def learn(self) -> None:
        """Update the baselines once, before papers are matched; after a crash, call it again.

        A paper with too few upvotes does not match yet and is left out: it is alerted once it has them. Raises
        StoreError, and ConflictError if subscriptions change all the time.
        """
        async with self._lock:
            if self._is_learned:
                return
            if (stored_version := await self._store.note(_NOTE_NAME)) != self._version:
                unalerted = await self._unalerted_matches(has_version=stored_version is not None)
                await self._save(unalerted)
                await self._store.set_note(_NOTE_NAME, self._version)
                if pairs := sum(map(len, unalerted.values())):
                    _log.info(
                        "The matching rules have changed: %d matches of stored papers are not alerted.", pairs
                    )
            self._is_learned = True

    async def _unalerted_matches(self, *, has_version: bool) -> dict[str, set[str]]:
        """Return, by subscription, the papers that match, may be polled again, and were never alerted for it.

        Papers of an interrupted poll are left out: their alerts are still to be stored. A store without a
        version of rules (not `has_version`) has no note of such papers either: see `_of_interrupted_poll`.
        """
        matcher = Matcher()
        await matcher.sync(await self._store.subscriptions())
        unalerted: defaultdict[str, set[str]] = defaultdict(set)
        times: dict[str, list[datetime]] = {}
        if matcher.is_empty:
            return unalerted
        unfinished = frozenset(await unfinished_note(self._store).load() or ())
        first = await first_repolled_day(self._store, self._now(), self._lists)
        days = self._store.changed_days({})  # all papers would be too many for the memory at once
        ids = [key async for day, marks in days if day >= first for key in marks.keys() - unfinished]
        for start in range(0, len(ids), _PAPERS_AT_ONCE):
            found = await self._store.sightings(ids[start : start + _PAPERS_AT_ONCE])
            pairs = await self._pairs(matcher, found.values())
            alerts = await self._store.alerts_of(
                {(subscription.destination_id, paper) for subscription, paper in pairs}
            )
            times |= {key: [sighting.signals.first_seen] for key, sighting in found.items()}
            for alert in alerts.values():
                times[alert.paper_id].append(alert.created)
            for subscription, paper in pairs:
                alert = alerts.get((subscription.destination_id, paper))
                if alert is None or subscription.id not in alert.subscriptions:
                    unalerted[subscription.id].add(paper)
            await asyncio.sleep(0)
        interrupted = frozenset[str]() if has_version else _of_interrupted_poll(times)
        return {key: papers - interrupted for key, papers in unalerted.items()}

    async def _pairs(self, matcher: Matcher, papers: Iterable[Sighting]) -> list[tuple[Subscription, str]]:
        cache = await self._store.subscriptions()
        return [
            (one, sighting.paper.id)
            for sighting in papers
            for one in await matcher.match(sighting)
            if receives(one.sources, announced_by(sighting), self._lists)
            and sighting.paper.id not in cache.baseline(one.id)
        ]

    async def _save(self, unalerted: dict[str, set[str]]) -> None:
        pairs = sorted(unalerted.items())
        for start in range(0, len(pairs), _SUBSCRIPTIONS_AT_ONCE):
            batch = pairs[start : start + _SUBSCRIPTIONS_AT_ONCE]

            async def add(cache: SubscriptionCache, batch: Iterable[tuple[str, set[str]]] = batch) -> None:
                baselines = {key: frozenset(papers) for key, papers in batch if key in cache.by_id}
                commit = PollCommit(
                    source="",  # of no poll: it only adds to baselines
                    at=self._now(),
                    sightings=(),
                    baselines=baselines,
                    subscriptions_version=cache.version,
                )
                await self._store.commit_poll(commit)

            await commit_with_retries(self._store, add)


def _of_interrupted_poll(times: Mapping[str, Sequence[datetime]]) -> frozenset[str]:
    """Return the papers of the last poll, if it made so many alerts that it may have stopped between two writes.

    `times` maps a paper to the time when it was first seen, followed by those of its alerts.
    """
    newest = max(map(max, times.values()), default=None)
    recent = {key: [newest - at < _LONGEST_POLL for at in moments] for key, moments in times.items() if newest}
    new_alerts = sum(sum(alerts) for _, *alerts in recent.values())
    return frozenset(key for key, flags in recent.items() if any(flags) and new_alerts >= _ALERTS_PER_WRITE)
