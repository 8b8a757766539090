"""Feeds that people add in Discord, by their address."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Final, cast

from bot.domain.added_source import AddedSource
from bot.sources.feeds.settings import spec_of
from bot.sources.settings.added import AddedKind
from bot.text.safe import clean, clip

if TYPE_CHECKING:
    from bot.domain.ports import StreamSource
    from bot.sources.http.fetcher import Fetcher
    from bot.sources.settings.table import Web

_MAX_ADDRESS_LENGTH = 1_000
_TITLE_LENGTH = 60


def _read(text: str) -> AddedSource:
    from bot.sources.http.strangers import web_url

    url = web_url(text, _MAX_ADDRESS_LENGTH)
    address = str(url)
    name = f"feed-{blake2b(address.encode(), digest_size=6).hexdigest()}"
    title = clip(clean(f"{url.host}{url.path}").rstrip("/"), _TITLE_LENGTH)  # never the query: it may be a secret
    return AddedSource(name=name, address=address, title=title)


def _build(source: AddedSource, web: Web) -> StreamSource:
    from yarl import URL

    from bot.sources.feeds.source import FeedSource

    strangers = cast("Fetcher", web.strangers)  # kinds are only built with one
    return FeedSource(spec_of(source.name, source.title), strangers, URL(source.address))


KIND: Final = AddedKind("feed", _read, _build, "https://www.nature.com/nature.rss")
