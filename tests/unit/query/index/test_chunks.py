"""What is remembered of chunks."""

from __future__ import annotations

from bot.query.index.chunks import Memo


def test_a_memo_starts_again_when_it_is_full() -> None:
    """It never holds more than its bound, and gives right answers all the same."""
    memo = Memo(len)
    for number in range(70_000):
        assert memo[str(number)] == len(str(number))
    assert len(memo) < 65_537
