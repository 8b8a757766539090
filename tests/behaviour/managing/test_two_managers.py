"""Two managers at the same time: one decides on a reply that the other has made outdated."""

from simcord import InteractionResult, MemberActor

from bot.domain.preferences import Preferences
from tests.behaviour.world import World, said
from tools.gallery.forms import filled


async def edited(world: World, actor: MemberActor, key: str, **values: object) -> InteractionResult:
    """Show the preview of a change."""
    form = await world.run("alerts edit", actor, subscription=key)
    return await actor.submit_modal(form, filled(form, channel=[world.channel]) | values)


async def plan(world: World, *subscriptions: dict[str, str], **settings: object) -> InteractionResult:
    """Show the changes of an import."""
    channel = {"channel": "papers", "id": str(world.channel.id), "subscriptions": subscriptions}
    content = {"paperboy": 1, "channels": [channel | {"settings": settings}]}
    return await world.imported(content)


async def chosen(world: World) -> Preferences:
    place = await world.place()
    return place.preferences


async def test_an_outdated_preview_saves_nothing(world: World):
    """Save is refused, each time, if it would revert the other's change."""
    key = await world.subscribe("diffusion", name="Hot")
    shown = await edited(world, world.manager, key, deliver=["daily"])
    eve = world.another_manager()
    await world.press(await edited(world, eve, key, query="trees", name="Trees"), "Save", eve)
    before = await world.one()
    for _ in range(2):
        pressed = await world.save(shown)
        assert "was changed or deleted" in said(pressed)
    assert await world.one() == before


async def test_a_pause_does_not_outdate_a_preview(world: World):
    """Save keeps the other's pause, as a pause is no edit."""
    key = await world.subscribe("diffusion")
    shown = await edited(world, world.manager, key, query="trees")
    await world.run("alerts pause", world.another_manager(), subscription=key)
    assert "Paused until resumed." in said(await world.save(shown))
    assert ((await world.one()).query, (await world.one()).paused) == ("trees", True)


async def test_an_outdated_import_is_shown_again(world: World):
    """An outdated import shows its changes again before it overwrites anything."""
    key = await world.subscribe("diffusion", name="Hot")
    shown = await plan(world, {"id": key, "query": "trees", "name": "Hot"}, most_a_day=3)
    eve = world.another_manager()
    await world.press(await edited(world, eve, key, query="birds"), "Save", eve)
    pressed = await world.reply(shown, "Import")
    assert "Query: `birds` → `trees`" in pressed
    assert (await world.one()).query == "birds"
    await world.press(shown, "Import")
    assert ((await world.one()).query, (await chosen(world)).most_a_day) == ("trees", 3)
