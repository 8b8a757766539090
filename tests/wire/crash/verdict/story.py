"""Short sequences of polls, changes and undos for testing the verdict."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from tests.wire.crash.people.wanting import LIST, Wanting
from tests.wire.crash.verdict.claims import Claims, Post

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Pair: TypeAlias = "tuple[int, str]"

ONE, TWO = "2511.00001", "2511.00002"
WORDS = {ONE: frozenset({"graph"}), TWO: frozenset({"graph", "speech"})}
GRAPH = Wanting(channel=1, word="graph")


class Story:
    """What subscriptions, mostly `a` alone, have to do with papers; each step takes ten seconds."""

    def __init__(self, *given: tuple[str, str], words: Mapping[str, frozenset[str]] = WORDS, **wanting: Wanting):
        self.wanting = wanting or {"a": GRAPH}
        self.claims = Claims(words, self.wanting, frozenset(given))
        self.brought: frozenset[tuple[str, str]] = frozenset()
        self.at = 0.0

    def read(self, *papers: str, by: str = LIST, begun: Iterable[Pair] = (), **changed: Any) -> Story:
        """A life in which papers are brought, and the subscription is changed by commands, if so."""
        self.brought |= {(paper, by) for paper in papers}
        new = {"a": replace(self.wanting["a"], **changed)} if changed else {}
        self.claims.lived(self.brought, frozenset(begun), new, began=self.at, ended=self.at + 10)
        self.wanting |= new
        self.at += 10
        return self

    def change(self, key: str = "a", *, begun: Iterable[Pair] = (), **parts: Any) -> Story:
        """Change the subscription while the bot is down."""
        self.wanting[key] = replace(self.wanting[key], **parts)
        self.claims.rest(key, self.wanting[key], frozenset(begun), at=self.at)
        self.at += 10
        return self

    def undo(self, kept: Claims, *begun: Pair, was: Wanting = GRAPH) -> Story:
        self.claims.take_back("a", kept, frozenset(begun), before=self.at, after=self.at)
        self.wanting["a"] = was
        self.at += 10
        return self

    def keep(self, *begun: Pair) -> Claims:
        return self.claims.keep("a", frozenset(begun))

    def lost(self, *settled: Pair) -> set[Pair]:
        return self.claims.lost(settled)

    def unasked(self, *posts: Pair, at: float | None = None) -> set[Pair]:
        """Return the unasked posts among these, now or at a moment."""
        return self.claims.unasked(made(*posts, at=self.at if at is None else at))


def made(*posts: Pair, at: float = 50.0) -> list[Post]:
    return [Post(channel=channel, paper=paper, at=at) for channel, paper in posts]
