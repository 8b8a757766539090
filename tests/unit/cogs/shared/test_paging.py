"""Pages of long lists."""

from __future__ import annotations

import re

import discord
import pytest

from bot.discord_io.interactions.presses import anybody, on_press
from cogs.shared.paging import page_buttons, page_of, page_template


async def ignore(_interaction: discord.Interaction, _match: re.Match[str]) -> None:
    """Presses do not matter here."""


@pytest.mark.parametrize(
    ("number", "items"),
    [(0, [0, 1, 2]), (1, [3, 4, 5]), (2, [6]), (9, [6]), (-1, [0, 1, 2])],
)
def test_pages_cover_the_list(number: int, items: list[int]) -> None:
    """Each page holds its part, and a page beyond the end (the list has become shorter) is the last one."""
    page = page_of(range(7), number, 3)
    assert list(page.items) == items
    assert (page.count, page.total) == (3, 7)


@pytest.mark.parametrize(
    ("start", "items", "number", "count"),
    [(0, [0, 1, 2], 0, 3), (2, [2, 3, 4], 1, 3), (4, [4, 5, 6], 2, 3), (5, [5, 6], 2, 3), (7, [3, 4, 5], 1, 3)],
)
def test_a_page_begins_where_it_is_told_to(start: int, items: list[int], number: int, count: int) -> None:
    """Its number tells how many pages come before; beyond the end it is the page of the number asked for."""
    page = page_of(range(7), 1, 3, start=start)
    assert (list(page.items), page.number, page.count, page.total) == (items, number, count, 7)
    assert "any more" not in page.told("paper")


def test_empty_list_is_one_empty_page() -> None:
    """Nothing is page 1 of 1 with nothing to press."""
    page = page_of([], 0, 10)
    assert (page.number, page.count, page.told("paper")) == (0, 1, "0 papers")


def test_position_tells_the_page_of_several() -> None:
    """Only lists of several pages say which one is shown."""
    assert page_of(range(7), 1, 3).told("paper") == "7 papers · page 2 of 3"
    assert page_of(range(1), 0, 3).told("paper") == "1 paper"


def test_a_page_that_is_gone_is_told() -> None:
    """Who asks for a page that the list has no more gets the last one, and hears so."""
    assert page_of(range(7), 4, 3).told("paper") == "7 papers · page 3 of 3 · there is no page 5 any more"
    assert page_of([], 1, 3).told("paper") == "0 papers · there is no page 2 any more"


async def test_buttons_lead_to_the_neighbours() -> None:
    """Every button has a custom_id of its own that the template reads, and the ends are disabled."""
    item_class = on_press(page_template("list"), ignore, anybody)
    for number, usable in ((0, [False, True]), (1, [True, True]), (2, [True, False])):
        view = page_buttons(page_of(range(7), number, 3), "list", item_class)
        shown = [child.item for child in view.children if isinstance(child, discord.ui.DynamicItem)]
        assert [not button.disabled for button in shown] == usable
        targets = [int(re.fullmatch(page_template("list"), button.custom_id)["page"]) for button in shown]
        assert [t for t, use in zip(targets, usable, strict=True) if use] == [
            t for t, use in zip((number - 1, number + 1), usable, strict=True) if use
        ]
        assert len(set(targets)) == 2


async def test_single_page_has_no_buttons() -> None:
    """One page needs no buttons."""
    item_class = on_press(page_template("list"), ignore, anybody)
    assert page_buttons(page_of([1], 0, 3), "list", item_class).children == []
