"""Counted nouns."""

import pytest

from bot.text.terminal import counted


@pytest.mark.parametrize(
    ("number", "shown"), [(0, "0 papers"), (1, "1 paper"), (2, "2 papers"), (1601, "1,601 papers")]
)
def test_one_is_singular(number: int, shown: str):
    """One thing is singular, every other number plural."""
    assert counted(number, "paper") == shown
