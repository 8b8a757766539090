"""`/sources list` and `/sources remove`: sources with their health, and what their removal does."""

from dataclasses import replace
from datetime import timedelta

from bot.service.added_sources.registry import StoredSource, change_source
from tests.behaviour.world import World, labels, said
from tests.support.fakes import sighting
from tests.support.streams import feed


async def add(world: World, *names: str):
    for name in names:
        await world.press(await world.run("sources add", source=name), "Add")


async def change(world: World, name: str, **health: object):
    """Set the health of a source as a poll does."""

    def changed(stored: StoredSource | None) -> StoredSource:
        assert stored is not None
        return replace(stored, **health)

    await change_source(world.store, f"feed-{name}", changed)


async def test_no_sources_yet(world: World):
    """An empty list says how to add one, what the host has, and has a button that opens the form."""
    shown = await world.run("sources list")
    assert said(shown) == (
        "### Server sources\nNo sources added yet. Add one with `/sources add`.\n"
        "-# Available everywhere: Hugging Face"
    )
    assert labels(shown) == ["Add source"]
    assert (await world.press(shown, "Add source")).modal is not None


async def test_sources_with_their_health(world: World):
    """Each source has its address, when it was last read and any problem; a paused one can be resumed."""
    await add(world, "cell", "nature", "science")
    now, error = world.now(), "cell.example answered 404 (Not Found)."
    await change(world, "cell", last_read=now, failing_since=now - timedelta(days=7), error=error, paused=True)
    await change(world, "nature", last_read=now, failing_since=now - timedelta(hours=2), error="It *broke*.")
    shown = await world.run("sources list")
    text = said(shown)
    assert text.startswith("### Server sources\n-# 3 sources\n**Cell**\n-# `cell.example/cell` · last read <t:")
    assert "⚠️ Nature has been failing since" in text
    assert "It \\*broke\\*." in text
    assert text.count("⚠️") == 2
    assert "**Science**\n-# `science.example/science` · not read yet\n" in text
    assert labels(shown) == ["Subscribe", "Remove", "Resume", *["Subscribe", "Remove"] * 2, "Add source"]
    await world.restart()
    again = await world.press(shown, "Resume")
    assert "Cell has" not in said(again)
    assert labels(again).count("Resume") == 0


async def test_long_reasons(world: World):
    """Five sources with titles and reasons of any length fit one message."""
    now = world.now()
    for number in range(5):
        source = replace(
            feed(f"lab{number}"), title="猫*" * 30, address=f"https://{'x' * 60}.example/{number}/{'y' * 300}?k"
        )
        world.kinds.found[f"lab{number}"] = (source,)
        await add(world, f"lab{number}")
        await change(
            world, f"lab{number}", failing_since=now - timedelta(days=7), error="猫_*" * 200, paused=False
        )
    assert labels(await world.run("sources list")).count("Remove") == 5


async def test_pages(world: World):
    """More than five sources have pages."""
    await add(world, *(f"lab{number}" for number in range(7)))
    shown = await world.run("sources list")
    assert "-# 7 sources · page 1 of 2" in said(shown)
    assert "**Lab5**\n" in said(await world.press(shown, "Next ▶"))
    await world.manager.click(shown.response, custom_id="paperboy:source-of:remove:feed-lab5")
    assert labels(shown.response) == ["Subscribe", "Remove", "◀ Previous", "Next ▶", "Add source"]


async def test_a_removal_says_what_used_the_source(world: World):
    """The subscriptions that had the source are named, and Undo adds it again."""
    await add(world, "nature", "cell")
    key = await world.subscribe("trees", name="Mine *here*", sources="Nature")
    await world.subscribe("fish", sources="cell")
    await add(world, "lab")
    assert (await world.says("sources list")).count("not read yet · subscribed\n") == 2
    offered = await world.offered("sources remove", "source", "natu")
    assert offered == [{"name": "Nature", "value": "feed-nature"}]
    removed = await world.run("sources remove", source="NATURE")
    assert said(removed) == (
        "Removed **Nature**. These subscriptions get no more papers from it: **Mine \\*here\\***. "
        "Papers already waiting will still be posted."
    )
    assert "No longer available: Nature" in await world.says("alerts list")
    assert await world.says("sources remove", source="nature") == (
        "There is no source “nature” here. See `/sources list`."
    )
    restored = await world.press(removed, "Undo")
    assert (said(restored), labels(restored)) == ("Restored: **Nature**.", [])
    assert "No longer available" not in await world.says("alerts list")
    saved = {one.id: one.sources for one in await world.saved()}
    assert saved[key] == ("feed-nature",)


async def test_a_removal_from_the_list(world: World):
    """A press on Remove answers beside the list, which is drawn again."""
    await add(world, "cell", "nature")
    shown = await world.run("sources list")
    pressed = await world.manager.click(shown.response, custom_id="paperboy:source-of:remove:feed-cell")
    assert said(pressed).count("Removed **Cell**.") == 1
    assert "**Cell**\n" not in said(await world.run("sources list"))
    assert labels(shown.response) == ["Subscribe", "Remove", "Add source"]


async def test_a_press_on_a_source_that_is_gone(world: World):
    """A press on Remove in an old list says that the source is gone, and the list is drawn again."""
    await add(world, "cell", "nature")
    shown = await world.run("sources list")
    await world.restart()  # the bot redraws only lists that it has shown since its start
    await world.run("sources remove", source="cell")
    pressed = await world.manager.click(shown.response, custom_id="paperboy:source-of:remove:feed-cell")
    assert said(pressed).endswith("\nThere is no source “feed-cell” here. See `/sources list`.")
    assert labels(shown.response) == ["Subscribe", "Remove", "Add source"]


async def test_a_source_that_is_gone_or_of_others(world: World):
    """An old Subscribe says that the source is gone, and an unknown name is answered with titles."""
    saved = await world.press(await world.run("sources add", source="nature"), "Add")
    await add(world, "cell")
    assert "Choose from `lists` (Hugging Face), `Nature`, `Cell` and `all`." in await world.says(
        "alerts subscribe", query="trees", sources="naturr"
    )
    await world.run("sources remove", source="nature")
    assert await world.reply(saved, "Subscribe") == ("There is no source “feed-nature” here. See `/sources list`.")


async def test_its_papers_are_in_searches_and_queries(world: World):
    """A query names an added source by its title, with either name of the field."""
    world.kinds.found["lab"] = (replace(feed("lab"), title="The Lab"),)
    await add(world, "lab")
    await world.list_papers(sighting(title="Trees", source="feed-lab"), sighting("2511.00002", title="Trees, too"))
    for query in ('trees source:"The Lab"', "trees sources:thelab", "source:feed-lab"):
        text = await world.says("papers search", query=query)
        assert "1 paper" in text
        assert "Trees, too" not in text
    assert "Did you mean `source:feed-lab`?" in await world.says("papers search", query="source:thelob")
