"""Every source's table of settings, in one place: a new source is a new line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from bot.domain.ports.catalogue import Catalogue
from bot.sources.arxiv.settings import Arxiv
from bot.sources.biorxiv.settings import Biorxiv, Medrxiv
from bot.sources.feeds.settings import Feed
from bot.sources.huggingface.settings import HuggingFace
from bot.sources.tables.section import Section
from bot.sources.tables.table import Sources, SourceTable, Web

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import aiohttp

    from bot.domain.ports import Source


class SourceSettings(Section):
    """The tables of the settings that are about sources, by their names."""

    huggingface: HuggingFace = HuggingFace()
    arxiv: Arxiv = Arxiv()
    biorxiv: Biorxiv = Biorxiv()
    medrxiv: Medrxiv = Medrxiv()
    feeds: tuple[Feed, ...] = Field(default=(), max_length=100)


def _tables(settings: SourceSettings) -> Iterator[SourceTable]:
    for name in SourceSettings.model_fields:
        found: SourceTable | tuple[SourceTable, ...] = getattr(settings, name)
        yield from found if isinstance(found, tuple) else (found,)


def build_all(settings: SourceSettings, session: aiohttp.ClientSession) -> Sources:
    """The sources that the settings ask for, and the look-ups of all that are known, sharing one HTTP session.

    Built once for a process: a source's pace holds for what was built together.
    """
    web = Web(session)
    built = [table.build(web) for table in _tables(settings)]
    return Sources(
        polled=tuple(source for some in built for source in some.polled),
        lookups=tuple(lookup for some in built for lookup in some.lookups),
    )


def catalogue_of(settings: SourceSettings, sources: Iterable[Source] | None = None) -> Catalogue:
    """All sources that have a name; those in `sources`, or else those that the settings ask for, are active."""
    tables = list(_tables(settings))
    active = [one.spec for one in (filter(lambda table: table.chosen, tables) if sources is None else sources)]
    return Catalogue((*(table.spec for table in tables), *active), [spec.name for spec in active])
