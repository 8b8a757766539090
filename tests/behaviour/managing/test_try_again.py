"""*Try again*: a form with a mistake reopens with what was typed."""

from typing import Any

from simcord import InteractionResult

from tests.behaviour.world import World, said


def fields(form: InteractionResult) -> dict[str, Any]:
    """Return the values of an open form's fields by name."""
    assert form.modal is not None
    found: dict[str, Any] = {}
    for row in form.modal["components"]:
        if (part := row.get("component")) is None:
            continue  # a text
        options = [one["value"] for one in part.get("options", ()) if one.get("default")]
        chosen = [one["id"] for one in part.get("default_values", ())]
        found[part["custom_id"]] = part.get("value", str((options or chosen or [""])[0]))
    return found


async def press_try_again(world: World, answer: InteractionResult) -> InteractionResult:
    """Press *Try again* after a restart."""
    await world.restart()
    shown = answer.followups[-1] if answer.followups else answer.response
    return await world.press(shown, "Try again")


async def test_a_wrong_edit(world: World):
    """Query, name, delivery and channel reopen as typed, and are saved once corrected."""
    key = await world.subscribe("diffusion")
    other = world.guild.create_text_channel("other")
    form = await world.run("alerts edit", subscription=key)
    wrong = {"query": "trees (", "name": "My `trees`", "deliver": "weekly", "channel": str(other.id)}
    chosen = {"deliver": ["weekly"], "channel": [other]}
    answer = await world.submit(form, **wrong | chosen)
    assert "Your query has a mistake" in said(answer)
    form = await press_try_again(world, answer)
    assert fields(form) == wrong
    shown = await world.submit(form, query="trees", channel=[other])
    await world.save(shown)
    saved = await world.one()
    assert (saved.query, saved.name, saved.destination_id) == ("trees", "My `trees`", other.id)


async def test_a_wrong_query_of_a_draft(world: World):
    """A draft's invalid query reopens as typed, and the draft is unchanged until it is corrected."""
    shown = await world.run("alerts subscribe", query="diffusion")
    form = await world.press(shown, "Edit")
    answer = await world.submit(form, query="(trees", name="Mine")
    form = await press_try_again(world, answer)
    assert (fields(form)["query"], fields(form)["name"]) == ("(trees", "Mine")
    await world.save(shown)
    saved = await world.one()
    assert saved.query == "diffusion"


async def test_all_mistakes_are_reported_together(world: World):
    """A wrong time and a wrong zone are reported together, and saved once corrected."""
    await world.subscribe("diffusion")
    panel = await world.run("alerts settings")
    form = await world.press(panel, "Digest time…")
    answer = await world.submit(form, time="25 Uhr", zone="Mars")
    assert answer.response.content.splitlines() == [
        "Invalid time. Examples: 09:00, 21:30.",
        "Unknown time zone. Try `Europe/Berlin` or `UTC`.",
    ]
    form = await press_try_again(world, answer)
    assert (fields(form)["time"], fields(form)["zone"]) == ("25 Uhr", "Mars")
    answer = await world.submit(form, time="9")
    assert "time zone" in answer.response.content
    assert "that time:" not in answer.response.content
    form = await press_try_again(world, answer)
    await world.submit(form, zone="Paris")
    place = await world.place()
    assert (str(place.preferences.digest_time), place.preferences.zone) == ("09:00:00", "Europe/Paris")


async def test_a_wrong_query_and_a_wrong_channel(world: World):
    """Both mistakes of a subscription are reported, in the order of the form."""
    made = await world.open_thread()
    handle = next(one for one in world.channel.threads if one.id == made.id)
    made.guild._remove_thread(made)
    world.env.inject_error("GET", f"/channels/{made.id}", status=403, code=50001)
    answer = await world.run("alerts subscribe", query="trees (", channel=handle)
    told = answer.response.content
    assert told.startswith("Your query has a mistake")
    assert told.splitlines()[-1].startswith("I can't see that channel")
    assert (await world.store.subscriptions()).by_id == {}
    assert fields(await press_try_again(world, answer))["query"] == "trees ("


async def test_deleted_subscriptions_have_no_try_again(world: World):
    """Editing a deleted subscription offers no *Try again*."""
    key = await world.subscribe("diffusion")
    form = await world.run("alerts edit", subscription=key)
    await world.run("alerts unsubscribe", subscription=key)
    answer = await world.submit(form, query="trees")
    assert "no subscription “" in said(answer)
    assert not answer.response.components


async def test_drafts_expire(world: World):
    """After 15 minutes, or for another person, *Try again* is answered with a sentence."""
    key = await world.subscribe("diffusion")
    answer = await world.edit(key, query="(")
    copy = await world.copy(answer)
    assert "out of date" in await world.reply(copy, "Try again", world.reader)
    world.now.forward(minutes=15)
    assert "out of date" in await world.reply(answer, "Try again")
