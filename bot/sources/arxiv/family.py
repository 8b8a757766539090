"""How arXiv is built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sources.arxiv.lookup import ArxivLookup
from bot.sources.arxiv.spec import SPEC
from bot.sources.family import Family, Sources
from bot.sources.http.fetcher import Fetcher, Limits
from bot.sources.http.pace import Pace

if TYPE_CHECKING:
    import aiohttp

    from bot.domain.ports import SourceSpec
    from bot.sources.family import SourceSettings

_BETWEEN_REQUESTS = 3.0  # seconds, for all of them together: info.arxiv.org/help/api/tou.html
_LARGEST = 16 * 1024 * 1024  # bytes; a day of 2,000 papers has 5 MB


def _active(settings: SourceSettings) -> tuple[SourceSpec, ...]:
    return (SPEC,) if settings.arxiv.categories else ()


def _build(settings: SourceSettings, session: aiohttp.ClientSession) -> Sources:
    section = settings.arxiv
    limits = Limits(total=section.timeout, body=_LARGEST, cached=_LARGEST)
    fetcher = Fetcher(session, limits=limits, pace=Pace(_BETWEEN_REQUESTS))
    lookups = (ArxivLookup(fetcher, section.api_url),)
    if not section.categories:
        return Sources((), lookups)
    from bot.sources.arxiv.source import Arxiv

    return Sources((Arxiv(fetcher, section.categories, section.url, section.api_url),), lookups)


FAMILY = Family(known=lambda _: (SPEC,), active=_active, build=_build)
