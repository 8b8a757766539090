"""Which sentence is the gist, by the scores; with a neighbour where it cannot stand alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.text.gist.second.brief import fitted
from bot.text.gist.second.completion import completed
from bot.text.gist.shorten import DISPLAYED, ended

if TYPE_CHECKING:
    from bot.text.gist.sentence import Sentence

_CONDITIONS = ("If ", "When ", "Otherwise")  # which themselves follow from something


def best_text(shown: list[Sentence], scores: list[float], title: Sentence) -> str:
    """The sentence with the highest score, after the one before it if it leans, or with one that says more.

    `scores` are those of the sentences of an abstract as shown, where it has this `title`.
    """
    at = scores.index(max(scores))
    chosen = shown[at]
    # What was found needs no sentence before it.
    text = completed(shown, scores, at, title) if chosen.looks else chosen.text
    if text == chosen.text and at:
        text = _led(shown, at)
    if text == chosen.text and not chosen.looks:
        text = completed(shown, scores, at, title)
    return fitted(text)


def _led(shown: list[Sentence], at: int) -> str:
    """The sentence; if it leans, after the one before it, or as much of that as there is room for."""
    text, before = shown[at].text, shown[at - 1]
    if shown[at].leaning < 1 or before.leaning or before.text.endswith("?") or before.text.startswith(_CONDITIONS):
        return text
    room = DISPLAYED - len(text) - 1
    led = before.text if len(before.text) <= room else ended(before.text, room)
    return f"{led} {text}".lstrip()
