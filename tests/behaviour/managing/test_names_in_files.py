"""A name that is only the query is none, in a file as in Discord: it goes with the query."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.behaviour.alerts.test_import_export import all_of, entry, press
from tests.behaviour.world import said
from tests.support.fakes import subscribe

if TYPE_CHECKING:
    from tests.behaviour.world import World

LONG = " OR ".join(f"diffusion{number}" for number in range(12))


async def exported(world: World) -> dict[str, Any]:
    """The only subscription, as the file has it."""
    (channel,) = (await world.exported())["channels"]
    (one,) = channel["subscriptions"]
    return one


@pytest.mark.parametrize("query", ["diffusion", LONG])
async def test_only_the_query_is_changed_in_a_file(world: World, query: str) -> None:
    """What had no name of its own has none then: no list shows the old query above the new one."""
    await world.subscribe(query)
    one = await exported(world)
    assert "name" not in one
    shown = await world.imported(entry(world, one | {"query": "agents"}))
    text = said(shown)
    assert "Query: " in text
    assert "Name: " not in text
    await press(world, shown)
    assert {name: found for name, (found, *_) in (await all_of(world)).items()} == {"agents": "agents"}
    assert "diffusion" not in said(await world.run("alerts list"))


@pytest.mark.parametrize("query", ["diffusion", LONG])
async def test_a_file_of_an_older_version_names_the_query(world: World, query: str) -> None:
    """It had the name in it that was taken from the query; what names another thing stays a name."""
    await world.subscribe(query)
    old = await world.one()
    older = {"id": old.id, "name": old.name, "query": query}
    assert "Nothing was changed." in said(await world.imported(entry(world, older)))
    await press(world, await world.imported(entry(world, older | {"query": "agents"})))
    assert set(await all_of(world)) == {"agents"}
    await press(world, await world.imported(entry(world, older | {"query": "robots", "name": "Diffusion news"})))
    assert set(await all_of(world)) == {"Diffusion news"}


async def test_a_name_of_its_own_is_in_the_file_and_stays(world: World) -> None:
    """Whatever becomes of the query; taken out of the file, it is gone."""
    await world.subscribe("diffusion", name="Hot")
    one = await exported(world)
    assert one["name"] == "Hot"
    await press(world, await world.imported(entry(world, one | {"query": "agents"})))
    assert set(await all_of(world)) == {"Hot"}
    del one["name"]
    shown = await world.imported(entry(world, one | {"query": "agents"}))
    assert "Name: **Hot** → **agents**" in said(shown)
    await press(world, shown)
    assert set(await all_of(world)) == {"agents"}


async def test_a_name_that_an_older_version_cut_is_none(world: World) -> None:
    """It is the beginning of the query: a file without it finds nothing to change."""
    await world.subscribe("diffusion upvotes:>=20")
    old = await world.one()
    await subscribe(world.store, replace(old, name="diffusion"))
    one = await exported(world)
    assert "name" not in one
    assert "Nothing was changed." in said(await world.imported(entry(world, one)))
    await press(world, await world.imported(entry(world, one | {"name": "diffusion", "query": "agents"})))
    assert set(await all_of(world)) == {"agents"}
