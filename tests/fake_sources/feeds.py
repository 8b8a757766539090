"""Feeds on loopback: any bodies at any paths, recorded or made, with validators."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

from aiohttp import web

from tests.fake_sources.server import LoopbackServer, with_validators


@dataclass(frozen=True)
class Post:
    """An item of an RSS feed; what is None or empty is left out."""

    title: str | None = "On a matter of some importance"
    link: str | None = "https://lab.example/posts/1"
    guid: str | None = None
    date: datetime | str | None = None
    about: str | None = "We study a matter."
    doi: str | None = None

    def rss(self) -> str:
        parts = (
            ("title", self.title),
            ("link", self.link),
            ("guid", self.guid),
            ("pubDate", format_datetime(self.date) if isinstance(self.date, datetime) else self.date),
            ("description", self.about),
            ("doi", self.doi),
        )
        return f"<item>{''.join(f'<{tag}>{escape(text)}</{tag}>' for tag, text in parts if text)}</item>"


def rss(posts: Iterable[Post]) -> bytes:
    """RSS 2.0 of some posts."""
    items = "".join(post.rss() for post in posts)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Lab</title>{items}</channel></rss>'.encode()


class LoopbackFeeds(LoopbackServer):
    """Serves what was `put`."""

    def __init__(self, *, port: int = 0):
        super().__init__(port=port)
        self._bodies: dict[str, tuple[bytes, str]] = {}

    def put(self, path: str, body: bytes, kind: str = "application/rss+xml") -> str:
        """Serve a body at a path from now on; its address."""
        self._bodies[path.removeprefix("/")] = (body, kind)
        return f"{self.url}/{path.removeprefix('/')}"

    async def answer(self, request: web.Request) -> web.StreamResponse:
        found = self._bodies.get(request.match_info["path"])
        if found is None:
            return web.Response(status=404, text="<html>not found</html>", content_type="text/html")
        body, kind = found
        return with_validators(request, body, kind)
