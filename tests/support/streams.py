"""Streams that give what a test wants: one of the host, and feeds that people add."""

import re
from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.domain.added_source import AddedSource
from bot.domain.errors import MistakeError, SourceError
from bot.domain.paper import Links, Sighting
from bot.domain.ports import NoteStore, SourceKind, SourceSpec, StreamPart
from bot.domain.ports.catalogue import Catalogue
from bot.service.added_sources.added_sources import AddedSources
from tests.support.fakes import Clock, sighting
from tests.support.sources import CATALOGUE, make_spec

STREAM = make_spec("stream", kind=SourceKind.STREAM)


class FakeStream:
    """Gives `parts` by the cursor of the one before; an error is raised in place of a part."""

    spec = STREAM

    def __init__(self, *parts: StreamPart | SourceError):
        self.parts = list(parts)
        self.asked: list[str | None] = []

    async def read_from(self, cursor: str | None, now: datetime) -> StreamPart:
        assert now
        self.asked.append(cursor)
        cursors = [None, *(part.cursor if isinstance(part, StreamPart) else "?" for part in self.parts)]
        place = cursors.index(cursor)
        if place >= len(self.parts):
            return StreamPart(announced=(), cursor=cursor or "")
        part = self.parts[place]
        if isinstance(part, SourceError):
            raise part
        return part


def streamed(number: str, **changes: Any) -> Sighting:
    return sighting(number, source="stream", links=Links(page=f"https://example.org/{number}"), **changes)


def part(cursor: str, *announced: Sighting, **more: Any) -> StreamPart:
    return StreamPart(announced=announced, cursor=cursor, **more)


class FakeFeed:
    """Gives or raises its `answers`, each once; then nothing is new."""

    def __init__(self, spec: SourceSpec, answers: list[StreamPart | Exception]):
        self.spec = spec
        self._answers = answers

    async def read_from(self, cursor: str | None, now: datetime) -> StreamPart:
        assert now
        answer = self._answers.pop(0) if self._answers else StreamPart(announced=(), cursor=cursor or "0")
        if isinstance(answer, Exception):
            raise answer
        return answer


class FakeKinds:
    """Feeds by name, with their `answers`; a name that ends with "?" cannot be built.

    `found` has what texts lead to; any other word leads to a feed of that name.
    """

    def __init__(self):
        self.answers: defaultdict[str, list[StreamPart | Exception]] = defaultdict(list)
        self.found: dict[str, tuple[AddedSource, ...]] = {}

    async def find(self, text: str) -> tuple[AddedSource, ...]:
        if text in self.found:
            return self.found[text]
        if not re.fullmatch(r"[a-z0-9-]{1,16}", text):
            raise MistakeError("Nothing there.")
        return (feed(text),)

    def build(self, source: AddedSource) -> FakeFeed | None:
        spec = replace(STREAM, name=source.name, title=source.title)
        return None if source.name.endswith("?") else FakeFeed(spec, self.answers[source.name])


def feed(name: str, host: str = "") -> AddedSource:
    return AddedSource(name=f"feed-{name}", address=f"https://{host or name}.example/{name}", title=name.title())


def new_catalogue() -> Catalogue:
    """The host's sources; a test may add others."""
    return Catalogue(CATALOGUE, [spec.name for spec in CATALOGUE.active])


def added_sources(store: NoteStore, *, most: int = 10) -> AddedSources:
    return AddedSources(store, FakeKinds(), new_catalogue(), Clock(), most)
