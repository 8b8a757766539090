"""The health endpoints for container platforms: /livez and /readyz."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from aiohttp import web

from bot.domain.errors import PaperboyError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable


@asynccontextmanager
async def serve_health(host: str, port: int, not_ready: Callable[[], str | None]) -> AsyncGenerator[None]:
    """Serve the endpoints while the block runs; port 0 serves nothing.

    /livez is 200 while the event loop turns; /readyz is 200 or 503 with what `not_ready` says. Raises
    PaperboyError when the address cannot be had.
    """
    if port == 0:
        yield
        return

    async def livez(_request: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def readyz(_request: web.Request) -> web.Response:
        reason = not_ready()
        return web.Response(text=f"{reason or 'ready'}\n", status=503 if reason else 200)

    app = web.Application()
    app.add_routes([web.get("/livez", livez), web.get("/readyz", readyz)])
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
