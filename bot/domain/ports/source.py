"""The ports of sources: their fixed facts, reading lists and streams, and looking up one paper."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Protocol, TypeAlias, cast

from bot.domain.paper import SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime, timedelta

    from bot.domain.paper import Sighting, SourceList


class Gives(Enum):
    """Facts that a source may give of a paper, beside its title."""

    ABSTRACT = auto()
    AUTHORS = auto()
    ORGANIZATION = auto()
    CATEGORIES = auto()
    KEYWORDS = auto()
    LINKS = auto()  # to code, project or video
    UPVOTES = auto()
    COMMENTS = auto()
    STARS = auto()
    RANK = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSpec:
    """The fixed facts of a source. Its `name` is stored with papers and never changes.

    `title` is for people, `colour` for its cards (0xRRGGBB). `aliases` are other names that a query can use. After
    `quiet_after` without a new paper something is wrong. `original`: authors submit their papers there, so its
    texts are preferred to those of others. `categories` are the ones that its papers can have, or their part
    before a dot, as `cat:` writes them. `finds` is a regular expression for the identities of papers that it can
    look up ("": none), polled or not; see `PaperLookup`.
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
    finds: str = ""

    def can_find(self, paper_id: str) -> bool:
        """True if the source can look up the paper of this identity."""
        return bool(self.finds) and re.fullmatch(self.finds, paper_id) is not None


class ListSource(Protocol):
    """A place where papers are listed by day."""

    spec: SourceSpec

    def today(self, now: datetime) -> date:
        """The list day that is open at `now`."""
        ...

    def opens(self, day: date) -> datetime:
        """The time when the list of `day` opens; it closes when the next one opens."""
        ...

    async def read(self, day: date, now: datetime) -> SourceList:
        """All pages of one list day. Raises SourceError; broken items are skipped and counted."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamPart:
    """One part of a stream, from one cursor to the next.

    `announced` are papers that appeared, in order. `updates` are new versions of papers that were announced
    earlier: they change the stored paper, and alert nobody. `cursor` is stored together with them. `more`: the
    next part can be read at once. `gap` is a sentence about papers that the source no longer gives. `learned`: the
    papers are stored without alerts, as those of a first reading are.
    """

    announced: tuple[Sighting, ...]
    cursor: str
    updates: tuple[Sighting, ...] = ()
    skipped: int = 0
    more: bool = False
    gap: str | None = None
    learned: bool = False


class StreamSource(Protocol):
    """A place where papers appear one after another."""

    spec: SourceSpec

    async def read_from(self, cursor: str | None, now: datetime) -> StreamPart:
        """Read on from `cursor`, an earlier part's; None is the first reading. Raises SourceError.

        All or nothing: a part that could not be read whole is read again from the same cursor. A cursor that it
        does not understand counts as None.
        """
        ...


class PaperLookup(Protocol):
    """A source that can be asked for one paper, whether or not it is polled."""

    spec: SourceSpec

    async def find(self, paper_id: str, now: datetime) -> Sighting | None:
        """The paper of an identity that `spec.can_find`; None when the source says that it has none such.

        Its list day is that of `now`: nobody listed it. Raises SourceError, also when another paper came.
        """
        ...


Source: TypeAlias = ListSource | StreamSource


def streams_of(sources: Iterable[Source]) -> tuple[StreamSource, ...]:
    """The streams among some sources."""
    return tuple(cast("StreamSource", source) for source in sources if source.spec.kind is SourceKind.STREAM)


def lists_of(sources: Iterable[Source]) -> tuple[ListSource, ...]:
    """The lists among some sources."""
    return tuple(cast("ListSource", source) for source in sources if source.spec.kind is SourceKind.LIST)
