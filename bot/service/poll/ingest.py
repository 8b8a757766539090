"""Ingesting a list: its papers are matched and stored, in parts small enough not to hold up anybody else."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.errors import ConflictError
from bot.domain.ports import PollCommit
from bot.domain.subscription_book import baselines_begin
from bot.service.poll.matcher import Matcher

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from bot.domain.alert import Alert
    from bot.domain.paper import Sighting, SourceList
    from bot.domain.ports import Store
    from bot.domain.subscription import Subscription
    from bot.domain.subscription_book import SubscriptionBook
    from bot.service.poll.due_alerts import AlertFactory

_CONFLICTS = 50
_PART_TEXT = 20_000  # characters matched at once: some 30 ms when their words are new, and ten usual papers
_PART_ALERTS = 300  # stored at once: some 20 ms
_PART_BASELINES = 100  # written at once: some 20 ms when they hold 300 papers each


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """Papers as they are now and as they were stored before, read at `now`; `learned` ones make no alerts."""

    current: Sequence[Sighting]
    stored: Mapping[str, Sighting]
    now: datetime
    position: date | None
    learned: bool


class Ingest:
    """Ingests the lists of one source; `source` is its name."""

    def __init__(self, store: Store, source: str, alert_factory: AlertFactory) -> None:
        self._store = store
        self._source = source
        self._alert_factory = alert_factory
        self._matcher = Matcher()

    async def ingest(
        self, source_list: SourceList, now: datetime, position: date | None, *, learned: bool
    ) -> tuple[int, tuple[Alert, ...]]:
        """Match and store a list; how many papers were not known yet, and the alerts that are new.

        The position goes with the last part. A crash before it loses nothing: the day is read again, and all of
        it matched again. Raises ConflictError when subscriptions change all the time.
        """
        new_papers = 0
        alerts: tuple[Alert, ...] = ()
        parts = list(in_parts(source_list.sightings)) or [()]
        for number, sightings in enumerate(parts, start=1):
            stored = await self._store.sightings([s.paper.id for s in sightings])
            part = _Part(
                current=[s.updated_from(stored.get(s.paper.id)) for s in sightings],
                stored=stored,
                now=now,
                position=position if number == len(parts) else None,
                learned=learned,
            )
            new_papers += len(part.current) - len(stored)
            alerts += await self._commit(part)
            await asyncio.sleep(0)  # a part of which nothing is new is stored without waiting for anything
        return new_papers, alerts

    async def _commit(self, part: _Part) -> tuple[Alert, ...]:
        """Store one part; again when a subscription changed meanwhile."""
        changed = tuple(s for s in part.current if part.stored.get(s.paper.id) != s)
        for _ in range(_CONFLICTS):
            commit = await self._decide(await self._store.subscriptions(), part)
            try:
                return await self._save(replace(commit, sightings=changed))
            except ConflictError:
                continue
        raise ConflictError("Subscriptions change faster than papers can be matched; it is tried again.")

    async def _save(self, commit: PollCommit) -> tuple[Alert, ...]:
        """Baselines, then papers with the first alerts, then the rest of these, the position at the end."""
        new: list[Alert] = []
        rest, alerts = await self._save_baselines(commit), commit.alerts
        for start in range(0, len(alerts) - _PART_ALERTS, _PART_ALERTS):
            some = replace(rest, alerts=alerts[start : start + _PART_ALERTS], position=None)
            new += await self._store.commit_poll(some)
            rest = replace(rest, sightings=(), baselines={})
        last = max(0, (len(alerts) - 1) // _PART_ALERTS) * _PART_ALERTS
        new += await self._store.commit_poll(replace(rest, alerts=alerts[last:]))
        return tuple(new)

    async def _save_baselines(self, commit: PollCommit) -> PollCommit:
        """Write all but the last part of them; what is left to write, at the version that has come of it.

        Raises ConflictError when others changed subscriptions in between.
        """
        keys = list(commit.baselines)
        while len(keys) > _PART_BASELINES:
            part, keys = keys[:_PART_BASELINES], keys[_PART_BASELINES:]
            baselines = {key: commit.baselines[key] for key in part}
            await self._store.commit_poll(
                replace(commit, sightings=(), alerts=(), baselines=baselines, position=None)
            )
            book = await self._store.subscriptions()
            changed = book.changed_since(commit.subscriptions_version)
            if changed is None or not changed.issubset(part):
                raise ConflictError("A subscription was changed while papers were learned for all of them.")
            commit = replace(commit, subscriptions_version=book.version)
        return replace(commit, baselines={key: commit.baselines[key] for key in keys})

    async def _decide(self, book: SubscriptionBook, part: _Part) -> PollCommit:
        """What the matches of these papers mean: alerts, or baselines when they are learned."""
        await self._matcher.sync(book)
        matches: list[tuple[str, list[Subscription]]] = []
        baselines: dict[str, set[str]] = {}
        for sighting in part.current:
            paper_id = sighting.paper.id
            fresh = [s for s in self._matcher.match([sighting])[0] if paper_id not in book.baseline(s.id)]
            known = fresh if part.learned else self._known_long_ago(sighting, part)
            for subscription in known:
                baselines.setdefault(subscription.id, set()).add(paper_id)
            matches.append((paper_id, [s for s in fresh if paper_id not in baselines.get(s.id, ())]))
            await asyncio.sleep(0)  # ten thousand subscriptions may have matched
        return PollCommit(
            source=self._source,
            at=part.now,
            sightings=(),
            alerts=await self._alert_factory.alerts(matches, part.now),
            baselines={key: frozenset(ids) for key, ids in baselines.items()},
            position=part.position,
            subscriptions_version=book.version,
        )

    def _known_long_ago(self, sighting: Sighting, part: _Part) -> Sequence[Subscription]:
        """Who asked for a paper as it was on a list so old that no baseline holds it any more.

        Should a list of today have it again, it is no news to them.
        """
        stored = part.stored.get(sighting.paper.id)
        if stored is None or stored.signals.list_day >= baselines_begin(sighting.signals.list_day, part.now):
            return ()
        return self._matcher.match([stored])[0]


def in_parts(sightings: Sequence[Sighting]) -> Iterator[tuple[Sighting, ...]]:
    """The papers in order, in groups of up to 20,000 characters of text; a longer one stands alone."""
    part: list[Sighting] = []
    left = _PART_TEXT
    for sighting in sightings:
        size = len(sighting.paper.title) + len(sighting.paper.abstract)
        if part and size > left:
            yield tuple(part)
            part, left = [], _PART_TEXT
        part.append(sighting)
        left -= size
    if part:
        yield tuple(part)
