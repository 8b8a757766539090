"""The system's errors in the store's sentences."""

from __future__ import annotations


def reason(error: OSError) -> str:
    """The system's own words for an error, begun in lower case."""
    words = error.strerror or str(error)
    return words[:1].lower() + words[1:]
