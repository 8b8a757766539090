"""The sources that the settings ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sources.http.fetcher import Fetcher, Limits
from bot.sources.huggingface.source import HuggingFace

if TYPE_CHECKING:
    import aiohttp

    from bot.domain.ports import Source
    from bot.settings import Settings
    from bot.settings.model import HuggingFace as HuggingFaceSettings


def build_sources(settings: Settings, session: aiohttp.ClientSession) -> list[Source]:
    """Every source, sharing one HTTP session."""
    return [_huggingface(settings.huggingface, session)]


def _huggingface(section: HuggingFaceSettings, session: aiohttp.ClientSession) -> HuggingFace:
    fetcher = Fetcher(session, limits=Limits(total=section.timeout))
    token = section.token
    return HuggingFace(fetcher, str(section.url), token.get_secret_value() if token else None)
