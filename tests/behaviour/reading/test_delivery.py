"""The delivery menu under every preview, also one that starts from a paper or a search."""

from typing import Any

import pytest
from simcord import InteractionResult

from bot.domain.schedule import DigestTimes, delivery
from bot.domain.subscription import QUERY_MODES, Mode
from tests.behaviour.reading.test_offers import FLOWS, MORE, abstract
from tests.behaviour.world import World, press_save, said
from tests.support.makers import MORE_LIKE_THIS


async def begun(world: World, start: str) -> InteractionResult:
    """Open a preview in that way."""
    await world.list_papers(FLOWS, MORE)
    match start:
        case "subscribe":
            return await world.run("alerts subscribe", query="trees")
        case "author":
            read = await abstract(world, world.manager)
            return await world.manager.select(read.response, ["Ada Lovelace"])
        case "more":
            read = await abstract(world, world.manager)
            return await world.press(read, MORE_LIKE_THIS)
        case _:
            shown = await world.run(f"papers {start}", query="trees")
            return await world.press(shown, "Subscribe to this")


def menu(world: World, shown: InteractionResult) -> dict[str, Any]:
    """Return the current delivery menu of a preview."""
    assert shown.response is not None
    parts = world.parts(shown.response)
    (found,) = (one for one in parts if str(one.get("custom_id")).startswith("paperboy:draft:deliver:"))
    return found


def chosen(world: World, shown: InteractionResult) -> list[str]:
    return [option["value"] for option in menu(world, shown)["options"] if option.get("default")]


async def choose(world: World, shown: InteractionResult, value: str) -> InteractionResult:
    return await world.manager.select(shown.response, [value], custom_id=menu(world, shown)["custom_id"])


async def test_every_mode_can_be_chosen(world: World):
    """Each mode can be chosen, one after the other."""
    shown = await begun(world, "search")
    for mode in (*reversed(QUERY_MODES), Mode.DAILY):
        assert f" {delivery(mode).when(DigestTimes())}." in said(await choose(world, shown, mode))
        options = [(option["label"], option["value"]) for option in menu(world, shown)["options"]]
        assert options == [
            (f"Delivery: {delivery(one).word()}" if one is mode else delivery(one).word(), one)
            for one in QUERY_MODES
        ]
    await press_save(world.manager, shown)
    assert (await world.one()).mode is Mode.DAILY


async def test_a_change_has_the_menu_too(world: World):
    """The preview of an edit shows the current mode, also after *Try again*."""
    key = await world.subscribe("diffusion", deliver="daily")
    shown = await world.edit(key, query="trees")
    assert chosen(world, shown) == [Mode.DAILY]
    await choose(world, shown, Mode.NOW)
    form = await world.press(shown, "Edit")
    wrong = await world.submit(form, query="trees (")
    form = await world.press(wrong.followups[-1], "Try again")
    newest = await world.submit(form, query="forests")
    assert chosen(world, newest) == [Mode.NOW]
    await press_save(world.manager, newest)
    assert ((await world.one()).query, (await world.one()).mode) == ("forests", Mode.NOW)


@pytest.mark.parametrize("value", ["hourly", "", "NOW"])
async def test_forged_choices(world: World, value: str):
    """A forged choice changes nothing."""
    shown = await begun(world, "search")
    menu(world, shown)["options"].append({"label": "Forged", "value": value})
    assert "Choose an option from the menu" in said(await choose(world, shown, value))
    await press_save(world.manager, shown)
    assert (await world.one()).mode is Mode.NOW
