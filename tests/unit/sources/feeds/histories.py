"""Random histories of a feed: its daily answers, and how often each item must be alerted.

A history has a character (guids of its own, none, one for all, new ones each time; addresses with tracking; titles
that come again; one DOI for several items, also with one short title) and draws, reading by reading, what feeds
do: new items, one or two of guid, address, title and DOI changed, titles swapped, edits, orders, windows, halves,
answers of before, "unchanged" (true or not), failures, crashes before anything was stored, another address,
another feed, weeks without a reading, and a first reading of nothing.
"""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from yarl import URL

from bot.domain.errors import SourceError
from bot.domain.paper import Sighting
from tests.support.fakes import START
from tests.unit.sources.feeds.changes import RECURRING, REVIEW, changed, may_change
from tests.unit.sources.feeds.desk import Desk, Reader
from tests.unit.sources.feeds.ground import Ground, date_of
from tests.unit.sources.feeds.lab import Post, Server

_READINGS = 24
_YEAR = timedelta(days=365)
_MONTH = 30  # days: what appears in a longer time without a reading is no news


class History:
    """One history, drawn by its seed; `run` gives what went wrong."""

    def __init__(self, seed: int):
        self._rng = random.Random(seed)
        self.server = Server()
        self.now = START
        self._read = START.date()
        self._other = False
        self._guids = self._rng.choice(("own", "own", "own", "none", "one", "each time"))
        self._tracking = self._rng.random() < 0.3
        self._one_link = self._guids == "own" and self._rng.random() < 0.15
        self._recurs = self._guids == "own" and not self._one_link and self._rng.random() < 0.5
        self._orders = self._rng.random() < 0.5
        # Texts tell items apart, or their order does: without both, who has only a title left is beyond anybody.
        self._told = self._orders or self._rng.random() < 0.5
        self._dois = self._rng.choice((0.0, 0.5, 1.0))
        self._window = self._rng.choice((5, 8, 12, 100))
        self._issues = self._rng.random() < 0.4  # whose news bear its DOI
        self._borne: set[str] = set()  # DOIs that were stored
        self._dates = self._rng.choice(("true", "true", "true", "of the answer", "one for all", "none"))
        self._sorted = self._dates == "true" and not self._orders and not self._recurs
        self._posts: list[Post] = []  # newest first
        self._ground = Ground()
        self._stored: dict[int, Post] = {}  # as the reader saw them last
        self._shown: tuple[Post, ...] = ()  # in the last answer that was stored
        self._answers: list[tuple[Post, ...]] = []
        self._serial = 0
        self.due: Counter[int] = Counter()
        self.got: Counter[int] = Counter()
        self.log: list[str] = []

    async def run(self, source: Callable[[Server], Reader], desk: Desk, *, early: bool = False) -> str:
        """Run the history; return "" if each item was alerted as often as it was due.

        `early` stores the position before the alerts: a control.
        """
        self._add(self._rng.randrange(1, 3 * self._window if self._window < 100 else 15))
        for step in range(_READINGS):
            before = self.server.url, self._posts, self._ground
            posts = self.server.posts = self._draw(step)
            try:
                part = await source(self.server).read_from(desk.cursor, self.now)
            except SourceError:
                self._back_to(*before)
                continue
            if self._rng.random() < 0.1 and step:
                self.log.append("crash")
                self._back_to(*before)
                if early:
                    desk.cursor = part.cursor
                continue
            alerts = len(desk.alerted)
            await desk.commit(part, self.now)
            self._count(posts, desk.alerted[alerts:])
        wrong = {n: (self.due[n], self.got[n]) for n in self._stored if self.due[n] != self.got[n]}
        return "" if not wrong else f"(due, alerted) by item: {wrong}\n" + "\n".join(self.log)

    def _back_to(self, address: URL, posts: list[Post], ground: Ground):
        """Return to the feed's old URL, if nothing was stored from elsewhere."""
        self.server.url = address
        if self._other:
            self._posts, self._ground = posts, ground

    def _count(self, posts: Sequence[Post], alerted: Sequence[Sighting]):
        """Count the alerts due by a stored answer, and those that were made."""
        if not self.server.answered:
            assert not alerted
            return
        away = (self.now.date() - self._read).days > _MONTH
        learned = not self._stored or away or self._other
        if posts or not away:
            self._read = self.now.date()
        if not posts:
            return
        below = {post.number for post in self._ground.below}
        for post in posts:
            if post.number not in self._stored and not learned and post.number not in below:
                self.due[post.number] += 1
            self._stored[post.number] = post
            self._borne.add(post.doi)
        self._shown = tuple(posts)
        if self._dates == "true":
            self._posts = self._ground.settle(self._posts, posts, self._stored, learned=learned)
        who = {(post.title, post.link): post.number for post in posts}
        self.got.update(who[one.paper.title, one.paper.links.page] for one in alerted)
        self._answers = [*([] if self._other else self._answers), self._shown][-6:]

    def _draw(self, step: int) -> tuple[Post, ...]:
        """Draw the next answer of the feed."""
        self._change_back()
        self._other = self.server.failing = self.server.lying = False
        self.now += timedelta(minutes=self._rng.choice((15, 15, 60, 900, 3_000)))
        if step == 0 and self._rng.random() < 0.2:
            return ()
        self._add(self._rng.choice((0, 0, 1, 1, 2, 3)))
        if self._stored and self._sorted:
            self._date_back()
        view = self._noise(self._told_apart(self._view(self._posts[: self._window])))
        if self._stored:
            self._travel(step, view)
            return self._noise(self._posts) if self._other else view
        return view

    def _view(self, posts: list[Post]) -> Sequence[Post]:
        """Draw which of its latest items the feed shows, and their order."""
        happens = self._rng.random()
        if not self._stored:
            return posts
        if happens < 0.1:
            self.server.failing = happens < 0.05
            self.server.lying = not self.server.failing
            self.log.append("failing" if self.server.failing else "an untrue 304")
        elif happens < 0.2:
            self.log.append("an answer of before")
            return self._rng.choice(self._answers)
        elif happens < 0.24:
            self.log.append("empty")
            return ()
        elif happens < 0.34:
            self.log.append("half")
            half = len(posts) // 2 + 1
            some = sorted(self._rng.sample(range(len(posts)), half))
            front = self._rng.random() < 0.5 or (self._recurs and not self._told)  # else nobody could tell them
            return posts[:half] if front else [posts[place] for place in some]
        elif self._sorted and happens < 0.5:
            shifted = self._ground.shift(self._rng, self._posts, len(self._shown), self._stored)
            if shifted is not None:
                happened, self._posts, view = shifted
                self.log.append(happened)
                return view
        posts = self._changed(posts)
        if self._orders and not any(self._only_title(post) for post in posts):
            self._rng.shuffle(posts)
        return posts

    def _date_back(self):
        """Sometimes backdate an item: among the others, or on top."""
        self._posts = [p for p in self._posts if p.number in self._stored or date_of(p) > START - _YEAR]
        happens = self._rng.random()
        place = self._rng.randrange(1, 4)
        if happens < 0.1 and place < min(self._window, len(self._posts)):
            newer, older = date_of(self._posts[place - 1]), date_of(self._posts[place])
            if newer > older >= self._ground.since:
                self.log.append("dated back among others")
                self._add(1, older + (newer - older) / 2, place)
        elif happens < 0.13:
            self.log.append("dated back on top")
            self._add(1, START - 2 * _YEAR)

    def _travel(self, step: int, view: Sequence[Post]):
        """Months without a reading, another address of the same feed, or another feed."""
        happens = self._rng.random()
        new = sum(post.number not in self._stored for post in view)
        if happens < 0.03:
            self.log.append("months without a reading")
            self.now += timedelta(days=self._rng.randrange(33, 200))
        elif happens < 0.05 and not self.server.lying:
            self.log.append("another feed")
            self._other = True
            self._posts, self._ground = [], Ground()
            self._add(self._rng.randrange(1, 15))
            self.server.url = self.server.url.with_query(other=step)
        elif happens < 0.15 and new <= min(4, len(view) - 1):
            self.log.append("another address")
            self.server.url = self.server.url.with_query(moved=step)

    def _told_apart(self, view: Sequence[Post]) -> list[Post]:
        """Return the items without undecidable ones, whose stored DOI appears on several items."""
        bearers = Counter(post.doi for post in view)
        unknown = self._borne - {"", *(doi for doi, count in bearers.items() if count > 1)}
        return [post for post in view if post.number in self._stored or post.doi not in unknown]

    def _add(self, count: int, date: datetime | None = None, place: int = 0):
        issue = f"10.1000/issue.{self._serial}" if self._issues and count > 1 else ""
        if issue:
            self.log.append("one DOI for several")
        alike = issue and self._guids == "own" and not self._one_link and self._rng.random() < 0.5
        for _ in range(count):
            n = self._serial = self._serial + 1
            own = f"On the matter of number {n} and of others"
            recurring = self._recurs and self._rng.random() < 0.4
            post = Post(
                number=n,
                guid="one guid for all" if self._guids == "one" else "" if self._guids == "none" else f"guid {n}",
                link="https://lab.example/" if self._one_link else f"https://lab.example/{n}",
                title=self._rng.choice(RECURRING) if recurring else REVIEW if alike else own,
                doi=issue
                if issue and not recurring
                else f"10.1000/{n}"
                if self._rng.random() < self._dois
                else "",
                about=f"Number {n} is about number {n}." if self._told else "We study a matter.",
            )
            if self._dates == "true":
                post = replace(post, date=date or START + timedelta(hours=n))
            self._posts = [*self._posts[:place], post, *self._posts[place:]]

    def _noise(self, posts: Sequence[Post]) -> tuple[Post, ...]:
        """Change what such a feed changes in each answer: tracking, guids, dates."""
        if self._tracking and not self._one_link:
            posts = [replace(one, link=f"{one.link}?utm_id={self._rng.random()}") for one in posts]
        if self._guids == "each time":
            posts = [replace(one, guid=f"guid {self._rng.random()}") for one in posts]
        if self._dates in {"of the answer", "one for all"}:
            date = self.now if self._dates == "of the answer" else START
            posts = [replace(one, date=date) for one in posts]
        return tuple(posts)

    def _changed(self, view: Sequence[Post]) -> list[Post]:
        """Change some items that were stored unchanged and shown in the last answer."""
        just = {post.number for post in self._shown}
        same = [post for post in view if post.number in just and self._same(self._stored[post.number], post)]
        changed = {post.number: self._change(post) for post in same if self._rng.random() < 0.15}
        rest = [post for post in same if post.number not in changed]
        if len(rest) < 2:  # nobody has a place among so few
            changed = {number: post for number, post in changed.items() if not self._only_title(post)}
        if self._rng.random() < 0.15 and len(rest) > 1 and not self._one_link:
            self.log.append("two swap their titles")
            one, two = self._rng.sample(rest, 2)
            changed[one.number] = replace(one, title=two.title)
            changed[two.number] = replace(two, title=one.title)
        self._posts = [changed.get(post.number, post) for post in self._posts]
        return [changed.get(post.number, post) for post in view]

    def _change_back(self):
        """Revert unstored changes, because a reader with only one key must see each of them."""
        self._posts = [self._stored[post.number] if self._only_title(post) else post for post in self._posts]

    def _same(self, stored: Post, post: Post) -> bool:
        """True if the reader has stored the item unchanged."""
        stored = replace(stored, link=stored.link.partition("?utm")[0], date=post.date)
        if self._guids == "each time":
            stored = replace(stored, guid=post.guid)
        return stored == post

    def _only_title(self, post: Post) -> bool:
        """True if a stored item has neither guid nor address that tells it."""
        before = self._stored.get(post.number)
        if before is None:
            return False
        by_guid = self._guids == "own" and before.guid == post.guid
        return not by_guid and (self._one_link or before.link.partition("?utm")[0] != post.link)

    def _change(self, post: Post) -> Post:
        others = (one for one in (*self._posts, *self._stored.values()) if one.number != post.number)
        tells = post.title not in {*RECURRING, REVIEW, *(one.title for one in others)}
        names = self._rng.choice(may_change(self._guids, one_link=self._one_link, tells=tells))
        self.log.append(" and ".join(names))
        return changed(post, names, self._rng.randrange(1_000_000))
