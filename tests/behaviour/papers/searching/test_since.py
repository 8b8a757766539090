"""`/papers search since`: papers of a day, a week or a month."""

import re
from datetime import timedelta
from typing import Any

import pytest
from simcord import InteractionResult
from simcord.components import walk_components

from bot.search.past_papers import PastIndex
from cogs.paper_buttons.buttons import SHARE
from tests.behaviour.world import World, said
from tests.support.fakes import DAY, sighting
from tools.gallery.forms import filled

AGES = (0, 1, 6, 7, 29, 30, 80)  # days
TREES = [
    sighting(f"2511.{age:05}", title=f"Trees {age}", upvotes=age + 1, day=DAY - timedelta(days=age))
    for age in AGES
]
MENU = 3  # a component's type
PERIODS = "paperboy:search-since:"


def ages(shown: InteractionResult) -> list[int]:
    """Return the ages of a page's papers, in order."""
    return [int(age) for age in re.findall(r"\[Trees (\d+)\]", said(shown))]


def is_of_periods(part: dict[str, Any]) -> bool:
    return part["type"] == MENU and part["custom_id"].startswith(PERIODS)


def menu(shown: InteractionResult) -> list[str]:
    """Return the options of the period menu, the chosen one with a star; nothing without a menu."""
    assert shown.response is not None
    menus = [part for part in walk_components(shown.response.components) if is_of_periods(part)]
    return [f"{'*' if one.get('default') else ''}{one['label']}" for part in menus for one in part["options"]]


@pytest.mark.parametrize("sort", ["newest", "upvoted", "best"])
@pytest.mark.parametrize(
    ("since", "found", "searched"),
    [
        ("day", [0], "1 paper · 12 Nov 2025"),
        ("week", [0, 1, 6], "3 papers · 6 Nov 2025 –"),
        (
            "month",
            [0, 1, 6, 7, 29],
            "5 papers · 14 Oct 2025 –",
        ),
    ],
)
async def test_papers_of_some_days(world: World, sort: str, since: str, found: list[int], searched: str):
    """The open list day is the first day of the period, and the foot counts the searched papers."""
    await world.list_papers(*TREES)
    shown = await world.ask("papers search", query="trees", sort=sort, since=since)
    assert f"### Matching papers\n-# {len(found)} paper" in said(shown)
    assert ages(shown) == (found[::-1] if sort == "upvoted" else found)
    assert f"Searched: {searched}" in said(shown)


async def test_search_preview_and_trending_count_the_same(world: World):
    """Search, preview and trending count the same list days, without papers that were only looked up."""
    await world.list_papers(*TREES)
    await world.store.add_paper(sighting("1706.03762", title="Trees 99", upvotes=99).as_unannounced())
    week = await world.ask("papers search", query="trees", since="week")
    assert "-# 3 papers · Newest first" in said(week)
    assert "of the last 7 days\n-# 3 papers" in await world.told("papers trending")
    dry = await world.press(await world.run("papers search", query="trees"), "Chart")
    assert "### 7 papers" in said(dry)
    assert "Last 7 days: **3** of 3 papers" in await world.says("alerts subscribe", query="trees")
    assert "-# 8 papers · page 1 of 2" in await world.told("papers search", query="trees")


async def test_pages_and_orders_keep_the_period(world: World):
    """Buttons keep the period, after a restart and after *Try again*."""
    await world.list_papers(
        *(sighting(f"2511.{n:05}", title=f"Trees {n}", upvotes=50 - n) for n in range(7)), *TREES
    )
    wrong = await world.ask("papers search", query="trees (", sort="upvoted", since="week")
    await world.restart()
    form = await world.press(wrong.followups[-1] if wrong.followups else wrong.response, "Try again", world.reader)
    shown = await world.reader.submit_modal(form, filled(form, query="trees"))
    assert "Matching papers\n-# 7 papers · page 1 of 2 · Most upvoted first" in said(shown)
    await world.restart()
    turned = await world.press(shown, "Next ▶", world.reader)
    assert "Matching papers\n-# 7 papers · page 2 of 2 · Most upvoted first" in said(turned)
    await world.restart()
    turned = await world.press(shown, "Best match first", world.reader)
    assert "Matching papers\n-# 7 papers · page 1 of 2 · Best match first" in said(turned)


async def test_a_menu_changes_the_days(world: World):
    """The menu shows the period, keeps the order and works after a restart."""
    await world.list_papers(*TREES)
    shown = await world.ask("papers search", query="trees", sort="upvoted")
    assert menu(shown) == ["*All papers", "Today", "Last 7 days", "Last 30 days"]
    await world.restart()
    changed = await world.choose(shown.response, "week")
    assert "Matching papers\n-# 3 papers · Most upvoted first" in said(changed)
    assert menu(changed) == ["All papers", "Today", "*Last 7 days", "Last 30 days"]
    changed = await world.choose(shown.response, "day")
    assert menu(changed) == ["All papers", "*Today", "Last 7 days", "Last 30 days"], "one paper, and the way back"
    changed = await world.choose(shown.response, "all")
    assert "### Matching papers\n-# 7 papers · page 1 of 2 · Most upvoted first" in said(changed)


async def test_the_menu_of_a_shared_search(world: World):
    """A choice under a shared message is answered privately, and the message stays."""
    await world.list_papers(*TREES)
    shown = await world.ask("papers search", query="trees", since="week")
    await world.reader.click(shown.response, custom_id=SHARE)
    shared = world.posted()
    changed = await world.choose(shared, "month", world.manager)
    assert changed.ephemeral
    assert ages(changed) == [0, 1, 6, 7, 29]
    assert "3 papers · Newest first" in str(world.env.backend.get_message(world.channel.id, shared.id))


@pytest.mark.parametrize("custom_id", ["paperboy:search:hottest:1", "paperboy:search:newest.year:1:0123abcd"])
async def test_options_of_other_versions(world: World, custom_id: str):
    """Orders and periods of other versions are answered with a sentence."""
    await world.list_papers(*TREES)
    shown = await world.ask("papers search", query="trees")
    for part in world.parts(shown.response):
        if part.get("label") == "Next ▶":
            part["custom_id"] = custom_id
        for option in part.get("options", ()):
            option["value"] = option["value"].replace("month", "year")
    assert "This is out of date" in await world.reply(shown, "Next ▶", world.reader)
    assert "This is out of date" in said(await world.choose(shown.response, "year"))
    assert "3 papers" in said(await world.choose(shown.response, "week")), "the menu still works"


async def test_nothing_in_these_days(world: World):
    """The reply counts the matches of all time, and a button shows them in the same order after a restart."""
    await world.list_papers(*TREES[3:], sighting("2511.00099", title="Bushes"))
    shown = await world.ask("papers search", query="trees", since="week", sort="upvoted")
    text = said(shown)
    assert "### No papers match\n```\ntrees\n```" in text
    assert "Earlier matches: **4**" in text
    assert "Searched: 1 paper · 12 Nov 2025" in text
    assert "Did you mean" not in text
    assert menu(shown) == ["All papers", "Today", "*Last 7 days", "Last 30 days"]
    await world.restart()
    every = await world.press(shown, "All papers", world.reader)
    assert "### Matching papers\n-# 4 papers · Most upvoted first" in said(every)
    today = await world.ask("papers search", query="trees", since="day")
    assert "### No papers match" in said(today)
    assert ages(await world.choose(today.response, "month")) == [7, 29]


async def test_while_past_papers_cannot_be_searched(world: World, past: PastIndex):
    """A sentence says that the index is not ready, and pages of earlier lists still turn."""
    await world.list_papers(*TREES)
    shown = await world.ask("papers search", query="trees", since="month")
    every = await world.ask("papers search", query="trees")
    await past.close()
    assert "Past papers are still being indexed" in said(await world.choose(shown.response, "week"))
    text = await world.told("papers search", query="trees", since="week")
    assert "Past papers are still being indexed" in text
    assert ages(await world.press(every, "Next ▶", world.reader)) == [30, 80]
