"""Papers, what changes about them while they are out, and the milestones that they reach by it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

GONE = "gone"  # beside milestones in a message: its post cannot be edited any more
SUMMARY = "summary:"  # before a language: the milestone of its summary
_COMPLETED = ("authors", "organization", "categories", "keywords", "tldr", "published", "preprint")
UPVOTE_MILESTONES = (50, 100, 200)  # that a post is edited for


class SourceKind(Enum):
    """A list is what people picked, with days, votes and ranks; a stream is everything that appears."""

    LIST = "list"
    STREAM = "stream"


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
class Summary:
    """Plain text by a `model` in the language of a tag such as `de` or `zh-CN`.

    An empty `text` says that what the model wrote was not to be used: it is not asked again. A `general` one is
    for everybody for whose language no summaries are wanted.
    """

    language: str
    text: str
    model: str
    general: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper, as a source last described it, or as all of its sources do together.

    `id` is `arxiv:2503.02130` or `doi:10.1101/…` with versions stripped; it alone is the identity. `source` is
    where its page is; `sources` are all that brought it when several gave it, in the order in which they did.
    The text fields are raw (TeX, line breaks and all): readers of them normalise. `published` is the identity of
    its journal version, `preprint` the reverse. `announced` is False for what a source said when it was asked, or
    of a later version: it tells of a paper and brings none. Nobody is told of what no source brings, and it counts
    for nothing that is about lists and streams. `summaries` are what models wrote, one a language; they are of no
    source, and stay whatever those say.
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
    published: str | None = None
    preprint: str | None = None
    sources: tuple[str, ...] = ()
    announced: bool = True
    summaries: tuple[Summary, ...] = ()

    @property
    def number(self) -> str:
        """The identity without its scheme: `2503.02130`."""
        return self.id.partition(":")[2]

    def filled_from(self, older: Paper) -> Paper:
        """This reading, completed by what an older reading knew and this one misses.

        Sources add code links, gists and keywords late and now and then drop one again for a while.
        """
        if self == older:
            return self
        links = replace(
            self.links,
            **{f.name: getattr(self.links, f.name) or getattr(older.links, f.name) for f in fields(Links)},
        )
        known = {name: getattr(self, name) or getattr(older, name) for name in _COMPLETED}
        return replace(self, links=links, **known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """The facts of a paper that change with each reading, such as its upvotes.

    `rank` is the 1-based position in its list (None while unknown), `list_day` the list that the numbers were
    read from, or the day on which a stream announced it; `first_seen` our own aware UTC time: sources' dates are
    unreliable.
    """

    first_seen: datetime
    list_day: date
    upvotes: int = 0
    comments: int = 0
    stars: int | None = None
    rank: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A paper together with its signals: a reading of one source, or the one view of the `readings` of several.

    `kind` is that of its source; of several, of the one that shows it. `original`: the texts are as the authors
    handed them in, and go before others'. `readings` are those of several sources, each once, in the order in
    which they came; `readings` puts them together.
    """

    paper: Paper
    signals: Signals
    kind: SourceKind = SourceKind.LIST
    original: bool = False
    readings: tuple[Sighting, ...] = ()

    @property
    def by_source(self) -> tuple[Sighting, ...]:
        """One sighting for each source that gave the paper."""
        return self.readings or (self,)

    def asked_for(self) -> Sighting:
        """This reading of one source, which tells of a paper and brings none: an answer, or of a later version."""
        return replace(self, paper=replace(self.paper, announced=False))


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceList:
    """One list day as a source gave it: its papers in list order, and how many broken items were skipped."""

    day: date
    sightings: tuple[Sighting, ...]
    skipped: int = 0


def announced_among(stored: Mapping[str, Sighting]) -> dict[str, Sighting]:
    """The stored papers that a list or stream has announced: polls ignore those that were looked up."""
    return {key: sighting for key, sighting in stored.items() if sighting.paper.announced}


def milestones(sighting: Sighting) -> tuple[str, ...]:
    """All that a paper has reached so far.

    Of `upvotes:50`, `upvotes:100`, `upvotes:200`, `code`, `project`, and `summary:de` for each of its summaries.
    """
    links = sighting.paper.links
    reached = [f"upvotes:{count}" for count in UPVOTE_MILESTONES if sighting.signals.upvotes >= count]
    gained = [name for name, link in (("code", links.code), ("project", links.project)) if link]
    written = [f"{SUMMARY}{summary.language}" for summary in sighting.paper.summaries if summary.text]
    return (*reached, *gained, *written)


def summary_in(paper: Paper, language: str) -> Summary | None:
    """The summary for a reader of that language; None: there is no text by a model to show.

    If a model was asked for this language, the answer is its text or None, not one in another language.
    """
    for summary in paper.summaries:
        if summary.language == language:
            return summary if summary.text else None
    general = (summary for summary in reversed(paper.summaries) if summary.general and summary.text)
    return next(general, None)


def with_summary(summaries: tuple[Summary, ...], summary: Summary) -> tuple[Summary, ...]:
    """These with one more, which replaces that of the same language."""
    return (*(one for one in summaries if one.language != summary.language), summary)
