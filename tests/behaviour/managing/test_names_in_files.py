"""A name equal to the query is no name, in a file as in Discord: it changes with the query."""

from dataclasses import replace
from typing import Any

import pytest

from tests.behaviour.alerts.test_import_export import all_of, entry
from tests.behaviour.world import World, said
from tests.support.fakes import subscribe

LONG = " OR ".join(f"diffusion{number}" for number in range(12))


async def exported(world: World) -> dict[str, Any]:
    """Return the only subscription as exported."""
    (channel,) = (await world.exported())["channels"]
    (one,) = channel["subscriptions"]
    return one


@pytest.mark.parametrize("query", ["diffusion", LONG])
async def test_only_the_query_is_changed_in_a_file(world: World, query: str):
    """A subscription without a name of its own does not keep the old query as its name."""
    await world.subscribe(query)
    one = await exported(world)
    assert "name" not in one
    shown = await world.imported(entry(world, one | {"query": "agents"}))
    text = said(shown)
    assert "Query: " in text
    assert "Name: " not in text
    await world.reply(shown, "Import")
    assert {name: found for name, (found, *_) in (await all_of(world)).items()} == {"agents": "agents"}
    assert "diffusion" not in await world.says("alerts list")


@pytest.mark.parametrize("query", ["diffusion", LONG])
async def test_a_file_of_an_older_version_names_the_query(world: World, query: str):
    """A name that is derived from the query, as in files of older versions, is ignored; any other name stays."""
    await world.subscribe(query)
    old = await world.one()
    older = {"id": old.id, "name": old.name, "query": query}
    assert "Nothing to change." in said(await world.imported(entry(world, older)))
    await world.apply(entry(world, older | {"query": "agents"}))
    assert set(await all_of(world)) == {"agents"}
    await world.reply(
        await world.imported(entry(world, older | {"query": "robots", "name": "Diffusion news"})), "Import"
    )
    assert set(await all_of(world)) == {"Diffusion news"}


async def test_a_name_of_its_own_is_in_the_file_and_stays(world: World):
    """A name of its own survives a changed query and goes if the file drops it."""
    await world.subscribe("diffusion", name="Hot")
    one = await exported(world)
    assert one["name"] == "Hot"
    await world.apply(entry(world, one | {"query": "agents"}))
    assert set(await all_of(world)) == {"Hot"}
    del one["name"]
    shown = await world.imported(entry(world, one | {"query": "agents"}))
    assert "Name: **Hot** → **agents**" in said(shown)
    await world.reply(shown, "Import")
    assert set(await all_of(world)) == {"agents"}


async def test_a_name_that_an_older_version_cut_is_none(world: World):
    """A shortened query is no name either: a file without it changes nothing."""
    await world.subscribe("diffusion upvotes:>=20")
    old = await world.one()
    await subscribe(world.store, replace(old, name="diffusion"))
    one = await exported(world)
    assert "name" not in one
    assert "Nothing to change." in said(await world.imported(entry(world, one)))
    await world.apply(entry(world, one | {"name": "diffusion", "query": "agents"}))
    assert set(await all_of(world)) == {"agents"}
