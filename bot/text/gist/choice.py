"""Which sentence is the gist, by the scores; with a neighbour where it cannot stand alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.text.gist.penalties import LEANING, bare_penalty, leaning_penalty
from bot.text.gist.pointing import unpointed
from bot.text.gist.second.alone import following
from bot.text.gist.second.brief import fitted
from bot.text.gist.second.completion import completed
from bot.text.gist.second.substance import only_looks
from bot.text.gist.shorten import DISPLAYED, ended
from bot.text.gist.words import Sentence, read

if TYPE_CHECKING:
    from collections.abc import Iterator

PAIR = 4.5  # what a second sentence costs, on the scale of the scores: one sentence is read faster
_LONGEST = 260  # characters of both, so that they are read at a glance
_CONDITIONS = ("If ", "When ", "Otherwise")  # which themselves follow from something
_POINTER = 2  # words


def best_text(shown: list[Sentence], scores: list[float], title: Sentence) -> str:
    """The sentence with the highest score, or one with a neighbour that relieves it of more than a pair costs.

    `scores` are those of the sentences of an abstract as shown, where it has this `title`.
    """
    wanted = title.stems
    best = max(scores)
    at_best = scores.index(best)
    chosen = shown[at_best]
    text = chosen.text
    for at, score in enumerate(scores):
        for joined, relief in _joined(shown, at, wanted, best + PAIR - score):
            if score + relief - PAIR > best:
                best, text = score + relief - PAIR, joined
    if text == chosen.text and only_looks(chosen):
        text = completed(shown, scores, at_best, title)  # what was found needs no sentence before it
    if text == chosen.text and at_best:
        text = _led(shown, at_best, wanted)
    if text == chosen.text and not only_looks(chosen):
        text = completed(shown, scores, at_best, title)
    return fitted(text)


def _led(shown: list[Sentence], at: int, wanted: frozenset[str]) -> str:
    """The sentence; if it leans, after the one before it, or as much of that as there is room for."""
    text, before = shown[at].text, shown[at - 1]
    if leaning_penalty(read(unpointed(text, wanted))) < LEANING or leaning_penalty(before):
        return text
    if before.text.endswith("?") or before.text.startswith(_CONDITIONS):
        return text
    room = DISPLAYED - len(text) - 1
    led = before.text if len(before.text) <= room else ended(before.text, room)
    return f"{led} {text}".lstrip()


def _joined(shown: list[Sentence], at: int, wanted: frozenset[str], needed: float) -> Iterator[tuple[str, float]]:
    """The sentence with the one before it, on which it leans, and with the one after it, if it says little itself.

    Each with the penalty that it is relieved of, where more than `needed` can be.
    """
    leans, bare = leaning_penalty(shown[at]), bare_penalty(shown[at], wanted)
    text = shown[at].text
    if at > 0 and leans > needed and len(before := shown[at - 1].text) < _LONGEST - len(text):
        joined = f"{before} {text}"
        yield joined, leans - leaning_penalty(read(joined))
    if at + 1 < len(shown) and bare > needed and not only_looks(shown[at]):
        more = following(shown[at + 1].text, _LONGEST - len(text) - 1)
        rest = read(f"{text} {' '.join(more.split()[_POINTER:])}")  # "This framework" is the one before
        yield f"{text} {more}", bare + leans - bare_penalty(rest, wanted) - leaning_penalty(rest)
