"""Every kind of source, in one table: a new one is a new row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.ports.catalogue import Catalogue
from bot.sources import arxiv, biorxiv, feeds, huggingface
from bot.sources.family import Sources

if TYPE_CHECKING:
    from collections.abc import Iterable

    import aiohttp

    from bot.domain.ports import Source
    from bot.sources.family import Family, SourceSettings

FAMILIES: tuple[Family, ...] = (huggingface.FAMILY, arxiv.FAMILY, biorxiv.FAMILY, feeds.FAMILY)


def build_all(settings: SourceSettings, session: aiohttp.ClientSession) -> Sources:
    """The sources that the settings ask for, and the look-ups of all that are known, sharing one HTTP session.

    Built once for a process: a source's pace holds for what was built together.
    """
    built = [family.build(settings, session) for family in FAMILIES]
    return Sources(
        polled=tuple(source for some in built for source in some.polled),
        lookups=tuple(lookup for some in built for lookup in some.lookups),
    )


def build_sources(settings: SourceSettings, session: aiohttp.ClientSession) -> tuple[Source, ...]:
    """The sources that the settings ask for, for who only reads them."""
    return build_all(settings, session).polled


def catalogue_of(settings: SourceSettings, sources: Iterable[Source] | None = None) -> Catalogue:
    """All sources that have a name; those in `sources`, or else those that the settings ask for, are active."""
    if sources is None:
        active = [spec for family in FAMILIES for spec in family.active(settings)]
    else:
        active = [source.spec for source in sources]
    known = [spec for family in FAMILIES for spec in family.known(settings)]
    return Catalogue((*known, *active), [spec.name for spec in active])
