"""The cache of chunks."""

from bot.query.index.chunks import Memo


def test_a_memo_starts_again_when_it_is_full():
    """It never exceeds its limit, and always returns right values."""
    memo = Memo(len)
    for number in range(70_000):
        assert memo[str(number)] == len(str(number))
    assert len(memo) < 65_537
