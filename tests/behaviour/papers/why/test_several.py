"""`/papers why`: several subscriptions of a channel, of which some brought a paper and others only match it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.behaviour.papers.why.question import make_alert, plan, why

if TYPE_CHECKING:
    from tests.behaviour.world import World

POST = 77


async def posted(world: World) -> tuple[list[str], list[str]]:
    """The paper is posted for two subscriptions; two that match it as well were made afterwards."""
    brought = [await world.subscribe("diffusion"), await world.subscribe("survey", name="Surveys")]
    await make_alert(world, *brought)
    message = await plan(world)
    await world.store.mark_sent(message.key, message.claim, POST, world.now())
    return brought, [await world.subscribe("noise"), await world.subscribe("images", name="Pictures")]


async def test_two_that_brought_it_and_two_that_match(world: World) -> None:
    """One post, one link, each that brought it with its words, the others in a line; also after a restart."""
    (first, second), (third, fourth) = await posted(world)
    await world.restart()
    text = await why(world)
    link = f"https://discord.com/channels/{world.guild.id}/{world.channel.id}/{POST}"
    assert text.count(link) == text.count("✅") == 1
    for key, name, word in ((first, "diffusion", "diffusion"), (second, "Surveys", "survey")):
        assert f"-# For **{name}** `{key}`\n-# • `{word}` in the title" in text
    assert (
        f"-# Also matched by **noise** `{third}` and **Pictures** `{fourth}`. No channel gets a paper twice."
    ) in text
    for heading in ("On its way", "Something went wrong", "Not posted", "Not matched"):
        assert f"**{heading}**" not in text


async def test_one_that_matches_names_both_that_brought_it(world: World) -> None:
    """Asked for by itself it tells of the post, and of whom that was for."""
    (first, second), (third, _) = await posted(world)
    text = await why(world, subscription=third)
    assert text.count("✅") == 1
    told = "➖ Not posted for this subscription. No channel gets a paper twice.\n✅ Posted in"
    assert text.index(f"**noise** `{third}` → ") < text.index(told)
    assert f"Brought by **diffusion** `{first}` and **Surveys** `{second}`." in text
    assert "Pictures" not in text


async def test_one_that_brought_it_tells_of_itself(world: World) -> None:
    """Of the others only how many there are, and the way to them."""
    (first, _), _ = await posted(world)
    text = await why(world, subscription=first)
    assert text.count("✅") == 1
    assert text.endswith(
        "\n-# 1 other subscription of this channel brought it as well. 2 other subscriptions of this channel did "
        "not bring it. `/papers why paper:arXiv:2511.00001` shows all of them."
    )
    assert "Brought by" not in text
    assert all(name not in text for name in ("Surveys", "noise", "Pictures"))
