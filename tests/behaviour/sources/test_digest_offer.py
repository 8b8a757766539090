"""So much that it had better come gathered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.subscription import Mode
from tests.behaviour.sources.support import one, streamed
from tests.behaviour.world import said
from tests.support.fakes import sighting

if TYPE_CHECKING:
    from simcord import InteractionResult

    from tests.behaviour.world import World


def labels(shown: InteractionResult) -> list[str]:
    """The buttons under a dry run as it is now."""
    rows = shown.response.components
    return [part["label"] for row in rows for part in row["components"] if "label" in part]


async def broad(world: World) -> InteractionResult:
    await world.list_papers(sighting(title="Trees"), *streamed(30))
    return await world.run("alerts subscribe", query="trees", sources="lists, arxiv")


async def test_a_digest_is_offered_for_very_much(world: World) -> None:
    """One press makes the draft a daily digest, whose dry run offers it no more; the rest stays."""
    shown = await broad(world)
    assert "**30** of 30 on arXiv in 2 days (15 a day)" in said(shown)
    await world.manager.click(shown.response, label="As a daily digest")
    message = shown.response
    assert "in a daily digest" in message.content
    assert "better as" not in message.embeds[0].fields[0].value
    assert labels(shown) == ["Save", "Edit", "Cancel", "Trend"]
    await world.manager.click(message, label="Save")
    saved = await one(world)
    assert (saved.mode, saved.sources, saved.query) == (Mode.DAILY, ("lists", "arxiv"), "trees")


async def test_little_needs_no_digest(world: World) -> None:
    """A few a day come one by one; so does much that is gathered already."""
    await world.list_papers(*streamed(30))
    for query, deliver in (("trees", "daily"), ("fish", "now")):
        shown = await world.run("alerts subscribe", query=query, deliver=deliver, sources="all")
        assert "better as" not in said(shown)
        assert "As a daily digest" not in labels(shown)
