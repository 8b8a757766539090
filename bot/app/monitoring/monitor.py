"""Watching the process itself while it runs: counts, lateness of the event loop, log lines."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import generate_latest

from bot.app.monitoring.gauges import gauges
from bot.app.monitoring.metrics import Metrics
from bot.app.monitoring.readiness import check_readiness

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bot.app.monitoring.overview import Overview

_TICK = 0.5  # seconds


class Monitor:
    """Everything that /metrics shows; `metrics` is to be the Observer of the application.

    `tick` (seconds) is how often the event loop's lag is measured.
    """

    def __init__(self, *, tick: float = _TICK) -> None:
        self._tick_every = tick
        self.metrics = Metrics(CollectorRegistry())

    async def page(self, app: Overview) -> bytes:
        """The text of /metrics."""
        readiness = await check_readiness(app)
        for poller in app.pollers:
            self.metrics.source(poller.state.name)
        return generate_latest(self.metrics.registry) + gauges(app, readiness)

    @asynccontextmanager
    async def watching(self) -> AsyncGenerator[None]:
        """Measure the event loop's lag and count log lines while the block runs."""
        counting = _LogCounter(self.metrics)
        logging.getLogger().addHandler(counting)
        ticking = asyncio.create_task(self._tick(), name="event-loop lag")
        try:
            yield
        finally:
            logging.getLogger().removeHandler(counting)
            ticking.cancel()
            with suppress(asyncio.CancelledError):
                await ticking

    async def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            begun = loop.time()
            await asyncio.sleep(self._tick_every)
            self.metrics.loop_lag.observe(max(0.0, loop.time() - begun - self._tick_every))


class _LogCounter(logging.Handler):
    """Counts what is logged from warning up."""

    def __init__(self, metrics: Metrics) -> None:
        super().__init__(logging.WARNING)
        self._metrics = metrics

    def emit(self, record: logging.LogRecord) -> None:
        """Count one line."""
        level = "warning" if record.levelno < logging.ERROR else "error"
        self._metrics.log_lines.labels("critical" if record.levelno >= logging.CRITICAL else level).inc()
