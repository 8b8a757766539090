"""Hugging Face Daily Papers: its fixed facts, its settings, and the source built from them."""

from __future__ import annotations

from datetime import timedelta

from typing_extensions import override

from bot.domain.identity import NEW_NUMBER
from bot.domain.ports import Gives, Source, SourceKind, SourceSpec
from bot.sources.settings.section import HttpUrl, Secret, Timeout
from bot.sources.settings.table import Resources, SourceTable

SPEC = SourceSpec(
    name="huggingface",
    title="Hugging Face",
    colour=0xFFD21E,
    kind=SourceKind.LIST,
    aliases=("hf",),
    gives=frozenset(Gives) - {Gives.CATEGORIES, Gives.CONFERENCE},
    quiet_after=timedelta(days=5),  # a weekend with a public holiday on either side
    lookup_pattern=rf"arxiv:{NEW_NUMBER}",
)


class HuggingFace(SourceTable):
    """The settings of Hugging Face. A `token` doubles the rate limit; `timeout` is per request, in seconds."""

    static_spec = SPEC

    url: HttpUrl = "https://huggingface.co"
    token: Secret = None
    timeout: Timeout = 60.0

    @override
    def build(self, resources: Resources) -> Source:
        from bot.sources.http.fetcher import Fetcher
        from bot.sources.huggingface import source

        token = self.token.get_secret_value() if self.token else None
        return source.HuggingFace(SPEC, Fetcher(resources.session, timeout=self.timeout), self.url, token)
