"""arXiv: its fixed facts, its settings, and the source built from them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BeforeValidator, Field
from pydantic_settings import NoDecode
from typing_extensions import override

from bot.domain.identity import NEW_NUMBER, OLD_NUMBER
from bot.domain.ports import Gives, SourceKind, SourceSpec
from bot.sources.settings.section import HttpUrl, Timeout, split_words, words_matching
from bot.sources.settings.table import SourceTable, Web

if TYPE_CHECKING:
    from bot.domain.ports import Source
    from bot.sources.arxiv import source

_CATEGORY = r"[a-z][a-z-]{1,15}(?:\.[A-Za-z-]{2,20})?"
_REQUEST_INTERVAL = 3.0  # seconds, for feed and API together: info.arxiv.org/help/api/tou.html
_MAX_BODY_BYTES = 16 * 1024 * 1024  # bytes; a day of 2,000 papers has 5 MB

_ARCHIVES: Final = (  # arxiv.org/category_taxonomy
    "astro-ph cond-mat cs econ eess gr-qc hep-ex hep-lat hep-ph hep-th math math-ph nlin nucl-ex nucl-th physics "
    "q-bio q-fin quant-ph stat"
)
SPEC: Final = SourceSpec(
    name="arxiv",
    title="arXiv",
    colour=0xB31B1B,
    kind=SourceKind.STREAM,
    gives=frozenset({Gives.ABSTRACT, Gives.AUTHORS, Gives.CATEGORIES}),
    quiet_after=timedelta(days=6),  # a weekend with two holidays beside it
    original=True,
    categories=tuple(_ARCHIVES.split()),
    lookup_pattern=rf"arxiv:(?:{NEW_NUMBER}|{OLD_NUMBER})",
)


class Arxiv(SourceTable):
    """The settings of arXiv: all papers of some `categories`; off without categories."""

    static_spec = SPEC
    required_setting = "categories"

    categories: Annotated[
        tuple[str, ...],
        NoDecode,
        BeforeValidator(split_words),
        words_matching(_CATEGORY, "names something that is not an arXiv category"),
        Field(max_length=100),
        'categories like ["cs.LG", "hep-ex"], at most 100; in a variable cs.LG,hep-ex',
    ] = ()
    url: HttpUrl = "https://rss.arxiv.org"
    api_url: HttpUrl = "https://export.arxiv.org"
    timeout: Timeout = 60.0

    @override
    def build(self, web: Web) -> Source:
        return self.build_some(web, SPEC, self.categories)

    def build_some(self, web: Web, spec: SourceSpec, categories: tuple[str, ...]) -> source.Arxiv:
        """Build the source of some categories, under the name of `spec`."""
        from bot.sources.arxiv import source
        from bot.sources.http.fetcher import Fetcher

        pace = web.pace(SPEC.name, _REQUEST_INTERVAL)
        fetcher = Fetcher(web.session, timeout=self.timeout, max_bytes=_MAX_BODY_BYTES, pace=pace)
        return source.Arxiv(spec, fetcher, categories, self.url, self.api_url)
