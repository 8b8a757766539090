"""Rules of replacement, each of which is tried only on a text that holds one of its words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeAlias

# Words of which the pattern needs one: to look for them takes a tenth of the time that the pattern does.
Rule: TypeAlias = tuple[Sequence[str], re.Pattern[str], str | Callable[[re.Match[str]], str]]

_ASSERTION = re.compile(r"\(\?[^()]*\)")


def words_of(names: str) -> Sequence[str]:
    """The words of a pattern `one|two(?!s)`."""
    return _ASSERTION.sub("", names).split("|")


def applied(rules: Sequence[Rule], text: str) -> str:
    """The text after each rule in turn."""
    for words, pattern, replacement in rules:
        if any(word in text for word in words):
            text = pattern.sub(replacement, text)
    return text
