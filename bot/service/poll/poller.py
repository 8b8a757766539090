"""Polling a source, list or stream, and the record of how it does."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, cast

from bot.domain.log_context import alert_fields
from bot.domain.ports import SourceKind
from bot.domain.schedule import DigestTimes
from bot.service.poll.due_alerts import AlertFactory
from bot.service.poll.ingest import Ingest
from bot.service.poll.list_poll import ListPoll
from bot.service.poll.source_health import SourceState
from bot.service.poll.stream_poll import StreamPoll
from bot.service.slices import in_slices

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from bot.domain.alert import Alert
    from bot.domain.ports import ListSource, PollReport, Source, Store, StreamSource

_log = logging.getLogger(__name__)


class Poller:
    """Polls one source.

    `times` says when digests are due where people did not choose, `alerted` is called when there are new alerts,
    each of `before` is awaited before anything is matched. `lists` are the sources that are lists; see `Ingest`.
    """

    def __init__(  # noqa: PLR0913 - the composition root hands everything down, mostly by name
        self,
        store: Store,
        source: Source,
        now: Callable[[], datetime],
        *,
        times: DigestTimes | None = None,
        alerted: Callable[[], None] = lambda: None,
        before: Sequence[Callable[[], Awaitable[object]]] = (),
        lists: AbstractSet[str] | None = None,
        turn: asyncio.Lock | None = None,
    ) -> None:
        spec = source.spec
        self.spec = spec
        self._now = now
        self._before = before
        self.state = SourceState(
            name=spec.title,
            started=now(),
            quiet_after=spec.quiet_after,
            is_list=spec.kind is SourceKind.LIST,
        )
        ingest = Ingest(store, spec, AlertFactory(store, times or DigestTimes()), lists, turn, matched=self._log)
        if spec.kind is SourceKind.LIST:
            self._read = ListPoll(store, cast("ListSource", source), ingest, self.state, alerted)
        else:
            self._read = StreamPoll(store, cast("StreamSource", source), ingest, self.state, alerted)

    async def poll(self) -> PollReport:
        """Read everything that is due. Raises SourceError, or reports a `failure` that ended it later.

        What was read is stored at once, so that a failure loses nothing of the rest.
        """
        try:
            for prepare in self._before:
                await prepare()
            report = await self._read.poll(self._now())
        except Exception as error:
            self.state.failed(self._now(), str(error) or type(error).__name__)
            raise
        new = report.new_papers > 0
        if report.failure is None:
            self.state.succeeded(self._now(), new=new, skipped=report.skipped)
        else:
            self.state.failed(self._now(), str(report.failure), new=new)
        return report

    async def _log(self, alerts: Sequence[Alert]) -> None:
        async for alert in in_slices(alerts):
            fields = {**alert_fields(alert), "source": self.state.name, "due": alert.due.isoformat()}
            _log.info("Matched %s for %d.", alert.paper_id, alert.destination_id, extra=fields)
