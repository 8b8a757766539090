"""Categories of arXiv that people add in Discord: `arxiv:cs.CL`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.domain.added_source import AddedSource
from bot.language.translating import gettext
from bot.sources.arxiv.settings import SPEC, Arxiv
from bot.sources.settings.added import AddedKind

if TYPE_CHECKING:
    from bot.domain.ports import StreamSource
    from bot.sources.settings.table import Web

_CATEGORY = re.compile(r"([a-z-]{2,8})(?:\.([a-z-]{2,12}))?")
_CODE_LENGTH = 2  # of a subject in capital letters: cs.CL, but physics.optics


def _read(text: str) -> AddedSource:
    found = _CATEGORY.fullmatch(text.lower())
    if found is None or found[1] not in SPEC.categories:
        # NOTE: a whole sentence: arXiv is written so
        raise ValueError(gettext("arXiv has no such category. An example is `arxiv:cs.CL`."))
    archive, subject = found.groups()
    category = archive
    if subject:
        category += f".{subject.upper() if len(subject) == _CODE_LENGTH else subject}"
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
    also=(
        rf"(?:arxiv[\s:./-]*)?{_NAME}",
        rf"arxiv\.org/(?:list|archive)/{_NAME}(?:[/?#].*)?",
        rf"(?:rss|export|rss\.export)\.arxiv\.org/(?:rss|atom)/{_NAME}",
    ),
)
