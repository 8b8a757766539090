"""`/papers why`: several subscriptions of a channel, of which some brought a paper and others only match it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.behaviour.papers.why.question import PAPER, make_alert, plan, why

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


async def test_all_four_are_told_of_in_lines(world: World) -> None:
    """One post with one link and both that it is for, each with its words, and one line for the others."""
    (first, second), (third, fourth) = await posted(world)
    await world.restart()
    text = await why(world)
    link = f"https://discord.com/channels/{world.guild.id}/{world.channel.id}/{POST}"
    assert text.count(link) == text.count("✅") == 1
    assert f"✅ **diffusion** `{first}`, **Surveys** `{second}`: [Posted](" in text
    assert f"✓ **Surveys** `{second}`: `survey` in the title" in text
    also = "It matches too; a channel gets each paper once."
    assert f"**noise** `{third}`, **Pictures** `{fourth}`: {also}" in text
    assert "**Not posted**" not in text


async def test_one_that_matches_names_both_that_brought_it(world: World) -> None:
    """Asked for by itself it tells of the post, and of whom that was for."""
    (first, second), (third, _) = await posted(world)
    text = await why(world, subscription=third)
    assert f"**noise** `{third}` → " in text
    assert f"✅ **diffusion** `{first}`, **Surveys** `{second}`: [Posted](" in text
    assert "a channel gets each paper once" in text
    assert "Pictures" not in text


async def test_six_with_one_reason_take_one_line(world: World) -> None:
    """However many subscriptions there are, an answer has at most twelve lines."""
    for number in range(6):
        await world.subscribe("trees", channel=world.guild.create_text_channel(f"other-{number}"))
    await world.list_papers(PAPER)
    text = await why(world)
    assert text.count("No match for `trees`") == 1
    assert "and 3 more: No match for `trees`." in text
    for number in range(10):
        await world.subscribe(f"word{number}")
    text = await why(world)
    assert len(text.splitlines()) == 12
    assert "… and 3 more." in text
