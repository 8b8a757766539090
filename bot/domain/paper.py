"""Papers, what changes about them while they are out, and the milestones that they reach by it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

GONE = "gone"  # beside milestones in a message: its post cannot be edited any more
_UPVOTES = (50, 100, 200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Absolute http(s) addresses of a paper; `page` is where its source shows it."""

    page: str
    abstract: str | None = None
    pdf: str | None = None
    code: str | None = None
    project: str | None = None
    thumbnail: str | None = None
    video: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper, as its source last described it.

    `id` is `arxiv:2503.02130` or `doi:10.1101/…` with versions stripped; it alone is the identity.
    The text fields are raw (TeX, line breaks and all): readers of them normalise.
    """

    id: str
    source: str
    title: str
    abstract: str
    links: Links
    authors: tuple[str, ...] = ()
    organization: str | None = None
    categories: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    tldr: str | None = None

    @property
    def number(self) -> str:
        """The identity without its scheme: `2503.02130`."""
        return self.id.partition(":")[2]

    def filled_from(self, older: Paper) -> Paper:
        """This reading, completed by what an older reading knew and this one misses.

        Sources add code links, gists and keywords late and now and then drop one again for a while.
        """
        links = replace(
            self.links,
            **{f.name: getattr(self.links, f.name) or getattr(older.links, f.name) for f in fields(Links)},
        )
        return replace(
            self,
            links=links,
            authors=self.authors or older.authors,
            organization=self.organization or older.organization,
            categories=self.categories or older.categories,
            keywords=self.keywords or older.keywords,
            tldr=self.tldr or older.tldr,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """What changes while a paper is out.

    `rank` is the 1-based position in its list (None while unknown), `list_day` the list that the numbers were
    read from, `first_seen` our own aware UTC time: sources' dates are unreliable.
    """

    first_seen: datetime
    list_day: date
    upvotes: int = 0
    comments: int = 0
    stars: int | None = None
    rank: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A paper together with its signals at the time of reading."""

    paper: Paper
    signals: Signals

    def updated_from(self, older: Sighting | None) -> Sighting:
        """This reading with the first-seen time and the details that an older one holds.

        A paper that stands on two lists keeps its rank in the newer one.
        """
        if older is None:
            return self
        old = older.signals
        signals = replace(
            self.signals,
            first_seen=old.first_seen,
            stars=old.stars if self.signals.stars is None else self.signals.stars,
        )
        if old.list_day > self.signals.list_day and older.paper.source == self.paper.source:
            signals = replace(signals, list_day=old.list_day, rank=old.rank)
        return Sighting(paper=self.paper.filled_from(older.paper), signals=signals)

    def completed_from(self, other: Sighting) -> Sighting:
        """What is known, with the details that only another source's reading has: its categories, for instance."""
        return replace(self, paper=self.paper.filled_from(other.paper))


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceList:
    """One list day as a source gave it: its papers in list order, and how many broken items were skipped."""

    day: date
    sightings: tuple[Sighting, ...]
    skipped: int = 0


def milestones(sighting: Sighting) -> tuple[str, ...]:
    """All that a paper has reached so far, of `upvotes:50`, `upvotes:100`, `upvotes:200`, `code`, `project`."""
    links = sighting.paper.links
    reached = [f"upvotes:{count}" for count in _UPVOTES if sighting.signals.upvotes >= count]
    gained = [name for name, link in (("code", links.code), ("project", links.project)) if link]
    return (*reached, *gained)
