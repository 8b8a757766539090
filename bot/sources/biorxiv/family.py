"""How bioRxiv and medRxiv are built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sources.biorxiv.source import BIORXIV, MEDRXIV, Biorxiv
from bot.sources.family import Family
from bot.sources.http.fetcher import Fetcher, Limits
from bot.sources.http.pace import Pace

if TYPE_CHECKING:
    from collections.abc import Iterator

    import aiohttp

    from bot.domain.ports import Source, SourceSpec
    from bot.sources.family import PreprintSettings, SourceSettings

_BETWEEN_REQUESTS = 0.5  # seconds, for both servers together: no limit is known, and a day has ten pages


def _sections(settings: SourceSettings) -> Iterator[tuple[SourceSpec, PreprintSettings]]:
    """Those that are switched on."""
    for spec, section in ((BIORXIV, settings.biorxiv), (MEDRXIV, settings.medrxiv)):
        if section.subjects:
            yield spec, section


def _build(settings: SourceSettings, session: aiohttp.ClientSession) -> tuple[Source, ...]:
    pace = Pace(_BETWEEN_REQUESTS)
    return tuple(
        Biorxiv(
            spec,
            Fetcher(session, limits=Limits(total=section.timeout), pace=pace),
            section.subjects,
            section.url,
        )
        for spec, section in _sections(settings)
    )


FAMILY = Family(
    known=lambda _: (BIORXIV, MEDRXIV),
    active=lambda settings: tuple(spec for spec, _ in _sections(settings)),
    build=_build,
)
