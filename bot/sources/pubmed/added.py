"""PubMed searches that people add in Discord, such as `pubmed:crispr AND liver`."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from bot.domain.added_source import AddedSource
from bot.language.translating import gettext
from bot.sources.pubmed.settings import COLOUR, MAX_SEARCH_LENGTH, Pubmed
from bot.sources.settings.added import AddedKind
from bot.sources.settings.table import Web, stream_spec
from bot.text.safe import clip

if TYPE_CHECKING:
    from bot.domain.ports import StreamSource

_EXAMPLE = "pubmed:crispr AND liver"
_TITLE_LENGTH = 60  # characters


def _read(text: str) -> AddedSource:
    search = " ".join(text.split())
    if not 0 < len(search) <= MAX_SEARCH_LENGTH:
        # NOTE: {example} is what people type: a prefix and a PubMed search
        sentence = gettext(
            "Type a PubMed search of up to {number} characters, for example {example}.",
            number=MAX_SEARCH_LENGTH,
            example=f"`{_EXAMPLE}`",
        )
        raise ValueError(sentence)
    digest = hashlib.blake2b(search.encode(errors="replace"), digest_size=6).hexdigest()
    return AddedSource(
        name=f"pubmed-{digest}", address=f"pubmed:{search}", title=clip(f"PubMed: {search}", _TITLE_LENGTH)
    )


def _build(source: AddedSource, web: Web) -> StreamSource:
    return web.table(Pubmed).stream(
        stream_spec(source.name, source.title, COLOUR), source.address.partition(":")[2], web
    )


KIND = AddedKind(
    "pubmed",
    _read,
    _build,
    _EXAMPLE,
    also_typed=(r"pubmed\.ncbi\.nlm\.nih\.gov/\?(?:[^#]*&)?term=([^&#]+).*",),
)
