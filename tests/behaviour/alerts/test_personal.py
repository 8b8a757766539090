"""Alerts for oneself: in the bot's direct messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.subscription import Kind
from tests.behaviour.world import said
from tests.support.fakes import sighting
from tools.gallery.forms import filled

if TYPE_CHECKING:
    from simcord import UserHandle

    from tests.behaviour.world import World


@pytest.fixture
def person(world: World) -> UserHandle:
    """Somebody who writes to the bot, without any permission anywhere."""
    return world.reader.user


async def subscribe(person: UserHandle, query: str = "diffusion") -> None:
    shown = await person.slash("alerts subscribe", query=query)
    await person.click(shown.response, label="Save")


async def test_subscribing_in_a_dm_is_for_oneself(world: World, person: UserHandle) -> None:
    """In a DM a subscription goes to that DM, belongs to no server, and to its person."""
    await subscribe(person)
    made = await world.one()
    assert (made.guild_id, made.creator_id, made.destination_id) == (None, person.id, person.dm_channel.id)
    place = await world.store.destination(made.destination_id)
    assert place is not None
    assert (place.kind, place.guild_id) == (Kind.DM, None)


async def test_own_subscriptions_are_managed_in_the_dm(world: World, person: UserHandle) -> None:
    """List, pause, resume, edit and unsubscribe work there, each on one's own."""
    await subscribe(person)
    made = await world.one()
    assert "Your subscriptions" in said(await person.slash("alerts list"))
    assert made.id in said(await person.slash("alerts list"))
    assert "Paused" in said(await person.slash("alerts pause", subscription=made.id))
    assert "Resumed in" in said(await person.slash("alerts resume", subscription="diffusion"))
    form = await person.slash("alerts edit", subscription=made.id)
    shown = await person.submit_modal(form, filled(form, query="trees"))
    assert "Changed" in said(await person.click(shown.response, label="Save"))
    assert "Ended" in said(await person.slash("alerts unsubscribe", subscription=made.id))
    assert (await world.store.subscriptions()).subscriptions == ()


async def test_others_neither_see_nor_change_them(world: World, person: UserHandle) -> None:
    """Neither another person's DM nor a server's manager reaches a personal subscription, even by its id."""
    await subscribe(person)
    made = await world.one()
    other = world.manager.user
    assert made.id not in said(await other.slash("alerts list"))
    told = said(await other.slash("alerts unsubscribe", subscription=made.id))
    assert f"There is no subscription “{made.id}” here." in told
    told = said(await world.run("alerts pause", subscription=made.id))
    assert f"There is no subscription “{made.id}” here." in told
    assert (await world.store.subscriptions()).subscriptions == (made,)


async def test_server_subscriptions_are_no_business_of_a_dm(world: World, person: UserHandle) -> None:
    """What a server subscribed to is neither listed nor changed in a DM."""
    key = await world.subscribe("diffusion")
    assert key not in said(await person.slash("alerts list"))
    told = said(await person.slash("alerts unsubscribe", subscription=key))
    assert f"There is no subscription “{key}” here." in told


async def test_trial_comes_to_the_dm(world: World, person: UserHandle) -> None:
    """The test alert is posted to the DM, with a link that leads there."""
    await subscribe(person)
    await world.list_papers(sighting("2511.00001", title="Diffusion"))
    shown = await person.slash("alerts test", subscription="diffusion")
    assert f"https://discord.com/channels/@me/{person.dm_channel.id}/" in said(shown)


async def test_all_of_oneself_is_paused_and_resumed(world: World, person: UserHandle) -> None:
    """Without naming a subscription, in the direct messages; nobody else's is touched."""
    await world.subscribe("theirs")
    await subscribe(person)
    await subscribe(person, "trees")
    told = await person.slash("alerts pause")
    assert "Paused in your direct messages: " in said(told)
    paused = {one.query: one.paused for one in (await world.store.subscriptions()).subscriptions}
    assert paused == {"theirs": False, "diffusion": True, "trees": True}
    assert "Resumed in your direct messages" in said(await person.click(told.response, label="Resume all"))
    assert "Not paused: " in said(await person.slash("alerts resume"))
