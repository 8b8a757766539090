"""`/alerts list`, `unsubscribe`, `pause` and `resume`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.subscription import Block, BlockCause
from tests.behaviour.world import said
from tests.support.fakes import destination, sighting, subscribe, subscription

if TYPE_CHECKING:
    from tests.behaviour.world import World

NOWHERE = "There is no subscription “{}” in this server. See `/alerts list`."


async def test_empty_list_says_how_to_begin(world: World) -> None:
    """Without subscriptions the list names the command that makes one."""
    assert "`/alerts subscribe` makes one" in said(await world.run("alerts list"))


async def test_list_shows_state_and_reason(world: World) -> None:
    """The list tells what a subscription asks for, where it goes, and whether and why it does not post."""
    key = await world.subscribe("diffusion", name="Hot")
    await world.run("alerts pause", subscription=key)
    block = Block(cause=BlockCause.PERMISSION, reason="Allow Send Messages for me.", since=world.now())
    await world.store.set_block(world.channel.id, block)
    text = said(await world.run("alerts list"))
    assert f"**Hot**\n`diffusion` · 0 papers in the last 7 days\n-# #papers · instantly · {key}" in text
    assert "⏸️ Paused until somebody resumes it." in text
    assert "Blocked by Discord since 12 Nov: Allow Send Messages for me." in text


async def test_list_is_for_this_server(world: World) -> None:
    """Other servers' subscriptions are not listed."""
    await subscribe(world.store, subscription("zzzzz", "secret"))
    assert "secret" not in said(await world.run("alerts list"))


@pytest.mark.parametrize("by_name", [True, False])
async def test_unsubscribe_by_id_or_name(world: World, by_name: bool) -> None:  # noqa: FBT001 - a parameter
    """A subscription is ended by its id or its name, any case, and is gone."""
    key = await world.subscribe("diffusion", name="Hot Ones")
    answer = await world.run("alerts unsubscribe", subscription="hot ones" if by_name else key)
    assert f"Ended **Hot Ones** in <#{world.channel.id}>. It looked for:\n```\ndiffusion\n```" in said(answer)
    assert (await world.store.subscriptions()).subscriptions == ()


async def test_what_is_called_like_its_query_is_not_told_twice(world: World) -> None:
    """Its name says what it looked for."""
    await world.subscribe("diffusion")
    answer = await world.run("alerts unsubscribe", subscription="diffusion")
    assert said(answer).startswith(
        f"Ended **diffusion** in <#{world.channel.id}>.\nYou can undo this for an hour;"
    )


@pytest.mark.parametrize("command", ["unsubscribe", "pause", "resume", "test"])
async def test_unknown_subscription_gets_a_sentence(world: World, command: str) -> None:
    """What this server does not have, another server's right id included, is answered with what to do."""
    await subscribe(world.store, subscription("zzzzz"))
    for ref in ("nonsense", "zzzzz"):
        assert NOWHERE.format(ref) in said(await world.run(f"alerts {command}", subscription=ref))
    assert len((await world.store.subscriptions()).subscriptions) == 1


async def test_resume_of_what_was_not_paused_says_so(world: World) -> None:
    """Nothing changes, and the answer does not speak of a pause that never was."""
    key = await world.subscribe("diffusion")
    assert "Not paused:" in said(await world.run("alerts resume", subscription=key))


async def test_pause_and_resume(world: World) -> None:
    """What begins to match during a pause joins the baseline at its end, so that only later papers are alerted."""
    key = await world.subscribe("diffusion")
    assert "until somebody ends it" in said(await world.run("alerts pause", subscription=key))
    assert (await world.store.subscriptions()).subscriptions[0].paused
    paper = sighting(title="Diffusion")
    await world.list_papers(paper)
    assert "Resumed in" in said(await world.run("alerts resume", subscription=key))
    cache = await world.store.subscriptions()
    assert not cache.subscriptions[0].paused
    assert cache.baselines[key] == {paper.paper.id}


async def test_resuming_what_runs_changes_nothing(world: World) -> None:
    """Resume on a subscription that is not paused leaves its baseline alone: nothing is lost by it."""
    key = await world.subscribe("diffusion")
    await world.list_papers(sighting(title="Diffusion"))
    await world.run("alerts resume", subscription=key)
    assert (await world.store.subscriptions()).baselines.get(key, frozenset()) == frozenset()


async def test_autocomplete_marks_paused_ones_and_forgotten_channels(world: World) -> None:
    """A paused subscription is marked; one whose channel is not known any more is offered all the same."""
    lost = subscription("yyyyy", "trees", guild_id=world.guild.id, paused=True)
    version = await world.store.papers_version()
    await world.store.save_subscription(
        lost, destination(guild=world.guild.id), baseline=frozenset(), papers_version=version
    )
    (choice,) = await world.manager.autocomplete(world.channel, "alerts resume", "subscription", "")
    assert choice["name"] == "trees (paused) · yyyyy"


async def test_a_pause_holds_what_waits(world: World) -> None:
    """Pausing, the list and the reasons tell what is held, and resuming that it follows."""
    key = await world.subscribe("diffusion")
    paper = sighting(title="Diffusion")
    await world.owe(paper, key)
    assert "held until then: 1 paper" in said(await world.run("alerts pause", subscription=key))
    assert "Waiting from before the pause: 1 paper." in said(await world.run("alerts list"))
    why = said(await world.run("papers why", paper=paper.paper.number))
    assert "Held by a pause" in why
    assert "posted now: 1 paper" in said(await world.run("alerts resume", subscription=key))
    assert "Paused" not in said(await world.run("alerts list"))
    assert "Held" not in said(await world.run("papers why", paper=paper.paper.number))
