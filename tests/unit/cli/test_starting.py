"""What is imported at the start is not searched for garbage."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest

from bot.cli.starting import kept_for_good

if TYPE_CHECKING:
    from collections.abc import Generator


@pytest.fixture(autouse=True)
def _searched_again() -> Generator[None]:
    """The tests after these are searched as ever."""
    yield
    gc.unfreeze()


def test_imports_are_not_searched_for_garbage() -> None:
    """Neither while they are made nor afterwards; what is made later is."""
    with kept_for_good():
        assert not gc.isenabled()
        made: list[object] = [[]]
    assert gc.isenabled()
    later: list[object] = [[]]
    searched = gc.get_objects()
    assert not any(found is made for found in searched)
    assert any(found is later for found in searched)


def test_a_failing_import_leaves_the_search_on() -> None:
    """The error is told of by whoever catches it."""
    with pytest.raises(ImportError), kept_for_good():
        raise ImportError
    assert gc.isenabled()
