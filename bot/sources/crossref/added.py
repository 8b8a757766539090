"""Preprint servers that people add in Discord, such as `preprints:chemrxiv`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.added_source import AddedSource
from bot.language.translating import gettext
from bot.sources.crossref.settings import SERVERS, Preprints, server_name
from bot.sources.settings.added import AddedKind

if TYPE_CHECKING:
    from bot.domain.ports import StreamSource
    from bot.sources.settings.table import Web


def _read(text: str) -> AddedSource:
    try:
        name = server_name(text)
    except ValueError:
        # NOTE: {names} are what people can type for preprint servers: chemrxiv, psyarxiv
        sentence = gettext("Unknown preprint server. Known ones: {names}", names=", ".join(SERVERS))
        raise ValueError(sentence) from None
    return AddedSource(name=f"preprints-{name}", address=f"preprints:{name}", title=SERVERS[name][0])


def _build(source: AddedSource, web: Web) -> StreamSource:
    server = source.address.partition(":")[2]
    return web.table(Preprints).model_copy(update={"server": server}).build(web)


KIND = AddedKind(
    "preprints", _read, _build, "preprints:chemrxiv", also_typed=(rf"({'|'.join(SERVERS)})(?:\.org(?:/.*)?)?",)
)
