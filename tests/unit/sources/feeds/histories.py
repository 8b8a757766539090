"""Random histories of a feed: what it shows from day to day, and how often each of its items is to be alerted.

A history has a character (guids of its own, none, one for all, new ones each time; addresses with tracking; titles
that come again) and draws, reading by reading, what feeds do: new items, one or two of guid, address, title and DOI
changed, edits, orders, windows, halves, answers of before, "unchanged" (true or not), failures, crashes before
anything was stored, another address, weeks without a reading, and a first reading of nothing.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol
from xml.sax.saxutils import escape

from yarl import URL

from bot.domain.errors import SourceError
from bot.sources.http.cache import Response
from tests.support.fakes import START

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from bot.domain.paper import Sighting
    from bot.domain.ports import StreamPart

_READINGS = 24
_MONTH = 30  # days: what appears in a longer time without a reading is no news
_RECURRING = ("This week in machine learning", "Call for papers of our department")


@dataclass(frozen=True, kw_only=True)
class Post:
    """An item as the feed shows it: `number` is who it is in truth, "" is what it has not."""

    number: int
    guid: str
    link: str
    title: str
    doi: str
    about: str


class Reader(Protocol):
    """What is tried: reads a feed from a cursor."""

    async def read_from(self, cursor: str | None, now: datetime) -> StreamPart:
        """As a stream's."""
        ...


class Server:
    """Answers with what `serve` was given last, to whom shows that with an ETag by a 304."""

    def __init__(self) -> None:
        self.posts: tuple[Post, ...] = ()
        self.failing = False
        self.lying = False  # "unchanged", to whoever sends any validator
        self.answered = True
        self.url = URL("https://lab.example/feed")

    async def get(self, url: URL, *, accept: object = None, known: Response | None = None) -> Response:
        assert accept
        assert url == self.url
        if self.failing:
            raise SourceError("The lab could not be read.")
        body = rss(self.posts)
        etag = str(hash(body))
        self.answered = not (known and known.etag and (self.lying or known.etag == etag))
        return Response(body=body, etag=etag) if self.answered else Response(body=b"", unchanged=True)


def rss(posts: Sequence[Post]) -> bytes:
    """The feed of some items; their dates are wrong, as many are."""
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:prism="p"><channel><title>Lab</title>'
        + "".join(_item(post) for post in posts)
        + "</channel></rss>"
    ).encode()


def _item(post: Post) -> str:
    parts = (
        ("title", post.title),
        ("link", post.link),
        ("guid", post.guid),
        ("prism:doi", post.doi),
        ("description", post.about),
        ("pubDate", f"Fri, 0{1 + post.number % 9} Dec 2999 00:00:00 GMT"),
    )
    return f"<item>{''.join(f'<{tag}>{escape(text)}</{tag}>' for tag, text in parts if text)}</item>"


@dataclass
class Desk:
    """Keeps cursor and alerts as the store does, in one write, and no alert twice for one paper."""

    cursor: str | None = None
    papers: set[str] = field(default_factory=set[str])
    alerted: list[Sighting] = field(default_factory=list)

    async def commit(self, part: StreamPart, now: datetime) -> None:
        """Store what a reading gave at `now`."""
        assert now
        fresh = {s.paper.id: s for s in part.announced if s.paper.id not in self.papers}
        if not (self.cursor is None or part.learned):
            self.alerted += fresh.values()
        self.papers |= fresh.keys()
        self.cursor = part.cursor


class History:
    """One history, drawn by its seed; `run` gives what went wrong."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)
        self.server = Server()
        self.now = START
        self._read = START.date()
        self._guids = self._rng.choice(("own", "own", "own", "none", "one", "each time"))
        self._tracking = self._rng.random() < 0.3
        self._one_link = self._guids == "own" and self._rng.random() < 0.15
        self._recurs = self._guids == "own" and not self._one_link and self._rng.random() < 0.5
        self._orders = self._rng.random() < 0.5
        # Texts tell items apart, or their order does: without both, who has only a title left is beyond anybody.
        self._told = self._orders or self._rng.random() < 0.5
        self._dois = self._rng.choice((0.0, 0.5, 1.0))
        self._window = self._rng.choice((5, 8, 12, 100))
        self._posts: list[Post] = []  # newest first
        self._stored: dict[int, Post] = {}  # as the reader saw them last
        self._shown: tuple[Post, ...] = ()  # in the last answer that was stored
        self._answers: list[tuple[Post, ...]] = []
        self._serial = 0
        self.due: Counter[int] = Counter()
        self.got: Counter[int] = Counter()
        self.log: list[str] = []

    async def run(self, source: Callable[[Server], Reader], desk: Desk, *, early: bool = False) -> str:
        """Live through it; an empty text when each item was alerted as often as it was due.

        `early` stores the position before the alerts: a control.
        """
        self._add(self._rng.randrange(1, 2 * self._window if self._window < 100 else 15))
        for step in range(_READINGS):
            address = self.server.url
            posts = self.server.posts = self._draw(step)
            learned = not self._stored or (self.now.date() - self._read).days > _MONTH
            try:
                part = await source(self.server).read_from(desk.cursor, self.now)
            except SourceError:
                self.server.url = address
                continue
            if self._rng.random() < 0.1 and step:
                self.log.append("crash")
                self.server.url = address
                if early:
                    desk.cursor = part.cursor
                continue
            before = len(desk.alerted)
            await desk.commit(part, self.now)
            if self.server.answered and (posts or not learned):
                self._read = self.now.date()
            self._count(posts, desk.alerted[before:], learned=learned)
        wrong = {n: (self.due[n], self.got[n]) for n in self._stored if self.due[n] != self.got[n]}
        return "" if not wrong else f"(due, alerted) by item: {wrong}\n" + "\n".join(self.log)

    def _count(self, posts: Sequence[Post], alerted: Sequence[Sighting], *, learned: bool) -> None:
        """What was stored of an answer, and what came of it."""
        if not self.server.answered or not posts:
            assert not alerted
            return
        for post in posts:
            if post.number not in self._stored and not learned:
                self.due[post.number] += 1
            self._stored[post.number] = post
        who = {(post.title, post.link): post.number for post in posts}
        self.got.update(who[one.paper.title, one.paper.links.page] for one in alerted)
        self._shown = tuple(posts)
        self._answers = [*self._answers, tuple(posts)][-6:]

    def _draw(self, step: int) -> tuple[Post, ...]:
        """What the feed answers next."""
        rng = self._rng
        self._take_back()
        self.server.failing = self.server.lying = False
        self.now += timedelta(minutes=rng.choice((15, 15, 60, 900, 3_000)))
        first = not self._stored
        if step == 0 and rng.random() < 0.2:
            return ()
        self._add(rng.choice((0, 0, 1, 1, 2, 3)))
        happens = rng.random()
        if happens < 0.05:
            self.server.failing = True
            self.log.append("failing")
        elif happens < 0.1:
            self.server.lying = True
            self.log.append("untrue 304")
        elif happens < 0.2 and self._answers:
            self.log.append("an answer of before")
            return self._noise(rng.choice(self._answers))
        elif happens < 0.24 and not first:
            self.log.append("empty")
            return ()
        view = self._posts[: self._window]
        if happens > 0.9:
            half = len(view) // 2 + 1
            view = (
                view[:half]
                if rng.random() < 0.5
                else [view[n] for n in sorted(rng.sample(range(len(view)), half))]
            )
            self.log.append("half")
        elif not first:
            view = self._changed(view)
        if self._orders and not any(self._only_title(post) for post in view):
            rng.shuffle(view)
        if rng.random() < 0.03 and not first:
            self.log.append("months without a reading")
            self.now += timedelta(days=rng.randrange(33, 200))
        new = sum(post.number not in self._stored for post in view)
        if rng.random() < 0.1 and not first and new <= min(4, len(view) - 1):
            self.log.append("another address")
            self.server.url = self.server.url.with_query(moved=step)
        return self._noise(view)

    def _add(self, count: int) -> None:
        for _ in range(count):
            n = self._serial = self._serial + 1
            own = f"On the matter of number {n} and of others"
            recurring = self._recurs and self._rng.random() < 0.4
            post = Post(
                number=n,
                guid="one guid for all" if self._guids == "one" else "" if self._guids == "none" else f"guid {n}",
                link="https://lab.example/" if self._one_link else f"https://lab.example/{n}",
                title=self._rng.choice(_RECURRING) if recurring else own,
                doi=f"10.1000/{n}" if self._rng.random() < self._dois else "",
                about=f"Number {n} is about number {n}." if self._told else "We study a matter.",
            )
            self._posts.insert(0, post)

    def _noise(self, posts: Sequence[Post]) -> tuple[Post, ...]:
        """What changes with each answer."""
        if self._tracking and not self._one_link:
            posts = [replace(one, link=f"{one.link}?utm_id={self._rng.random()}") for one in posts]
        if self._guids == "each time":
            posts = [replace(one, guid=f"guid {self._rng.random()}") for one in posts]
        return tuple(posts)

    def _changed(self, view: Sequence[Post]) -> list[Post]:
        """The items with some of them changed: only those that were stored as they are, and were just shown."""
        just = {post.number for post in self._shown}
        result: list[Post] = []
        for post in view:
            same = post.number in just and self._same(self._stored[post.number], post)
            changed = self._change(post) if same and self._rng.random() < 0.15 else post
            result.append(changed)
            self._posts[self._posts.index(post)] = changed
        return result

    def _take_back(self) -> None:
        """The changes that nobody has stored: who knows an item by one key alone has to see each of them."""
        for place, post in enumerate(self._posts):
            before = self._stored.get(post.number)
            if before is not None and self._only_title(post):
                self._posts[place] = replace(post, guid=before.guid, link=before.link.partition("?utm")[0])

    def _same(self, stored: Post, post: Post) -> bool:
        """Whether the reader knows an item as it is."""
        stored = replace(stored, link=stored.link.partition("?utm")[0])
        if self._guids == "each time":
            stored = replace(stored, guid=post.guid)
        return stored == post

    def _only_title(self, post: Post) -> bool:
        """Whether an item that was stored has neither guid nor address that tells it."""
        before = self._stored.get(post.number)
        if before is None:
            return False
        by_guid = self._guids == "own" and before.guid == post.guid
        return not by_guid and (self._one_link or before.link.partition("?utm")[0] != post.link)

    def _change(self, post: Post) -> Post:
        changes = self._rng.choice(self._changes(post))
        self.log.append(" and ".join(changes))
        mark = self._rng.randrange(1_000_000)
        new: Mapping[str, str] = {
            "guid": f"guid {post.number} {mark}",
            "link": f"https://lab.example/{post.number}/{mark}",
            "title": f"On the matter of number {post.number}, revised {mark}",
            "doi": f"10.1000/{post.number}.{mark}",
            "about": f"{post.about} Edited {mark}.",
        }
        return replace(post, **{name: new[name] for name in changes})

    def _changes(self, post: Post) -> list[tuple[str, ...]]:
        """What may change at once and leave the item the one that it is."""
        one = [("title",), ("title", "about"), ("about",), ("doi",)]
        if not self._one_link and self._guids != "each time":
            one += [("title", "doi"), ("doi", "about")]
        if self._guids == "own" and not self._one_link:
            one += [("guid",), ("link",), ("guid", "title"), ("link", "title"), ("guid", "doi"), ("link", "doi")]
            one += [("link", "about"), ("guid", "about")]
        tells = post.title not in _RECURRING
        if tells and not self._one_link and self._guids == "own":
            one.append(("guid", "link"))
        if tells and self._guids in {"none", "each time"}:
            one.append(("link",))
        if tells and self._one_link:
            one.append(("guid",))
        return one
