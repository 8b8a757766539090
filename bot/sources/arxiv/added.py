"""Categories of arXiv that people add in Discord: `arxiv:cs.CL`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.domain.added_source import AddedSource
from bot.language.translating import gettext
from bot.sources.arxiv.settings import CATEGORIES, SPEC, Arxiv
from bot.sources.settings.added import AddedKind

if TYPE_CHECKING:
    from bot.domain.ports import StreamSource
    from bot.sources.settings.table import Web


def _read(text: str) -> AddedSource:
    category = CATEGORIES.get(text.casefold())
    if category is None:
        # NOTE: a whole sentence: arXiv is written so
        raise ValueError(gettext("arXiv has no such category. An example is `arxiv:cs.CL`."))
    name = f"arxiv-{category.lower().replace('.', '-')}"
    return AddedSource(name=name, address=f"arxiv:{category}", title=f"arXiv {category}")


def _build(source: AddedSource, web: Web) -> StreamSource:
    spec = replace(SPEC, name=source.name, title=source.title, lookup_pattern="")
    return web.table(Arxiv).build_some(web, spec, (source.address.partition(":")[2],))


_NAME = rf"((?:{'|'.join(SPEC.categories)})(?:\.[a-z-]{{2,12}})?)"
KIND: Final = AddedKind(
    "arxiv",
    _read,
    _build,
    "arxiv:cs.CL",
    also_typed=(
        rf"(?:arxiv[\s:./-]*)?{_NAME}",
        rf"arxiv\.org/(?:list|archive)/{_NAME}(?:[/?#].*)?",
        rf"(?:rss|export|rss\.export)\.arxiv\.org/(?:rss|atom)/{_NAME}",
    ),
)
