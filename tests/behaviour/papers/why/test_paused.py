"""`/papers why` for paused subscriptions, and when it offers *Resume*."""

from simcord import InteractionResult

from tests.behaviour.integrations import DENIED
from tests.behaviour.papers.why.question import NUMBER, PAPER
from tests.behaviour.world import TEXT, World, said


async def ask(world: World) -> InteractionResult:
    """Ask as a manager."""
    return await world.run("papers why", paper=NUMBER)


def parts(world: World, answer: InteractionResult) -> list[dict[str, object]]:
    """Return the current components of a reply."""
    assert answer.response is not None
    return list(world.parts(answer.response))


def shown(world: World, answer: InteractionResult) -> str:
    """Return the current text of a reply."""
    return "\n".join(str(part["content"]) for part in parts(world, answer) if part["type"] == TEXT)


def labels(world: World, answer: InteractionResult) -> list[object]:
    """Return the current button labels of a reply."""
    return [part["label"] for part in parts(world, answer) if "label" in part]


async def test_paused_below_the_minimum_upvotes(world: World):
    """A paused subscription is not said to post the paper once it has the upvotes."""
    key = await world.subscribe("diffusion", min_upvotes=20)
    await world.run("alerts pause", subscription=key)
    await world.list_papers(PAPER)
    answer = await ask(world)
    assert "• Paused." in said(answer)
    assert "once it qualifies" not in said(answer)
    assert "Resumed in" in await world.reply(answer, "Resume")


async def two_paused(world: World) -> tuple[str, str]:
    """Make two paused subscriptions that match the paper."""
    keys = await world.subscribe("diffusion"), await world.subscribe("survey")
    await world.run("alerts pause")
    await world.list_papers(PAPER)
    return keys


async def test_resume_keeps_the_explanation(world: World):
    """The reply to Resume follows the explanation, also if the subscription was deleted."""
    await two_paused(world)
    answer = await ask(world)
    listed = await world.run("alerts list")
    told = await world.press(answer, "Resume diffusion")
    assert told.ephemeral
    assert "**diffusion**." in said(told)
    assert "1 paused" in shown(world, listed)
    await world.run("alerts unsubscribe", subscription="survey")
    assert "There is no subscription" in await world.reply(answer, "Resume survey")


async def test_resume_checks_the_right(world: World):
    """The right is checked at the press, and the reply stays as it is."""
    first, _ = await two_paused(world)
    answer = await ask(world)
    before = shown(world, answer)
    role = world.guild.roles["Managers"]
    world.env.backend.remove_member_role(world.guild.id, world.manager.id, role.id)
    assert DENIED in await world.reply(answer, "Resume diffusion")
    assert shown(world, answer) == before
    found = (await world.store.subscriptions()).get(first)
    assert found is not None
    assert found.paused


async def test_no_resume_without_a_match(world: World):
    """There is no Resume if the query does not match the paper."""
    for word in ("trees", "graphs", "proteins"):
        await world.subscribe(word)
    await world.run("alerts pause")
    await world.list_papers(PAPER)
    answer = await ask(world)
    assert "No match for `trees`." in said(answer)
    assert "Resume" not in str(answer.response.components)
