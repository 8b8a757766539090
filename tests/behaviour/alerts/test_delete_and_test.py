"""The commands `/alerts list`, `unsubscribe`, `pause` and `resume`."""

import pytest

from bot.domain.subscription import Block, BlockCause
from tests.behaviour.world import World, said
from tests.support.fakes import destination, sighting, subscribe, subscription

NOWHERE = "There is no subscription “{}” here. See `/alerts list`."


async def test_an_empty_list_says_how_to_begin(world: World):
    """An empty list names the command that makes a subscription."""
    assert "Add one with `/alerts subscribe`" in await world.says("alerts list")


async def test_list_shows_state_and_reason(world: World):
    """The list shows a subscription's name, query, channel and delivery, and why it does not post."""
    key = await world.subscribe("diffusion", name="Hot")
    await world.run("alerts pause", subscription=key)
    block = Block(cause=BlockCause.PERMISSION, reason="Allow Send Messages for me.", since=world.now())
    await world.store.set_block(world.channel.id, block)
    text = await world.says("alerts list")
    assert "**Hot**\n`diffusion` · 0 matches a week\n-# #papers · instantly\n" in text
    assert "⏸️ Paused until resumed." in text
    assert "Blocked since 12 Nov: Allow Send Messages for me." in text


async def test_ids_are_shown_for_equal_names_alone(world: World):
    """The list and replies have ids only of subscriptions with the same name, in any case."""
    first, second = await world.subscribe("diffusion", name="Hot"), await world.subscribe("trees", name="hot")
    third = await world.subscribe("birds", name="Cold")
    text = await world.says("alerts list")
    assert f"· instantly · {first}" in text
    assert f"· instantly · {second}" in text
    assert third not in text
    shown = await world.edit(second, query="forests")
    assert f"Changed **hot** `{second}`." in said(await world.save(shown))


async def test_list_is_for_this_server(world: World):
    """Other servers' subscriptions are not listed."""
    await subscribe(world.store, subscription("zzzzz", "secret"))
    assert "secret" not in await world.says("alerts list")


@pytest.mark.parametrize("by_name", [True, False])
async def test_unsubscribe_by_id_or_name(world: World, by_name: bool):  # noqa: FBT001 - a parameter
    """A subscription is deleted by its id or by its name in any case; the answer names it and its channel."""
    key = await world.subscribe("diffusion", name="Hot Ones")
    answer = await world.run("alerts unsubscribe", subscription="hot ones" if by_name else key)
    assert said(answer) == f"Deleted **Hot Ones** from <#{world.channel.id}>. You can undo this within an hour."
    assert await world.saved() == ()


@pytest.mark.parametrize("command", ["edit", "unsubscribe", "pause", "resume", "test"])
async def test_unknown_subscription_gets_a_sentence(world: World, command: str):
    """An unknown name, or the id of another server's subscription, is answered with what to do, as plain text."""
    await subscribe(world.store, subscription("zzzzz"))
    before = await world.saved()
    for ref in ("nonsense", "zzzzz"):
        assert NOWHERE.format(ref) in await world.says(f"alerts {command}", subscription=ref)
    told = await world.says(f"alerts {command}", subscription="*@everyone*")
    assert "There is no subscription “\\*" in told
    assert told.endswith("here. See `/alerts list`.")
    assert await world.saved() == before


async def test_pause_and_resume(world: World):
    """Papers that match during a pause join the baseline at its end, so that only later ones are posted."""
    key = await world.subscribe("diffusion")
    assert "Paused in" in await world.says("alerts pause", subscription=key)
    assert (await world.saved())[0].paused
    paper = sighting(title="Diffusion")
    await world.list_papers(paper)
    assert "Resumed in" in await world.says("alerts resume", subscription=key)
    cache = await world.store.subscriptions()
    assert not cache.subscriptions[0].paused
    assert cache.baselines[key] == {paper.paper.id}


async def test_resume_without_a_pause_changes_no_baseline(world: World):
    """Resume of an active subscription says so, and adds nothing to its baseline, so no paper is lost."""
    key = await world.subscribe("diffusion")
    await world.list_papers(sighting(title="Diffusion"))
    assert "Already active:" in await world.says("alerts resume", subscription=key)
    assert (await world.store.subscriptions()).baselines.get(key, frozenset()) == frozenset()


async def test_autocomplete_marks_paused_subscriptions(world: World):
    """Autocomplete marks a paused subscription, and suggests it though its channel is unknown."""
    lost = subscription("yyyyy", "trees", guild_id=world.guild.id, paused=True)
    version = await world.store.papers_version()
    await world.store.save_subscription(
        lost, destination(guild=world.guild.id), baseline=frozenset(), papers_version=version
    )
    (choice,) = await world.offered("alerts resume", "subscription", "")
    assert choice["name"] == "trees (paused)"


async def test_autocomplete_has_ids_of_equal_names_alone(world: World):
    """Choices are names; two with the same name have their ids too."""
    keys = [await world.subscribe(query, name="Hot") for query in ("diffusion", "trees")]
    await world.subscribe("birds")
    found = await world.offered("alerts pause", "subscription", "")
    assert {choice["name"] for choice in found} == {"birds", *(f"Hot · {key}" for key in keys)}


async def test_a_pause_holds_pending_papers(world: World):
    """Pausing, the list and the reasons name the pending papers of a pause; resuming says that they are posted."""
    key = await world.subscribe("diffusion")
    paper = sighting(title="Diffusion")
    await world.owe(paper, key)
    held = "1 earlier match is held until the pause ends."
    assert held in await world.says("alerts pause", subscription=key)
    assert held in await world.says("alerts list")
    why = await world.says("papers why", paper=paper.paper.number)
    assert f"⏸️ Held in <#{world.channel.id}> until the pause ends." in why
    assert "1 earlier match will be posted." in await world.says("alerts resume", subscription=key)
    assert "Paused" not in await world.says("alerts list")
    assert "Held in" not in await world.says("papers why", paper=paper.paper.number)
