"""Feeds that people add in Discord, by their address."""

from __future__ import annotations

from contextlib import suppress
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from bot.domain.added_source import AddedSource
from bot.language.translating import gettext
from bot.sources.feeds.settings import spec_of
from bot.sources.settings.added import AddedKind
from bot.sources.settings.section import split_url
from bot.text.safe import clean, clip

if TYPE_CHECKING:
    from bot.domain.ports import StreamSource
    from bot.sources.settings.table import Web

_MAX_ADDRESS_LENGTH = 1_000
_TITLE_LENGTH = 60
_TIMEOUT = 20.0  # seconds


def _read(text: str) -> AddedSource:
    from yarl import URL

    url = None
    with suppress(ValueError):
        split_url(text, "http", "https")
        url = URL(text).with_fragment(None)
    if url is None or len(text) > _MAX_ADDRESS_LENGTH:
        raise ValueError(gettext("That is not the address of a feed."))
    address = str(url)
    name = f"feed-{blake2b(address.encode(), digest_size=6).hexdigest()}"
    title = clip(clean(f"{url.host}{url.path}").rstrip("/"), _TITLE_LENGTH)  # never the query: it may be a secret
    return AddedSource(name=name, address=address, title=title)


def _build(source: AddedSource, web: Web) -> StreamSource:
    from yarl import URL

    from bot.sources.feeds.parse import MAX_BODY_BYTES
    from bot.sources.feeds.source import FeedSource
    from bot.sources.http.fetcher import Fetcher

    url = URL(source.address)
    pace = web.pace(url.host or "", 0.0)  # one request at a time
    fetcher = Fetcher(web.strangers, timeout=_TIMEOUT, max_bytes=MAX_BODY_BYTES, pace=pace)
    return FeedSource(spec_of(source.name, source.title), fetcher, url)


KIND: Final = AddedKind("feed", _read, _build, "https://www.nature.com/nature.rss")
