"""`/papers why`: subscriptions that are paused, and where *Resume* is offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.behaviour.papers.why.question import NUMBER, PAPER, make_alert, plan
from tests.behaviour.world import said

if TYPE_CHECKING:
    from simcord import InteractionResult

    from tests.behaviour.world import World


async def asked(world: World) -> InteractionResult:
    """What a manager is answered."""
    return await world.run("papers why", paper=NUMBER)


async def test_what_waits_for_votes_is_to_be_resumed(world: World) -> None:
    """Nobody promises that a paused subscription posts the paper once it has them."""
    key = await world.subscribe("diffusion", min_upvotes=20)
    await world.run("alerts pause", subscription=key)
    await world.list_papers(PAPER)
    answer = await asked(world)
    assert "The subscription is paused: it matches nothing." in said(answer)
    assert f"`/alerts resume subscription:{key}` lets it match again, from then on." in said(answer)
    assert "Nothing to do" not in said(answer)
    assert "is on again" in said(await world.manager.click(answer.response, label="Resume"))


async def test_what_would_not_match_anyway_is_not_to_be_resumed(world: World) -> None:
    """By no button and no advice: the missing words are what keeps the paper back."""
    for word in ("trees", "graphs", "proteins"):
        await world.subscribe(word)
    await world.run("alerts pause")
    await world.list_papers(PAPER)
    answer = await asked(world)
    assert "`trees` is not in the paper's title, abstract or keywords." in said(answer)
    assert "/alerts resume" not in said(answer)
    assert "Resume" not in str(answer.response.components)


async def test_what_is_posted_is_not_to_be_resumed(world: World) -> None:
    """Though its subscription has been paused since."""
    key = await world.subscribe("diffusion")
    await make_alert(world, key)
    message = await plan(world)
    await world.store.mark_sent(message.key, message.claim, 77, world.now())
    await world.run("alerts pause", subscription=key)
    answer = await asked(world)
    assert "✅ Posted in" in said(answer)
    assert "Resume" not in str(answer.response.components)
