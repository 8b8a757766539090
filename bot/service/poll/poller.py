"""Polls one source, a list, stream or conference: fetches and stores what is new, and records failures."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, cast

from bot.domain.errors import PaperboyError, SourceError, text_for_people
from bot.domain.ports import PollReport, SourceKind
from bot.service.poll.conference_duplicates import with_stored_identities
from bot.service.poll.context import PollContext
from bot.service.poll.ingest import Ingest
from bot.service.poll.list_days import days_to_read, next_position
from bot.service.poll.programme_alerts import ProgrammeAlerts
from bot.service.poll.source_health import SourceState

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.domain.ports import ListSource, Source, Store, StreamSource

_log = logging.getLogger(__name__)
_FULL_WEEK_EVERY = timedelta(hours=1)
_DAY = timedelta(days=1)
_MAX_FAILED_DAYS = 2  # that one poll cannot read, after which it skips all days but today and yesterday
_MOST_PARTS = 100  # of a stream in one poll: after a month of outage there are about thirty


class Poller:
    """Polls one source; `state` has its health."""

    def __init__(
        self, store: Store, source: Source, now: Callable[[], datetime], context: PollContext | None = None
    ) -> None:
        context = context or PollContext()
        self.spec = spec = source.spec
        self._store, self._source, self._now, self._before_poll = store, source, now, context.before_poll
        self._past = context.past
        self.state = SourceState(
            name=spec.title,
            started=now(),
            quiet_after=spec.quiet_after,
            is_list=spec.kind is SourceKind.LIST,
        )
        self._ingest = Ingest(store, spec, context)
        self._programme = ProgrammeAlerts(store, spec, context) if spec.kind is SourceKind.PROGRAMME else None
        self._last_full_week: datetime | None = None

    async def poll(self) -> PollReport:
        """Fetch and store everything that is due; return a report.

        Each list day or part is stored before the next is fetched. Raises SourceError if none could be; if only
        some failed, or for a conference, the error is the `failure` of the report instead.
        """
        try:
            for prepare in self._before_poll:
                await prepare()
            if self.state.is_list:
                report = await self._read_list(cast("ListSource", self._source), self._now())
            elif self._programme is not None:
                report = await self._read_programme(self._programme, self._now())
            else:
                report = await self._read_stream(cast("StreamSource", self._source), self._now())
        except Exception as error:
            is_sentence = isinstance(error, PaperboyError)
            self.state.failed(self._now(), text_for_people(error) if is_sentence else type(error).__name__)
            raise
        new = report.new_papers > 0
        if report.failure is None:
            self.state.succeeded(self._now(), new=new, skipped=report.skipped)
        else:
            self.state.failed(self._now(), str(report.failure), new=new)
        return report

    async def make_alerts(self) -> PollReport:
        """Make alerts of a conference's stored papers between two polls, for new subscriptions."""
        return PollReport() if self._programme is None else await self._programme.make(self._now())

    async def _read_list(self, source: ListSource, now: datetime) -> PollReport:
        """Fetch every list day that is due. The position never passes a failed day."""
        position = await self._store.position(self.spec.name)
        today = source.today(now)
        if position is not None and today < position:
            raise SourceError(f"It is {now:%d %b %Y}, yet the list of {position} has been read: check the clock.")
        learn_until = await self._learn_until(position, today)
        self.state.learning = position is None
        full_week = self._last_full_week is None or now - self._last_full_week >= _FULL_WEEK_EVERY
        report = PollReport(learned=position is None)
        failures: list[SourceError] = []
        for day in days_to_read(today, position, full_week=full_week):
            if len(failures) >= _MAX_FAILED_DAYS and day < today - _DAY:
                continue  # the source may be down: try only today and yesterday
            try:
                source_list = await source.read(day, now)
            except SourceError as error:
                failures.append(error)
                if error.retry_after is not None:
                    break
                continue
            if learn_until is None:
                position = next_position(position, day, today, failed_before=bool(failures))
            elif day == today and not failures:  # the first poll is complete
                position = today - _DAY
            learned = learn_until is not None and day <= learn_until
            done = await self._ingest.ingest(source_list.sightings, now, position=position, learned=learned)
            papers, skipped = len(source_list.sightings), source_list.skipped
            report = report.plus(replace(done, days=(day,), papers=papers, skipped=skipped))
        if failures and not report.days:
            raise failures[0]
        if full_week and not failures:
            self._last_full_week = now
        self.state.learning = position is None
        return replace(report, failure=next(iter(failures), None))

    async def _learn_until(self, position: date | None, today: date) -> date | None:
        """Return the last list day to store without alerts, which is the day of the first poll; None afterwards.

        Example: from the first poll on Monday until Wednesday, the list cannot be read. Papers of Tuesday still
        cause alerts, because Monday is stored in a note. "Afterwards" begins once there is a position.
        """
        if position is not None:
            return None
        name = f"learning {self.spec.name}"
        stored = await self._store.note(name)
        if stored is None:
            await self._store.set_note(name, today.isoformat())
            return today
        return date.fromisoformat(stored)

    async def _read_programme(self, alerts: ProgrammeAlerts, now: datetime) -> PollReport:
        """Poll a conference, and make alerts of its stored papers, even if it cannot be read.

        Its first poll is not learned: people subscribe to a conference for the papers that it has.
        """
        try:
            report = await self._read_stream(cast("StreamSource", self._source), now)
        except SourceError as error:
            report = PollReport(failure=error)
        made = await alerts.make(now, has_new_papers=report.papers > 0)
        return replace(report.plus(made), failure=report.failure)

    async def _read_stream(self, source: StreamSource, now: datetime) -> PollReport:
        """Fetch all available parts of a stream, and store each with its cursor.

        The first poll, and parts that the source marks as `learned`, cause no alerts. For conferences see
        `ProgrammeAlerts`. Raises SourceError if the first part fails; an error of a later part is the `failure` of
        the report.
        """
        report = PollReport()
        cursor = await self._store.cursor(self.spec.name)
        for number in range(_MOST_PARTS):
            self.state.learning = cursor is None
            try:
                part = await source.read_from(cursor, now)
            except SourceError as error:
                if number == 0:
                    raise
                return replace(report, failure=error)
            if self._programme is not None:
                part = await with_stored_identities(self._store, self._past, part)
            learned = part.learned or (cursor is None and self._programme is None)
            await self._ingest.refresh(part.updates, now)
            new_cursor = None if part.cursor == cursor else part.cursor
            done = await self._ingest.ingest(part.announced, now, cursor=new_cursor, learned=learned)
            papers, gaps = len(part.announced) + len(part.updates), (part.gap,) if part.gap else ()
            report = report.plus(replace(done, papers=papers, skipped=part.skipped, learned=learned, gaps=gaps))
            self.state.learning = False
            cursor = part.cursor
            if part.gap is not None:
                self.state.missed(now, part.gap)
                _log.warning("%s", part.gap, extra={"source": self.state.name})
            if not part.more:
                break
        return report
