"""Milestones of papers."""

import pytest

from bot.domain.paper import milestones
from tests.support.fakes import sighting


@pytest.mark.parametrize(
    ("upvotes", "expected"),
    [
        (49, ()),
        (50, ("upvotes:50",)),
        (199, ("upvotes:50", "upvotes:100")),
        (1000, ("upvotes:50", "upvotes:100", "upvotes:200")),
    ],
)
def test_upvotes_count_at_three_marks(upvotes: int, expected: tuple[str, ...]):
    """An upvote milestone is reached from its number on."""
    assert milestones(sighting(upvotes=upvotes)) == expected
