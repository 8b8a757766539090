"""Older items of a feed that it did not show at first, and that are not new when they appear."""

from collections.abc import Container, Sequence
from datetime import datetime
from itertools import pairwise
from random import Random

from tests.support.fakes import START
from tests.unit.sources.feeds.lab import Post

_BULK = 5  # items from below, at least, when a feed begins to show more


class Ground:
    """The unshown items `below`, newest first; everything learned is of `since` or newer."""

    def __init__(self):
        self.below: list[Post] = []
        self.since = START

    def settle(
        self, posts: Sequence[Post], shown: Sequence[Post], stored: Container[int], *, learned: bool
    ) -> list[Post]:
        """The `posts` of the feed after an answer was stored: with those from below that it had.

        What is older than all that was learned is below from then on.
        """
        above = [*posts, *(post for post in self.below if post.number in stored)]
        self.below = [post for post in self.below if post.number not in stored]
        if learned:
            self.since = min(map(date_of, shown))
            hidden = [post for post in above if post.number not in stored and date_of(post) < self.since]
            above = [post for post in above if post not in hidden]
            self.below = [post for post in (*hidden, *self.below) if date_of(post) < self.since]
        return above

    def shift(
        self, rng: Random, posts: Sequence[Post], shown: int, stored: Container[int]
    ) -> tuple[str, list[Post], list[Post]] | None:
        """Show some items from below; return the event, remaining posts and answer, or None if undecidable."""
        kept = list(posts)
        if deleted := rng.random() < 0.6:
            for _ in range(min(len(kept) - 2, max(1, len(kept) - shown + rng.randrange(1, 4)))):
                kept.pop(rng.randrange(3))
        moved = self.below[: max(0, shown - len(kept)) if deleted else rng.randrange(_BULK, 30)]
        view = [*kept, *moved]
        known = {date_of(post) for post in kept if post.number in stored}
        if len(moved) < (1 if deleted else _BULK) or len(known) < 2 or not _in_order(view):
            return None
        return ("deleted" if deleted else "shows more"), kept, view


def date_of(post: Post) -> datetime:
    """Return the date of an item that has one."""
    assert post.date
    return post.date


def _in_order(posts: Sequence[Post]) -> bool:
    return all(date_of(one) >= date_of(other) for one, other in pairwise(posts))
