"""What container platforms and monitoring ask for: /livez, /readyz and /metrics."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from aiohttp import web

from bot.app.monitoring.monitor import page, watching
from bot.app.monitoring.overview import check_readiness
from bot.domain.errors import PaperboyError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Mapping

    from bot.app.monitoring.metrics import Metrics
    from bot.app.monitoring.overview import Overview
    from bot.settings.model import Health

_EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"


@asynccontextmanager
async def serve_health(
    health: Health, metrics: Metrics, view: Callable[[], Overview], status: Callable[[], Mapping[str, object]]
) -> AsyncGenerator[None]:
    """Measure, and serve the endpoints, while the block runs.

    /livez is 200 while the event loop turns. /readyz is 200 or 503 with the checks of the `view` as JSON. /metrics
    is in Prometheus' text format; /status is what `status` gives, as JSON. Raises PaperboyError when the address
    cannot be had.
    """

    async def livez(_request: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def readyz(_request: web.Request) -> web.Response:
        found = await check_readiness(view())
        return web.json_response(found.body(), status=200 if found.ready else 503)

    async def exposition(_request: web.Request) -> web.Response:
        return web.Response(body=await page(metrics, view()), headers={"Content-Type": _EXPOSITION})

    async def facts(_request: web.Request) -> web.Response:
        return web.json_response(status())

    app = web.Application()
    pages = {"/livez": livez, "/readyz": readyz, "/metrics": exposition, "/status": facts}
    app.add_routes([web.get(path, page) for path, page in pages.items()])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, health.host, health.port).start()
    except OSError as error:
        await runner.cleanup()
        raise PaperboyError(
            f"The health endpoint cannot listen on {health.host}:{health.port} ({error.strerror}): "
            "set PAPERBOY_HEALTH__PORT to a free port, or to 0 to switch it off."
        ) from error
    try:
        async with watching(metrics):
            yield
    finally:
        await runner.cleanup()
