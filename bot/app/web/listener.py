"""Serve pages to the world, with bounds on what a stranger can make wait."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from aiohttp import web
from typing_extensions import override

from bot.app.web.clients import RateLimit, client_of
from bot.domain.errors import PaperboyError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bot.domain.ports import Observer
    from bot.settings.model import Web

Page: TypeAlias = Callable[[web.BaseRequest, str], Awaitable[web.Response | None]]
Pages: TypeAlias = Mapping[tuple[str, str], Page]
"""Pages by method and first part of the path: `("GET", "feeds")` also answers HEAD.

A page gets the request and the rest of the path: `GET /feeds/abc` calls it with `abc`. None is the 404.
"""

_LIFETIME = 20.0  # seconds of a connection, which carries one request
_TIMEOUT = 10.0  # seconds for an answer
MAX_CONNECTIONS = 256
_MAX_LINE = 4096  # bytes of a request's first line, and of each header
_MAX_BODY = 4096  # bytes

_log = logging.getLogger(__name__)
_silent = logging.getLogger(f"{__name__}.requests")


@asynccontextmanager
async def serve_web(settings: Web, pages: Pages, observer: Observer) -> AsyncGenerator[None]:
    """Serve the pages while the block runs. Raises PaperboyError when the address is not available."""
    _silent.disabled = True  # aiohttp would log bad requests with their addresses, which have secrets
    limit = RateLimit(asyncio.get_running_loop().time)

    async def answer(request: web.BaseRequest) -> web.Response:
        if not limit.allows(client_of(request, behind_proxy=bool(settings.public_url))):
            response = web.Response(status=429, headers={"Retry-After": "60"})
        else:
            response = await _answer(request, pages)
        response.force_close()
        observer.web_answered(response.status)
        return response

    server = _Server(
        answer,
        request_factory=partial(_Request, loop=asyncio.get_running_loop(), client_max_size=_MAX_BODY),
        access_log=None,
        logger=_silent,
        keepalive_timeout=_LIFETIME,
        lingering_time=1.0,
        max_line_size=_MAX_LINE,
        max_field_size=_MAX_LINE,
        auto_decompress=False,
    )
    try:
        listening = await asyncio.get_running_loop().create_server(server, settings.host, settings.port)
    except OSError as error:
        raise PaperboyError(
            f"The web listener cannot listen on {settings.host}:{settings.port} ({error.strerror}): "
            "set PAPERBOY_WEB__PORT to a free port, or 0 to turn it off."
        ) from error
    try:
        yield
    finally:
        listening.close()
        await server.shutdown(1.0)


async def _answer(request: web.BaseRequest, pages: Pages) -> web.Response:
    """Answer by the page, with the same 404 for all that is unknown."""
    name, _, rest = request.path.removeprefix("/").partition("/")
    page = pages.get(("GET" if request.method == "HEAD" else request.method, name))
    try:
        async with asyncio.timeout(_TIMEOUT):
            found = page and await page(request, rest)
    except web.HTTPException as refused:  # of aiohttp, for a body that is too long
        return web.Response(status=refused.status)
    except (PaperboyError, TimeoutError) as error:
        _log.warning("A request to %s could not be answered: %s", name, str(error) or "it took too long.")
        return web.Response(status=503, headers={"Retry-After": "60"})
    except Exception:  # noqa: BLE001 - the edge: the log gets the cause, the stranger nothing
        _log.exception("A request to %s could not be answered.", name)
        return web.Response(status=500)
    return web.Response(status=404) if found is None else found


class _Request(web.BaseRequest):
    """A request whose answer does not name the server."""

    @override
    async def _prepare_hook(self, response: web.StreamResponse) -> None:
        response.headers.popall("Server", None)


class _Server(web.Server):
    """A server whose connections are bounded in number and in time; the oldest one ends for a new one."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - aiohttp's own
        super().__init__(*args, **options)
        self._open: dict[web.RequestHandler, tuple[asyncio.Transport, asyncio.TimerHandle]] = {}

    @override
    def connection_made(self, handler: web.RequestHandler, transport: asyncio.Transport) -> None:
        super().connection_made(handler, transport)
        if len(self._open) >= MAX_CONNECTIONS:
            oldest, timer = self._open.pop(next(iter(self._open)))
            timer.cancel()
            oldest.abort()
        self._open[handler] = transport, asyncio.get_running_loop().call_later(_LIFETIME, transport.abort)

    @override
    def connection_lost(self, handler: web.RequestHandler, exc: BaseException | None = None) -> None:
        super().connection_lost(handler, exc)
        if ended := self._open.pop(handler, None):
            ended[1].cancel()
