"""What a host chooses of Hugging Face Daily Papers, and what is built from that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from bot.sources.huggingface.spec import SPEC
from bot.sources.tables.section import HttpUrl, Secret, Timeout
from bot.sources.tables.table import Sources, SourceTable, Web

if TYPE_CHECKING:
    from bot.domain.ports import SourceSpec


class HuggingFace(SourceTable):
    """A list of papers. `token` doubles the rate limit; `timeout` is for one request, in seconds."""

    url: HttpUrl = "https://huggingface.co"
    token: Secret = None
    timeout: Timeout = 60.0

    @property
    @override
    def spec(self) -> SourceSpec:
        return SPEC

    @override
    def build(self, web: Web) -> Sources:
        from bot.sources.http.fetcher import Fetcher, Limits
        from bot.sources.huggingface.lookup import HuggingFaceLookup
        from bot.sources.huggingface.source import HuggingFace as Source

        fetcher = Fetcher(web.session, limits=Limits(total=self.timeout))
        token = self.token.get_secret_value() if self.token else None
        return Sources((Source(fetcher, self.url, token),), (HuggingFaceLookup(fetcher, self.url, token),))
