"""The sources that the settings ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sources.http.fetcher import Fetcher
from bot.sources.huggingface.source import HuggingFace

if TYPE_CHECKING:
    import aiohttp

    from bot.domain.ports import Source
    from bot.settings import Settings


def build_sources(settings: Settings, session: aiohttp.ClientSession) -> list[Source]:
    """Every source, sharing one HTTP session."""
    token = settings.huggingface.token
    return [
        HuggingFace(Fetcher(session), str(settings.huggingface.url), token.get_secret_value() if token else None)
    ]
