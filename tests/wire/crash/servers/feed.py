"""The feed of an episode, on loopback: it outlives bots, and forgets what it showed."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aiohttp import web
from typing_extensions import override

from tests.fake_sources import faults
from tests.fake_sources.feeds import Post, rss
from tests.fake_sources.server import LoopbackServer, etag_of, with_validators
from tests.wire.crash.plan.feeds import NOTHING, Answering, Facet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.wire.crash.bots.pace import FastClock
    from tests.wire.crash.plan.feeds import Edit, FeedLife
    from tests.wire.crash.plan.plan import Listed

_KIND = "application/rss+xml"
_FAULTS = {
    Answering.UNAVAILABLE: faults.status(503),
    Answering.PAGE: faults.html(),
    Answering.BROKEN_OFF: faults.dropped(b"<?xml"),
}


@dataclass(frozen=True, kw_only=True)
class Item:
    """An item as it is now; its link ends with the paper's `number`. `version` counts how often it was edited."""

    number: str
    post: Post
    own: bool
    version: int = 0

    @property
    def facets(self) -> frozenset[Facet]:
        """Return the facets that can be edited while the item stays recognisable."""
        found = {Facet.TITLE} | ({Facet.GUID} if self.post.guid else set[Facet]())
        if self.own:
            found |= ({Facet.LINK} if self.post.guid else set[Facet]()) | (set() if self.post.doi else {Facet.DOI})
        return frozenset(found)

    def edited(self, facet: Facet) -> Item:
        """Return the item with one facet edited."""
        version, post = self.version + 1, self.post
        match facet:
            case Facet.TITLE:
                post = replace(post, title=f"{post.title} ({version})")
            case Facet.LINK:
                post = replace(post, link=f"https://lab.example/moved/{version}/{self.number}")
            case Facet.GUID:
                post = replace(post, guid=f"edited {version} of {self.number}")
            case Facet.DOI:
                post = replace(post, doi=f"10.5555/lab.{self.number}")
        return replace(self, post=post, version=version)


class Feed(LoopbackServer):
    """Shows items, and edits or drops only what was read: a bot that has a body's ETag has stored what is in it.

    `done` counts what it did, `log` says when.
    """

    def __init__(self, clock: FastClock):
        super().__init__()
        self._clock = clock
        self.now = clock.today  # which bots may doubt, as theirs may be wrong
        self._items: dict[str, Item] = {}  # the oldest first
        self._read: set[tuple[str, int]] = set()
        self._held: dict[str, frozenset[tuple[str, int]]] = {}  # by ETag
        self._bodies: list[bytes] = []
        self._life = NOTHING
        self._left = 0
        self.done: Counter[str] = Counter()
        self.log: list[tuple[float, str]] = []

    def begin(self, life: FeedLife):
        """Begin a life of a bot, or an undisturbed one."""
        self._life, self._left = life, life.times
        for edit in life.edits:
            self._edit(edit)
        known = [key for key, item in self._items.items() if self._was_read(item)]
        for key in known[: -life.window]:
            del self._items[key]
            self._note("dropped", key)
        self._put()

    def add(self, papers: Iterable[tuple[Listed, str]]):
        """Add items for papers with their titles."""
        for paper, title in papers:
            guid = None if paper.number.endswith(("0", "5")) else f"item {paper.number}"
            site = "https://lab.example/posts" if paper.own else "https://arxiv.org/abs"
            # A text of its own: a title that comes again beside the same text is the item before, moved.
            about = f"What was found in {paper.number}."
            post = Post(title=title, link=f"{site}/{paper.number}", guid=guid, about=about)
            self._items[paper.number] = Item(number=paper.number, post=post, own=paper.own)
            self._note("appeared", paper.number)
        self._put()

    @override
    async def answer(self, request: web.Request) -> web.StreamResponse:
        self._read |= self._held.get(request.headers.get("If-None-Match", ""), frozenset())
        how, body = self._life.answering, self._bodies[-1]
        if self._left <= 0:
            how = Answering.WELL
        self._left -= 1
        if how in _FAULTS:
            self.done[how] += 1
            return await _FAULTS[how](request)
        if how is Answering.OLD:
            body = self._bodies[int(self._life.pick * len(self._bodies))]
        if how is Answering.HALF:
            body = body[: len(body) // 2]
        answer = web.Response(body=body, content_type=_KIND)
        if self._life.validators:
            answer = with_validators(request, body, _KIND)
        self.done["unchanged" if answer.status == web.HTTPNotModified.status_code else how] += 1
        return answer

    def _edit(self, edit: Edit):
        among = [item for item in self._items.values() if edit.facet in item.facets and self._was_read(item)]
        if among:
            item = among[int(edit.pick * len(among))].edited(edit.facet)
            self._items[item.number] = item
            self._note(f"edited {edit.facet}", item.number)

    def _was_read(self, item: Item) -> bool:
        return (item.number, item.version) in self._read

    def _put(self):
        items = [*reversed(self._items.values())]
        if self._life.shuffled is not None:
            random.Random(self._life.shuffled).shuffle(items)
        body = rss(item.post for item in items)
        self._held[etag_of(body)] = frozenset((item.number, item.version) for item in items)
        self._bodies.append(body)

    def _note(self, what: str, number: str):
        self.done[what] += 1
        self.log.append((self._clock.now(), f"feed: {what}: {number}"))
