"""A list and a stream of bundled papers for a demo without network: real papers, invented times and upvotes."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from typing import TYPE_CHECKING

from bot.domain.paper import Links, Paper, Sighting, Signals, SourceList
from bot.domain.ports import AddedSourceKinds, Gives, SourceKind, SourceSpec, StreamPart, StreamSource
from bot.sources.paper_files import Entry, parse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.domain.added_source import AddedSource

_DAYS_PER_WEEK = 7
_EARLIER_WEEKS = 4  # before the last seven days
PAST_DAYS = (1 + _EARLIER_WEEKS) * _DAYS_PER_WEEK  # days that can have papers when the demo begins, today included
_LISTED_BEFORE = 30  # papers that are listed before the demo begins
# The first two of every six of them are from earlier weeks, so that a trend has several weeks
_EARLIER_PAPERS_OF_SIX = (0, 1)
_FIRST_AFTER = timedelta(seconds=30)  # from the beginning of the demo to the next listed paper
_INTERVAL = timedelta(seconds=20)  # between two others
_RISE_TIME = timedelta(minutes=1)  # after this time a paper has 63% of its final upvotes
_LEAST_UPVOTES, _MOST_UPVOTES = 4, 90  # upvotes in the end
_STARS_PER_UPVOTE = 7
_UPVOTES_PER_COMMENT = 9
_ANNOUNCED_BEFORE_LISTED = timedelta(seconds=100)  # by which the stream announces papers listed during the demo
_MAX_DAYS_ANNOUNCED_BEFORE = 3  # at most, for papers listed before the demo
_NAME, STREAM_NAME = "sample", "sample-stream"
_SPEC = SourceSpec(
    name=_NAME,
    title=_NAME,
    colour=0x5B6EE1,
    kind=SourceKind.LIST,
    gives=frozenset(Gives) - {Gives.CATEGORIES},
    quiet_after=timedelta(days=5),
)
_STREAM = SourceSpec(
    name=STREAM_NAME,
    title="sample stream",
    colour=0xB4557A,
    kind=SourceKind.STREAM,
    gives=frozenset({Gives.ABSTRACT, Gives.AUTHORS}),
    quiet_after=timedelta(days=6),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledPaper:
    """One paper with the time when it is listed and its final upvotes."""

    entry: Entry
    listed: datetime
    upvotes: int

    def at(self, now: datetime) -> Sighting:
        """Return the paper as the list shows it at `now`, without a rank."""
        upvotes = round(self.upvotes * (1 - math.exp(-((now - self.listed) / _RISE_TIME))))
        return Sighting(
            paper=replace(self.entry.paper, source=_NAME),
            signals=Signals(
                first_seen=now,
                list_day=self.listed.date(),
                upvotes=upvotes,
                comments=upvotes // _UPVOTES_PER_COMMENT,
                stars=upvotes * _STARS_PER_UPVOTE if self.entry.paper.links.code else None,
            ),
        )


class SampleList:
    """A `ListSource` of bundled papers: most in the weeks before `began`, then one after another.

    `body` is that of `bundled`; the demo begins at `began`. Its lists depend only on them and the time. A list
    day runs from midnight to midnight UTC. Every alert names the source, so that nobody takes the numbers for
    real.
    """

    spec: SourceSpec = _SPEC

    def __init__(self, body: bytes, began: datetime) -> None:
        self._items = tuple(scheduled(parse(body).entries, began.astimezone(UTC)))

    def today(self, now: datetime) -> date:
        """Return the list day that is open at `now`."""
        return now.astimezone(UTC).date()

    def opens(self, day: date) -> datetime:
        """Return midnight, UTC."""
        return datetime.combine(day, time(), tzinfo=UTC)

    async def read(self, day: date, now: datetime) -> SourceList:
        """Return the list of a day as it is at `now`, most upvotes first."""
        shown = [item.at(now) for item in self._items if item.listed.date() == day and item.listed <= now]
        shown.sort(key=lambda sighting: -sighting.signals.upvotes)
        ranked = (replace(one, signals=replace(one.signals, rank=rank)) for rank, one in enumerate(shown, start=1))
        return SourceList(day=day, sightings=tuple(ranked))


class SampleStream:
    """A `StreamSource` of the bundled papers, announced before the list has them.

    `body` and `began` are as in `SampleList`; the announcements depend only on them and the time. As with arXiv
    and Hugging Face, everything appears a few days or minutes before it is listed, with only authors and abstract.
    So the demo has papers of the stream alone, papers of both, and papers that move from one to the other.
    """

    def __init__(self, body: bytes, began: datetime, spec: SourceSpec = _STREAM) -> None:
        self.spec = spec
        self._announced = sorted(_announcements(body, began.astimezone(UTC)), key=lambda each: each[0])

    async def read_from(self, cursor: str | None, now: datetime) -> StreamPart:
        """Return the papers announced since the cursor's time, newest first."""
        since = datetime.fromisoformat(cursor) if cursor else None
        new = [(at, paper) for at, paper in self._announced if at <= now and (since is None or at > since)]
        return StreamPart(
            announced=tuple(
                Sighting(
                    paper=replace(paper, source=self.spec.name),
                    signals=Signals(first_seen=now, list_day=at.date()),
                )
                for at, paper in reversed(new)
            ),
            span=now - new[0][0] if new else None,
            cursor=new[-1][0].isoformat() if new else cursor or "",
        )


class SampleKinds:
    """The kinds of source that people can add to the sample: arXiv's categories have the bundled papers."""

    def __init__(self, kinds: AddedSourceKinds, began: datetime) -> None:
        self.find = kinds.find
        self._build = kinds.build
        self._began = began

    def build(self, source: AddedSource) -> StreamSource | None:
        """Build a source, without network if it is a category of arXiv; None as `AddedSourceKinds.build`."""
        if source.kind != "arxiv":
            return self._build(source)
        return SampleStream(bundled(), self._began, replace(_STREAM, name=source.name, title=source.title))


def _announcements(body: bytes, began: datetime) -> Iterable[tuple[datetime, Paper]]:
    """Yield each paper with the time when the stream announces it."""
    for item in scheduled(parse(body).entries, began):
        days = 1 + int(_MAX_DAYS_ANNOUNCED_BEFORE * _chance(item.entry, "announced"))
        ahead = _ANNOUNCED_BEFORE_LISTED if item.listed > began else timedelta(days=days)
        yield item.listed - ahead, _as_submitted(item.entry.paper)


def _as_submitted(paper: Paper) -> Paper:
    """Return a paper as its authors submitted it; anything added afterwards belongs to the list."""
    links = Links(
        page=paper.links.abstract or paper.links.page, abstract=paper.links.abstract, pdf=paper.links.pdf
    )
    return replace(paper, links=links, organization=None, keywords=(), tldr=None)


def bundled() -> bytes:
    """Return the bundled papers, in the shape that `bot.sources.paper_files` reads."""
    return (files("bot.demo") / "data" / "seed_papers.json").read_bytes()


def scheduled(entries: Iterable[Entry], began: datetime) -> Iterable[ScheduledPaper]:
    """Yield each paper with its time and upvotes, in an order that mixes subjects, the same in every run."""
    mixed = sorted(entries, key=lambda entry: _chance(entry, "order"))
    for n, entry in enumerate(mixed):
        yield ScheduledPaper(
            entry=entry,
            listed=_earlier(n, began)
            if n < _LISTED_BEFORE
            else began + _FIRST_AFTER + (n - _LISTED_BEFORE) * _INTERVAL,
            upvotes=_LEAST_UPVOTES
            + round((_MOST_UPVOTES - _LEAST_UPVOTES) * _chance(entry, "upvotes") ** 2),  # most have few
        )


def _earlier(n: int, began: datetime) -> datetime:
    """Return the listing time of the n-th of the first papers: spread over the weeks before, and today."""
    midnight = datetime.combine(began.date(), time(), tzinfo=UTC)
    weeks = 1 + n % _EARLIER_WEEKS if n % 6 in _EARLIER_PAPERS_OF_SIX else 0
    days = n % _DAYS_PER_WEEK + weeks * _DAYS_PER_WEEK
    return midnight - days * timedelta(days=1) if days else min(midnight + n * timedelta(minutes=1), began)


def _chance(entry: Entry, what: str) -> float:
    """Return a number in [0, 1) that is always the same for this paper and purpose."""
    digest = hashlib.blake2b(f"{what}:{entry.paper.id}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64
