"""Pauses with a date, through `/alerts export` and `/alerts import`."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from discord.utils import format_dt

from tests.behaviour.world import said

if TYPE_CHECKING:
    from simcord import InteractionResult

    from tests.behaviour.world import World


async def exported(world: World) -> bytes:
    """The file."""
    (file,) = (await world.run("alerts export")).response.attachments
    return await file.read()


async def imported(world: World, body: bytes) -> InteractionResult:
    """What importing would change."""
    return await world.run("alerts import", file=("alerts.json", body))


async def test_a_copy_keeps_the_end_of_a_pause(world: World) -> None:
    """It is told before it is imported; while it is so already, nothing has to change."""
    key = await world.subscribe("diffusion", name="Hot")
    await world.run("alerts pause", subscription=key, until="next Monday")
    end = (await world.one()).paused_until
    assert end is not None
    body = await exported(world)
    assert "Nothing was changed." in said(await imported(world, body))
    await world.run("alerts resume", subscription=key)
    shown = await imported(world, body)
    assert said(shown).splitlines()[1:] == [f"⏸️ pause **Hot** until {format_dt(end, 'f')}"]
    await world.manager.click(shown.response, label="Import")
    assert ((await world.one()).paused, (await world.one()).paused_until) == (True, end)


async def test_a_new_subscription_is_paused_until_then(world: World) -> None:
    """Where a server has lost it, too."""
    key = await world.subscribe("diffusion", name="Hot")
    await world.run("alerts pause", subscription=key, until="3 days")
    end = (await world.one()).paused_until
    assert end is not None
    body = await exported(world)
    await world.run("alerts unsubscribe", subscription=key)
    shown = await imported(world, body)
    assert f"⏸️ pause **Hot** until {format_dt(end, 'f')}" in said(shown)
    await world.manager.click(shown.response, label="Import")
    assert ((await world.one()).paused, (await world.one()).paused_until) == (True, end)


async def test_a_pause_that_is_over_is_none(world: World) -> None:
    """A copy from before its end does not begin it again."""
    key = await world.subscribe("diffusion", name="Hot")
    await world.run("alerts pause", subscription=key, until="12h")
    body = await exported(world)
    await world.run("alerts resume", subscription=key)
    world.now.at += timedelta(hours=13)
    assert "Nothing was changed." in said(await imported(world, body))


async def test_an_end_that_cannot_be_is_told(world: World) -> None:
    """What is no time, with its place; more than a year, with its name."""
    await world.subscribe("diffusion", name="Hot")
    content = json.loads(await exported(world))
    entry = content["channels"][0]["subscriptions"][0]
    entry |= {"paused": True, "paused_until": "soon"}
    where = "#papers, subscription 1 (**Hot**)"
    assert f"{where}: `paused_until` must be a time such as 2027-01-05T09:00:00+00:00." in said(
        await imported(world, json.dumps(content).encode())
    )
    entry["paused_until"] = "9999-12-31"
    shown = await imported(world, json.dumps(content).encode())
    assert "⚠️ Hot: The end of a pause must be within the next year" in said(shown)
    assert shown.response.components == []
