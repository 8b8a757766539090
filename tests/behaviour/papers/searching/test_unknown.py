"""Texts that name no paper, and Try again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.behaviour.managing.test_again import again, fields
from tests.behaviour.world import said
from tests.support.fakes import sighting
from tools.gallery.forms import filled

if TYPE_CHECKING:
    from tests.behaviour.world import World

TITLE = "Galaxies in clusters of old stars"
HOPELESS = ["99", "young stars", "https://example.org/paper", "@everyone [a](b)", "``` trees ``` (("]


@pytest.mark.parametrize("typed", HOPELESS)
async def test_what_is_like_nothing(world: World, typed: str) -> None:
    """The form comes back with what was typed, and put right it shows the paper."""
    await world.list_papers(sighting(title=TITLE))
    answer = await world.run("papers show", paper=typed)
    assert "Choose a suggestion" in said(answer)
    form = await again(world, answer)
    assert fields(form) == {"paper": typed}
    still = await world.manager.submit_modal(form, filled(form, paper="nothing of it"))
    assert "“nothing of it”" in said(still)
    form = await again(world, still)
    assert TITLE in said(await world.manager.submit_modal(form, filled(form, paper="2511.00001")))


async def test_why_keeps_the_subscription(world: World) -> None:
    """What was typed beside the paper comes back, too, and what is no subscription is said to be none."""
    await world.list_papers(sighting(title=TITLE))
    form = await again(world, await world.run("papers why", paper="99", subscription="nobody"))
    assert fields(form) == {"paper": "99", "subscription": "nobody"}
    shown = await world.manager.submit_modal(form, filled(form, paper=TITLE))
    assert "There is no subscription “nobody”" in said(shown)
