"""The settings of a feed, and the source built from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field
from typing_extensions import override

from bot.sources.http.url_secrets import logged_secrets_of
from bot.sources.settings.section import split_url
from bot.sources.settings.table import SourceTable, Web, stream_spec

if TYPE_CHECKING:
    from bot.domain.ports import Source, SourceSpec

COLOUR = 0xF26522
# Names of groups of sources.
_RESERVED_NAMES = frozenset({"lists", "list", "thelists", "trending", "all", "everything"})


def _name(value: str) -> str:
    if value.replace("-", "") in _RESERVED_NAMES:
        raise ValueError("is the name of another source")
    return value


def _url(value: str) -> str:
    """Validate a URL, which may have a query. Raises ValueError."""
    split_url(value, "http", "https")
    return value


class Feed(SourceTable):
    """The settings of one feed. Its papers store `name`, people see `title` ("": the name)."""

    name: Annotated[
        str,
        Field(pattern=r"^[a-z0-9][a-z0-9-]{0,30}$"),
        AfterValidator(_name),
        "a short name of its own, of small letters, digits and hyphens, that never changes",
    ]
    url: Annotated[str, AfterValidator(_url), "an address like https://host/feed.xml"]
    title: Annotated[
        str, Field(max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$"), "a text of at most 60 characters"
    ] = ""

    @override
    def secrets(self) -> tuple[str, ...]:
        return logged_secrets_of(self.url)

    @property
    @override
    def spec(self) -> SourceSpec:
        return stream_spec(self.name, self.title or self.name, COLOUR)

    @override
    def build(self, web: Web) -> Source:
        from yarl import URL

        from bot.sources.feeds.parse import MAX_BODY_BYTES
        from bot.sources.feeds.source import FeedSource
        from bot.sources.http.fetcher import Fetcher

        return FeedSource(self.spec, Fetcher(web.session, max_bytes=MAX_BODY_BYTES), URL(self.url))
