"""What was forgotten when everything is said in the pseudo-language."""

from __future__ import annotations

import re

# What a translation keeps: code, mentions and times, links, and words that a test says are names
_KEPT = re.compile(r"```.*?```|`[^`]*`|<[^<>\s]+>|https?://\S+", re.DOTALL)
_WORD = re.compile(r"[A-Za-z]{3,}")


def forgotten(text: str, *names: str) -> list[str]:
    """The words of a text that are plain English still, those aside that stand in these names."""
    for name in names:
        text = text.replace(name, " ")
    return _WORD.findall(_KEPT.sub(" ", text))
