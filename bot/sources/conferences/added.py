"""Conferences as sources that people add: `conference:icml-2026`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.added_source import AddedSource
from bot.domain.ports import Gives, SourceKind, SourceSpec, StreamSource
from bot.language.translating import gettext
from bot.sources.conferences.families import OTHER_NAMES, TITLES, find_conference
from bot.sources.settings.added import AddedKind
from bot.text.safe import safe

if TYPE_CHECKING:
    from bot.sources.settings.table import Resources

_MAX_BODY_BYTES = 16 * 1024 * 1024  # Findings of ACL has 3 MB, the largest volume of PMLR some 7 MB
_MAX_JSON_BYTES = 48 * 1024 * 1024  # ICML 2026 has some 20 MB
_REQUEST_INTERVAL = 2.0  # seconds, to one site
_QUOTE_LENGTH = 60  # characters of the typed text


def _read(text: str) -> AddedSource:
    conference = find_conference(text)
    if text.strip().casefold() in {*TITLES, *OTHER_NAMES} - {"pmlr"}:  # which has no years
        # NOTE: of a conference; {example} is what people type
        raise ValueError(gettext("Which year? For example {example}.", example="`conference:icml-2026`"))
    if conference is None:
        raise ValueError(
            # NOTE: {text} is what was typed; {year} and {volume} are examples of what can be typed
            gettext(
                "“{text}” is not a known conference. Examples: {year}, {volume}. Known: {names}.",
                text=safe(text, _QUOTE_LENGTH),
                year="`conference:icml-2026`",
                volume="`conference:pmlr-v250`",
                names=", ".join(TITLES.values()),
            )
        )
    return AddedSource(name=conference.source, address=f"conference:{conference.name}", title=conference.title)


def _build(added: AddedSource, resources: Resources) -> StreamSource | None:
    from bot.sources.conferences.source import ConferenceSource

    conference = find_conference(added.address.removeprefix("conference:"))
    if conference is None:  # another version knew it
        return None
    spec = SourceSpec(
        name=added.name,
        title=added.title,
        colour=0x6A4C93,
        kind=SourceKind.PROGRAMME,
        gives=frozenset({Gives.ABSTRACT, Gives.AUTHORS, Gives.ORGANIZATION, Gives.KEYWORDS, Gives.CONFERENCE}),
        quiet_after=timedelta(days=400),  # a programme is complete one day, and then silent
    )
    most = _MAX_JSON_BYTES if conference.url.endswith(".json") else _MAX_BODY_BYTES
    fetcher = resources.fetcher(conference.host, _REQUEST_INTERVAL, max_bytes=most)
    return ConferenceSource(spec, fetcher, conference)


_NAMES = "|".join([*TITLES, *OTHER_NAMES])
KIND = AddedKind(
    "conference",
    _read,
    _build,
    "conference:icml-2026",
    also_typed=(
        rf"(?:virtual\.)?({_NAMES})\.(?:cc|org|thecvf\.com|ecva\.net)/(?:virtual|conferences?)/(20\d\d)(?:[/?#].*)?",
        rf"({_NAMES})[\s_-]{{0,3}}(20\d\d|v\d{{1,3}})",
    ),
)
