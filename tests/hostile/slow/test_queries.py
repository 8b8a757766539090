"""Queries that are wrong in as many places as they have room for: saying so takes little work."""

import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

import pytest

from bot.query import QueryError, parse
from bot.query.query import MAX_CHARACTERS

_LONG: Final = MAX_CHARACTERS - 20  # a repair may be longer by some
_SHORT: Final = _LONG // 5
_TOLERANCE: Final = 2  # 10 times the work for 5 times the text; were it quadratic, 25 times


@pytest.mark.parametrize("wrong", [")); ", "))a ", "abc def ) ( ", "))\\alpha ", "((a ", "a OR ) "])
def test_work_grows_with_the_query_at_most(wrong: str):
    """A query with five times as many terms takes about five times the work to refuse, repairs included."""
    assert _grows_with_the_text(parse, wrong)


def test_quadratic_work_is_noticed():
    """Control: a reader that looks at each two signs is noticed."""
    assert not _grows_with_the_text(lambda text: [one.islower() for _ in text for one in text], ")) ")


def _grows_with_the_text(read: Callable[[str], object], wrong: str) -> bool:
    for length in (_LONG, _SHORT):  # what is compiled or cached at first is no work of these texts
        _calls(read, wrong, length)
    return _calls(read, wrong, _LONG) < 5 * _TOLERANCE * _calls(read, wrong, _SHORT)


def _calls(read: Callable[[str], object], wrong: str, length: int) -> int:
    """Return the calls and returns of functions in reading a text of this length: the same on every machine."""
    query, calls = (wrong[:2] + wrong[2:] * length)[:length], 0

    def count(*_: Any):
        nonlocal calls
        calls += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        with suppress(QueryError):
            read(query)
    finally:
        sys.setprofile(before)
    return calls
