"""`/papers today`."""

from datetime import timedelta

from tests.behaviour.world import World, said
from tests.support.fakes import DAY, sighting


async def test_open_list_by_upvotes(world: World):
    """The person alone sees today's papers, most upvoted first, with the day."""
    await world.list_papers(
        sighting("2511.00001", title="Cold", upvotes=1), sighting("2511.00002", title="Hot", upvotes=9)
    )
    shown = await world.ask("papers today")
    assert shown.ephemeral
    assert "Papers from Wednesday 12 November\n-# 2 papers · Most upvoted first" in said(shown)
    assert said(shown).index("Hot") < said(shown).index("Cold")


async def test_weekend_falls_back_to_the_latest_list(world: World):
    """While today's list is empty, the latest one is shown and named as such."""
    await world.list_papers(
        sighting("2511.00001", title="Friday's"),
        sighting("2511.00002", title="Older", day=DAY - timedelta(days=1)),
    )
    world.now.forward(days=3)
    text = await world.told("papers today")
    assert "Papers from Wednesday 12 November\n-# 1 paper · today's list is still empty" in text
    assert "Friday's" in text
    assert "Older" not in text


async def test_nothing_stored_yet(world: World):
    """Before the first poll, the reply says so and points to the status."""
    text = await world.told("papers today")
    assert "I have no papers yet" in text
    assert "/paperboy status" in text
