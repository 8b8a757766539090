"""The settings of a feed, and the source built from them; feeds that people add in Discord, by their address."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Annotated, cast

from pydantic import AfterValidator, Field
from typing_extensions import override

from bot.domain.added_source import AddedSource
from bot.domain.errors import MistakeError, SourceError
from bot.language.translating import gettext
from bot.sources.http.url_secrets import logged_secrets_of
from bot.sources.settings.added import MAX_TYPED_LENGTH, AddedKind
from bot.sources.settings.section import split_url
from bot.sources.settings.table import Resources, SourceTable, stream_spec
from bot.text.safe import clean, clip, safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.domain.ports import SourceSpec, StreamSource
    from bot.sources.feeds.discovery import NamedFeed
    from bot.sources.http.fetcher import Fetcher

_COLOUR = 0xF26522
_TITLE_LENGTH = 60  # characters
# Words for groups of sources, as `GROUP_WORDS` of the subscriptions has them: that folder is not imported here
_RESERVED_NAMES = frozenset({"lists", "list", "thelists", "trending", "all", "everything"})


def _name(value: str) -> str:
    if value.replace("-", "") in _RESERVED_NAMES:
        raise ValueError("stands for a group of sources")
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
        str, Field(max_length=_TITLE_LENGTH, pattern=r"^[^\x00-\x1f\x7f]*$"), "a text of at most 60 characters"
    ] = ""

    @override
    def secrets(self) -> tuple[str, ...]:
        return logged_secrets_of(self.url)

    @property
    @override
    def spec(self) -> SourceSpec:
        return stream_spec(self.name, self.title or self.name, _COLOUR)

    @override
    def build(self, resources: Resources) -> StreamSource:
        from yarl import URL

        from bot.sources.feeds.parse import MAX_BODY_BYTES
        from bot.sources.feeds.source import FeedSource
        from bot.sources.http.fetcher import Fetcher

        return FeedSource(self.spec, Fetcher(resources.session, max_bytes=MAX_BODY_BYTES), URL(self.url))


def _read(text: str) -> AddedSource:
    from bot.sources.http.public_addresses import web_url

    url = web_url(text, MAX_TYPED_LENGTH)
    address = str(url)
    name = f"feed-{blake2b(address.encode(), digest_size=6).hexdigest()}"
    title = clip(clean(f"{url.host}{url.path}").rstrip("/"), _TITLE_LENGTH)  # never the query: it may be a secret
    return AddedSource(name=name, address=address, title=title)


def _build(source: AddedSource, resources: Resources) -> StreamSource:
    from yarl import URL

    from bot.sources.feeds.source import FeedSource

    return FeedSource(
        stream_spec(source.name, source.title, _COLOUR), cast("Fetcher", resources.strangers), URL(source.address)
    )


async def _look(source: AddedSource, resources: Resources, *, follow: bool = True) -> tuple[AddedSource, ...]:
    """Return the feed under its own title, or with `follow` those that a web page names.

    Raises MistakeError and SourceError.
    """
    from yarl import URL

    from bot.sources.feeds.discovery import feeds_in_page
    from bot.sources.feeds.parse import feed_title
    from bot.sources.feeds.source import ACCEPT

    url = URL(source.address)
    for table in resources.tables:
        if isinstance(table, Feed) and URL(table.url) == url:  # its papers would have two identities
            raise MistakeError(
                gettext("{source} is already available here.", source=safe(table.spec.title, _TITLE_LENGTH))
            )
    answer = await cast("Fetcher", resources.strangers).get(url, accept=ACCEPT)
    try:
        title = await asyncio.to_thread(feed_title, answer.body, url.host or "", answer.charset)
    except SourceError as error:
        named = await asyncio.to_thread(feeds_in_page, answer.body, answer.url) if follow else ()
        feeds = list(_readable(named))
        if not feeds:
            text = gettext(
                "There is no feed at that address. Look for RSS on the site, or type the journal's name."
            )
            raise MistakeError(text) from error
        return tuple(feeds) if len(feeds) > 1 else await _look(feeds[0], resources, follow=False)
    return (_titled(source, title),)


def _readable(named: Iterable[NamedFeed]) -> Iterator[AddedSource]:
    for feed in named:
        with suppress(ValueError):
            yield _titled(_read(feed.address), feed.title)


def _titled(source: AddedSource, title: str) -> AddedSource:
    from bot.sources.bodies.markup import plain_text

    return replace(source, title=clip(clean(plain_text(title)), _TITLE_LENGTH) or source.title)


KIND = AddedKind("feed", _read, _build, "https://www.nature.com/nature.rss", look=_look)
