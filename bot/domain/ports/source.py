"""Ports of sources: lists by day, streams of new papers, and lookups of single papers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Protocol, TypeAlias, cast

from bot.domain.paper import Sighting, SourceKind, SourceList

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime, timedelta

    from bot.domain.added_source import AddedSource


class Gives(Enum):
    """Facts about a paper that a source can provide, beside its title."""

    ABSTRACT = auto()
    AUTHORS = auto()
    ORGANIZATION = auto()
    CATEGORIES = auto()
    KEYWORDS = auto()
    CONFERENCE = auto()  # and its decision
    LINKS = auto()  # to code, project or video
    UPVOTES = auto()
    COMMENTS = auto()
    STARS = auto()
    RANK = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSpec:
    """Fixed facts of a source.

    - `name` is stored with papers and never changes; `aliases` are other names for queries; `title` is for people.
    - `colour` is the colour of its cards, 0xRRGGBB.
    - `quiet_after`: the longest normal time without a new paper.
    - `original`: authors submit papers there, so its texts are preferred.
    - `categories`: those of its papers, without a dot and what follows (`cs`), to check the query field `cat:`.
    - `lookup_pattern`: a regular expression for identities that it can look up, "" for none; see `PaperLookup`.
    """

    name: str
    title: str
    colour: int
    kind: SourceKind
    gives: frozenset[Gives]
    quiet_after: timedelta
    aliases: tuple[str, ...] = ()
    original: bool = False
    categories: tuple[str, ...] = ()
    lookup_pattern: str = ""

    def can_find(self, paper_id: str) -> bool:
        """True if the source can look up the paper with this identity."""
        return bool(self.lookup_pattern) and re.fullmatch(self.lookup_pattern, paper_id) is not None


class ListSource(Protocol):
    """A source with a list of papers for each day."""

    spec: SourceSpec

    def today(self, now: datetime) -> date:
        """Return the list day that is open at `now`."""
        ...

    def opens(self, day: date) -> datetime:
        """Return when the list of `day` opens; it closes when the next one opens."""
        ...

    async def read(self, day: date, now: datetime) -> SourceList:
        """Fetch all pages of one list day. Raises SourceError; broken items are skipped and counted."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamPart:
    """One part of a stream, from one cursor to the next.

    - `announced`: new papers, in order. `updates`: new versions of papers announced earlier, which cause no
      alerts but those of late changes.
    - `cursor`: where the next part begins; stored in the same transaction as the papers.
    - `skipped`: the number of broken items.
    - `more`: the next part can be read immediately.
    - `gap`: a sentence about papers that were missed, because the source no longer provides them.
    - `learned`: store the papers without alerts, as in a first poll.
    - `span`: the time in which all of `announced` appeared; None if unknown.
    """

    announced: tuple[Sighting, ...]
    cursor: str
    updates: tuple[Sighting, ...] = ()
    skipped: int = 0
    more: bool = False
    gap: str | None = None
    learned: bool = False
    span: timedelta | None = None


class StreamSource(Protocol):
    """A source that announces papers one after another."""

    spec: SourceSpec

    async def read_from(self, cursor: str | None, now: datetime) -> StreamPart:
        """Fetch the part after `cursor`, which an earlier part had; None for the first poll. Raises SourceError.

        A part is complete or an error, and after an error the next poll uses the same cursor. An unknown form of
        cursor counts as None.
        """
        ...


class PaperLookup(Protocol):
    """A source that can look up a single paper, polled or not."""

    spec: SourceSpec

    async def find(self, paper_id: str, now: datetime) -> Sighting | None:
        """Look up the paper of an identity that `spec.can_find`; None if the source has no such paper.

        Its list day is the day of `now`, since it was not listed. Raises SourceError, also if the source returned
        another paper.
        """
        ...


class AddedSourceKinds(Protocol):
    """The kinds of source that people can add in Discord."""

    async def find(self, text: str) -> tuple[AddedSource, ...]:
        """Return the sources that a typed text leads to. Raises PaperboyError with a sentence for people."""
        ...

    def build(self, source: AddedSource) -> StreamSource | None:
        """Build a source to be polled; None if this version does not have its kind."""
        ...


Source: TypeAlias = ListSource | StreamSource


def streams_of(sources: Iterable[Source]) -> tuple[StreamSource, ...]:
    """Return the streams among some sources, with conferences."""
    return tuple(cast("StreamSource", source) for source in sources if source.spec.kind is not SourceKind.LIST)


def lists_of(sources: Iterable[Source]) -> tuple[ListSource, ...]:
    """Return the lists among some sources."""
    return tuple(cast("ListSource", source) for source in sources if source.spec.kind is SourceKind.LIST)
