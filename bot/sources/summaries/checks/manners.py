"""Texts that do not tell what a paper is about: excuses, advertisements, words to the reader, orders to models."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.sources.summaries.checks.tables import pattern, table, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_WIDE = str.maketrans(
    {"\N{FULLWIDTH COLON}": ":", "\N{FULLWIDTH COMMA}": ",", "\N{FULLWIDTH EXCLAMATION MARK}": "!"}
)
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*|:")  # state-of-the-art is one word


def is_excuse(text: str) -> bool:
    """Whether a text begins with an excuse or a word to who asked, rather than with what a paper is about."""
    return pattern("excuses").match(text.translate(_WIDE).lstrip(" \"'([-")) is not None


def appeals(text: str, title: str, language: str) -> bool:
    """Whether a text advertises, or speaks to its reader. A title's own words and exclamation marks may."""
    plain = text.translate(_WIDE)
    if "!" in plain and "!" not in title.translate(_WIDE):
        return True
    rules = [pattern("selling")]
    if reader := words_of(language).get("reader"):
        rules.append(re.compile(reader, re.IGNORECASE))
    found = (one[0] for rule in rules for one in rule.finditer(plain))
    return any(one.strip(" .:;?").casefold() not in title.casefold() for one in found)


def without_orders(sentences: Iterable[str]) -> tuple[list[str], bool]:
    """The sentences of an abstract that ask nothing of its readers, and whether one gives orders to a model."""
    orders = table("orders")
    elsewhere = re.compile(orders["elsewhere"], re.IGNORECASE)
    kept: list[str] = []
    for sentence in sentences:
        words = _WORD.findall(sentence.casefold())
        first = next((word for word in words if word not in orders["leads"].split()), "")
        if (
            first in orders["to models"].split()
            or any(_has(words, one) for one in orders["within sentences"])
            or elsewhere.search(sentence)
        ):
            return kept, True
        if first not in orders["to readers"].split():
            kept.append(sentence)
    return kept, False


def _has(words: list[str], order: list[str | int]) -> bool:
    """Whether a word of each list follows one of the list before, within as many words as the number between."""
    places: list[int] = []
    reach = 0
    for step in order:
        if isinstance(step, int):
            reach = step
            continue
        wanted = frozenset(step.split())
        found = [place for place, word in enumerate(words) if word in wanted]
        places = [place for place in found if order[0] is step or any(0 < place - one <= reach for one in places)]
    return bool(places)
