"""The harness's own matcher of subscriptions: its verdict must not depend on the bot's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from bot.domain.subscribed_sources import LISTS

if TYPE_CHECKING:
    from bot.domain.subscription import Subscription


_SHOWN = ("destination_id", "query", "name", "mode", "paused", "sources")
LIST, STREAM, FEED = "huggingface", "arxiv", "feed-lab"  # as papers have them


@dataclass(frozen=True, kw_only=True)
class Wanting:
    """It wants the papers of its `sources` that have `word` and none of `without`, in a channel, unless paused.

    Of those with `picks` only what is picked is owed.
    """

    channel: int
    word: str
    without: frozenset[str] = frozenset()
    paused: bool = False
    sources: frozenset[str] = frozenset({LIST})
    picks: bool = False

    def ended(self) -> Self:
        """Nothing any more."""
        return replace(self, word="")

    @classmethod
    def of(cls, subscription: Subscription) -> Self:
        """Read its query, which is one of those that `query` writes."""
        word, *excluded = subscription.query.split()
        return cls(
            channel=subscription.destination_id,
            word=word,
            without=frozenset(term.removeprefix("-") for term in excluded),
            paused=subscription.paused,
            picks=subscription.has_picks,
            sources=frozenset(LIST if name == LISTS else name for name in subscription.sources or (LISTS,)),
        )

    def matches(self, words: frozenset[str]) -> bool:
        """Whether a paper with these words begins to be owed when it is read."""
        return not (self.paused or self.picks) and self.asks_for(words)

    def asks_for(self, words: frozenset[str]) -> bool:
        """The same, paused or not."""
        return self.word in words and not self.without & words


def shown(subscription: Subscription | None) -> tuple[object, ...]:
    """All that a change may be about; nothing of one that has ended."""
    return () if subscription is None else tuple(getattr(subscription, name) for name in _SHOWN)


def query(subscription_id: str, word: str, *without: str) -> str:
    """No two subscriptions have the same one, wherever they go: each has a word of its own that no title has."""
    return " ".join([word, *(f"-{term}" for term in (*without, f"only{subscription_id}"))])
