"""What is typed for a paper and names none: which may be meant, and Try again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.behaviour.managing.test_again import again, fields
from tests.behaviour.world import labels, said
from tests.support.fakes import sighting
from tools.gallery.forms import filled

if TYPE_CHECKING:
    from tests.behaviour.world import World

TITLE = "Galaxies in clusters of old stars"
ONES = (sighting(title=TITLE), sighting("2511.00002", title="Galaxies"), sighting("2511.00003", title="Trees"))


@pytest.mark.parametrize(
    ("command", "answered"),
    [("show", "Abstract"), ("similar", "Papers similar to"), ("why", "There are no subscriptions here")],
)
async def test_a_slip_in_a_title(world: World, command: str, answered: str) -> None:
    """What was typed is said, the title that is near is a button that does the same, after a restart too."""
    await world.list_papers(*ONES)
    answer = await world.run(f"papers {command}", world.reader, paper="Galaxes in clusters of young stars")
    text = said(answer)
    assert "I do not know a paper “Galaxes in clusters of young stars”. Did you mean one of these?" in text
    shown = answer.followups[-1] if answer.followups else answer.response
    assert labels(shown) == [TITLE, "Try again"]
    await world.restart()
    found = await world.reader.click(shown, label=TITLE)
    assert TITLE in said(found)
    assert answered in said(found) + str(labels(found.response))


HOPELESS = ["99", "young stars", "https://example.org/paper", "@everyone [a](b)", "``` trees ``` (("]


@pytest.mark.parametrize("typed", HOPELESS)
async def test_what_is_like_nothing(world: World, typed: str) -> None:
    """No title is offered; the form comes back with what was typed, and put right it shows the paper."""
    await world.list_papers(sighting(title=TITLE))
    answer = await world.run("papers show", paper=typed)
    assert "Choose one from the list while you type" in said(answer)
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
