"""The time zone by city: suggested while typing, and set by command."""

import pytest

from tests.behaviour.world import World


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("york", "America/New_York"),
        ("tok", "Asia/Tokyo"),
        ("London time", "Europe/London"),
        ("est", "America/New_York"),
        ("UTC+9", "Asia/Tokyo"),
    ],
)
async def test_a_city_offers_its_zone(world: World, typed: str, first: str):
    """A city is found in any case, with spaces, and in the middle of a name."""
    offered = await world.offered("alerts settings", "time_zone", typed)
    assert offered[0] == {"name": first.replace("_", " "), "value": first}


async def test_offers_are_few_and_real(world: World):
    """There are at most 25 suggestions, none of them misleading, and none for unknown cities."""
    offered = await world.offered("alerts settings", "time_zone", "a")
    assert len(offered) == 25
    for typed in ("gmt+", "gmt+99", "nowhere at all"):
        assert await world.offered("alerts settings", "time_zone", typed) == []


async def test_the_command_sets_it(world: World):
    """The command accepts a city or a zone, and the panel shows it."""
    await world.subscribe("diffusion")
    assert "Europe/Berlin" in await world.says("alerts settings", time_zone="berlin")
    await world.restart()
    assert "Europe/Berlin" in await world.says("alerts settings")
