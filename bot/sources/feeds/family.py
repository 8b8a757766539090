"""Feeds, built from the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yarl import URL

from bot.sources.family import Family, Sources
from bot.sources.http.fetcher import Fetcher, Limits

if TYPE_CHECKING:
    import aiohttp

    from bot.domain.ports import SourceSpec
    from bot.sources.family import SourceSettings


def _specs(settings: SourceSettings) -> tuple[SourceSpec, ...]:
    if not settings.feeds:
        return ()
    from bot.sources.feeds.source import feed_spec

    return tuple(feed_spec(feed.name, feed.title) for feed in settings.feeds)


def _build(settings: SourceSettings, session: aiohttp.ClientSession) -> Sources:
    if not settings.feeds:
        return Sources()
    from bot.sources.feeds.parse import LARGEST
    from bot.sources.feeds.source import FeedSource, feed_spec

    limits = Limits(body=LARGEST, cached=0)  # what was seen is remembered with the papers
    return Sources(
        tuple(
            FeedSource(feed_spec(feed.name, feed.title), Fetcher(session, limits=limits), URL(feed.url))
            for feed in settings.feeds
        )
    )


FAMILY = Family(known=_specs, active=_specs, build=_build)
