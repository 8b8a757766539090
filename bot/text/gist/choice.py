"""Which sentence is the gist, by the scores; with a neighbour where it cannot stand alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.text.gist.penalties import bare_penalty, finds, leaning_penalty, studying
from bot.text.gist.shorten import ended
from bot.text.gist.words import Sentence, read

if TYPE_CHECKING:
    from collections.abc import Iterator

PAIR = 6.0  # what a second sentence costs, on the scale of the scores: one sentence is read faster
_LONGEST = 260  # characters of both, so that they are read at a glance
_ROOM_FOR_FINDING = 240  # characters of what was studied and what was found: longer ones are no help
_POINTER = 2  # words
_NO_HELP = ("http", "github", "available", "code ")  # in what follows: it says where, not what


def best_text(shown: list[Sentence], scores: list[float], wanted: frozenset[str]) -> str:
    """The sentence with the highest score, or one with a neighbour that relieves it of more than a pair costs.

    `scores` are those of the sentences of an abstract as shown; `wanted` are the stems of the title.
    """
    best = max(scores)
    chosen = shown[scores.index(best)]
    text = chosen.text
    for at, score in enumerate(scores):
        for joined, relief in _joined(shown, at, wanted, best + PAIR - score):
            if score + relief - PAIR > best:
                best, text = score + relief - PAIR, joined
    return _with_finding(shown, scores, text) if text == chosen.text and studying(chosen) else text


def _with_finding(shown: list[Sentence], scores: list[float], text: str) -> str:
    """What was studied with what was found, if a sentence says that and has room: the likeliest of those."""
    found = sorted((-score, at) for at, (one, score) in enumerate(zip(shown, scores, strict=True)) if finds(one))
    for _, at in found:
        more = _following(shown[at].text, _ROOM_FOR_FINDING - len(text) - 1)
        if more and not leaning_penalty(read(more)):
            return f"{text} {more}"
    return text


def _joined(shown: list[Sentence], at: int, wanted: frozenset[str], needed: float) -> Iterator[tuple[str, float]]:
    """The sentence with the one before it, on which it leans, and with the one after it, if it says little itself.

    Each with the penalty that it is relieved of, where more than `needed` can be.
    """
    leans, bare = leaning_penalty(shown[at]), bare_penalty(shown[at], wanted)
    text = shown[at].text
    if at > 0 and leans > needed and len(before := shown[at - 1].text) < _LONGEST - len(text):
        joined = f"{before} {text}"
        yield joined, leans - leaning_penalty(read(joined))
    if at + 1 < len(shown) and bare > needed:
        more = _following(shown[at + 1].text, _LONGEST - len(text) - 1)
        rest = read(f"{text} {' '.join(more.split()[_POINTER:])}")  # "This framework" is the one before
        yield f"{text} {more}", bare + leans - bare_penalty(rest, wanted) - leaning_penalty(rest)


def _following(text: str, room: int) -> str:
    """The sentence, or its beginning that fits; nothing where it says only where things are to be had."""
    if any(sign in text.lower() for sign in _NO_HELP):
        return ""
    return text if len(text) <= room else ended(text, room)
