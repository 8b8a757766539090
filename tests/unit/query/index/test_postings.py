"""Who is filed under which key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.query.index.postings import Postings

if TYPE_CHECKING:
    from collections.abc import Sequence

_STEPS = st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 40), st.booleans()), max_size=300)


@settings(max_examples=200, deadline=None)
@given(_STEPS)
def test_it_holds_what_a_dict_of_sets_holds(steps: Sequence[tuple[str, int, bool]]) -> None:
    """Whatever is added and removed, and whenever somebody reads: each item once, and no key without items."""
    postings: Postings[int] = Postings()
    model: dict[str, set[int]] = {}
    for key, item, reads in steps:
        there = model.setdefault(key, set())
        if item in there:
            there.remove(item)
            postings.remove(key, item)
        else:
            there.add(item)
            postings.add(key, item)
        if reads:
            _compare(postings, model)
    _compare(postings, model)


def _compare(postings: Postings[int], model: dict[str, set[int]]) -> None:
    lists = postings.lists()
    assert {key: sorted(items) for key, items in lists.items()} == {
        key: sorted(items) for key, items in model.items() if items
    }


def test_an_item_filed_again_before_anybody_reads_is_there_once() -> None:
    """Removed, added, removed and added again: the list that was read last has it still, the next has it once."""
    postings: Postings[int] = Postings()
    for item in range(100):
        postings.add("a", item)
    assert len(postings.lists()["a"]) == 100
    for _ in range(2):
        postings.remove("a", 50)
        postings.add("a", 50)
    assert sorted(postings.lists()["a"]) == list(range(100))
