"""Recorded lists in the order in which they were saved, and a Discord that notes when each message came."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from bot.domain.alert import Payload
from bot.domain.ports import PostPermit
from bot.domain.subscription import Destination
from tests.support.data import recorded_days
from tests.support.fakes import FakeNotifier


class Snapshot(NamedTuple):
    """A recorded list: when it was saved, and of which day."""

    at: datetime
    day: date
    path: Path


def snapshots(first: date = date.min, last: date = date.max, *, days: int | None = None) -> list[Snapshot]:
    """Those of the days from `first` to `last`, or of the first so many days."""
    return sorted(
        Snapshot(datetime.strptime(path.name[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC), day, path)
        for name, paths in recorded_days()[:days]
        if first <= (day := date.fromisoformat(name)) <= last
        for path in paths
    )


class Post(NamedTuple):
    """One message: when, where, whether it is a digest, and the papers in order."""

    at: datetime
    channel: int
    digest: bool
    papers: tuple[str, ...]


@dataclass
class Watched(FakeNotifier):
    """Records when each message was posted."""

    clock: Any = None
    posts: list[Post] = field(default_factory=list[Post])

    async def post(
        self, destination: Destination, payload: Payload, nonce: str, _turn: PostPermit | None = None, /
    ) -> int:
        papers = payload.get("digest") or [payload["card"]]
        found = tuple(paper.removeprefix("arxiv:") for paper in papers)
        self.posts.append(Post(self.clock(), destination.id, "digest" in payload, found))
        return await super().post(destination, payload, nonce)
