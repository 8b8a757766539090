"""The catalogue of all sources: a host's are in `SourceSettings`, those that people add in `ADDED_KINDS`."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from pydantic import Field

from bot.domain.ports.catalogue import Catalogue
from bot.sources.arxiv import settings as arxiv_settings
from bot.sources.biorxiv.settings import Biorxiv, Medrxiv
from bot.sources.conferences import added as conferences
from bot.sources.crossref import settings as crossref_settings
from bot.sources.feeds import settings as feed_settings
from bot.sources.huggingface.settings import HuggingFace
from bot.sources.pubmed import settings as pubmed_settings
from bot.sources.settings.added import AddedKinds
from bot.sources.settings.section import Section
from bot.sources.settings.table import Resources, Sources, SourceTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import aiohttp

    from bot.domain.ports import PaperLookup, Source
    from bot.sources.http.fetcher import Fetcher

ADDED_KINDS = (
    feed_settings.KIND,
    arxiv_settings.KIND,
    pubmed_settings.KIND,
    crossref_settings.KIND,
    conferences.KIND,
)
"""The kinds of source that people can add in Discord."""


class SourceSettings(Section):
    """The tables of settings for sources, by name."""

    huggingface: HuggingFace = HuggingFace()
    arxiv: arxiv_settings.Arxiv = arxiv_settings.Arxiv()
    biorxiv: Biorxiv = Biorxiv()
    medrxiv: Medrxiv = Medrxiv()
    pubmed: pubmed_settings.Pubmed = pubmed_settings.Pubmed()
    preprints: tuple[crossref_settings.Preprints, ...] = Field(default=(), max_length=20)
    feeds: tuple[feed_settings.Feed, ...] = Field(default=(), max_length=100)


def _tables(settings: SourceSettings) -> Iterator[SourceTable]:
    for name in SourceSettings.model_fields:
        found: SourceTable | tuple[SourceTable, ...] = getattr(settings, name)
        yield from found if isinstance(found, tuple) else (found,)


def build_all(
    settings: SourceSettings, session: aiohttp.ClientSession, strangers: Fetcher | None = None
) -> Sources:
    """Build the enabled sources and the lookups of all known ones, sharing one HTTP session.

    `strangers` fetches addresses that people add; without it they can add no sources.

    Call this once per process: sources share a request pace only if they are built together.
    """
    tables = tuple(_tables(settings))
    resources = Resources(session, tables, strangers)
    built = [(table.is_enabled, table.build(resources)) for table in tables]
    return Sources(
        polled=tuple(source for enabled, source in built if enabled),
        lookups=tuple(cast("PaperLookup", source) for _, source in built if source.spec.lookup_pattern),
        kinds=AddedKinds(ADDED_KINDS, resources) if strangers else None,
    )


def catalogue_of(settings: SourceSettings, sources: Iterable[Source] | None = None) -> Catalogue:
    """Return all known sources. Active are those in `sources`, or by default the enabled ones."""
    tables = list(_tables(settings))
    active = [one.spec for one in (filter(lambda table: table.is_enabled, tables) if sources is None else sources)]
    return Catalogue((*(table.spec for table in tables), *active), [spec.name for spec in active])
