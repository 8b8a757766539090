"""Port of the index of past papers: find stored papers by query, by title, or by similarity.

The index is derived from the store and never decides what is posted. Queries are text in canonical form. Methods
that search raise NotReadyError while the index is incomplete; its text says what to do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from bot.domain.paper import Paper


UNANNOUNCED = "unannounced"  # in place of a source's name: papers that were only looked up


class Order(StrEnum):
    """Sort orders of results: newest list day, most upvotes, or best match (BM25) first.

    Ties are sorted by day, upvotes and id. A query of exclusions and numbers alone has no best match, so its
    results are sorted by newest.
    """

    NEWEST = "newest"
    UPVOTED = "upvoted"
    BEST = "best"


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Matches of a query among stored papers.

    `days` has the number of stored papers per list day, `matches` the number of matches per list day (days without
    matches are left out). `ids` are the first matches in the requested order. `at_least` has, for each of the
    `minimums` of `find`, the number of matches with at least that many upvotes.
    """

    days: Mapping[date, int]
    matches: Mapping[date, int]
    ids: tuple[str, ...] = ()
    at_least: Mapping[int, int] = field(default_factory=dict[int, int])

    @property
    def searched(self) -> int:
        """Number of papers searched."""
        return sum(self.days.values())

    @property
    def total(self) -> int:
        """Number of matches."""
        return sum(self.matches.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A similar paper. `closeness` is from 0 to 1 (the paper itself); `shared` are the terms in common."""

    paper_id: str
    closeness: float
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastState:
    """State of the index. `share` is the indexed part of the stored papers, 0 to 1.

    `papers` is the number of indexed papers, `size` is in bytes on disk. `trouble` is a sentence if the index
    cannot be updated.
    """

    ready: bool
    share: float
    papers: int
    size: int
    trouble: str | None = None


class Spelling(NamedTuple):
    """A word of past papers in lower case, and roughly how many papers have it."""

    word: str
    papers: int


class PastPapers(Protocol):
    """Searches the stored papers."""

    async def find(  # noqa: PLR0913 - query, order and filters, by name
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
        """Find the matches of list day `since` and later; the query None matches every paper.

        `most` is the maximum number of ids. `among` restricts the search to papers of these sources (names),
        `announced` to papers that a list or stream has announced.
        """
        ...

    async def count(
        self, query: str | None, *, since: date, among: Collection[str] | None = None, most: int | None = None
    ) -> int:
        """Count the matches of list day `since` and later, up to `most`; several times as fast as `find`.

        Of candidates that have to be verified one by one only the newest are counted.
        """
        ...

    async def newest_matches(self, query: str, *, since: date, most: int) -> tuple[str, ...]:
        """Return the ids of the newest matches, up to `most`; candidates are verified as by `count`."""
        ...

    async def matching(
        self,
        query: str,
        *,
        since: date,
        version: int,
        earlier_query: str | None = None,
        among: Collection[str] | None = None,
    ) -> frozenset[str]:
        """Wait until the index has the store's `version` of papers, and return the ids of all matches.

        Comparisons that `earlier_query` has as well count as met: with `upvotes:>=20` in both, a paper with 3
        upvotes matches. `among` restricts the search to papers announced by these sources (None: by any).
        """
        ...

    async def similar(self, paper: Paper, *, since: date, most: int) -> tuple[Neighbour, ...]:
        """Return papers similar to this one, which need not be stored; closest first."""
        ...

    async def roughly_similar(self, paper: Paper, *, since: date) -> tuple[str, ...]:
        """Return up to sixty papers that share the most distinctive words of this one, closest first.

        Several times as fast as `similar`, which ranks these papers more exactly.
        """
        ...

    async def spellings(self, word: str, field: str, *, most: int) -> tuple[Spelling, ...]:
        """Return similarly spelled words of a text field, the likeliest correction first.

        They differ by one or two typing errors. The field "" is the one that words without a field search. Empty
        unless the word has at least 4 Latin letters.
        """
        ...

    async def may_know(self, words: Sequence[str], field: str) -> bool:
        """True unless two of these words occur in no past paper's text: a check before a search, which is slower.

        Words that are not of 4 to 30 ASCII letters do not count.
        """
        ...

    async def related_words(self, words: str, field: str) -> tuple[Spelling, ...]:
        """Return other words for one or several, the most frequent first.

        They are a word of the same stem that the same papers have (`cache` for `caching`), the long forms that
        papers define for a short form, one of each meaning, and the short form of a long form. The field "" is the
        one that words without a field search.
        """
        ...

    async def titled(self, text: str, most: int) -> tuple[str, ...]:
        """Return the ids of the papers whose arXiv number and title together contain all words of a text.

        Sorted: equal titles, titles that begin with the text, titles that contain it as a phrase, others; ties by
        newest list day. Of more than 1,000 only the newest are sorted.
        """
        ...

    def state(self) -> PastState:
        """Return the current state of the index."""
        ...

    def update_soon(self) -> None:
        """Update the index soon, because papers may have changed."""
        ...
