"""Port of the ranking: which papers are most like the liked ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.domain.paper import Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Taste:
    """The ids of the papers that picks resemble, oldest first, and of those that they do not."""

    liked: tuple[str, ...]
    disliked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A candidate of a ranking.

    `score` is at least 0 if the paper is near the liked ones. `like` are the ids of up to two liked papers that it
    resembles most, `words` up to three words or pairs of words that speak for it.
    """

    paper_id: str
    score: float
    like: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingTask:
    """Tastes and their candidates, by subscription.

    `papers` has all papers by id; `background` are ids of past papers that nobody liked.
    """

    tastes: Mapping[str, Taste]
    candidates: Mapping[str, Sequence[str]]
    papers: Mapping[str, Paper]
    background: Sequence[str]


class Ranker(Protocol):
    """Ranks papers outside of the event loop."""

    async def rank(self, task: RankingTask) -> Mapping[str, Sequence[Ranked]]:
        """Return each subscription's candidates, best first. Raises RankingError if that fails."""
        ...
