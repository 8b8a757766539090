"""Polling a source, list or stream, and the record of how it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from bot.domain.ports import SourceKind
from bot.service.poll.context import PollContext
from bot.service.poll.ingest import Ingest
from bot.service.poll.list_poll import ListPoll
from bot.service.poll.source_health import SourceState
from bot.service.poll.stream_poll import StreamPoll

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.domain.ports import ListSource, PollReport, Source, Store, StreamSource


class Poller:
    """Polls one source."""

    def __init__(
        self, store: Store, source: Source, now: Callable[[], datetime], context: PollContext | None = None
    ) -> None:
        spec = source.spec
        context = context or PollContext()
        self.spec = spec
        self._now = now
        self._before = context.before
        self.state = SourceState(
            name=spec.title,
            started=now(),
            quiet_after=spec.quiet_after,
            is_list=spec.kind is SourceKind.LIST,
        )
        ingest = Ingest(store, spec, context)
        if spec.kind is SourceKind.LIST:
            self._read = ListPoll(cast("ListSource", source), ingest, self.state)
        else:
            self._read = StreamPoll(cast("StreamSource", source), ingest, self.state)

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
