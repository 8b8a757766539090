"""What a host chooses of arXiv, and what is built from that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import BeforeValidator, Field
from pydantic_settings import NoDecode
from typing_extensions import override

from bot.sources.arxiv.spec import SPEC
from bot.sources.tables.section import Allowed, HttpUrl, Timeout, each_like, several
from bot.sources.tables.table import SourceTable, Web

if TYPE_CHECKING:
    from bot.domain.ports import Source

_CATEGORY = r"[a-z][a-z-]{1,15}(?:\.[A-Za-z-]{2,20})?"
_BETWEEN_REQUESTS = 3.0  # seconds, for all of them together: info.arxiv.org/help/api/tou.html
_LARGEST = 16 * 1024 * 1024  # bytes; a day of 2,000 papers has 5 MB


class Arxiv(SourceTable):
    """All papers of some `categories`, off without any; from the daily feed and, after an outage, the API."""

    about = SPEC
    needs = "categories"

    categories: Annotated[
        tuple[str, ...],
        NoDecode,
        BeforeValidator(several),
        each_like(_CATEGORY, "names something that is no arXiv category"),
        Field(max_length=100),
        Allowed('categories like ["cs.LG", "hep-ex"], at most 100; in a variable cs.LG,hep-ex'),
    ] = ()
    url: HttpUrl = "https://rss.arxiv.org"
    api_url: HttpUrl = "https://export.arxiv.org"
    timeout: Timeout = 60.0

    @override
    def build(self, web: Web) -> Source:
        from bot.sources.arxiv import source
        from bot.sources.http.fetcher import Fetcher, Limits

        limits = Limits(total=self.timeout, body=_LARGEST)
        fetcher = Fetcher(web.session, limits=limits, pace=web.pace(SPEC.name, _BETWEEN_REQUESTS))
        return source.Arxiv(fetcher, self.categories, self.url, self.api_url)
