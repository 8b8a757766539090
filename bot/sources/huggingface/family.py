"""How Hugging Face Daily Papers is built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sources.family import Family
from bot.sources.http.fetcher import Fetcher, Limits
from bot.sources.huggingface.source import SPEC, HuggingFace

if TYPE_CHECKING:
    import aiohttp

    from bot.domain.ports import Source
    from bot.sources.family import SourceSettings


def _build(settings: SourceSettings, session: aiohttp.ClientSession) -> tuple[Source, ...]:
    section = settings.huggingface
    token = section.token
    fetcher = Fetcher(session, limits=Limits(total=section.timeout))
    return (HuggingFace(fetcher, str(section.url), token.get_secret_value() if token else None),)


FAMILY = Family(known=lambda _: (SPEC,), active=lambda _: (SPEC,), build=_build)
