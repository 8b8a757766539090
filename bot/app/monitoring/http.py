"""What container platforms and monitoring ask for: /livez, /readyz and /metrics."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from aiohttp import web

from bot.domain.errors import PaperboyError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping

    from bot.app.monitoring.readiness import Readiness

_EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"


@asynccontextmanager
async def serve_health(
    host: str,
    port: int,
    readiness: Callable[[], Awaitable[Readiness]],
    metrics: Callable[[], Awaitable[bytes]],
    status: Callable[[], Mapping[str, object]],
) -> AsyncGenerator[None]:
    """Serve the endpoints while the block runs.

    /livez is 200 while the event loop turns. /readyz is 200 or 503 with the checks of `readiness` as JSON.
    /metrics is what `metrics` gives, in Prometheus' text format; /status is what `status` gives, as JSON. Raises
    PaperboyError when the address cannot be had.
    """

    async def livez(_request: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def readyz(_request: web.Request) -> web.Response:
        found = await readiness()
        return web.json_response(found.body(), status=200 if found.ready else 503)

    async def exposition(_request: web.Request) -> web.Response:
        return web.Response(body=await metrics(), headers={"Content-Type": _EXPOSITION})

    async def facts(_request: web.Request) -> web.Response:
        return web.json_response(status())

    app = web.Application()
    pages = {"/livez": livez, "/readyz": readyz, "/metrics": exposition, "/status": facts}
    app.add_routes([web.get(path, page) for path, page in pages.items()])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        await runner.cleanup()
        raise PaperboyError(
            f"The health endpoint cannot listen on {host}:{port} ({error.strerror}): "
            "set PAPERBOY_HEALTH__PORT to a free port, or to 0 to switch it off."
        ) from error
    try:
        yield
    finally:
        await runner.cleanup()
