"""A listening port that can be shut and opened again, so that clients meet "connection refused"."""

from aiohttp import web
from aiohttp.web_runner import AppRunner

_HOST = "127.0.0.1"


class Door:
    """One port of a server; the first opening chooses it."""

    def __init__(self, runner: AppRunner):
        self._runner = runner
        self._site: web.TCPSite | None = None
        self._port = 0

    async def open(self):
        """Listen."""
        self._site = web.TCPSite(self._runner, _HOST, self._port, reuse_address=True)
        await self._site.start()
        self._port = self._site.port

    async def shut(self):
        """Listen no more; connections that exist go on."""
        if self._site is not None:
            await self._site.stop()
            self._site = None

    def url(self, scheme: str) -> str:
        """The address without a path."""
        return f"{scheme}://{_HOST}:{self._port}"
