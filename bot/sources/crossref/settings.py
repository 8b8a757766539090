"""Preprint servers at Crossref: their fixed facts, their settings, and the sources built from them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator
from typing_extensions import override

from bot.domain.ports import Gives, SourceKind, SourceSpec
from bot.domain.ports.catalogue import letters_and_digits
from bot.sources.crossref.servers import SERVERS
from bot.sources.settings.section import HttpUrl, Timeout
from bot.sources.settings.table import SourceTable, Web

if TYPE_CHECKING:
    from bot.domain.ports import StreamSource

_REQUEST_INTERVAL = 0.5  # seconds, for all servers together; Crossref allows 5 requests a second, one at a time


def server_name(typed: str) -> str:
    """Return the name of a server that a person typed: `ChemRxiv` is `chemrxiv`. Raises ValueError."""
    name = letters_and_digits(typed)
    if name not in SERVERS:
        raise ValueError("is not a known preprint server")
    return name


class Preprints(SourceTable):
    """The settings of one preprint `server`."""

    server: Annotated[str, AfterValidator(server_name), f"one of {', '.join(SERVERS)}"] = "chemrxiv"
    url: HttpUrl = "https://api.crossref.org"
    timeout: Timeout = 60.0

    @property
    @override
    def spec(self) -> SourceSpec:
        return SourceSpec(
            name=f"preprints-{self.server}",
            title=SERVERS[self.server][0],
            colour=0x3EB1C8,
            kind=SourceKind.STREAM,
            gives=frozenset({Gives.ABSTRACT, Gives.AUTHORS, Gives.KEYWORDS}),
            quiet_after=timedelta(days=14),
            original=True,
        )

    @override
    def build(self, web: Web) -> StreamSource:
        from bot.sources.crossref import source
        from bot.sources.http.fetcher import Fetcher

        fetcher = Fetcher(web.session, timeout=self.timeout, pace=web.pace("crossref", _REQUEST_INTERVAL))
        return source.Preprints(self.spec, fetcher, SERVERS[self.server][1], self.url)
