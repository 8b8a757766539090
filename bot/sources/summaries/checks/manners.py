"""Texts that do not tell what a paper is about: excuses, advertisements, words to the reader, orders to models."""

from __future__ import annotations

import re

from bot.sources.summaries.checks.tables import pattern, words_of
from bot.text.sentences import sentences

_WIDE = str.maketrans(
    {"\N{FULLWIDTH COLON}": ":", "\N{FULLWIDTH COMMA}": ",", "\N{FULLWIDTH EXCLAMATION MARK}": "!"}
)
_NEVER = "(?!)"


def is_excuse(text: str) -> bool:
    """Whether a text begins with an excuse or a word to who asked, rather than with what a paper is about."""
    return pattern("excuses").match(text.translate(_WIDE).lstrip(" \"'([-")) is not None


def appeals(text: str, title: str, language: str) -> bool:
    """Whether a text advertises, or speaks to its reader. A title's own words and exclamation marks may."""
    plain, allowed = text.translate(_WIDE), title.translate(_WIDE).casefold()
    reader = re.compile(words_of(language).get("reader", _NEVER), re.IGNORECASE)
    found = [one[0] for rule in (pattern("selling"), reader) for one in rule.finditer(plain)]
    return any(one.strip(" .:;?").casefold() not in allowed for one in (*found, *("!" * plain.count("!"))))


def gives_orders(abstract: str) -> bool:
    """Whether a sentence of an abstract is meant for a model: "Ignore all previous instructions"."""
    return any(pattern("orders").search(one) for one in sentences(abstract))
