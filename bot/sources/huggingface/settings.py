"""What a host chooses of Hugging Face Daily Papers, and what is built from that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from bot.sources.huggingface.spec import SPEC
from bot.sources.tables.section import HttpUrl, Secret, Timeout
from bot.sources.tables.table import SourceTable, Web

if TYPE_CHECKING:
    from bot.domain.ports import Source


class HuggingFace(SourceTable):
    """A list of papers. `token` doubles the rate limit; `timeout` is for one request, in seconds."""

    about = SPEC

    url: HttpUrl = "https://huggingface.co"
    token: Secret = None
    timeout: Timeout = 60.0

    @override
    def build(self, web: Web) -> Source:
        from bot.sources.http.fetcher import Fetcher, Limits
        from bot.sources.huggingface import source

        token = self.token.get_secret_value() if self.token else None
        return source.HuggingFace(Fetcher(web.session, limits=Limits(total=self.timeout)), self.url, token)
