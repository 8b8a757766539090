"""Port of the ranking: which papers are most like the liked ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.domain.paper import Paper


class Taste(NamedTuple):
    """The ids of papers that picks are to resemble, the latest likes last, and of those that they are not to."""

    liked: tuple[str, ...]
    disliked: tuple[str, ...] = ()


class PickTask(NamedTuple):
    """Pick at most `most` of these candidates that are near a taste."""

    taste: Taste
    candidates: tuple[str, ...]
    most: int


class Pick(NamedTuple):
    """A picked paper.

    `like` are the ids of up to two liked papers that it resembles most, `words` up to three words or pairs of
    words that speak for it.
    """

    paper_id: str
    like: Sequence[str]
    words: Sequence[str]


class Ranker(Protocol):
    """Ranks papers outside of the event loop."""

    async def pick(
        self, tasks: Sequence[PickTask], papers: Mapping[str, Paper], background: Sequence[str]
    ) -> Sequence[Sequence[Pick]]:
        """Return the picks of each task, best first; none if no candidate is near. Raises RankingError.

        `papers` has all papers by id; `background` are ids of past papers that no task names.
        """
        ...
