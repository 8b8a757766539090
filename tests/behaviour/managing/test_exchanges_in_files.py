"""Files in which subscriptions take each other's place: what the plan shows is what happens."""

from tests.behaviour.alerts.test_import_export import all_of
from tests.behaviour.world import World, said


async def test_a_swap_of_queries_is_a_problem(world: World):
    """Two subscriptions cannot swap their queries: the plan says so and has no buttons."""
    await world.subscribe("diffusion", name="A")
    await world.subscribe("trees", name="B")
    content = await world.exported()
    first, second = content["channels"][0]["subscriptions"]
    first["query"], second["query"] = second["query"], first["query"]
    shown = await world.imported(content)
    head, problem, *_ = said(shown).splitlines()
    assert head == "Fix this first:"
    assert problem == "⚠️ A: **B** already has this query there."
    assert shown.response is not None
    assert shown.response.components == []


async def test_a_swap_of_channels_is_a_problem(world: World):
    """Two equal subscriptions cannot swap their channels."""
    other = world.guild.create_text_channel("other")
    await world.subscribe("diffusion", name="A")
    await world.subscribe("diffusion", name="B", channel=other)
    content = await world.exported()
    first, second = content["channels"]
    first["subscriptions"], second["subscriptions"] = second["subscriptions"], first["subscriptions"]
    assert "⚠️ B: **A** already has this query there." in said(await world.imported(content))


async def test_a_place_is_left_before_it_is_taken(world: World):
    """A query or a place in a full channel passes on, whatever the order in the file."""
    other = world.guild.create_text_channel("other")
    for number in range(25):
        await world.subscribe(f"word{number}", name=f"A{number}")
    await world.subscribe("diffusion", name="B", channel=other)
    content = await world.exported()
    by_name = {channel["channel"]: channel["subscriptions"] for channel in content["channels"]}
    (moved,) = by_name["other"]
    by_name["papers"].insert(0, moved)
    by_name["other"][:] = [by_name["papers"].pop()]
    by_name["papers"][1]["query"], by_name["papers"][2]["query"] = "word1", "word99"
    shown = await world.imported(content)
    assert await world.reply(shown, "Import") == "Applied 4 changes."
    found = {name: query for name, (query, *_) in (await all_of(world)).items()}
    assert (found["A0"], found["A1"], found["B"]) == ("word1", "word99", "diffusion")
