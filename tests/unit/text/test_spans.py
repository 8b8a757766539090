"""Merged spans."""

import pytest

from bot.text.graphemes import merged_spans

_SPANS = [(7, 9), (0, 3), (2, 5), (5, 6), (4, 4), (8, 8)]


@pytest.mark.parametrize(("touching", "expected"), [(False, [(0, 5), (5, 6), (7, 9)]), (True, [(0, 6), (7, 9)])])
def test_spans_are_ordered_and_disjoint(touching: bool, expected: list[tuple[int, int]]):  # noqa: FBT001 - a column
    """Overlapping spans are merged, adjacent ones only if requested, and empty ones are dropped."""
    assert merged_spans(_SPANS, touching=touching) == expected
