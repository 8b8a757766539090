"""Layouts within Discord's limits."""

from typing import Any

import pytest
from discord.ui import Button, LayoutView
from simcord.components import walk_components

from cogs.shared.layouts import Entry, Item, listing


def button(name: str) -> Item:
    return Button[LayoutView](label=name, custom_id=name)


def entries(count: int, text: str, brief: str = "brief") -> list[Entry]:
    return [Entry(text=text, brief=brief, button=button(f"card{number}")) for number in range(count)]


def parts(layout: LayoutView) -> list[dict[str, Any]]:
    return list(walk_components(layout.to_components()))


def texts(layout: LayoutView) -> list[str]:
    return [part["content"] for part in parts(layout) if part["type"] == 10]


async def test_texts_in_their_order():
    """The layout has the head, each entry with its button, and the foot, without empty texts."""
    layout = listing(["one", "", "two"], entries(2, "entry"), foot="foot")
    assert texts(layout) == ["one", "two", "entry", "entry", "foot"]
    assert [part["label"] for part in parts(layout) if part["type"] == 2] == ["card0", "card1"]
    assert texts(listing(["one"], [])) == ["one"]


@pytest.mark.parametrize("letter", ["x", "字", "😀"])
async def test_entries_are_brief_where_their_texts_do_not_fit(letter: str):
    """More than 3,900 characters or 10,000 bytes in all make every entry brief."""
    most = min(3900 // (2 if letter > "\uffff" else 1), 10_000 // len(letter.encode()))
    assert texts(listing([], entries(1, letter * most))) == [letter * most]
    assert texts(listing([letter], entries(1, letter * most))) == [letter, "brief"]


async def test_the_fullest_list_has_40_components_at_most():
    """Five entries, two texts above, one below and three rows have at most 40 components."""
    rows = [[button(f"r{row}{n}") for n in range(5)] for row in range(3)]
    assert len(parts(listing(["head", "query"], entries(5, "entry"), foot="foot", rows=rows[:2]))) <= 40
    layout = listing(["head"], entries(3, "entry"), rows=[[], rows[0] + rows[1]])
    assert [len(part["components"]) for part in parts(layout) if part["type"] == 1] == [5, 5]
