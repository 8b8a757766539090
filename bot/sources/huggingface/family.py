"""How Hugging Face Daily Papers is built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sources.family import Family, Sources
from bot.sources.http.fetcher import Fetcher, Limits
from bot.sources.huggingface.lookup import HuggingFaceLookup
from bot.sources.huggingface.source import SPEC, HuggingFace

if TYPE_CHECKING:
    import aiohttp

    from bot.sources.family import SourceSettings


def _build(settings: SourceSettings, session: aiohttp.ClientSession) -> Sources:
    section = settings.huggingface
    secret = section.token.get_secret_value() if section.token else None
    fetcher = Fetcher(session, limits=Limits(total=section.timeout))
    url = str(section.url)
    return Sources((HuggingFace(fetcher, url, secret),), (HuggingFaceLookup(fetcher, url, secret),))


FAMILY = Family(known=lambda _: (SPEC,), active=lambda _: (SPEC,), build=_build)
