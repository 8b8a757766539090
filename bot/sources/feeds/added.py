"""Feeds that people add in Discord, by their address."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING, cast

from bot.domain.added_source import AddedSource
from bot.domain.errors import MistakeError, SourceError
from bot.language.translating import gettext
from bot.sources.feeds.settings import COLOUR, Feed
from bot.sources.settings.added import MAX_TYPED_LENGTH, AddedKind
from bot.sources.settings.table import Web, stream_spec
from bot.text.safe import clean, clip, safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.domain.ports import StreamSource
    from bot.sources.feeds.discovery import NamedFeed
    from bot.sources.http.fetcher import Fetcher

_MAX_ADDRESS_LENGTH = MAX_TYPED_LENGTH
_TITLE_LENGTH = 60


def _read(text: str) -> AddedSource:
    from bot.sources.http.public_addresses import web_url

    url = web_url(text, _MAX_ADDRESS_LENGTH)
    address = str(url)
    name = f"feed-{blake2b(address.encode(), digest_size=6).hexdigest()}"
    title = clip(clean(f"{url.host}{url.path}").rstrip("/"), _TITLE_LENGTH)  # never the query: it may be a secret
    return AddedSource(name=name, address=address, title=title)


def _build(source: AddedSource, web: Web) -> StreamSource:
    from yarl import URL

    from bot.sources.feeds.source import FeedSource

    return FeedSource(stream_spec(source.name, source.title, COLOUR), _strangers(web), URL(source.address))


async def _look(source: AddedSource, web: Web, *, follow: bool = True) -> tuple[AddedSource, ...]:
    """Return the feed under its own title, or those that a web page names. Raises MistakeError and SourceError."""
    from yarl import URL

    from bot.sources.feeds.discovery import feeds_in_page
    from bot.sources.feeds.parse import feed_title
    from bot.sources.feeds.source import ACCEPT

    url = URL(source.address)
    for table in web.tables:
        if isinstance(table, Feed) and URL(table.url) == url:  # its papers would have two identities
            raise MistakeError(
                gettext("{source} is already available here.", source=safe(table.spec.title, _TITLE_LENGTH))
            )
    answer = await _strangers(web).get(url, accept=ACCEPT)
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
        return tuple(feeds) if len(feeds) > 1 else await _look(feeds[0], web, follow=False)
    return (_titled(source, title),)


def _readable(named: Iterable[NamedFeed]) -> Iterator[AddedSource]:
    for feed in named:
        with suppress(ValueError):
            yield _titled(_read(feed.address), feed.title)


def _titled(source: AddedSource, title: str) -> AddedSource:
    from bot.sources.bodies.markup import plain_text

    return replace(source, title=clip(clean(plain_text(title)), _TITLE_LENGTH) or source.title)


def _strangers(web: Web) -> Fetcher:
    return cast("Fetcher", web.strangers)  # kinds are only built with one


KIND = AddedKind("feed", _read, _build, "https://www.nature.com/nature.rss", look=_look)
