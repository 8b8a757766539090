"""The command `/alerts edit`: its form, its preview, and the changed subscription."""

from datetime import timedelta

import discord

from bot.domain.subscription import Mode
from tests.behaviour.world import World, said
from tests.support.fakes import sighting
from tests.support.makers import forget_tombstones

GUIDED = sighting("2511.00001", title="Diffusion with guidance", upvotes=25)
TREES = sighting("2511.00002", title="A survey of trees", upvotes=3)


async def test_the_form_has_the_present_values(world: World):
    """The form is filled in with the query, a name other than the query, the delivery and the channel."""
    key = await world.subscribe("diffusion", deliver="weekly")
    form = await world.run("alerts edit", subscription=key)
    assert form.modal is not None
    query, name, mode, channel = (label["component"] for label in form.modal["components"])
    assert query["value"] == "diffusion"
    assert form.modal["components"][0]["description"] == "For example: diffusion -survey"
    assert not name.get("value")
    assert [option["value"] for option in mode["options"] if option.get("default")] == ["weekly"]
    assert [int(default["id"]) for default in channel["default_values"]] == [world.channel.id]


async def test_nothing_changes_before_save(world: World):
    """The preview of a change changes nothing; Save changes everything that was edited."""
    await world.list_papers(GUIDED, TREES)
    key = await world.subscribe("diffusion", name="Hot")
    other = world.guild.create_text_channel("other")
    shown = await world.edit(key, query="trees", name="Trees", deliver=["daily"], channel=[other])
    text = said(shown)
    assert text.startswith(f"**Hot**: New matches would go to <#{other.id}> daily at 09:00 UTC.")
    assert "A survey of trees" in text
    assert "Old query: ```\ndiffusion\n```" in text
    assert (await world.one()).query == "diffusion"
    pressed = await world.save(shown)
    changed = await world.one()
    assert (changed.id, changed.query, changed.name, changed.mode) == (key, "trees", "Trees", Mode.DAILY)
    assert changed.destination_id == other.id
    assert "Changed **Trees**." in said(pressed)
    assert (await world.store.subscriptions()).baselines[key] == {TREES.paper.id}


async def test_a_default_name_follows_the_query(world: World):
    """A default name changes with the query; a chosen name stays."""
    key = await world.subscribe("diffusion")
    shown = await world.edit(key, query="trees")
    await world.save(shown)
    assert (await world.one()).name == "trees"
    shown = await world.edit(key, query="trees -survey", name="Mine")
    await world.save(shown)
    shown = await world.edit(key, query="forest")
    await world.save(shown)
    assert (await world.one()).name == "Mine"


async def test_a_paused_subscription_stays_paused(world: World):
    """The preview and the reply after Save say how long the subscription is paused, and promise no alerts."""
    key = await world.subscribe("diffusion")
    until = (world.now() + timedelta(days=3)).date()
    await world.run("alerts pause", subscription=key, until=until.isoformat())
    shown = await world.edit(key, query="trees")
    lasts = f"Paused until {discord.utils.format_dt((await world.one()).paused_until, 'f')}."
    assert "Paused until" in said(shown)
    assert lasts in said(shown)
    saved = said(await world.save(shown))
    assert "Changed **trees**." in saved
    assert lasts in saved

    assert (await world.one()).paused


async def test_an_unchanged_form_changes_nothing(world: World):
    """Save after a form without changes stores nothing and says so."""
    key = await world.subscribe("diffusion", deliver="daily")
    version = (await world.store.subscriptions()).version
    shown = await world.edit(key)
    assert said(await world.save(shown)) == "Nothing was changed."
    assert (await world.store.subscriptions()).version == version


async def test_pending_papers_move_along(world: World):
    """A paper pending for a digest moves with its subscription: it is not in the new baseline."""
    await world.list_papers(GUIDED)
    key = await world.subscribe("diffusion", deliver="daily")
    fresh = sighting("2511.00009", title="Diffusion again")
    await world.owe(fresh, key)
    other = world.guild.create_text_channel("other")
    shown = await world.edit(key, channel=[other])
    saved = said(await world.save(shown))
    assert "Pending papers will be posted if they still match." in saved
    assert (await world.store.subscriptions()).baselines[key] == {GUIDED.paper.id}
    await forget_tombstones(world.store)
    assert await world.store.pending(world.channel.id) == ()
    assert [alert.paper_id for alert in await world.store.pending(other.id)] == [fresh.paper.id]
