"""Poll the programme of one conference."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from yarl import URL

from bot.domain.errors import SourceError
from bot.domain.ports import SourceSpec, StreamPart
from bot.sources.bodies.json_values import dump_stored, load_stored
from bot.sources.bodies.papers import hashed, sightings_of
from bot.sources.conferences.anthology import parse_volumes
from bot.sources.conferences.pmlr import parse_volume
from bot.sources.conferences.virtual_site import parse_events, with_abstracts
from bot.sources.http.fetcher import Accept, Fetcher
from bot.sources.http.responses import RefusalError, Response

if TYPE_CHECKING:
    from bot.sources.conferences.families import Conference, Programme

_ACCEPT = Accept(
    header="application/json, application/xml;q=0.9, */*;q=0.5",
    content_types=None,  # GitHub serves everything as plain text
    advice={},  # the usual advice is about the host's settings
)
# Between fetches of a programme that was complete, or was not
_COMPLETE_EVERY = timedelta(days=1)
_INCOMPLETE_EVERY = timedelta(hours=6)
PARSERS = {".json": parse_events, ".xml": parse_volumes, ".bib": parse_volume}  # by the programme's format


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """The cursor: hashes of the keys of `announced` papers; the other fields are of the last answer."""

    announced: tuple[str, ...] = ()
    shortfall: str = ""
    etag: str | None = None
    modified: str | None = None


class ConferenceSource:
    """A stream source for the programme of a conference.

    It is fetched daily, or every six hours until it is complete. Each paper is announced once, in the first answer
    that has it; later answers only update it.
    """

    def __init__(self, spec: SourceSpec, fetcher: Fetcher, conference: Conference) -> None:
        self.spec = spec
        self._fetcher = fetcher
        self._conference = conference
        self._url = URL(conference.url)
        self._fetched: tuple[str, datetime] | None = None  # the last cursor, and the time of the last request

    async def read_from(self, cursor: str | None, now: datetime) -> StreamPart:
        """Fetch the programme if it is time; announce its new papers. Raises SourceError."""
        memory = load_stored(Memory, cursor) or Memory()
        wait = _INCOMPLETE_EVERY if memory.shortfall else _COMPLETE_EVERY
        if self._fetched and self._fetched[0] == cursor and abs(now - self._fetched[1]) < wait:
            return StreamPart(announced=(), cursor=self._fetched[0])
        cached = Response(body=b"", etag=memory.etag, last_modified=memory.modified)
        response = await self._get(self._url, cached)
        if response is None:
            text = f"{self._conference.host} has no programme of {self.spec.title}: it may not be published yet."
            raise SourceError(text)
        if response.unchanged:
            part = StreamPart(announced=(), cursor=cursor or "", gap=self._gap(memory.shortfall))
        else:
            parse = PARSERS[self._url.suffix]
            programme = await asyncio.to_thread(parse, response.body, self._conference)
            if programme.skipped and not programme.papers:
                raise SourceError(f"No entry that {self._conference.host} gave can be read: update Paperboy.")
            response = replace(response, body=b"")  # frees some 20 MB before the abstracts are fetched
            if programme.events:
                programme = await self._with_abstracts(programme)
            part = await asyncio.to_thread(self._part, programme, memory, response, now)
        self._fetched = part.cursor, now
        return part

    async def _get(self, url: URL, cached: Response | None = None) -> Response | None:
        """Fetch a URL; None if there is nothing."""
        try:
            return await self._fetcher.get(url, accept=_ACCEPT, cached=cached)
        except RefusalError as error:
            if error.status != HTTPStatus.NOT_FOUND:
                raise
            return None

    async def _with_abstracts(self, programme: Programme) -> Programme:
        """Fetch the abstracts that a virtual site lists elsewhere; some years have none."""
        url = self._url.with_name(self._url.name.replace("-orals-posters", "-abstracts"))
        response = await self._get(url)
        if response is None:
            return programme
        return await asyncio.to_thread(with_abstracts, programme, response.body, self._conference.host)

    def _part(self, programme: Programme, memory: Memory, response: Response, now: datetime) -> StreamPart:
        hashes = {hashed("paper", key): paper for key, paper in programme.papers.items()}
        known = {*memory.announced}
        day = now.astimezone(UTC).date()
        new = [key for key in hashes if key not in known]
        new_memory = Memory(
            announced=(*memory.announced, *new),
            shortfall=programme.shortfall or ("" if programme.papers else "0"),  # an empty one is not complete
            etag=response.etag,
            modified=response.last_modified,
        )
        return StreamPart(
            announced=sightings_of([hashes[key] for key in new], day, now),
            updates=sightings_of([paper for key, paper in hashes.items() if key in known], day, now),
            cursor=dump_stored(new_memory),
            skipped=programme.skipped,
            gap=self._gap(new_memory.shortfall),
        )

    def _gap(self, shortfall: str) -> str | None:
        """Return a sentence about a list that is not complete; None for a complete one."""
        if not shortfall:
            return None
        text = f"{self.spec.title} is not complete at {self._conference.host} ({shortfall} entries)"
        return f"{text}: it is fetched again every six hours."
