"""A chosen sentence and what could follow it."""

from __future__ import annotations

from bot.text.gist.second.completion import completed
from bot.text.gist.words import read

TITLE = read("MIRA: Graph Pruning")
NAME = "We propose MIRA, a novel framework for graph pruning."
STUDY = "We investigate whether small networks benefit from pruning."


def chosen(first: str, *others: str, scores: tuple[float, ...] = ()) -> str:
    """What is shown of an abstract whose first sentence is the best."""
    shown = [read(one) for one in (first, *others)]
    return completed(shown, [9.0, *(scores or [1.0] * len(others))], 0, TITLE)
