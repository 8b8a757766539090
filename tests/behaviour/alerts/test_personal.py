"""Personal subscriptions, in the bot's direct messages."""

import pytest
from simcord import UserHandle

from bot.domain.subscription import Kind
from tests.behaviour.world import World, said
from tests.support.fakes import sighting
from tools.gallery.forms import filled


@pytest.fixture
def person(world: World) -> UserHandle:
    """A person without any permission who writes to the bot."""
    return world.reader.user


async def subscribe(person: UserHandle, query: str = "diffusion"):
    shown = await person.slash("alerts subscribe", query=query)
    await person.click(shown.response, label="Save")


async def test_a_subscription_in_a_dm_is_personal(world: World, person: UserHandle):
    """A subscription made in a DM posts to that DM and belongs to the person, not to a server."""
    await subscribe(person)
    made = await world.one()
    assert (made.guild_id, made.creator_id, made.destination_id) == (None, person.id, person.dm_channel.id)
    place = await world.store.destination(made.destination_id)
    assert place is not None
    assert (place.kind, place.guild_id) == (Kind.DM, None)


async def test_own_subscriptions_are_managed_in_the_dm(world: World, person: UserHandle):
    """List, pause, resume, edit and unsubscribe work in a DM."""
    await subscribe(person)
    made = await world.one()
    assert "Your subscriptions" in said(await person.slash("alerts list"))
    assert "`diffusion` · 0 matches a week\n-# your direct messages · instantly" in said(
        await person.slash("alerts list")
    )
    assert "Paused" in said(await person.slash("alerts pause", subscription=made.id))
    assert "Resumed in" in said(await person.slash("alerts resume", subscription="diffusion"))
    form = await person.slash("alerts edit", subscription=made.id)
    shown = await person.submit_modal(form, filled(form, query="trees"))
    assert "Changed" in await world.reply(shown, "Save", person)
    assert "Deleted" in said(await person.slash("alerts unsubscribe", subscription=made.id))
    assert await world.saved() == ()


async def test_others_neither_see_nor_change_them(world: World, person: UserHandle):
    """Neither another person nor a server's manager can list or change a personal subscription by its id."""
    await subscribe(person)
    made = await world.one()
    other = world.manager.user
    assert "diffusion" not in said(await other.slash("alerts list"))
    answer = said(await other.slash("alerts unsubscribe", subscription=made.id))
    assert f"no subscription “{made.id}”" in answer
    answer = await world.says("alerts pause", subscription=made.id)
    assert f"no subscription “{made.id}”" in answer
    assert await world.saved() == (made,)


async def test_server_subscriptions_are_not_in_a_dm(world: World, person: UserHandle):
    """A server's subscription is neither listed nor changed in a DM."""
    key = await world.subscribe("diffusion")
    assert "diffusion" not in said(await person.slash("alerts list"))
    answer = said(await person.slash("alerts unsubscribe", subscription=key))
    assert f"no subscription “{key}”" in answer


async def test_a_test_is_posted_to_the_dm(world: World, person: UserHandle):
    """The test of a personal subscription is posted to the DM, and the answer links to it."""
    await subscribe(person)
    await world.list_papers(sighting("2511.00001", title="Diffusion"))
    shown = await person.slash("alerts test", subscription="diffusion")
    assert f"https://discord.com/channels/@me/{person.dm_channel.id}/" in said(shown)


async def test_all_personal_subscriptions_are_paused_and_resumed(world: World, person: UserHandle):
    """Pause and resume without a subscription change all of the person's own, and no others."""
    await world.subscribe("theirs")
    await subscribe(person)
    await subscribe(person, "trees")
    answer = await person.slash("alerts pause")
    assert "Paused in your direct messages: " in said(answer)
    paused = {one.query: one.paused for one in await world.saved()}
    assert paused == {"theirs": False, "diffusion": True, "trees": True}
    assert "Resumed in your direct messages" in await world.reply(answer, "Resume all", person)


async def test_picks_of_all_papers_are_named(world: World, person: UserHandle):
    """The query that every paper matches is nothing that people typed: they do not read it."""
    await world.press(await person.slash("alerts picks"), "Save", person)
    assert "messages: **Picks**" in said(await person.slash("paperboy data"))
    (file,) = (await person.slash("alerts export")).response.attachments
    body = await file.read()
    await person.slash("alerts unsubscribe", subscription="Picks")
    plan = await person.slash("alerts import", file=("alerts.json", body))
    assert "add **Picks** to your direct messages: all papers; picks" in said(plan)
