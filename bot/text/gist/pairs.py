"""Two neighbouring sentences as one gist, where the better of them cannot stand alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.text.gist.penalties import bare_penalty, leaning_penalty
from bot.text.gist.words import Sentence, read

if TYPE_CHECKING:
    from collections.abc import Iterator

PAIR = 5.0  # what a second sentence costs, on the scale of the scores: one sentence is read faster
_LONGEST = 280  # characters of both, so that they are read at a glance
_NO_HELP = ("http", "github", "available", "code ")  # in what follows: it says where, not what


def best_text(shown: list[Sentence], scores: list[float], wanted: frozenset[str]) -> str:
    """The sentence with the highest score, or one with a neighbour that relieves it of more than a pair costs.

    `scores` are those of the sentences of an abstract as shown; `wanted` are the stems of the title.
    """
    best = max(scores)
    text = shown[scores.index(best)].text
    for at, score in enumerate(scores):
        for joined, relief in _joined(shown, at, wanted, best + PAIR - score):
            if score + relief - PAIR > best:
                best, text = score + relief - PAIR, joined
    return text


def _joined(shown: list[Sentence], at: int, wanted: frozenset[str], needed: float) -> Iterator[tuple[str, float]]:
    """The sentence with the one before it, on which it leans, and with the one after it, if it says little itself.

    Each with the penalty that it is relieved of, where more than `needed` can be.
    """
    leans, bare = leaning_penalty(shown[at]), bare_penalty(shown[at], wanted)
    if at > 0 and leans > needed:
        for text in _fitting(shown[at - 1].text, shown[at].text):
            yield text, leans - leaning_penalty(read(text))
    if at + 1 < len(shown) and bare > needed and not any(sign in shown[at + 1].text.lower() for sign in _NO_HELP):
        for text in _fitting(shown[at].text, shown[at + 1].text):
            yield text, bare + leans - bare_penalty(read(text), wanted) - leaning_penalty(read(text))


def _fitting(first: str, second: str) -> Iterator[str]:
    if len(first) + len(second) < _LONGEST:
        yield f"{first} {second}"
