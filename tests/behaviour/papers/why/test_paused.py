"""`/papers why`: subscriptions that are paused, and where *Resume* is offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.behaviour.integrations import DENIED
from tests.behaviour.papers.why.question import NUMBER, PAPER
from tests.behaviour.world import TEXT, said

if TYPE_CHECKING:
    from simcord import InteractionResult

    from tests.behaviour.world import World


async def asked(world: World) -> InteractionResult:
    """What a manager is answered."""
    return await world.run("papers why", paper=NUMBER)


def parts(world: World, answer: InteractionResult) -> list[dict[str, object]]:
    """The components of an answer as it is now."""
    assert answer.response is not None
    return list(world.parts(answer.response))


def shown(world: World, answer: InteractionResult) -> str:
    """What an answer shows now."""
    return "\n".join(str(part["content"]) for part in parts(world, answer) if part["type"] == TEXT)


def labels(world: World, answer: InteractionResult) -> list[object]:
    """Its buttons now."""
    return [part["label"] for part in parts(world, answer) if "label" in part]


async def test_what_waits_for_votes_is_to_be_resumed(world: World) -> None:
    """Nobody promises that a paused subscription posts the paper once it has them."""
    key = await world.subscribe("diffusion", min_upvotes=20)
    await world.run("alerts pause", subscription=key)
    await world.list_papers(PAPER)
    answer = await asked(world)
    assert "The subscription is paused." in said(answer)
    assert "Nothing to do" not in said(answer)
    assert "Resumed in" in said(await world.manager.click(answer.response, label="Resume"))


async def two_paused(world: World) -> tuple[str, str]:
    """Both match the paper, which no poll has brought them."""
    keys = await world.subscribe("diffusion"), await world.subscribe("survey")
    await world.run("alerts pause")
    await world.list_papers(PAPER)
    return keys


async def test_what_is_resumed_is_told_beside_the_answer(world: World) -> None:
    """As in a list that is open; and so is what has ended since."""
    await two_paused(world)
    answer = await asked(world)
    listed = await world.run("alerts list")
    told = await world.manager.click(answer.response, label="Resume diffusion")
    assert told.ephemeral
    assert "**diffusion**." in said(told)
    assert "1 paused" in shown(world, listed)
    await world.run("alerts unsubscribe", subscription="survey")
    assert "There is no subscription" in said(await world.manager.click(answer.response, label="Resume survey"))


async def test_who_lost_the_right_resumes_nothing(world: World) -> None:
    """The right is asked for at the press, and the answer stays as it was."""
    first, _ = await two_paused(world)
    answer = await asked(world)
    before = shown(world, answer)
    role = world.guild.roles["Managers"]
    world.env.backend.remove_member_role(world.guild.id, world.manager.id, role.id)
    assert DENIED in said(await world.manager.click(answer.response, label="Resume diffusion"))
    assert shown(world, answer) == before
    found = (await world.store.subscriptions()).get(first)
    assert found is not None
    assert found.paused


async def test_what_would_not_match_anyway_is_not_to_be_resumed(world: World) -> None:
    """By no button: the missing words are what keeps the paper back."""
    for word in ("trees", "graphs", "proteins"):
        await world.subscribe(word)
    await world.run("alerts pause")
    await world.list_papers(PAPER)
    answer = await asked(world)
    assert "No match for `trees`." in said(answer)
    assert "Resume" not in str(answer.response.components)
