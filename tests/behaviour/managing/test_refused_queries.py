"""Stored subscriptions of an older version whose queries are invalid now, as no paper can match them."""

from dataclasses import replace

import pytest

from bot.domain.subscription import Subscription
from tests.behaviour.world import World, labels, said
from tests.support.fakes import sighting

PAPER = sighting("2511.00001", title="Diffusion of trees")
WHY = "No paper can match 'diffusion' and '-diffusion'."


async def refused(world: World, query: str = "diffusion -diffusion") -> str:
    """Return the id of such a subscription after a restart."""
    key = await world.subscribe("diffusion", name="Odd")
    odd = replace(await stored(world, key), query=query)
    place = await world.place()
    version = await world.store.papers_version()
    await world.store.save_subscription(odd, place, baseline=frozenset(), papers_version=version)
    await world.restart()
    return key


async def stored(world: World, key: str) -> Subscription:
    return (await world.store.subscriptions()).by_id[key]


async def test_it_is_listed_with_the_reason_and_can_be_edited(world: World):
    """The list shows the reason, a valid query is saved, and Undo restores the old one."""
    key = await refused(world)
    assert f"⚠️ {WHY}" in await world.says("alerts list")
    assert WHY.replace("'", "`") in said(await world.edit(key))
    shown = await world.edit(key, query="diffusion")
    saved = await world.save(shown)
    assert (await stored(world, key)).query == "diffusion"
    assert "⚠️" not in await world.says("alerts list")
    await world.press(saved, "Undo")
    assert (await stored(world, key)).query == "diffusion -diffusion"


async def test_pending_alerts_are_posted(world: World):
    """A pending alert is posted, and its Tune leads to the form and to a pause."""
    key = await refused(world)
    other = await world.subscribe("trees")
    await world.owe(PAPER, key)
    await world.deliver()
    message = world.posted()
    assert [embed.title for embed in message.embeds] == [PAPER.paper.title]
    tune = await world.press(message, "Tune")
    assert {"Edit", "Pause"} <= set(labels(tune))
    await world.press(tune, "Pause")
    assert (await stored(world, key)).paused
    assert not (await stored(world, other)).paused


@pytest.mark.parametrize("query", ["diffusion -diffusion", '"never closed'])
async def test_its_export_must_be_corrected(world: World, query: str):
    """Its export is refused with the place of the query, and changes it once that is corrected."""
    key = await refused(world, query)
    content = await world.exported()
    entry = content["channels"][0]["subscriptions"][0]
    assert entry["query"] == query
    assert "#papers, subscription 1 (**Odd**), `query`: At character " in said(await world.imported(content))
    assert (await stored(world, key)).query == query
    entry["query"] = "trees"
    await world.press(await world.imported(content), "Import")
    assert (await stored(world, key)).query == "trees"
