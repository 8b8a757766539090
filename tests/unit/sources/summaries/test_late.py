"""Summaries that arrive after the post are edited into the card once."""

from dataclasses import replace

from bot.domain.paper import Summary
from bot.service.deliver.posted_cards import EDIT_INTERVAL
from tests.support.fakes import sighting
from tests.unit.service.deliver.test_living_posts import PAPER, Wall, wall

__all__ = ["wall"]  # a fixture
ENGLISH = Summary(language="en", text="It is short.", model="m-7b", general=True)


async def test_a_summary_that_comes_late_is_shown_once(wall: Wall):
    """A late summary is shown by one edit, and a card that had it needs none."""
    await wall.posted(sighting())
    await wall.store.add_summary(PAPER, ENGLISH)
    wall.now.at += EDIT_INTERVAL
    assert await wall.living.edit() == 1
    assert await wall.living.edit() == 0
    wall.now.at += EDIT_INTERVAL
    await wall.store.add_summary(PAPER, replace(ENGLISH, text="Another."))
    assert await wall.living.edit() == 0
    assert await wall.milestones() == ("summary:en",)
