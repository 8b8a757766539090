"""A server for each kind of source, with its papers, and the posts that each channel should get."""

import random
from collections import defaultdict, deque
from collections.abc import AsyncGenerator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.fake_sources.arxiv import FeedItem, LoopbackArxiv, submitted_for
from tests.fake_sources.biorxiv import LoopbackBiorxiv, make_preprint
from tests.fake_sources.conferences import LoopbackConferences, make_event
from tests.fake_sources.crossref import LoopbackCrossref, make_work
from tests.fake_sources.feeds import LoopbackFeeds, Post, rss
from tests.fake_sources.huggingface import LoopbackHuggingFace, make_item
from tests.fake_sources.pubmed import Article, LoopbackPubMed
from tests.fake_sources.server import LoopbackServer
from tests.support.fakes import Clock
from tests.wire.all_kinds.unreliable import Unreliable

WORDS = ("quark", "lepton", "gluon")
_SHOWN = 20  # items of a feed
_SATURDAY = 5


def titled(key: int) -> str:
    return f"A {WORDS[key % len(WORDS)]} and crispr of {key}"


@dataclass
class World:
    """Publishes, and writes down in `expected` who is to get what: (channel, key of the paper).

    With it are the sources that brought it. `wanting` has the (channel, word) of the subscriptions to a source, by
    its stored name.
    """

    now: Clock
    rng: random.Random
    wanting: defaultdict[str, set[tuple[int, str]]] = field(default_factory=lambda: defaultdict(set))
    expected: defaultdict[tuple[int, int], set[str]] = field(default_factory=lambda: defaultdict(set))
    shown: defaultdict[str, deque[Post]] = field(default_factory=lambda: defaultdict(lambda: deque(maxlen=_SHOWN)))
    _keys: int = 0
    _yesterday: tuple[int, ...] = ()
    _events: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self):
        self.lists = LoopbackHuggingFace(etags=True, today=lambda: self.now().date())
        self.arxiv = LoopbackArxiv(date(2025, 11, 11))
        self.biorxiv, self.crossref = LoopbackBiorxiv(), LoopbackCrossref()
        self.pubmed, self.conferences, self.feeds = LoopbackPubMed(), LoopbackConferences(), LoopbackFeeds()
        self.conferences.put_programme(count=3)
        self.unreliable = [Unreliable(server, self.now, self.rng) for server in self.servers]

    @property
    def servers(self) -> tuple[LoopbackServer, ...]:
        return (
            self.lists,
            self.arxiv,
            self.biorxiv,
            self.crossref,
            self.pubmed,
            self.conferences,
            self.feeds,
        )

    def settings(self) -> dict[str, Any]:
        """The host's tables of sources."""
        return {
            "huggingface": {"url": self.lists.url},
            "arxiv": {"categories": ["cs.LG"], "url": self.arxiv.url, "api_url": self.arxiv.url},
            "biorxiv": {"subjects": ["neuroscience"], "url": self.biorxiv.url},
            "medrxiv": {"subjects": ["epidemiology"], "url": self.biorxiv.url},
            "pubmed": {"url": self.pubmed.url},
            "preprints": [{"server": "psyarxiv", "url": self.crossref.url}],
            "feeds": [{"name": "host", "url": f"{self.feeds.url}/host"}],
        }

    def behave(self, *, badly: bool):
        """Let all servers give bad answers from now on, or none."""
        for one in self.unreliable:
            one.is_bad = badly

    def new(self, *sources: str) -> int:
        """The key of a paper that these sources bring."""
        self._keys += 1
        self.brought(self._keys, *sources)
        return self._keys

    def brought(self, key: int, *sources: str):
        word = WORDS[key % len(WORDS)]
        for source in sources:
            for channel, wanted in self.wanting[source]:
                if wanted == word:
                    self.expected[channel, key].add(source)

    def publish_feeds(self, paths: dict[str, str], share: float):
        """Let so large a share of the feeds (stored names, by path) have a new item; some repeat a neighbour's."""
        names = list(paths)
        for number, (path, name) in enumerate(paths.items()):
            if self.rng.random() < share:
                key = self.new(name)
                self.publish(path, key)
                if self.rng.random() < share:
                    self.brought(key, paths[names[number - 1]])
                    self.publish(names[number - 1], key)
            elif self.shown[path] and self.rng.random() < share:  # a correction
                changed = self.shown[path].pop()
                self.shown[path].append(Post(f"Corrected: {changed.title}", changed.link, doi=changed.doi))
                self._serve(path)

    def publish(self, path: str, key: int):
        """Let a feed have a new item."""
        self.shown[path].append(Post(titled(key), f"https://lab.example/{key}", doi=f"10.1234/lab.{key}"))
        self._serve(path)

    def _serve(self, path: str):
        self.feeds.put(path, rss(reversed(self.shown[path])))

    def publish_day(self, count: int):
        """The papers of a day of all other sources, so many each; the list has yesterday's of arXiv, too."""
        today = self.now().date()
        keys = [self.new("lists") for _ in range(count)]
        for key in self._yesterday:
            self.brought(key, "lists")
        listed = [
            make_item(_number(key), title=titled(key), upvotes=key % 50) for key in (*keys, *self._yesterday)
        ]
        self.lists.put(today, listed)
        if today.weekday() < _SATURDAY:
            keys = [self.new("arxiv", "arxiv-cs-cl") for _ in range(count)]
            older = [self._announced(key, "replace", version=2) for key in self._yesterday]
            came = submitted_for(today)
            self.arxiv.announce(today, [*(self._announced(key, submitted=came) for key in keys), *older])
            self.arxiv.day, self._yesterday = today, tuple(keys)
        else:
            self._yesterday = ()
        self.publish("host", self.new("host"))
        for server, category in (("bioRxiv", "neuroscience"), ("medRxiv", "epidemiology")):
            keys = [self.new(server.lower()) for _ in range(count)]
            facts: dict[str, Any] = {"server": server, "category": category}
            self.biorxiv.post(_twice(make_preprint(key, today, title=titled(key), **facts) for key in keys))
        keys = [self.new("preprints-chemrxiv") for _ in range(count)]
        self.crossref.register(_twice(make_work(key, today, title=[titled(key)]) for key in keys))
        keys = [self.new("pubmed-b5c03b6d4040") for _ in range(count)]
        self.pubmed.enter(Article(pmid=key, entered=today, title=titled(key)) for key in keys)
        if today.weekday() == 0:
            keys = [self.new("conference-icml-2026") for _ in range(count)]
            self._events += [make_event(key, f"{key % 2}{key:031x}", name=titled(key)) for key in keys]
            self._events += [dict(one, id=one["id"] + 10**6, eventtype="Oral") for one in self._events[-1:]]
            self.conferences.put_programme(*self._events, count=len(self._events) + 3)

    @staticmethod
    def _announced(key: int, kind: str = "new", **more: Any) -> FeedItem:
        return FeedItem(_number(key), kind, titled(key), categories=("cs.LG", "cs.CL"), **more)


def _number(key: int) -> str:
    return f"2511.{key:05}"


def _twice(items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Items of which the first one is listed again, as when a page moves while it is read."""
    made = list(items)
    return made + made[:1]


@asynccontextmanager
async def open_world(now: Clock) -> AsyncGenerator[World]:
    world = World(now, random.Random(27))
    async with AsyncExitStack() as stack:
        for server in world.servers:
            await stack.enter_async_context(server)
        yield world
