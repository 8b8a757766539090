"""Pauses with an end, in `/alerts export` and `/alerts import`."""

from __future__ import annotations

from datetime import timedelta

from discord.utils import format_dt

from tests.behaviour.world import World, said


async def test_a_copy_keeps_the_end_of_a_pause(world: World) -> None:
    """The preview shows the end of the pause, and an unchanged pause is no change."""
    key = await world.subscribe("diffusion", name="Hot")
    await world.run("alerts pause", subscription=key, until="next Monday")
    end = (await world.one()).paused_until
    assert end is not None
    body = await world.exported()
    assert "Nothing to change." in said(await world.imported(body))
    await world.run("alerts resume", subscription=key)
    shown = await world.imported(body)
    assert said(shown).splitlines()[1:] == [f"⏸️ **Hot**: Paused until {format_dt(end, 'f')}."]
    await world.press(shown, "Import")
    assert ((await world.one()).paused, (await world.one()).paused_until) == (True, end)


async def test_a_new_subscription_is_paused_until_then(world: World) -> None:
    """A restored subscription is paused until the end in the file."""
    key = await world.subscribe("diffusion", name="Hot")
    await world.run("alerts pause", subscription=key, until="3 days")
    end = (await world.one()).paused_until
    assert end is not None
    body = await world.exported()
    await world.run("alerts unsubscribe", subscription=key)
    shown = await world.imported(body)
    assert f"⏸️ **Hot**: Paused until {format_dt(end, 'f')}." in said(shown)
    await world.press(shown, "Import")
    assert ((await world.one()).paused, (await world.one()).paused_until) == (True, end)


async def test_a_pause_that_is_over_is_none(world: World) -> None:
    """A pause that has ended is not started again by an old file."""
    key = await world.subscribe("diffusion", name="Hot")
    await world.run("alerts pause", subscription=key, until="12h")
    body = await world.exported()
    await world.run("alerts resume", subscription=key)
    world.now.at += timedelta(hours=13)
    assert "Nothing to change." in said(await world.imported(body))


async def test_invalid_ends(world: World) -> None:
    """An invalid end and one after more than a year are reported with their place."""
    await world.subscribe("diffusion", name="Hot")
    content = await world.exported()
    entry = content["channels"][0]["subscriptions"][0]
    entry |= {"paused": True, "paused_until": "soon"}
    where = "#papers, subscription 1 (**Hot**)"
    assert f"{where}: `paused_until` must be a date and time such as 2027-01-05T09:00:00+00:00." in said(
        await world.imported(content)
    )
    entry["paused_until"] = "9999-12-31"
    shown = await world.imported(content)
    assert "⚠️ Hot: A pause must end within the next year" in said(shown)
    assert shown.response.components == []
