"""Try again: a form that was filled in wrongly opens once more, with what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from simcord.components import walk_components

from tests.behaviour.world import said
from tests.support.fakes import sighting
from tools.gallery.forms import filled

if TYPE_CHECKING:
    from simcord import InteractionResult

    from tests.behaviour.world import World


def fields(form: InteractionResult) -> dict[str, Any]:
    """What the fields of an open form hold, by their names."""
    assert form.modal is not None
    found: dict[str, Any] = {}
    for row in form.modal["components"]:
        if (part := row.get("component")) is None:
            continue  # a text
        options = [one["value"] for one in part.get("options", ()) if one.get("default")]
        chosen = [one["id"] for one in part.get("default_values", ())]
        found[part["custom_id"]] = part.get("value", str((options or chosen or [""])[0]))
    return found


async def again(world: World, answer: InteractionResult) -> InteractionResult:
    """Press it after a restart."""
    await world.restart()
    shown = answer.followups[-1] if answer.followups else answer.response
    return await world.manager.click(shown, label="Try again")


async def test_a_wrong_edit(world: World) -> None:
    """Query, name, delivery and channel come back as they were typed; put right, they are taken."""
    key = await world.subscribe("diffusion")
    other = world.guild.create_text_channel("other")
    form = await world.run("alerts edit", subscription=key)
    wrong = {"query": "trees (", "name": "My `trees`", "deliver": "weekly", "channel": str(other.id)}
    chosen = {"deliver": ["weekly"], "channel": [other]}
    answer = await world.manager.submit_modal(form, filled(form, **(wrong | chosen)))
    assert "I cannot read that query" in said(answer)
    form = await again(world, answer)
    assert fields(form) == wrong
    shown = await world.manager.submit_modal(form, filled(form, query="trees", channel=[other]))
    await world.manager.click(shown.response, label="Save")
    (saved,) = (await world.store.subscriptions()).subscriptions
    assert (saved.query, saved.name, saved.destination_id) == ("trees", "My `trees`", other.id)


async def test_what_was_typed_is_shown_as_the_form_shows_it(world: World) -> None:
    """Choices in their words, a channel by its name, nothing of what was left empty; all of it comes back."""
    key = await world.subscribe("diffusion", name="Hot")
    form = await world.run("alerts edit", subscription=key)
    answer = await world.manager.submit_modal(
        form, filled(form, query="trees (", name="", deliver=["now"], channel=[world.channel])
    )
    (embed,) = answer.response.embeds
    assert [(field.name, field.value) for field in embed.fields] == [
        ("Query", "```\ntrees (\n```"),
        ("Delivery", "each paper at once"),
        ("Channel", f"#{world.channel.name}"),
    ]
    form = await again(world, answer)
    typed = {"query": "trees (", "name": "", "deliver": "now", "channel": str(world.channel.id)}
    assert fields(form) == typed


async def test_a_wrong_first_query(world: World) -> None:
    """The form behind the greeting's button."""
    await world.join(world.channel)
    hello = world.channel.last_message
    assert hello is not None
    form = await world.manager.click(hello, label="First subscription")
    answer = await world.manager.submit_modal(form, filled(form, query='"trees'))
    assert fields(await again(world, answer)) == {"query": '"trees'}


async def test_a_wrong_query_of_a_draft(world: World) -> None:
    """While the draft waits its form opens again; after a restart it is said where the draft is."""
    shown = await world.run("alerts subscribe", query="diffusion")
    form = await world.manager.click(shown.response, label="Edit")
    answer = await world.manager.submit_modal(form, filled(form, query="(trees"))
    assert fields(await world.manager.click(answer.followups[-1], label="Try again")) == {"query": "(trees"}
    opened = await world.manager.click(answer.followups[-1], label="Try again")
    await world.restart()
    late = await world.manager.click(answer.followups[-1], label="Try again")
    too_late = await world.manager.submit_modal(opened, filled(opened, query="trees"))
    for told in (late, too_late):
        assert "press Edit under the dry run and write the query there again" in said(told)
    await world.manager.click(shown.response, label="Save")
    (saved,) = (await world.store.subscriptions()).subscriptions
    assert saved.query == "diffusion"


async def test_a_wrong_word(world: World) -> None:
    """The word that Tune asks for."""
    key = await world.subscribe("diffusion")
    await world.list_papers(sighting(title="Diffusion"))
    await world.run("alerts test", subscription=key)
    listed = await world.run("alerts list")
    stored = world.env.backend.get_message(world.channel.id, listed.response.id)
    (button,) = (part for part in walk_components(stored.components) if part.get("label") == "Pause")
    button |= {"label": "Word", "custom_id": f"paperboy:tuning:other:{key}"}
    form = await world.manager.click(listed.response, label="Word")
    answer = await world.manager.submit_modal(form, filled(form, word='"'))
    assert fields(await again(world, answer)) == {"word": '"'}


async def test_wrong_times(world: World) -> None:
    """A city that several zones are named after, or a time that is none, comes back beside what was right."""
    key = await world.subscribe("diffusion")
    assert key
    panel = await world.run("alerts settings")
    form = await world.manager.click(panel.response, label="Digest time …")
    typed = {**fields(form), "time": "25:00", "zone": "Berlin"}
    answer = await world.manager.submit_modal(form, filled(form, time="25:00", zone="Berlin"))
    assert "I cannot read that time" in said(answer)
    assert "Weekly digests come on: Monday" in said(answer)
    form = await again(world, answer)
    assert fields(form) == typed
    await world.manager.submit_modal(form, filled(form, time="9"))
    place = await world.store.destination(world.channel.id)
    assert place is not None
    assert str(place.preferences.zone) == "Europe/Berlin"


async def test_all_mistakes_of_a_form_are_told_at_once(world: World) -> None:
    """Time and zone: each in a line, and what was typed in both comes back; put right, both are taken."""
    await world.subscribe("diffusion")
    panel = await world.run("alerts settings")
    form = await world.manager.click(panel.response, label="Digest time …")
    answer = await world.manager.submit_modal(form, filled(form, time="25 Uhr", zone="Mars"))
    assert answer.response.content.splitlines() == [
        "I cannot read that time: write it like 09:00 or 21:30.",
        "I do not know that time zone. Write it like Europe/Berlin, America/New_York or UTC.",
    ]
    form = await again(world, answer)
    assert (fields(form)["time"], fields(form)["zone"]) == ("25 Uhr", "Mars")
    answer = await world.manager.submit_modal(form, filled(form, time="9"))
    assert "time zone" in answer.response.content
    assert "that time:" not in answer.response.content
    form = await again(world, answer)
    await world.manager.submit_modal(form, filled(form, zone="Paris"))
    place = await world.store.destination(world.channel.id)
    assert place is not None
    assert (str(place.preferences.digest_time), place.preferences.zone) == ("09:00:00", "Europe/Paris")


async def test_a_wrong_query_and_a_wrong_channel(world: World) -> None:
    """Of a subscription, too, with the query first, as its form has it."""
    made = await world.open_thread()
    handle = next(one for one in world.channel.threads if one.id == made.id)
    made.guild._remove_thread(made)
    world.env.inject_error("GET", f"/channels/{made.id}", status=403, code=50001)
    answer = await world.run("alerts subscribe", query="trees (", channel=handle)
    told = answer.response.content
    assert told.startswith("I cannot read that query")
    assert told.splitlines()[-1].startswith("I cannot see that channel")
    assert (await world.store.subscriptions()).by_id == {}
    assert fields(await again(world, answer))["query"] == "trees ("


async def test_what_is_no_slip_of_the_pen_has_no_button(world: World) -> None:
    """A subscription that ended meanwhile cannot be edited, however often one tries."""
    key = await world.subscribe("diffusion")
    form = await world.run("alerts edit", subscription=key)
    await world.run("alerts unsubscribe", subscription=key)
    answer = await world.manager.submit_modal(form, filled(form, query="trees"))
    assert "no subscription “" in said(answer)
    assert not answer.response.components


async def test_a_button_without_what_was_typed(world: World) -> None:
    """An answer that lost it opens the form as it first was; a form that there is none of gets a sentence."""
    key = await world.subscribe("diffusion")
    form = await world.run("alerts edit", subscription=key)
    answer = await world.manager.submit_modal(form, filled(form, query="("))
    stored = world.env.backend.get_message(world.channel.id, answer.response.id)
    stored.embeds.clear()
    assert fields(await again(world, answer))["query"] == "diffusion"
    stored.components[0]["components"][0]["custom_id"] = "paperboy:again:paperboy:unknown:1"
    assert "cannot be opened again" in said(await world.manager.click(answer.response, label="Try again"))


async def test_who_lost_the_right_opens_nothing(world: World) -> None:
    """The form shows what is subscribed: the right is asked for at the press."""
    key = await world.subscribe("diffusion")
    form = await world.run("alerts edit", subscription=key)
    answer = await world.manager.submit_modal(form, filled(form, query="("))
    guild = world.env.bot.get_guild(world.guild.id)
    assert guild is not None
    role = discord.utils.get(guild.roles, name="Managers")
    assert role is not None
    await role.edit(permissions=discord.Permissions.none())
    assert "Managing alerts needs" in said(await world.manager.click(answer.response, label="Try again"))
