"""Polling a source: the list days that are due are read, and each is ingested as soon as it was."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.domain.errors import SourceError
from bot.domain.log_context import alert_fields
from bot.domain.paper import source_title
from bot.domain.ports import PollReport
from bot.domain.schedule import DigestTimes
from bot.service.poll.due_alerts import AlertFactory
from bot.service.poll.ingest import Ingest
from bot.service.poll.list_days import days_to_read, next_position
from bot.service.poll.source_health import SourceState
from bot.service.slices import in_slices

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from bot.domain.paper import SourceList
    from bot.domain.ports import Source, Store

_log = logging.getLogger(__name__)
_WIDE_EVERY = timedelta(hours=1)
_DAY = timedelta(days=1)
_FAILED_DAYS = 2


async def _nothing() -> None:
    """Do nothing before a poll."""


class Poller:
    """Polls one source.

    `times` says when digests are due where people did not choose, `alerted` is called when there are new alerts,
    `before` is awaited before anything is matched.
    """

    def __init__(  # noqa: PLR0913 - the composition root hands everything down, mostly by name
        self,
        store: Store,
        source: Source,
        now: Callable[[], datetime],
        *,
        times: DigestTimes | None = None,
        alerted: Callable[[], None] = lambda: None,
        before: Callable[[], Awaitable[object]] = _nothing,
    ) -> None:
        self._store = store
        self._source = source
        self._now = now
        self._ingest = Ingest(store, source.name, AlertFactory(store, times or DigestTimes()))
        self._alerted = alerted
        self._before = before
        self._last_wide: datetime | None = None
        self.state = SourceState(name=source_title(source.name), started=now())

    async def poll(self) -> PollReport:
        """Read every list day that is due. Raises SourceError when one could not be read.

        Each day is stored as soon as it was read, so that a failure loses nothing of the others; the position
        never passes a day that failed.
        """
        try:
            report = await self._poll(self._now())
        except Exception as error:
            self.state.failed(self._now(), str(error) or type(error).__name__)
            raise
        self.state.succeeded(self._now(), new=report.new_papers > 0, skipped=report.skipped)
        return report

    async def _poll(self, now: datetime) -> PollReport:
        await self._before()
        position = await self._store.position(self._source.name)
        today = self._source.today(now)
        if position is not None and today < position:
            raise SourceError(f"It is {now:%d %b %Y}, yet the list of {position} has been read: check the clock.")
        learn_until = await self._learn_until(position, today)
        self.state.learning = position is None
        widely = self._last_wide is None or now - self._last_wide >= _WIDE_EVERY
        report = PollReport(read=(), papers=0, new_papers=0, skipped=0, alerts=(), learned=position is None)
        failures: list[SourceError] = []
        for day in days_to_read(today, position, widely=widely):
            if len(failures) >= _FAILED_DAYS and day < today - _DAY:
                continue  # the source may be down: of the rest only the two days that matter most
            try:
                source_list = await self._source.read(day, now)
            except SourceError as error:
                failures.append(error)
                if error.retry_after is not None:
                    break
                continue
            if learn_until is None:
                position = next_position(position, day, today, gap=bool(failures))
            elif day == today and not failures:
                position = today - _DAY
            report = await self._add(report, source_list, now, position, learn_until)
        if failures:
            raise failures[0]
        if widely:
            self._last_wide = now
        self.state.learning = False
        return report

    async def _learn_until(self, position: date | None, today: date) -> date | None:
        """While learning, the list day on which that began: its papers and older ones are learned, newer not.

        Remembered, so that a first run that takes days because one list cannot be read loses nothing of these
        days. None once a position is stored.
        """
        if position is not None:
            return None
        name = f"learning {self._source.name}"
        noted = await self._store.note(name)
        if noted is None:
            await self._store.set_note(name, today.isoformat())
            return today
        return date.fromisoformat(noted)

    async def _add(
        self,
        report: PollReport,
        source_list: SourceList,
        now: datetime,
        position: date | None,
        learn_until: date | None,
    ) -> PollReport:
        learned = learn_until is not None and source_list.day <= learn_until
        new_papers, alerts = await self._ingest.ingest(source_list, now, position, learned=learned)
        async for alert in in_slices(alerts):
            fields = {**alert_fields(alert), "source": self.state.name, "due": alert.due.isoformat()}
            _log.info("Matched %s for %d.", alert.paper_id, alert.destination_id, extra=fields)
        if alerts:
            self._alerted()
        return replace(
            report,
            read=(*report.read, source_list.day),
            papers=report.papers + len(source_list.sightings),
            new_papers=report.new_papers + new_papers,
            skipped=report.skipped + source_list.skipped,
            alerts=report.alerts + alerts,
        )
