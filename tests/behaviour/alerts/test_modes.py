"""Delivery modes in commands, previews, lists, forms and files."""

from datetime import time

import pytest
from discord import app_commands

from bot.domain.preferences import Preferences
from bot.domain.schedule import DigestTimes, delivery, digest_modes
from bot.domain.subscription import QUERY_MODES, Mode
from tests.behaviour.world import World, press_save, said


async def stored_mode(world: World) -> Mode:
    found = await world.one()
    return found.mode


async def test_every_mode_is_offered_by_the_command(world: World):
    """The option `deliver` offers each mode once, and its description names the digests."""
    commands = {found.qualified_name: found for found in world.env.bot.tree.walk_commands()}
    command = commands["alerts subscribe"]
    assert isinstance(command, app_commands.Command)
    (option,) = [found for found in command.parameters if found.name == "deliver"]
    assert [(choice.name, choice.value) for choice in option.choices] == [
        (delivery(mode).word(), mode) for mode in QUERY_MODES
    ]
    assert all(mode in str(option.description) for mode in digest_modes() if mode in QUERY_MODES)


@pytest.mark.parametrize("mode", QUERY_MODES)
async def test_a_mode_is_previewed_and_listed(world: World, mode: Mode):
    """The preview and the list say when a mode posts, and the form has it selected."""
    shown = await world.run("alerts subscribe", query="diffusion", deliver=mode.value)
    assert f"would go to <#{world.channel.id}> {delivery(mode).when(DigestTimes())}." in said(shown)
    await world.save(shown)
    assert await stored_mode(world) is mode
    assert f" · {delivery(mode).when(DigestTimes())}" in await world.says("alerts list")
    one = await world.one()
    form = await world.run("alerts edit", subscription=one.id)
    assert form.modal is not None
    _, _, menu, _ = (label["component"] for label in form.modal["components"])
    assert [(option["label"], option["value"]) for option in menu["options"]] == [
        (delivery(each).word(), each) for each in QUERY_MODES
    ]
    assert [option["value"] for option in menu["options"] if option.get("default")] == [mode]


@pytest.mark.parametrize(("mode", "at", "held"), [("now", 9, True), ("daily", 9, False), ("daily", 6, True)])
async def test_quiet_hours_are_named_if_they_matter(world: World, mode: str, at: int, *, held: bool):
    """The reply after Save and the list name the quiet hours, but not for digests outside of them."""
    await world.subscribe("trees", deliver="weekly")
    chosen = Preferences(quiet_from=time(22), quiet_until=time(7), zone="Europe/Berlin", digest_time=time(at))
    await world.store.set_preferences(world.channel.id, chosen, due={})
    sentence = "Quiet hours: 22:00-07:00 (Europe/Berlin)."
    shown = await world.run("alerts subscribe", query="diffusion", deliver=mode)
    assert (sentence in said(await press_save(world.manager, shown))) is held
    await world.run("alerts unsubscribe", subscription="trees")
    listed = await world.says("alerts list")
    assert (sentence in listed) is held


@pytest.mark.parametrize(("mode", "held"), [("now", True), ("daily", False)])
async def test_a_daily_limit_is_named_if_it_matters(world: World, mode: str, *, held: bool):
    """The reply after Save names the daily limit, but not for digests, which it does not limit."""
    await world.subscribe("trees")
    birds = await press_save(world.manager, await world.run("alerts subscribe", query="birds"))
    assert "alerts a day come there" not in said(birds)
    await world.store.set_preferences(world.channel.id, Preferences(most_a_day=5), due={})
    sentence = "At most 5 alerts a day; the rest go into the next digest."
    shown = await world.run("alerts subscribe", query="diffusion", deliver=mode)
    await world.restart()
    assert (sentence in said(await press_save(world.manager, shown))) is held
