"""After an update of the rules by which papers match: what only the new ones match of before is not alerted."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.ports import PollCommit
from bot.domain.subscribed_sources import announced_by, receives
from bot.query.index.version import matching_rules
from bot.service.poll.context import commit_unchanged
from bot.service.poll.ingest import unfinished_note
from bot.service.poll.matcher import Matcher
from bot.service.subscriptions.baseline import first_listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from bot.domain.paper import Sighting
    from bot.domain.ports import Store
    from bot.domain.subscription import Subscription
    from bot.domain.subscription_cache import SubscriptionCache

_log = logging.getLogger(__name__)
_NOTE = "matching rules"
_PAPERS = 10  # matched between two event-loop yields: some 10 ms with ten thousand subscriptions
_SUBSCRIPTIONS = 100  # baselines written at once
_AT_ONCE = 300  # alerts that versions before stored in one write
_LONGEST_READING = timedelta(hours=1)


class NewRules:
    """Learns what the rules of today match of the papers that were stored under others.

    `lists` are the sources that are lists. `version` is that of the rules; a store that names none is of a time
    before there were versions.
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
        self._turn = asyncio.Lock()
        self._is_learned = False

    async def learn(self) -> None:
        """Do it once, before anything is matched. Killed at any point, it is done again with the same result.

        A paper that does not match as it is stored now, for want of upvotes, is not learned: it is alerted when it
        has them. Raises StoreError, and ConflictError when subscriptions change all the time.
        """
        async with self._turn:
            if self._is_learned:
                return
            if (before := await self._store.note(_NOTE)) != self._version:
                fresh = await self._unalerted(is_noted=before is not None)
                await self._save(fresh)
                await self._store.set_note(_NOTE, self._version)
                pairs = sum(map(len, fresh.values()))
                _log.info("The rules of matching are new: %d matches of stored papers are not alerted.", pairs)
            self._is_learned = True

    async def _unalerted(self, *, is_noted: bool) -> dict[str, set[str]]:
        """Map subscriptions to papers that may be read again, match, and were never alerted for them.

        Papers of an interrupted reading that has not stored all alerts are left out: their alerts are still to
        come. Versions that noted no rules (`is_noted`) did not note such papers either: see `_of_last_reading`.
        """
        matcher = Matcher()
        await matcher.sync(await self._store.subscriptions())
        fresh: defaultdict[str, set[str]] = defaultdict(set)
        news: dict[str, list[datetime]] = {}
        if matcher.is_empty:
            return fresh
        unfinished = frozenset(await unfinished_note(self._store).load() or ())
        first = await first_listed(self._store, self._now(), self._lists)
        days = self._store.changed_days({})  # all papers would be too many for the memory at once
        ids = [key async for day, marks in days if day >= first for key in marks.keys() - unfinished]
        for start in range(0, len(ids), _PAPERS):
            found = await self._store.sightings(ids[start : start + _PAPERS])
            pairs = await self._pairs(matcher, found.values())
            known = await self._store.alerts_of({(one.destination_id, paper) for one, paper in pairs})
            news |= {key: [sighting.signals.first_seen] for key, sighting in found.items()}
            for alert in known.values():
                news[alert.paper_id].append(alert.created)
            for one, paper in pairs:
                alert = known.get((one.destination_id, paper))
                if alert is None or one.id not in alert.subscriptions:
                    fresh[one.id].add(paper)
            await asyncio.sleep(0)
        last = frozenset[str]() if is_noted else _of_last_reading(news)
        return {key: papers - last for key, papers in fresh.items()}

    async def _pairs(self, matcher: Matcher, papers: Iterable[Sighting]) -> list[tuple[Subscription, str]]:
        cache = await self._store.subscriptions()
        return [
            (one, sighting.paper.id)
            for sighting in papers
            for one in matcher.match([sighting])[0]
            if receives(one.sources, announced_by(sighting), self._lists)
            and sighting.paper.id not in cache.baseline(one.id)
        ]

    async def _save(self, fresh: dict[str, set[str]]) -> None:
        pairs = sorted(fresh.items())
        for start in range(0, len(pairs), _SUBSCRIPTIONS):
            some = pairs[start : start + _SUBSCRIPTIONS]

            async def add(cache: SubscriptionCache, some: Iterable[tuple[str, set[str]]] = some) -> None:
                known = {key: frozenset(papers) for key, papers in some if key in cache.by_id}
                commit = PollCommit(
                    source="", at=self._now(), sightings=(), baselines=known, subscriptions_version=cache.version
                )
                await self._store.commit_poll(commit)

            await commit_unchanged(self._store, add)


def _of_last_reading(news: Mapping[str, Sequence[datetime]]) -> frozenset[str]:
    """Return the papers of the last reading if it may have been cut off between two writes of alerts.

    `news` maps a paper to the moment when it was first seen, followed by those of its alerts.
    """
    newest = max(map(max, news.values()), default=None)
    lately = {key: [newest - at < _LONGEST_READING for at in moments] for key, moments in news.items() if newest}
    made = sum(sum(alerts) for _, *alerts in lately.values())
    return frozenset(key for key, those in lately.items() if any(those) and made >= _AT_ONCE)
