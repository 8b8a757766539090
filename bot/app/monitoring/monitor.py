"""Watching the process itself while it runs: counts, lateness of the event loop, log lines."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from prometheus_client.exposition import generate_latest

from bot.app.monitoring.gauges import gauges
from bot.app.monitoring.readiness import check_readiness

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bot.app.monitoring.metrics import Metrics
    from bot.app.monitoring.overview import Overview

_TICK = 0.5  # seconds


async def page(metrics: Metrics, view: Overview) -> bytes:
    """The text of /metrics."""
    for state in view.sources:
        metrics.begin(state.name)
    return generate_latest(metrics.registry) + gauges(view, await check_readiness(view))


@asynccontextmanager
async def watching(metrics: Metrics, *, tick: float = _TICK) -> AsyncGenerator[None]:
    """Measure the event loop's lag every `tick` seconds and count log lines while the block runs."""
    counting = logging.Handler(logging.WARNING)
    counting.emit = metrics.logged
    logging.getLogger().addHandler(counting)
    ticking = asyncio.create_task(_tick(metrics, tick), name="event-loop lag")
    try:
        yield
    finally:
        logging.getLogger().removeHandler(counting)
        ticking.cancel()
        with suppress(asyncio.CancelledError):
            await ticking


async def _tick(metrics: Metrics, every: float) -> None:
    loop = asyncio.get_running_loop()
    while True:
        begun = loop.time()
        await asyncio.sleep(every)
        metrics.loop_lag.observe(max(0.0, loop.time() - begun - every))
