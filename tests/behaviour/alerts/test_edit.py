"""`/alerts edit`: a form, the dry run, and what is changed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import discord

from bot.domain.subscription import Mode
from tests.behaviour.world import said
from tests.support.fakes import sighting
from tests.support.makers import forget_tombstones

if TYPE_CHECKING:
    from tests.behaviour.world import World

GUIDED = sighting("2511.00001", title="Diffusion with guidance", upvotes=25)
TREES = sighting("2511.00002", title="A survey of trees", upvotes=3)


async def test_form_shows_what_is(world: World) -> None:
    """The form comes filled in: the query, the name where it is not the query, delivery and channel."""
    key = await world.subscribe("diffusion", deliver="weekly")
    form = await world.run("alerts edit", subscription=key)
    assert form.modal is not None
    query, name, mode, channel = (label["component"] for label in form.modal["components"])
    assert query["value"] == "diffusion"
    assert not name.get("value")
    assert [option["value"] for option in mode["options"] if option.get("default")] == ["weekly"]
    assert [int(default["id"]) for default in channel["default_values"]] == [world.channel.id]


async def test_dry_run_comes_before_the_change(world: World) -> None:
    """The new query is run first; nothing is changed before Save, and everything with it."""
    await world.list_papers(GUIDED, TREES)
    key = await world.subscribe("diffusion", name="Hot")
    other = world.guild.create_text_channel("other")
    shown = await world.edit(key, query="trees", name="Trees", deliver=["daily"], channel=[other])
    text = said(shown)
    assert f"Nothing is saved yet. With this change, **Hot** would post to <#{other.id}> daily at" in text
    assert "A survey of trees" in text
    assert "Instead of: ```\ndiffusion\n```" in text
    assert (await world.one()).query == "diffusion"
    pressed = await world.save(shown)
    changed = await world.one()
    assert (changed.id, changed.query, changed.name, changed.mode) == (key, "trees", "Trees", Mode.DAILY)
    assert changed.destination_id == other.id
    assert f"Changed `{key}` **Trees**" in said(pressed)
    assert (await world.store.subscriptions()).baselines[key] == {TREES.paper.id}


async def test_name_goes_with_the_query(world: World) -> None:
    """A name that was taken from the query follows it; one that somebody gave stays."""
    key = await world.subscribe("diffusion")
    shown = await world.edit(key, query="trees")
    await world.save(shown)
    assert (await world.one()).name == "trees"
    shown = await world.edit(key, query="trees -survey", name="Mine")
    await world.save(shown)
    shown = await world.edit(key, query="forest")
    await world.save(shown)
    assert (await world.one()).name == "Mine"


async def test_what_is_paused_stays_so(world: World) -> None:
    """Neither the dry run nor the answer to Save says that alerts come: both tell until when they do not."""
    key = await world.subscribe("diffusion")
    until = (world.now() + timedelta(days=3)).date()
    await world.run("alerts pause", subscription=key, until=until.isoformat())
    shown = await world.edit(key, query="trees")
    lasts = f"Paused until {discord.utils.format_dt((await world.one()).paused_until, 'f')}, or until somebody"
    assert "Paused until" in said(shown)
    assert lasts in said(shown)
    saved = said(await world.save(shown))
    assert f"Changed `{key}` **trees**: " in saved
    assert lasts in saved
    assert "from now on" not in saved
    assert (await world.one()).paused


async def test_what_is_not_changed_is_not_called_changed(world: World) -> None:
    """A form that was left as it is changes nothing, and says so after Save."""
    key = await world.subscribe("diffusion", deliver="daily")
    version = (await world.store.subscriptions()).version
    shown = await world.edit(key)
    assert said(await world.save(shown)) == "Nothing was changed."
    assert (await world.store.subscriptions()).version == version


async def test_what_waits_moves_along(world: World) -> None:
    """A paper that waits for a digest is not lost when its subscription moves: it is not in the new baseline."""
    await world.list_papers(GUIDED)
    key = await world.subscribe("diffusion", deliver="daily")
    fresh = sighting("2511.00009", title="Diffusion again")
    await world.owe(fresh, key)
    other = world.guild.create_text_channel("other")
    shown = await world.edit(key, channel=[other])
    saved = said(await world.save(shown))
    assert "waits goes there, too: 1 paper." in saved
    assert (await world.store.subscriptions()).baselines[key] == {GUIDED.paper.id}
    await forget_tombstones(world.store)
    assert await world.store.pending(world.channel.id) == ()
    assert [alert.paper_id for alert in await world.store.pending(other.id)] == [fresh.paper.id]
