"""Texts that name no paper, and *Try again*."""

import pytest

from tests.behaviour.managing.test_try_again import fields, press_try_again
from tests.behaviour.world import World, said
from tests.support.fakes import sighting

TITLE = "Galaxies in clusters of old stars"
HOPELESS = ["99", "young stars", "https://example.org/paper", "@everyone [a](b)", "``` trees ``` (("]


@pytest.mark.parametrize("typed", HOPELESS)
async def test_unknown_titles(world: World, typed: str):
    """The form reopens with the text, and shows the paper once corrected."""
    await world.list_papers(sighting(title=TITLE))
    answer = await world.run("papers show", paper=typed)
    assert "Choose a suggestion" in said(answer)
    form = await press_try_again(world, answer)
    assert fields(form) == {"paper": typed}
    still = await world.submit(form, paper="nothing of it")
    assert "“nothing of it”" in said(still)
    form = await press_try_again(world, still)
    assert TITLE in said(await world.submit(form, paper="2511.00001"))


async def test_why_keeps_the_subscription(world: World):
    """The form also keeps the subscription, and an unknown one is reported."""
    await world.list_papers(sighting(title=TITLE))
    form = await press_try_again(world, await world.run("papers why", paper="99", subscription="nobody"))
    assert fields(form) == {"paper": "99", "subscription": "nobody"}
    shown = await world.submit(form, paper=TITLE)
    assert "There is no subscription “nobody”" in said(shown)
