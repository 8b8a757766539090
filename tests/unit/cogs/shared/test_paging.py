"""Pages of long lists."""

import re
from typing import Any

import pytest

from cogs.shared.paging import page_of, page_template, page_turners


@pytest.mark.parametrize(
    ("number", "items"),
    [(0, [0, 1, 2]), (1, [3, 4, 5]), (2, [6]), (9, [6]), (-1, [0, 1, 2])],
)
def test_pages_cover_the_list(number: int, items: list[int]):
    """Each page has its part, and a page beyond the end is the last one."""
    page = page_of(range(7), number, 3)
    assert list(page.items) == items
    assert (page.count, page.total) == (3, 7)


async def test_buttons_lead_to_the_neighbours():
    """Every page button has a unique custom_id that the template matches, and is disabled at the ends."""
    for number, usable in ((0, [False, True]), (1, [True, True]), (2, [True, False])):
        shown: Any = page_turners(page_of(range(7), number, 3), "list")
        assert [not button.disabled for button in shown] == usable
        found = [re.fullmatch(page_template("list"), button.custom_id) for button in shown]
        targets = [int(match["page"]) for match in found if match]
        assert [t for t, use in zip(targets, usable, strict=True) if use] == [
            t for t, use in zip((number - 1, number + 1), usable, strict=True) if use
        ]
        assert len(set(targets)) == 2
    assert page_turners(page_of([1], 0, 3), "list") == []
