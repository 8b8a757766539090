"""Queries that are wrong in as many places as they have room for: saying so takes little time."""

import time
from contextlib import suppress
from typing import Final

import pytest

from bot.query import QueryError, parse
from bot.query.query import MAX_CHARACTERS

_LONG: Final = MAX_CHARACTERS - 20  # a repair may be longer by some
_SHORT: Final = _LONG // 5
_TOLERANCE: Final = 2  # 10 times the time for 5 times the text; were it quadratic, 25 times
_TRIES: Final = 4  # another process may have the machine during one or two


@pytest.mark.parametrize("wrong", [")); ", "))a ", "abc def ) ( ", "))\\alpha ", "((a ", "a OR ) "])
def test_time_grows_with_the_query_at_most(wrong: str):
    """A query with five times as many terms takes about five times the time to refuse, repairs included."""
    short = max(min(_seconds(wrong, _SHORT) for _ in range(3)), 0.001)
    assert any(_seconds(wrong, _LONG) < 5 * _TOLERANCE * short for _ in range(_TRIES))


def _seconds(wrong: str, length: int) -> float:
    """Return the CPU seconds that a query of this length takes."""
    query = (wrong[:2] + wrong[2:] * length)[:length]
    began = time.thread_time()
    with suppress(QueryError):
        parse(query)
    return time.thread_time() - began
