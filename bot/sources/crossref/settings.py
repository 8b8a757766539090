"""Preprint servers at Crossref: their fixed facts, their settings, and the sources built from them.

People add them in Discord as `preprints:chemrxiv`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator
from typing_extensions import override

from bot.domain.added_source import AddedSource
from bot.domain.ports.catalogue import letters_and_digits
from bot.language.translating import gettext
from bot.sources.settings.added import AddedKind
from bot.sources.settings.section import HttpUrl, Timeout
from bot.sources.settings.table import Resources, SourceTable, stream_spec

if TYPE_CHECKING:
    from bot.domain.ports import SourceSpec, StreamSource

# The titles, and the prefix of the DOIs: one under which nothing else is registered.
_PREFIXES = {
    "Authorea": "10.22541",
    "ChemRxiv": "10.26434",
    "EarthArXiv": "10.31223",
    "OSF Preprints": "10.31219",
    "Preprints.org": "10.20944",
    "PsyArXiv": "10.31234",
    "Research Square": "10.21203",
    "SocArXiv": "10.31235",
    "SSRN": "10.2139",
    "TechRxiv": "10.36227",
}
SERVERS = {letters_and_digits(title): (title, prefix) for title, prefix in _PREFIXES.items()}
"""Title and prefix by name: `chemrxiv`."""

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
        spec = stream_spec(f"preprints-{self.server}", SERVERS[self.server][0], 0x3EB1C8)
        # Even a small server has a paper in two weeks. `original`: authors submit there
        return replace(spec, quiet_after=timedelta(days=14), original=True)

    @override
    def build(self, resources: Resources) -> StreamSource:
        from bot.sources.crossref import source

        fetcher = resources.fetcher("crossref", _REQUEST_INTERVAL, timeout=self.timeout)
        return source.Preprints(self.spec, fetcher, SERVERS[self.server][1], self.url)


def _read(text: str) -> AddedSource:
    try:
        name = server_name(text)
    except ValueError:
        # NOTE: {names} are what people can type for preprint servers: chemrxiv, psyarxiv
        sentence = gettext("Unknown preprint server. Known ones: {names}", names=", ".join(SERVERS))
        raise ValueError(sentence) from None
    return AddedSource(name=f"preprints-{name}", address=f"preprints:{name}", title=SERVERS[name][0])


def _build(source: AddedSource, resources: Resources) -> StreamSource:
    server = source.address.partition(":")[2]
    return resources.table(Preprints).model_copy(update={"server": server}).build(resources)


KIND = AddedKind(
    "preprints", _read, _build, "preprints:chemrxiv", also_typed=(rf"({'|'.join(SERVERS)})(?:\.org(?:/.*)?)?",)
)
