"""PubMed: its fixed facts, its settings, and the sources built from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field
from typing_extensions import override

from bot.sources.settings.section import HttpUrl, Secret, Timeout
from bot.sources.settings.table import SourceTable, Web, stream_spec

if TYPE_CHECKING:
    from bot.domain.ports import SourceSpec, StreamSource

MAX_SEARCH_LENGTH = 500  # characters
_INTERVAL, _INTERVAL_WITH_KEY = 0.34, 0.1  # seconds, for all searches: ncbi.nlm.nih.gov/books/NBK25497
_MAX_BODY_BYTES = 32 * 1024 * 1024  # bytes; some articles have thousands of authors


COLOUR = 0x20558A
SPEC = stream_spec("pubmed", "PubMed", COLOUR)


class Pubmed(SourceTable):
    """The settings of PubMed: the host's own `search`, off without one, and the `key` of all searches."""

    static_spec = SPEC
    required_setting = "search"

    search: Annotated[str, Field(max_length=MAX_SEARCH_LENGTH), "a search as on PubMed's page"] = ""
    key: Secret = None
    url: HttpUrl = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
    timeout: Timeout = 60.0

    @override
    def build(self, web: Web) -> StreamSource:
        return self.stream(SPEC, self.search, web)

    def stream(self, spec: SourceSpec, search: str, web: Web) -> StreamSource:
        """Build the source of any search; all of them share one pace."""
        from bot.sources.pubmed.source import PubMed

        interval = _INTERVAL_WITH_KEY if self.key else _INTERVAL
        fetcher = web.fetcher(SPEC.name, interval, timeout=self.timeout, max_bytes=_MAX_BODY_BYTES)
        return PubMed(spec, fetcher, search, self.url, self.key.get_secret_value() if self.key else None)
