"""Pauses with an end, in `/alerts export` and `/alerts import`."""

from discord.utils import format_dt

from tests.behaviour.world import World, said


async def test_a_copy_keeps_the_end_of_a_pause(world: World):
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


async def test_an_end_after_more_than_a_year(world: World):
    """It is reported before anything is imported."""
    await world.subscribe("diffusion", name="Hot")
    content = await world.exported()
    content["channels"][0]["subscriptions"][0]["paused_until"] = "9999-12-31"
    shown = await world.imported(content)
    assert "⚠️ Hot: A pause must end within the next year" in said(shown)
    assert shown.response.components == []
