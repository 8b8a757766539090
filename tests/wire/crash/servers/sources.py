"""The sources of an episode on loopback: their papers and troubles."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import aiohttp
from yarl import URL

from bot.domain.added_source import AddedSource
from bot.domain.ports import PollCommit
from bot.service.added_sources.registry import StoredSource, change_source
from bot.service.poll.context import PollContext
from bot.service.poll.poller import Poller
from bot.sources.arxiv.source import Cursor
from bot.sources.bodies.json_values import dump_stored
from bot.sources.feeds.settings import Feed as Table
from bot.sources.feeds.source import FeedSource
from bot.sources.http.fetcher import Fetcher
from tests.fake_sources.arxiv import FeedItem, submitted_for
from tests.fake_sources.huggingface import make_item
from tests.support.fakes import sighting
from tests.wire.crash.people.wanting import FEED, LIST, STREAM
from tests.wire.crash.plan.feeds import NOTHING
from tests.wire.crash.plan.plan import OLDER
from tests.wire.crash.plan.times import DAY
from tests.wire.crash.servers.wrong_arxiv import wrong_arxiv

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date
    from pathlib import Path

    from bot.domain.ports import Store
    from tests.fake_sources.arxiv import LoopbackArxiv
    from tests.fake_sources.huggingface import Item, LoopbackHuggingFace
    from tests.wire.crash.bots.pace import FastClock
    from tests.wire.crash.plan.plan import Episode, Life, Listed
    from tests.wire.crash.servers.feed import Feed

_DAY = timedelta(days=1)
_MISSED = 2  # announcement days before the one on which an episode begins
_OLDER = "An older post of this laboratory"
EXAMPLES = tuple(f"arxiv:2509.0000{number}" for number in range(1, 6))  # of picks, stored from the beginning


@dataclass(kw_only=True)
class Sources:
    """A list, a stream and a feed: papers are listed and announced on the `day` on which the episode is.

    `given` is what there is to read at any moment, as (paper, source).
    """

    papers: LoopbackHuggingFace
    stream: LoopbackArxiv
    feed: Feed
    day: date
    recurring: bool
    items: list[Item] = field(default_factory=list["Item"])
    given: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    async def learn(self, store: Store, episode: Episode, clock: FastClock, guild_id: int):
        """Read all of them for the first time, which alerts nobody; of arXiv what came before the missed days."""
        now = clock.today()
        await store.commit_poll(PollCommit(source=LIST, at=now, sightings=(), position=self.day - _DAY))
        examples = [sighting(key.removeprefix("arxiv:"), source=STREAM) for key in EXAMPLES]
        looked_up = tuple(replace(one, paper=replace(one.paper, announced=False)) for one in examples)
        await store.commit_poll(PollCommit(source=STREAM, at=now, sightings=looked_up))
        day = self.day - (_MISSED + 1 if episode.missed else 1) * _DAY
        before = dump_stored(Cursor(day=day, began=day))
        await store.commit_poll(PollCommit(source=STREAM, at=now, sightings=(), cursor=before))
        for number, paper in enumerate(episode.missed):
            day = self.day - (1 + number % _MISSED) * _DAY
            item = FeedItem(paper.number, title=_title(paper), submitted=submitted_for(day))
            self.stream.announce(day, [item])
        self.given |= {(paper.number, STREAM) for paper in episode.missed}
        self.feed.add([(OLDER, _OLDER)])
        if episode.added:
            lab = AddedSource(name=FEED, address=self.feed.url, title="Lab")
            stored = StoredSource(source=lab, owners=((guild_id, None),), due=now)
            await change_source(store, FEED, lambda _: stored)
        async with aiohttp.ClientSession() as session:
            table = Table(name=FEED, url=self.feed.url, title="Lab")
            source = FeedSource(table.spec, Fetcher(session), URL(table.url))
            await Poller(store, source, clock.today, PollContext(lists={LIST})).poll()

    def list(self, papers: Sequence[Listed]):
        """Add papers to their sources."""
        listed, streamed, posted = (
            [paper for paper in papers if paper.source == source] for source in (LIST, STREAM, FEED)
        )
        self.items += [make_item(p.number, title=_title(p)) for p in listed]
        self.papers.put(self.day, self.items)
        self.stream.announce(self.day, [FeedItem(p.number, title=_title(p)) for p in streamed])
        self.feed.add([(p, _title(p) if self.recurring else f"{_title(p)}, {p.number}") for p in posted])
        self.given |= {(p.number, p.source) for p in papers}

    def _next_day(self, read: AbstractSet[tuple[str, str]]):
        """What the stream announced and nobody has read is announced again."""
        before, self.day, self.items = self.day, self.day + _DAY, []
        announced = self.stream.days.pop(before).items if before in self.stream.days else []
        self.stream.day = self.day
        self.stream.announce(self.day, [item for item in announced if (item.number, STREAM) not in read])

    def begin(self, life: Life, read: AbstractSet[tuple[str, str]]):
        """Set the sources' troubles for this life, which may begin a day; `read` is stored with all its alerts."""
        if life.downtime >= DAY:
            self._next_day(read)
        self.feed.begin(life.feed)
        if life.outage is not None:
            self.papers.break_down(life.outage)
        if life.arxiv is not None:
            self.stream.break_down(wrong_arxiv(self.stream, life.arxiv))

    def recover(self):
        """End all troubles."""
        self.papers.recover()
        self.stream.recover()
        self.feed.begin(NOTHING)

    def reads(self) -> int:
        """Count the polls of the list so far."""
        return sum(1 for seen in self.papers.requests if seen.day == self.day and seen.query.get("p", "0") == "0")

    def environment(self) -> dict[str, str]:
        """Return the environment variables for them."""
        return {
            "PAPERBOY_HUGGINGFACE__URL": self.papers.url,
            "PAPERBOY_ADDED_SOURCES__ALLOW_PRIVATE": "true",
            "PAPERBOY_ARXIV__CATEGORIES": "cs",
            "PAPERBOY_ARXIV__URL": self.stream.url,
            "PAPERBOY_ARXIV__API_URL": self.stream.url,
        }

    def configure(self, folder: Path):
        """Write the settings file, which the host's feeds need."""
        config = folder / "config" / "paperboy.toml"
        config.parent.mkdir()
        config.write_text(f'[[feeds]]\nname = "{FEED}"\ntitle = "Lab"\nurl = "{self.feed.url}"\n', "utf-8")


def _title(paper: Listed) -> str:
    return f"A study of {' and '.join(sorted(paper.words))}"
