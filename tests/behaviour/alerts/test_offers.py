"""What a dry run offers: its words as a phrase, another query where nothing matches, and what a change does."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.behaviour.world import labels, said
from tests.support.fakes import DAY, sighting
from tools.gallery.forms import filled

if TYPE_CHECKING:
    from tests.behaviour.world import World

PHRASE = sighting("2511.00001", title="A world model", upvotes=5)
APART = sighting("2511.00002", title="A model of the world", upvotes=30)
TREES = sighting("2511.00003", title="Trees", upvotes=9)
DAYS = timedelta(days=1)
ONLY = 'Only "world model"'


def buttons(message: Any) -> list[tuple[str, int]]:
    """What the buttons say, and their colours: 1 is blue, 2 grey, 3 green."""
    parts = (part for row in message.components for part in row["components"])
    return [(part["label"], part["style"]) for part in parts if "label" in part]


def menu(message: Any, action: str) -> dict[str, Any]:
    """The menu that does this."""
    (found,) = (part for row in message.components for part in row["components"] if action in part["custom_id"])
    return found


async def test_words_as_a_phrase_in_one_press(world: World) -> None:
    """The dry run counts the phrase beside the words; the button takes it, and Save saves that."""
    await world.list_papers(PHRASE, APART, TREES)
    shown = await world.run("alerts subscribe", query="world model upvotes:>=1")
    assert '(0.3 a day). With "world model" as a phrase: **1**.' in said(shown)
    again = await world.manager.click(shown.response, label=ONLY)
    assert '```\n"world model" upvotes:>=1\n```' in said(again)
    assert "**1** of the 3 papers from the last 7 days (0.1 a day)." in said(again)
    assert labels(again.response) == ["Save", "Edit", "Cancel", "Trend"]
    await world.save(shown)
    saved = await world.one()
    assert saved.query == '"world model" upvotes:>=1'


BOTH = "⚠️ `-model` holds for `trees` alone. For all of it: `(world OR trees) -model`."


async def test_what_holds_for_the_last_alone_in_one_press(world: World) -> None:
    """Who leaves something out at the end of alternatives is told of which; the button sets the brackets."""
    await world.list_papers(PHRASE, TREES)
    shown = await world.run("alerts subscribe", query="world, trees -model")
    assert BOTH in said(shown)
    assert "**2** of the 2 papers from the last 7 days" in said(shown)
    await world.restart()
    again = await world.manager.click(shown.response, label="Use that query")
    assert "```\n(world OR trees) -model\n```" in said(again)
    assert "**1** of the 2 papers from the last 7 days" in said(again)
    assert "alone" not in said(again)
    assert "Use that query" not in labels(again.response)


async def test_what_was_meant_in_one_press(world: World) -> None:
    """Nothing matches: each word is counted, what was meant is asked, and the button takes what matches."""
    await world.list_papers(PHRASE, APART, TREES)
    shown = await world.run("alerts subscribe", query="wrold model")
    text = said(shown)
    assert "No matches in the last 7 days." in text
    assert "Papers with each word: `wrold` 0 · `model` 2." in text
    assert "Did you mean **world** (2)?" in text
    assert "This finds 2 papers: ```\nworld model\n```" in text
    assert buttons(shown.response) == [("Use that query", 3), ("Save", 2), ("Edit", 2), ("Cancel", 2)]
    again = await world.manager.click(shown.response, label="Use that query")
    assert buttons(again.response)[:2] == [("Save", 3), ("Edit", 1)]
    assert "**2** of the 3 papers from the last 7 days" in said(again)
    await world.save(shown)
    saved = await world.one()
    assert saved.query == "world model"


async def test_rare_is_told_from_wrong(world: World) -> None:
    """What matched before the last seven days is said to be rare; no other query is offered."""
    await world.list_papers(TREES, sighting("2501.00001", title="Forests", day=DAY - timedelta(days=9)))
    shown = await world.run("alerts subscribe", query="forests")
    assert "Among all stored papers it matches once: rare, not wrong." in said(shown)
    assert labels(shown.response) == ["Save", "Edit", "Cancel", "Trend"]
    shown = await world.run("alerts subscribe", query="xylophones")
    assert "Papers with this term" not in said(shown)
    assert "Check the spelling" in said(shown)
    assert labels(shown.response) == ["Save", "Edit", "Cancel"]
    await world.list_papers(sighting("2501.00002", title="Forests", day=DAY - timedelta(days=9)))
    assert "it matches 2 times" in said(await world.run("alerts subscribe", query="forests"))


async def test_one_paper_alone_is_found_with_what_finds_more(world: World) -> None:
    """Whoever asks for so much that one paper is all reads which query with less in it finds more."""
    await world.list_papers(PHRASE, APART, TREES)
    less = "Only one stored paper matches: Leave something out to find more:"
    shown = said(await world.run("alerts subscribe", query='"world model" upvotes:>=5 title:world'))
    assert f"{less}\n• `world model upvotes:>=5 title:world`: 2 papers" in shown
    assert '`"world model"' not in shown.partition(less)[2].partition("For example")[0]  # finds no more
    for query in ("trees", "world model"):  # nothing is left, two match
        assert less not in said(await world.run("alerts subscribe", query=query))


async def test_upvotes_in_one_choice(world: World) -> None:
    """The numbers that leave papers out are a menu; the one chosen is in the query, also after a restart."""
    await world.list_papers(PHRASE, APART, TREES)
    shown = await world.run("alerts subscribe", query="model")
    bars = menu(shown.response, ":bar:")
    assert bars["placeholder"] == "Wait until a paper has …"
    assert [option["value"] for option in bars["options"]] == ["10", "20", "50"]
    await world.restart()
    again = await world.manager.select(shown.response, ["20"], custom_id=bars["custom_id"])
    assert "```\nmodel upvotes:>=20\n```" in said(again)
    assert [option["value"] for option in menu(again.response, ":bar:")["options"]] == ["0", "10", "20", "50"]
    await world.save(shown)
    saved = await world.one()
    assert saved.query == "model upvotes:>=20"


async def test_the_weeks_before_are_a_press_away(world: World) -> None:
    """Trend under a dry run answers for itself, with what is older than the seven days, and the dry run stays."""
    await world.list_papers(*(sighting(f"2511.0000{n}", title="Trees", day=DAY - n * 9 * DAYS) for n in range(3)))
    shown = await world.run("alerts subscribe", query="trees")
    assert "**1** of 1 paper from the last 7 days" in said(shown)
    trend = await world.manager.click(shown.response, label="Trend")
    assert "### 3 papers matched" in said(trend)
    assert trend.ephemeral
    await world.save(shown)
    assert len((await world.store.subscriptions()).subscriptions) == 1


async def test_an_edit_says_what_it_gains_and_loses(world: World) -> None:
    """Before a change is saved, both numbers and the papers that go and come; offers work there, too."""
    await world.list_papers(PHRASE, APART, TREES)
    key = await world.subscribe("world model")
    form = await world.run("alerts edit", subscription=key)
    await world.restart()
    values = filled(form, channel=[world.channel]) | {"query": '"world model" OR trees'}
    text = said(await world.manager.submit_modal(form, values))
    assert "**2 → 2** papers in 7 days\n" in text
    assert "Leaves out 1: • **[A model of the world](" in text
    assert "Adds 1: • **[Trees](" in text
    assert "For example" not in text  # those that go and come are what there is to look at
    assert "Name:" not in text
    text = said(await world.edit(key, query="model world upvotes:>=0"))
    assert "**2 → 2** papers in 7 days" in text
    assert "Leaves out" not in text
    assert "For example" in text
    text = said(await world.edit(key, name="Worlds"))
    assert "Name: `Worlds`" in text
    assert "papers in 7 days" not in text


async def test_many_papers_that_go_are_counted(world: World) -> None:
    """Three are named, the most upvoted first, the others counted. What finds nothing leaves out all."""
    await world.list_papers(*(sighting(f"2511.{n:05}", title=f"Trees {n}", upvotes=n) for n in range(6)))
    key = await world.subscribe("trees")
    text = said(await world.edit(key, query="xylophones"))
    assert "**6 → 0** papers in 7 days" in text
    assert text.index("Trees 5") < text.index("Trees 3") < text.index("and 3 others")
    await world.subscribe("galaxies")
    galaxies = (await world.store.subscriptions()).subscriptions[-1].id
    assert "**0 → 0** papers in 7 days" in said(await world.edit(galaxies, query="xylophones"))
