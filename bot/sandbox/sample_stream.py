"""A stream beside the sample's list: the same bundled papers, announced before the list has them.

As arXiv does for Hugging Face: everything appears, a few days early or minutes ahead, with authors and abstract
alone. So a newcomer sees papers that only a stream has brought, papers of both, and papers going from one to the
other.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.paper import Links, Paper, Sighting, Signals
from bot.domain.ports import Gives, SourceKind, SourceSpec, StreamPart
from bot.sandbox.sample import chance, scheduled
from bot.sources.paper_files import parse

if TYPE_CHECKING:
    from collections.abc import Iterable

NAME = "sample-stream"
_SPEC = SourceSpec(
    name=NAME,
    title="sample stream",
    colour=0xB4557A,
    kind=SourceKind.STREAM,
    gives=frozenset({Gives.ABSTRACT, Gives.AUTHORS}),
    quiet_after=timedelta(days=6),
)
_AHEAD = timedelta(seconds=100)  # of what is listed while somebody watches
_DAYS_AHEAD = 3  # at most, of what was listed before


class SampleStream:
    """A `StreamSource` of the bundled papers; what it announces depends on `began` and the time alone."""

    spec: SourceSpec = _SPEC

    def __init__(self, body: bytes, began: datetime) -> None:
        self._announced = sorted(_announcements(body, began.astimezone(UTC)), key=lambda each: each[0])

    async def read_from(self, cursor: str | None, now: datetime) -> StreamPart:
        """What was announced since the moment that the cursor names."""
        since = datetime.fromisoformat(cursor) if cursor else None
        new = [(at, paper) for at, paper in self._announced if at <= now and (since is None or at > since)]
        return StreamPart(
            announced=tuple(
                Sighting(paper=paper, signals=Signals(first_seen=now, list_day=at.date())) for at, paper in new
            ),
            cursor=new[-1][0].isoformat() if new else cursor or "",
        )


def _announcements(body: bytes, began: datetime) -> Iterable[tuple[datetime, Paper]]:
    for item in scheduled(parse(body).entries, began):
        days = 1 + int(_DAYS_AHEAD * chance(item.entry, "announced"))
        ahead = _AHEAD if item.listed > began else timedelta(days=days)
        yield item.listed - ahead, _announced(item.entry.paper)


def _announced(paper: Paper) -> Paper:
    """A paper as its authors handed it in: what people and machines added afterwards is the list's."""
    links = Links(
        page=paper.links.abstract or paper.links.page, abstract=paper.links.abstract, pdf=paper.links.pdf
    )
    return replace(paper, source=NAME, links=links, organization=None, keywords=(), tldr=None)
