"""Pages of one reply keep their order, even if votes and papers change between two presses."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from discord import Message
from simcord import InteractionResult

from bot.domain.paper import Sighting
from tests.behaviour.world import World, said
from tests.support.fakes import DAY, sighting

COMMANDS = [
    ("papers today", {}),
    ("papers trending", {}),
    ("papers trending", {"period": "month"}),
    ("papers search", {"query": "trees"}),
    ("papers search", {"query": "trees", "sort": "upvoted"}),
    ("papers search", {"query": "trees", "sort": "best"}),
    ("papers search", {"query": "trees", "since": "week"}),
]
MORE, BACK = "Next ▶", "◀ Previous"


def titles(shown: InteractionResult) -> list[str]:
    """Return the titles of a page, in order."""
    return re.findall(r"\*\*\d+\.\*\* \*\*\[(.*?)\]", said(shown))


async def store_trees(world: World, *, rising: bool):
    """Store thirteen papers whose order by votes reverses later."""
    counts = range(13) if rising else range(13, 0, -1)
    await world.list_papers(
        *(sighting(f"2511.{n:05}", title=f"Trees {n}", upvotes=10 + votes) for n, votes in enumerate(counts))
    )


@pytest.mark.parametrize(("command", "options"), COMMANDS)
async def test_changes_between_two_presses(world: World, command: str, options: dict[str, str]):
    """Each paper is shown once, although all ranks changed and papers were added."""
    await store_trees(world, rising=False)
    shown = await world.ask(command, **options)
    first = titles(shown)
    seen = list(first)
    await store_trees(world, rising=True)
    turned = await world.press(shown, MORE, world.reader)
    assert "-# 13 papers · page 2 of 3" in said(turned)
    seen += titles(turned)
    world.now.forward(minutes=1)
    await world.list_papers(*(new_paper(world, n) for n in range(4)))
    turned = await world.press(shown, MORE, world.reader)
    seen += titles(turned)
    assert sorted(seen) == sorted(f"Trees {n}" for n in range(13))
    assert "-# 13 papers · page 3 of 3" in said(turned)
    assert "**13.** **[" in said(turned)
    await world.press(shown, BACK, world.reader)
    assert titles(await world.press(shown, BACK, world.reader)) == first


@pytest.mark.parametrize(("command", "options"), COMMANDS)
async def test_an_order_is_remembered_for_an_hour(world: World, command: str, options: dict[str, str]):
    """The order is kept for an hour after the last press, then computed anew."""
    await store_trees(world, rising=False)
    shown = await world.ask(command, **options)
    await store_trees(world, rising=True)
    for label, first in ((MORE, "Trees 5"), (BACK, "Trees 0")):
        world.now.forward(minutes=59)
        assert titles(await world.press(shown, label, world.reader))[0] == first
    world.now.forward(minutes=61)
    second = titles(await world.press(shown, MORE, world.reader))
    assert second == [f"Trees {n}" for n in range(7, 2, -1)]
    await store_trees(world, rising=False)
    assert titles(await world.press(shown, MORE, world.reader)) == ["Trees 2", "Trees 1", "Trees 0"]


TOMORROW = DAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("since", "first", "before", "after"),
    [
        ("day", DAY, "Matching papers", "Matching papers from Wednesday 12 November"),
        ("week", DAY - timedelta(days=6), *["Matching papers"] * 2),
    ],
)
async def test_pages_keep_their_days_over_midnight(world: World, since: str, first: date, before: str, after: str):
    """Pages keep the days of the first page, without losing or adding papers.

    A new choice of period or order uses the current days.
    """
    await world.list_papers(*(sighting(f"2511.{n:05}", title=f"Trees {n}", day=first) for n in range(7)))
    world.now.forward(hours=11, minutes=30)
    every = await world.ask("papers search", query="trees")
    shown = await world.choose(every.response, since)
    assert f"### {before}\n-# 7 papers · page 1 of 2" in said(shown)
    searched = said(shown).partition("Searched: ")[2]
    world.now.forward(minutes=40)
    await world.list_papers(*(new_paper(world, n, day=TOMORROW) for n in range(6)))
    turned = await world.press(every, MORE, world.reader)
    assert f"### {after}\n-# 7 papers · page 2 of 2" in said(turned)
    assert titles(turned) == ["Trees 5", "Trees 6"]
    assert said(turned).endswith(searched)
    chosen = await world.choose(every.response, since)
    assert f"### {before}\n-# 6 papers · page 1 of 2" in said(chosen)
    again = await world.press(every, "Most upvoted first", world.reader)
    assert f"### {before}\n-# 6 papers · page 1 of 2" in said(again)


def new_paper(world: World, number: int, day: date = DAY) -> Sighting:
    """Return a new paper with many upvotes, listed now."""
    found = sighting(f"2511.1{number:04}", title=f"Trees anew {number}", upvotes=99, day=day)
    return replace(found, signals=replace(found.signals, first_seen=world.now()))


async def test_buttons_of_older_versions(world: World):
    """Page buttons without a key use the current order."""
    await store_trees(world, rising=False)
    for command, options, old in (
        ("papers today", {}, "paperboy:today:1"),
        ("papers trending", {}, "paperboy:trending:week:1"),
        ("papers search", {"query": "trees"}, "paperboy:search:newest:1"),
    ):
        shown = await world.ask(command, **options)
        await world.restart()
        rename(world, shown.response, MORE, old)
        turned = await world.press(shown, MORE, world.reader)
        assert titles(turned) == [f"Trees {n}" for n in range(5, 10)]


def rename(world: World, message: Message | None, label: str, custom_id: str):
    """Change the custom_id of a message's button."""
    assert message is not None
    (button,) = (part for part in world.parts(message) if part.get("label") == label)
    button["custom_id"] = custom_id


async def test_todays_list_after_midnight(world: World):
    """Pages stay on the requested day's list, which is not called the latest.

    After a restart it is the next day's list, as only the latest order is computed again.
    """
    await store_trees(world, rising=False)
    world.now.forward(hours=11, minutes=30)
    shown = await world.ask("papers today")
    world.now.forward(minutes=40)
    await world.list_papers(*(new_paper(world, n, day=DAY + timedelta(days=1)) for n in range(7)))
    turned = await world.reply(shown, MORE, world.reader)
    assert "### Papers from Wednesday 12 November\n-# 13 papers · page 2 of 3\n" in turned
    await world.restart()
    turned = await world.reply(shown, MORE, world.reader)
    assert "### Papers from Thursday 13 November\n-# 7 papers · page 2 of 2 · " in turned
