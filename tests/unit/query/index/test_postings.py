"""Items by key."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from bot.query.index.postings import TuplesByKey

_STEPS = st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 40), st.booleans()), max_size=300)


@given(_STEPS)
def test_it_holds_what_a_dict_of_sets_holds(steps: Sequence[tuple[str, int, bool]]):
    """After any changes and reads, each item is there once, and no key is without items."""
    postings: TuplesByKey[int] = TuplesByKey()
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


def _compare(postings: TuplesByKey[int], model: dict[str, set[int]]):
    lists = postings.tuples()
    assert {key: sorted(items) for key, items in lists.items()} == {
        key: sorted(items) for key, items in model.items() if items
    }
