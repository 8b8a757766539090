"""Polls of added sources: those that are due, several at a time, but only one of each host."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.domain.errors import PaperboyError, SourceError, StoreError
from bot.service.added_sources.registry import change_source
from bot.service.poll.poller import Poller

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    from bot.domain.ports import PollReport, Store
    from bot.service.added_sources.added_sources import AddedSources
    from bot.service.added_sources.registry import StoredSource
    from bot.service.poll.context import PollContext

_log = logging.getLogger(__name__)
_LOOK_EVERY = 60.0  # seconds
_JITTER = 0.1  # share of the interval that is added at most
_HOSTS_AT_ONCE = 8
_DAY = timedelta(days=1)  # with two intervals added, the longest that a source is put off
PAUSED_AFTER = timedelta(days=7)  # of failures
MOST_PAPERS_A_DAY = 2_000  # new ones of a source, after which it is polled again the next day (UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedPolls:
    """Polls the sources that people added, each every `interval` seconds; only one process does.

    `on_polled` is called with the kind of each polled source, and its report; None if nothing was read.
    """

    added: AddedSources
    store: Store
    now: Callable[[], datetime]
    context: PollContext
    interval: float
    rng: random.Random
    on_polled: Callable[[str, PollReport | None], None]
    _pollers: dict[str, Poller] = field(default_factory=dict[str, Poller])
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_HOSTS_AT_ONCE))

    async def step(self) -> float:
        """Delete sources long without owners and poll those that are due; return the seconds until the next call.

        Raises StoreError; a source that fails is recorded as failing.
        """
        for name, one in (await self.added.refresh()).items():
            if not one.owners and self._is_due(one):
                await self.store.set_note(f"cursor {name}", None)
                # Unless somebody has added it again
                await change_source(self.store, name, lambda one: one if one and one.owners else None)
        for name in self._pollers.keys() - self.added.built.keys():
            del self._pollers[name]
        hosts: defaultdict[str, list[StoredSource]] = defaultdict(list)
        for name, one in self.added.stored.items():
            if name in self.added.built and not one.paused and self._is_due(one):
                hosts[urlsplit(one.source.address).hostname or one.source.kind].append(one)
        if hosts:
            for prepare in self.context.before_poll:
                await prepare()
        ended = await asyncio.gather(*map(self._poll_in_turn, hosts.values()), return_exceptions=True)
        for error in filter(None, ended):
            raise error
        for poller in self._pollers.values():
            await poller.make_alerts()
        return min(_LOOK_EVERY, self.interval)

    def _is_due(self, one: StoredSource) -> bool:
        """True if a source is due, or if the clock was ahead when that was decided."""
        now = self.now()
        return one.due <= now or one.due > now + _DAY + timedelta(seconds=2 * self.interval)

    async def _poll_in_turn(self, sources: Sequence[StoredSource]) -> None:
        """Poll the sources of one host, one after the other."""
        async with self._slots:
            for one in sources:
                if one.source.name in self.added.built:  # else it was removed since
                    await self._poll(one)

    async def _poll(self, one: StoredSource) -> None:
        """Poll one source, and store its health."""
        name, failure = one.source.name, None
        poller = self._pollers.get(name)
        if poller is None:
            context = replace(self.context, before_poll=())
            poller = self._pollers[name] = Poller(self.store, self.added.built[name], self.now, context)
        try:
            report = await poller.poll()
            failure = report.failure
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - a stranger's source must not stop the others
            report, failure = None, error
            if not isinstance(error, PaperboyError):
                _log.error("%s failed.", one.source.title, exc_info=error)
        self.on_polled(one.source.kind, report)
        text = poller.state.last_error or ""
        error = f"{failure.reason}." if isinstance(failure, SourceError) else text
        health = self._polled(one, report.new_papers if report else 0, failure, error)
        if failure and one.failing_since is None:
            _log.warning("%s: %s It is polled again at %s.", one.source.title, text, health.due)
        elif report and report.new_papers:
            counts = report.papers, report.new_papers, report.new_alerts
            _log.info("%s: %d papers read, %d new, %d alerts.", one.source.title, *counts)
        await change_source(self.store, name, lambda stored: stored and replace(health, owners=stored.owners))

    def _polled(self, one: StoredSource, new_papers: int, failure: Exception | None, error: str) -> StoredSource:
        """Return a source after a poll: its health, and when it is polled next.

        That is tomorrow after a flood of papers. It is paused once it has failed for a week.
        """
        now, wait = self.now(), self.interval * self.rng.uniform(1.0, 1.0 + _JITTER)
        if isinstance(failure, SourceError):
            wait = max(wait, failure.retry_after or 0.0)
        due, day = now + timedelta(seconds=wait), now.date().isoformat()
        new_papers += one.new_papers if one.day == day else 0
        if new_papers > MOST_PAPERS_A_DAY:
            due = max(due, now.replace(hour=0, minute=0, second=0) + _DAY)
        polled = replace(one, due=due, day=day, new_papers=new_papers)
        if failure is None:
            return replace(polled, last_read=now, failing_since=None, error=None)
        was_polled = now - one.due < _DAY  # else nobody knows whether it failed in between
        since = one.failing_since if one.failing_since and was_polled else now
        paused = now - since >= PAUSED_AFTER
        if paused:
            _log.warning("%s has failed for a week, and is polled no more: %s", one.source.title, error)
        return replace(polled, failing_since=since, error=error, paused=paused)
