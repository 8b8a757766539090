"""Papers, their changing signals such as upvotes, and the milestones that they reach."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

UNEDITABLE = "gone"  # stored among the milestones that a card shows: Discord no longer lets us edit its post
SUMMARY_PREFIX = "summary:"  # of a milestone: `summary:de` is a summary in German
# Fields that keep the value of a source's older reading if the newer one has none; see `Paper.filled_from`
_FILLED_FROM_OLDER = (
    "abstract",
    "authors",
    "organization",
    "categories",
    "keywords",
    "tldr",
    "published",
    "preprint",
    "journal",
    "retracted",
    "conferences",
    "decision",
)
UPVOTE_MILESTONES = (50, 100, 200)  # a post is edited at each


class SourceKind(Enum):
    """Kinds of source.

    A list has papers that people chose, by day and rank; a stream has all new papers. A programme is that of a
    conference: it is read as a stream is, but whoever subscribes to it gets all its matching papers, over days or
    at once.
    """

    LIST = "list"
    STREAM = "stream"
    PROGRAMME = "programme"


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Absolute http(s) addresses of a paper; `page` is its page at the source."""

    page: str
    abstract: str | None = None
    pdf: str | None = None
    code: str | None = None
    project: str | None = None
    thumbnail: str | None = None
    video: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A summary by a language `model`: plain text in the language of a tag such as `de` or `zh-CN`.

    An empty `text` means that the model's answer was unusable; it is not asked again. A `general` summary is for
    all readers who have none in their own language.
    """

    language: str
    text: str
    model: str
    general: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper, as one source describes it or merged from several sources.

    - `id`: the identity, `arxiv:2503.02130` or `doi:10.1101/…`, without a version (see `bot.domain.identity`).
    - `source`: the source that its page belongs to. `sources`: of a merged paper, those that announced it, in the
      order of arrival; else empty.
    - Texts are raw, with TeX and line breaks, to be cleaned where they are shown or searched.
    - `published` is the identity of its journal version; `preprint` is the reverse.
    - `journal`: where it was published, with the year if known: `Nature, 2026`. `version`: of a preprint.
    - `retracted`: its journal has withdrawn it.
    - `conferences`: those that accepted it, such as `icml-2026`. `decision`: how, `oral`, `spotlight` or `poster`.
    - `announced`: False for a reading that came from a lookup or a later version. A paper that no source has
      announced causes no alerts but those of late changes, and does not count in lists, previews and trends.
    - `summaries`: by language models, one per language. They belong to no source, so no poll changes them.
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
    journal: str | None = None
    version: int = 1
    retracted: bool = False
    sources: tuple[str, ...] = ()
    conferences: tuple[str, ...] = ()
    decision: str | None = None
    announced: bool = True
    summaries: tuple[Summary, ...] = ()

    @property
    def number(self) -> str:
        """Identity without its scheme: `2503.02130`."""
        return self.id.partition(":")[2]

    def filled_from(self, older: Paper) -> Paper:
        """Return this reading, with links and fields that it lacks taken from an older one.

        Sources add code links, their own summary (`tldr`) and keywords late, and sometimes drop them for a while.
        """
        if self == older:
            return self
        links = replace(
            self.links,
            **{f.name: getattr(self.links, f.name) or getattr(older.links, f.name) for f in fields(Links)},
        )
        completed = {name: getattr(self, name) or getattr(older, name) for name in _FILLED_FROM_OLDER}
        return replace(self, links=links, version=max(self.version, older.version), **completed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """Facts of a paper that change from poll to poll, such as its upvotes.

    `rank` is the 1-based position in its list (None while unknown). `list_day` is the day of the list that the
    numbers were read from, or of the announcement by a stream. `first_seen` is by our own clock in UTC, because
    sources' dates are unreliable.
    """

    first_seen: datetime
    list_day: date
    upvotes: int = 0
    comments: int = 0
    stars: int | None = None
    rank: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A paper with its signals: the reading of one source, or several merged (`bot.domain.paper_merging`).

    `kind` is the kind of `paper.source`. `original`: the texts are the authors' own submission and are preferred.
    `readings` has one reading per source, in the order of arrival; it is empty for a single source.
    """

    paper: Paper
    signals: Signals
    kind: SourceKind = SourceKind.LIST
    original: bool = False
    readings: tuple[Sighting, ...] = ()

    @property
    def by_source(self) -> tuple[Sighting, ...]:
        """One sighting for each source of the paper."""
        return self.readings or (self,)

    def as_unannounced(self) -> Sighting:
        """Return this reading as one that announces nothing: from a lookup, or of a later version."""
        return replace(self, paper=replace(self.paper, announced=False))


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceList:
    """One list day of a source: its papers in list order, and the number of broken items skipped."""

    day: date
    sightings: tuple[Sighting, ...]
    skipped: int = 0


def announced_among(stored: Mapping[str, Sighting]) -> dict[str, Sighting]:
    """Return the stored papers that a list or stream has announced, without those that were only looked up."""
    return {key: sighting for key, sighting in stored.items() if sighting.paper.announced}


def milestones(sighting: Sighting) -> tuple[str, ...]:
    """Return the milestones that a paper has reached, for example `("upvotes:50", "code", "summary:de")`.

    Possible are `upvotes:50`, `upvotes:100`, `upvotes:200`, `code`, `project`, `summary:` with a language, and
    those of `late_milestones`.
    """
    links = sighting.paper.links
    upvotes = [f"upvotes:{count}" for count in UPVOTE_MILESTONES if sighting.signals.upvotes >= count]
    pages = [name for name, link in (("code", links.code), ("project", links.project)) if link]
    summaries = [f"{SUMMARY_PREFIX}{summary.language}" for summary in sighting.paper.summaries if summary.text]
    return (*upvotes, *pages, *summaries, *late_milestones(sighting.paper))


def late_milestones(paper: Paper) -> tuple[str, ...]:
    """Return the milestones that a paper reaches weeks after its post: `published`, `retracted`, `version:2`."""
    published = ("published",) if paper.published or paper.journal else ()
    version = (f"version:{paper.version}",) if paper.version > 1 else ()
    return (*published, *version, *(("retracted",) if paper.retracted else ()))


def summary_in(paper: Paper, language: str) -> Summary | None:
    """Return the summary to show a reader of this language, or None.

    A summary in the language itself is preferred, then the newest general one. If the model's answer in this
    language was unusable, the result is None.
    """
    for summary in paper.summaries:
        if summary.language == language:
            return summary if summary.text else None
    general = (summary for summary in reversed(paper.summaries) if summary.general and summary.text)
    return next(general, None)


def with_summary(summaries: tuple[Summary, ...], summary: Summary) -> tuple[Summary, ...]:
    """Return these summaries with one added; it replaces one in the same language."""
    return (*(other for other in summaries if other.language != summary.language), summary)
