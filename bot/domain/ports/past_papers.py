"""Looking back: finding stored papers by what a query asks for, by a title, or by what they are about.

What answers is derived from the store and never decides what is posted. It speaks of queries as text, in their
canonical form. Every question raises NotReadyError, whose sentence says what to do, while it cannot answer
rightly.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from bot.domain.paper import Paper


UNANNOUNCED = "unannounced"  # beside the names of sources: what somebody asked for and none of them brought


class Order(StrEnum):
    """The order of results: the newest list day, the most upvotes, or the best match (BM25) first.

    Equal ones are sorted by day and upvotes, then by id. A query of exclusions and numbers alone has no best
    match: the newest come first.
    """

    NEWEST = "newest"
    UPVOTED = "upvoted"
    BEST = "best"


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """The matches of a query among stored papers.

    `days` counts the stored papers of each list day, `matches` those that match (days without any are left out).
    `ids` is the requested page. `at_least` counts the matches with so many upvotes, for each of the `minimums`.
    """

    days: Mapping[date, int]
    matches: Mapping[date, int]
    ids: tuple[str, ...] = ()
    at_least: Mapping[int, int] = field(default_factory=dict[int, int])

    @property
    def papers(self) -> int:
        """The number of papers that were searched."""
        return sum(self.days.values())

    @property
    def total(self) -> int:
        """The number of papers that match."""
        return sum(self.matches.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A paper that is about the same. `closeness` is 1 for the paper itself; `shared` names what both speak of."""

    paper_id: str
    closeness: float
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastState:
    """The state of the index. `ready` when it answers; `share` of the stored papers is in it, 0 to 1.

    `papers` is their number, `size` the bytes on disk. `trouble` is a sentence when it cannot be updated.
    """

    ready: bool
    share: float
    papers: int
    size: int
    trouble: str | None = None


class Spelling(NamedTuple):
    """A word of past papers, as it is spelled there in small letters, and about how many have it."""

    word: str
    papers: int


class PastPapers(Protocol):
    """The stored papers, to be searched."""

    async def find(  # noqa: PLR0913 - what, in which order, which of them, by name
        self,
        query: str | None,
        *,
        since: date,
        order: Order = Order.NEWEST,
        most: int = 0,
        minimums: Sequence[int] = (),
        among: Collection[str] | None = None,
        announced: bool = False,
    ) -> Findings:
        """Find the matches of list day `since` and later; a query of None matches every paper.

        With `among`, papers that none of these sources (by name) gave are ignored; with `announced`, those that a
        person looked up and no list or stream had. The ids of the first `most` papers are returned.
        """
        ...

    async def matching(
        self,
        query: str,
        *,
        since: date,
        version: int,
        reached: str | None = None,
        among: Collection[str] | None = None,
    ) -> frozenset[str]:
        """The ids of all that match, when the index holds all of the store's `version` of papers.

        Numbers that `reached`, an earlier query, asks for in the same way count as reached. With `among`, papers
        that none of these sources has brought are passed over; without, those that none at all has brought.
        """
        ...

    async def similar(self, paper: Paper, *, since: date, most: int) -> tuple[Neighbour, ...]:
        """The papers that are about the same as this one, which need not be stored; closest first."""
        ...

    async def near(self, paper: Paper, *, since: date) -> tuple[str, ...]:
        """About sixty other papers with the most distinctive words of this one, the closest first.

        `similar` takes a closer look at them, which takes several times as long.
        """
        ...

    async def spellings(self, word: str, field: str, *, most: int) -> tuple[Spelling, ...]:
        """The words of a text field ("" for what bare words search) with a slip or two less or more than this one.

        The likeliest to have been meant first; none for what is no word of at least 4 Latin letters.
        """
        ...

    async def titled(self, text: str, most: int) -> tuple[str, ...]:
        """The papers whose number and title have all words of a text.

        First the title that is exactly the text, then those that begin with it, those that have it in a row, and
        the others; of equals the newest list day first.
        """
        ...

    def state(self) -> PastState:
        """The state of the index at this moment."""
        ...

    def wake(self) -> None:
        """Papers may have changed: catch up before somebody asks."""
        ...
