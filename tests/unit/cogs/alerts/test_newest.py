"""What waits for a decision, of how many people and how much of each."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cogs.alerts.dry_run.newest import Newest

_PUTS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), max_size=60)


def test_the_oldest_of_that_person_goes_first() -> None:
    """Others keep theirs; and of all together the oldest goes at last."""
    kept = Newest[str](each=2, altogether=3)
    assert [kept.put(token, 1, token) for token in "abc"] == [[], [], ["a"]]
    assert kept.put("d", 2, "d") == []
    assert kept.put("e", 3, "e") == ["b"]
    assert [token for token, _ in kept.items()] == ["c", "d", "e"]


@given(_PUTS)
def test_never_more_than_its_bounds(puts: list[tuple[int, int]]) -> None:
    """Whoever puts whatever: the newest is there, and each bound holds."""
    kept, owners = Newest[int](each=2, altogether=5), dict[str, int]()
    for number, (token, person) in enumerate(puts):
        owners[str(token)] = person
        for gone in kept.put(str(token), person, number):
            assert gone not in dict(kept.items()).values()
        assert kept.get(str(token)) == number
        tokens = [one for one, _ in kept.items()]
        assert len(tokens) <= 5
        assert all(sum(owners[one] == whose for one in tokens) <= 2 for whose in range(4))
