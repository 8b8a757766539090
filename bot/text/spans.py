"""Spans of a text: pairs of offsets (start, end), the end not included."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def merged(spans: Iterable[tuple[int, int]], *, touching: bool) -> list[tuple[int, int]]:
    """The spans in order, those that overlap (or `touching` ones, too) put together, without empty ones."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if result and start < result[-1][1] + touching:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result
