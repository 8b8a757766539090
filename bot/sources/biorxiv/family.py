"""How bioRxiv and medRxiv are built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sources.biorxiv.lookup import BiorxivLookup
from bot.sources.biorxiv.spec import BIORXIV, MEDRXIV
from bot.sources.family import Family, Sources
from bot.sources.http.fetcher import Fetcher, Limits
from bot.sources.http.pace import Pace

if TYPE_CHECKING:
    from collections.abc import Iterator

    import aiohttp

    from bot.domain.ports import PaperLookup, Source, SourceSpec
    from bot.sources.family import PreprintSettings, SourceSettings

_BETWEEN_REQUESTS = 0.5  # seconds, for both servers together: no limit is known, and a day has ten pages


def _sections(settings: SourceSettings) -> Iterator[tuple[SourceSpec, PreprintSettings]]:
    yield BIORXIV, settings.biorxiv
    yield MEDRXIV, settings.medrxiv


def _active(settings: SourceSettings) -> tuple[SourceSpec, ...]:
    return tuple(spec for spec, section in _sections(settings) if section.subjects)


def _build(settings: SourceSettings, session: aiohttp.ClientSession) -> Sources:
    pace = Pace(_BETWEEN_REQUESTS)
    polled: list[Source] = []
    lookups: list[PaperLookup] = []
    for spec, section in _sections(settings):
        fetcher = Fetcher(session, limits=Limits(total=section.timeout), pace=pace)
        lookups.append(BiorxivLookup(spec, fetcher, section.url))
        if section.subjects:
            from bot.sources.biorxiv.source import Biorxiv

            polled.append(Biorxiv(spec, fetcher, section.subjects, section.url))
    return Sources(tuple(polled), tuple(lookups))


FAMILY = Family(known=lambda _: (BIORXIV, MEDRXIV), active=_active, build=_build)
