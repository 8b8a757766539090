"""Who is filed under which key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.query.index.postings import Register

if TYPE_CHECKING:
    from collections.abc import Sequence

_STEPS = st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 40), st.booleans()), max_size=300)


@settings(max_examples=200, deadline=None)
@given(_STEPS)
def test_it_holds_what_a_dict_of_sets_holds(steps: Sequence[tuple[str, int, bool]]) -> None:
    """Whatever is put and taken, and whenever somebody reads: each item once, and no key without items."""
    register: Register[int] = Register()
    model: dict[str, set[int]] = {}
    for key, item, reads in steps:
        there = model.setdefault(key, set())
        if item in there:
            there.remove(item)
            register.take(key, item)
        else:
            there.add(item)
            register.put(key, item)
        if reads:
            _compare(register, model)
    _compare(register, model)


def _compare(register: Register[int], model: dict[str, set[int]]) -> None:
    rows = register.rows()
    assert {key: sorted(row) for key, row in rows.items()} == {
        key: sorted(items) for key, items in model.items() if items
    }


def test_an_item_filed_anew_before_anybody_reads_is_there_once() -> None:
    """Taken, put, taken and put again: the row that was read last has it still, the next has it once."""
    register: Register[int] = Register()
    for item in range(100):
        register.put("a", item)
    assert len(register.rows()["a"]) == 100
    for _ in range(2):
        register.take("a", 50)
        register.put("a", 50)
    assert sorted(register.rows()["a"]) == list(range(100))
