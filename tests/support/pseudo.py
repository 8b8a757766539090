"""Find words that stay English when everything is shown in the pseudo-language."""

from __future__ import annotations

import re

# What a translation keeps: code, mentions and times, links, and words that a test says are names
_KEPT = re.compile(r"```.*?```|`[^`]*`|<[^<>\s]+>|https?://\S+", re.DOTALL)
_WORD = re.compile(r"[A-Za-z]{3,}")


def forgotten(text: str, *names: str) -> list[str]:
    """Return the plain English words of a text, except those in these names."""
    for name in names:
        text = text.replace(name, " ")
    return _WORD.findall(_KEPT.sub(" ", text))
