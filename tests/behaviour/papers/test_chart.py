"""`/papers chart`."""

from datetime import timedelta

from discord import app_commands
from simcord.components import walk_components

from tests.behaviour.world import World, labels, said
from tests.support.fakes import DAY, sighting

GALLERY = 12  # a component's type


async def test_a_chart_with_its_numbers_in_words(world: World):
    """The PNG's description names every bar, and the text counts the papers searched."""
    days = [DAY - timedelta(days=n) for n in (0, 1, 9, 9, 30)]
    titles = ("Trees", "Trees again", "Trees before", "Something else", "Trees of old")
    await world.list_papers(*(sighting(f"2511.{n:05}", title=titles[n], day=day) for n, day in enumerate(days)))
    shown = await world.ask("papers chart", query="trees")
    assert shown.ephemeral
    text = said(shown)
    assert "```\ntree" in text
    head = "### 4 papers · 80.0% of all papers\n```\ntrees\n```\n-# Searched: 5 papers · 13 Oct 2025 – "
    assert f"{head}12 Nov 2025" in text
    assert "Faded bars show incomplete weeks" in text
    parts = world.env.backend.get_message(world.channel.id, shown.response.id).components
    (picture,) = shown.response.attachments
    assert picture.filename == "trend.png"
    (shows,) = (part["items"] for part in walk_components(parts) if part["type"] == GALLERY)
    assert shows[0]["description"] == (
        "Matches per week for trees. 13 Oct: 1 of 1; 3 Nov: 1 of 2; 10 Nov: 2 of 2."
    )
    assert (await picture.read()).startswith(b"\x89PNG")


async def test_of_a_single_week_there_is_no_chart(world: World):
    """With a single week, the reply says so instead of showing a chart."""
    days = (DAY, DAY - timedelta(days=1))
    await world.list_papers(*(sighting(f"2511.{n:05}", title="Trees", day=day) for n, day in enumerate(days)))
    shown = await world.ask("papers chart", query="trees")
    text = said(shown)
    assert "### 2 papers · 100.0% of all papers\n```\ntrees\n```\n" in text
    assert "A chart needs at least two weeks of papers." in text
    assert "Pale bars" not in text
    assert shown.response.attachments == []
    assert labels(shown) == ["Subscribe to this", "Share here"]


async def test_a_search_has_its_chart(world: World):
    """Chart under a search draws its query in a new reply, also after a restart."""
    days = (DAY, DAY - timedelta(days=7))
    await world.list_papers(*(sighting(f"2511.{n:05}", title="Trees", day=day) for n, day in enumerate(days)))
    found = await world.ask("papers search", query="trees -bushes")
    await world.restart()
    shown = await world.press(found, "Chart", world.reader)
    assert shown.ephemeral
    assert shown.response.id != found.response.id
    assert "```\ntrees -bushes\n```" in said(shown)
    assert "### 2 papers · 100.0% of all papers\n```\ntrees -bushes\n```\n" in said(shown)
    assert [picture.filename for picture in shown.response.attachments] == ["trend.png"]


async def test_nothing_matched(world: World):
    """Without matches there is advice instead of a chart."""
    await world.list_papers(sighting())
    shown = await world.ask("papers chart", query="trees")
    assert "No papers match\n```\ntrees\n```\n" in said(shown)
    assert "Searched: 1 paper · 12 Nov 2025" in said(shown)
    assert "Pale bars" not in said(shown)
    assert shown.response.attachments == []
    assert "Check the spelling" in said(shown)
    buttons = labels(shown)
    assert buttons == ["Subscribe to this"]


async def test_spelling_is_corrected_in_one_press(world: World):
    """The main button draws the corrected spelling, also after a restart."""
    await world.list_papers(sighting(title="Diffusion"))
    shown = await world.ask("papers chart", query="difusion")
    assert "Did you mean **diffusion** (1)?" in said(shown)
    buttons = [part for part in walk_components(shown.response.components) if "label" in part]
    assert [(part["label"], part["style"]) for part in buttons] == [
        ("Use this query", 1),
        ("Subscribe to this", 2),
    ]
    await world.restart()
    taken = await world.press(shown, "Use this query", world.reader)
    assert "### 1 paper · 100.0% of all papers\n```\ndiffusion\n```" in said(taken)


async def test_nothing_is_stored(world: World):
    """Before the first poll, the reply says so and points to the status."""
    shown = await world.ask("papers chart", query="trees")
    assert "no papers yet" in said(shown)
    assert shown.response.attachments == []


async def test_two_queries_in_one_chart(world: World):
    """Each query has a line with its colour and share, and its own sentence in the picture's description."""
    days = (DAY, DAY - timedelta(days=1), DAY - timedelta(days=9))
    titles = ("Trees", "Bushes", "Trees and bushes")
    await world.list_papers(*(sighting(f"2511.{n:05}", title=titles[n], day=days[n]) for n in range(3)))
    shown = await world.ask("papers chart", query="trees; title:bushes -trees")
    assert said(shown).startswith(
        "🟧 `trees` · 2 papers · 66.7% of all papers\n"
        "🟦 `title:bushes -trees` · 1 paper · 33.3% of all papers\n"
        "-# Searched: 3 papers · 3 Nov 2025 – 12 Nov 2025\n"
    )
    assert labels(shown) == ["Share here"]
    parts = world.env.backend.get_message(world.channel.id, shown.response.id).components
    (shows,) = (part["items"] for part in walk_components(parts) if part["type"] == GALLERY)
    assert shows[0]["description"] == (
        "Matches per week for trees. 3 Nov: 1 of 1; 10 Nov: 1 of 2. "
        "Matches per week for title:bushes -trees. 3 Nov: 0 of 1; 10 Nov: 1 of 2."
    )


async def test_a_comma_between_queries(world: World):
    """A comma means OR; the reply says how to compare, and a button does it, also after a restart."""
    await world.list_papers(
        sighting(title="Trees"), sighting("2511.00009", title="Flow", day=DAY - timedelta(days=9))
    )
    shown = await world.ask("papers chart", query="trees, flow matching")
    assert "```\ntrees OR flow matching\n```" in said(shown)
    assert "To compare queries, put `;` between them." in said(shown)
    assert labels(shown) == ["Use trees; flow matching", "Subscribe to this", "Share here"]
    await world.restart()
    compared = await world.press(shown, "Use trees; flow matching", world.reader)
    assert said(compared).startswith("🟧 `trees` · 1 paper · 50.0% of all papers\n🟦 `flow matching` · 0 papers")
    assert "put `;`" not in said(compared)
    assert "put `;`" in said(await world.ask("papers chart", query="ORB, trees"))
    assert "put `;`" not in said(await world.ask("papers chart", query="flow OR trees"))


async def test_versus_between_queries(world: World):
    """Also if nothing matches `trees vs flow`, the reply offers to compare both."""
    await world.list_papers(sighting(title="Trees"))
    shown = await world.ask("papers chart", query="trees vs flow")
    assert "To compare queries" in said(shown)
    assert "Use trees; flow" in labels(shown)


async def test_two_queries_before_there_are_two_weeks(world: World):
    """Without a chart, the numbers are shown all the same, with warnings."""
    await world.list_papers(sighting(title="Trees"))
    text = await world.says("papers chart", query="trees; cat:cs.CV")
    assert "🟦 `cat:cs.CV` · 0 papers · 0% of all papers\n⚠️ `cat:` never matches" in text
    assert "A chart needs at least two weeks of papers." in text


async def test_the_old_name_still_answers(world: World):
    """`/papers trends` is the same command until the next version, and says that it was renamed."""
    await world.list_papers(sighting(title="Trees"))
    assert "### 1 paper" in await world.says("papers trends", query="trees")
    group = world.env.bot.tree.get_command("papers")
    assert isinstance(group, app_commands.Group)
    old, new = group.get_command("trends"), group.get_command("chart")
    assert isinstance(old, app_commands.Command)
    assert isinstance(new, app_commands.Command)
    assert old.description == "Now called /papers chart."
    assert [part.description for part in old.parameters] == [part.description for part in new.parameters]
