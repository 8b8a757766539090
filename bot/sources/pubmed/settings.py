"""PubMed: its fixed facts, its settings, and the sources built from them.

People add searches in Discord, such as `pubmed:crispr AND liver`.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Annotated

from pydantic import Field
from typing_extensions import override

from bot.domain.added_source import AddedSource
from bot.language.translating import gettext
from bot.sources.settings.added import AddedKind
from bot.sources.settings.section import HttpUrl, Secret, Timeout
from bot.sources.settings.table import Resources, SourceTable, stream_spec
from bot.text.safe import clip

if TYPE_CHECKING:
    from bot.domain.ports import SourceSpec, StreamSource

_MAX_SEARCH_LENGTH = 500  # characters
_INTERVAL, _INTERVAL_WITH_KEY = 0.34, 0.1  # seconds, for all searches: ncbi.nlm.nih.gov/books/NBK25497
_MAX_BODY_BYTES = 16 * 1024 * 1024  # bytes; a hundred articles have 2 MB, and some have thousands of authors
_COLOUR = 0x20558A
SPEC = stream_spec("pubmed", "PubMed", _COLOUR)
_EXAMPLE = "pubmed:crispr AND liver"
_TITLE_LENGTH = 60  # characters


class Pubmed(SourceTable):
    """The settings of PubMed: the host's own `search`, off without one, and the `key` of all searches."""

    static_spec = SPEC
    required_setting = "search"

    search: Annotated[str, Field(max_length=_MAX_SEARCH_LENGTH), "a search as on PubMed's page"] = ""
    key: Secret = None
    url: HttpUrl = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
    timeout: Timeout = 60.0

    @override
    def build(self, resources: Resources) -> StreamSource:
        return self.stream(SPEC, self.search, resources)

    def stream(self, spec: SourceSpec, search: str, resources: Resources) -> StreamSource:
        """Build the source of any search; all of them share one pace."""
        from bot.sources.pubmed.source import PubMed

        interval = _INTERVAL_WITH_KEY if self.key else _INTERVAL
        fetcher = resources.fetcher(SPEC.name, interval, timeout=self.timeout, max_bytes=_MAX_BODY_BYTES)
        return PubMed(spec, fetcher, search, self.url, self.key.get_secret_value() if self.key else None)


def _read(text: str) -> AddedSource:
    search = " ".join(text.split())
    if not 0 < len(search) <= _MAX_SEARCH_LENGTH:
        # NOTE: {example} is what people type: a prefix and a PubMed search
        sentence = gettext(
            "Type a PubMed search of up to {number} characters, for example {example}.",
            number=_MAX_SEARCH_LENGTH,
            example=f"`{_EXAMPLE}`",
        )
        raise ValueError(sentence)
    digest = hashlib.blake2b(search.encode(errors="replace"), digest_size=6).hexdigest()
    return AddedSource(
        name=f"pubmed-{digest}", address=f"pubmed:{search}", title=clip(f"PubMed: {search}", _TITLE_LENGTH)
    )


def _build(source: AddedSource, resources: Resources) -> StreamSource:
    return resources.table(Pubmed).stream(
        stream_spec(source.name, source.title, _COLOUR), source.address.partition(":")[2], resources
    )


KIND = AddedKind(
    "pubmed",
    _read,
    _build,
    _EXAMPLE,
    also_typed=(r"pubmed\.ncbi\.nlm\.nih\.gov/\?(?:[^#]*&)?term=([^&#]+).*",),
)
