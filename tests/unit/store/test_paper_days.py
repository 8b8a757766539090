"""The papers of each list day, kept as one text a day."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.store.tinydb.indexes.paper_days import PaperDays

_DAYS = [date(2026, 11, 1), date(2026, 11, 2)]
_IDS = (
    st.sampled_from(["arxiv:2511.00001", "a", "aa", "a\na", "\n", "\\n", "\\", "", "é", "\ud800", "\0"])
    | st.text()
)


@given(st.lists(st.tuples(st.sampled_from(_DAYS), _IDS | st.text())))
def test_as_sets_have_them(changes: list[tuple[date, str]]):
    """The result equals that of sets, whatever characters an id has."""
    days, expected = PaperDays(), dict[date, set[str]]()
    for day, paper_id in changes:
        if paper_id in expected.get(day, ()):
            days.discard(day, paper_id)
            expected[day].remove(paper_id)
        else:
            days.add(day, paper_id)
            expected.setdefault(day, set()).add(paper_id)
        assert days.has(day, paper_id) == (paper_id in expected[day])
    expected = {day: papers for day, papers in expected.items() if papers}
    assert set(days) == set(expected)
    for day in _DAYS:
        assert sorted(days.of(day)) == sorted(expected.get(day, ()))
        assert not days.has(day, "never added")
