"""Serve /livez, /readyz, /metrics and /status, and measure the event loop's lag."""

from __future__ import annotations

import asyncio
import logging
import math
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

from aiohttp import web
from prometheus_client import CollectorRegistry, Gauge
from prometheus_client.exposition import generate_latest

from bot.app.monitoring.overview import Overview, Readiness, check_readiness
from bot.domain.alert import MessageState
from bot.domain.errors import PaperboyError
from bot.service.added_sources.registry import ADDED_STATES

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Mapping
    from datetime import datetime

    from bot.app.monitoring.metrics import Metrics
    from bot.domain.ports import StoreCounts
    from bot.settings.model import Health

_TICK_SECONDS = 0.5  # between two measurements of the event loop's lag
_METRICS_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@asynccontextmanager
async def serve_health(
    health: Health, metrics: Metrics, overview: Callable[[], Overview], status: Callable[[], Mapping[str, object]]
) -> AsyncGenerator[None]:
    """Measure, and serve the endpoints, while the block runs.

    /livez is 200 while the event loop turns. /readyz is 200 or 503 with the checks of the `overview` as JSON.
    /metrics is in Prometheus' text format; /status is the result of `status` as JSON. Raises PaperboyError when
    the address is not available.
    """

    async def livez(_request: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def readyz(_request: web.Request) -> web.Response:
        found = await check_readiness(overview())
        return web.json_response(found.body(), status=200 if found.ready else 503)

    async def exposition(_request: web.Request) -> web.Response:
        return web.Response(
            body=await metrics_page(metrics, overview()), headers={"Content-Type": _METRICS_CONTENT_TYPE}
        )

    async def facts(_request: web.Request) -> web.Response:
        return web.json_response(status())

    app = web.Application()
    handlers = {"/livez": livez, "/readyz": readyz, "/metrics": exposition, "/status": facts}
    app.add_routes([web.get(path, handler) for path, handler in handlers.items()])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, health.host, health.port).start()
    except OSError as error:
        await runner.cleanup()
        raise PaperboyError(
            f"The health endpoint cannot listen on {health.host}:{health.port} ({error.strerror}): "
            "set PAPERBOY_HEALTH__PORT to a free port, or 0 to turn it off."
        ) from error
    try:
        async with watching(metrics):
            yield
    finally:
        await runner.cleanup()


async def metrics_page(metrics: Metrics, view: Overview) -> bytes:
    """Return the text of /metrics."""
    for state in view.sources:
        metrics.start_series(state.name)
    return generate_latest(metrics.registry) + _gauges(view, await check_readiness(view))


@asynccontextmanager
async def watching(metrics: Metrics, *, tick: float = _TICK_SECONDS) -> AsyncGenerator[None]:
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


def _gauges(view: Overview, readiness: Readiness) -> bytes:
    """Return the gauges in Prometheus' text format, without the store's if that did not answer."""
    registry = CollectorRegistry()

    def show(name: str, about: str, value: float | None = None, /, **labelled: Mapping[Any, float]) -> None:
        """Add a series of one `value`, or one for each value of a label."""
        gauge = Gauge(f"paperboy_{name}", about, list(labelled), registry=registry)
        if value is not None:
            gauge.set(value)
        for values in labelled.values():
            for label, number in values.items():
                gauge.labels(label).set(number)

    now, sources = view.now, view.sources
    show("ready", "1 when /readyz says so.", readiness.ready)
    checks = readiness.checks.items()
    show("check", "1 for each check of /readyz that is ok.", name={name: check.ok for name, check in checks})
    if readiness.counts is not None:
        _show_store(show, readiness.counts, now)
    stale = {one.name: (now - (one.last_good or one.started)).total_seconds() for one in sources}
    about = "Since the last good poll; before the first, since the start."
    show("source_staleness_seconds", about, source=stale)
    trouble = {one.name: float(one.trouble(now) is not None) for one in sources}
    show("source_in_trouble", "1 when `paperboy status` shows a problem.", source=trouble)
    added = {state: sum(kind[state] for kind in view.added_sources.values()) for state in ADDED_STATES}
    show("added_sources", "Sources that people added in Discord, by state.", state=added)
    show("discord_connected", "1 while the gateway is connected.", view.connected)
    latency = view.latency if math.isfinite(view.latency) else 0.0
    show("discord_gateway_latency_seconds", "Of the gateway's last heartbeat.", latency)
    show("discord_guilds", "Servers that the bot is in.", view.servers)
    show("breaker_open", "1 while posting is stopped: too many refused requests.", view.resumes_in > 0)
    return generate_latest(registry)


def _show_store(show: Callable[..., None], counts: StoreCounts, now: datetime) -> None:
    """Show the store's counts, and how late the oldest due alert or message is."""
    show("papers", "Papers stored.", counts.papers)
    show("subscriptions", "Subscriptions stored, paused ones included.", counts.subscriptions)
    show("destinations", "Channels, threads, forums and DMs that alerts go to.", counts.destinations)
    show("destinations_blocked", "Destinations that Discord refuses posts to.", counts.blocked)
    show("alerts", "Alerts stored, by state.", state=counts.alerts)
    show("messages", "Messages stored, by state.", state=counts.messages)
    queued = counts.messages[MessageState.READY] + counts.messages[MessageState.SENDING]
    show("queue_messages", "Messages planned but not posted.", queued)
    late = 0.0 if counts.oldest_due is None else (now - counts.oldest_due).total_seconds()
    about = "How long the oldest due alert or message has been due."
    show("queue_oldest_due_seconds", about, max(0.0, late))
