"""`/papers why`: why a paper was posted, or was not."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import discord
import pytest

from bot.domain.alert import Alert, Message, MessageKind, MessageState, message_key
from bot.domain.errors import StoreError
from bot.domain.ports import PollCommit
from bot.domain.subscription import Block, BlockCause
from tests.behaviour.world import said
from tests.support.fakes import sighting, subscribe, subscription

if TYPE_CHECKING:
    from tests.behaviour.world import World

PAPER = sighting("2511.00001", title="Diffusion, a survey", abstract="How noise becomes images.", upvotes=12)
NUMBER = "2511.00001"
LEASE = timedelta(seconds=60)


async def owe(world: World, *keys: str, due_in: float = 0) -> None:
    """The paper is listed and its alert made, as by a poll, due in so many minutes."""
    alert = Alert(
        destination_id=world.channel.id,
        paper_id=PAPER.paper.id,
        subscriptions=keys,
        due=world.now() + timedelta(minutes=due_in),
        created=world.now(),
    )
    book = await world.store.subscriptions()
    await world.store.commit_poll(
        PollCommit(
            source="huggingface",
            at=world.now(),
            sightings=(PAPER,),
            alerts=(alert,),
            subscriptions_version=book.version,
        )
    )


async def planned(world: World) -> Message:
    """The alert's message, claimed."""
    papers = (PAPER.paper.id,)
    made = Message(
        key=message_key(world.channel.id, MessageKind.CARD, papers),
        destination_id=world.channel.id,
        kind=MessageKind.CARD,
        paper_ids=papers,
        payload={"content": "x"},
        created=world.now(),
        next_try=world.now(),
    )
    await world.store.plan([made], [], world.now())
    (taken,) = await world.store.claim_due(world.now(), LEASE, 1)
    return taken


async def why(world: World, paper: str = NUMBER, **options: object) -> str:
    answer = await world.run("papers why", world.reader, paper=paper, **options)
    assert answer.ephemeral
    return said(answer)


async def test_a_hit_says_when_and_where_and_what_matched(world: World) -> None:
    """A posted paper shows the link to its message, the term in its surroundings, and heat against its bar."""
    key = await world.subscribe("diffusion upvotes:>=10")
    await owe(world, key)
    message = await planned(world)
    await world.store.mark_sent(message.key, message.claim, 77, world.now())
    text = await why(world, subscription=key)
    assert f"Result: ✅ Posted in <#{world.channel.id}> <t:" in text
    assert f"https://discord.com/channels/{world.guild.id}/{world.channel.id}/77" in text
    assert "Blockers: None." in text
    assert "`diffusion` in the title: “**Diffusion**, a survey”" in text
    assert "`upvotes:>=10`: it has 12" in text
    assert "Quick fixes" not in text


async def test_a_miss_by_exclusion(world: World) -> None:
    """The excluded word is named with its place, and a query that would match is offered."""
    key = await world.subscribe("diffusion -survey")
    await world.list_papers(PAPER)
    text = await why(world, subscription=key)
    assert "Result: ❌ Not posted: the query does not match it." in text
    assert "Blockers: `-survey` excludes it: “Diffusion, a **survey**”" in text
    assert "Quick fixes: `/alerts subscribe query:diffusion` would match it." in text
    assert "What matched: `diffusion` in the title" in text


async def test_a_miss_by_heat(world: World) -> None:
    """The value stands against the bar, with the advice to wait or to lower it."""
    key = await world.subscribe("diffusion", min_upvotes=20)
    await world.list_papers(PAPER)
    text = await why(world, subscription=key)
    assert "`upvotes:>=20`: it has 12 now, and the bar is >=20." in text
    assert "Wait: heat is read again at every poll" in text
    assert "query:diffusion upvotes:>=12` would match it" in text


async def test_a_miss_by_a_missing_word(world: World) -> None:
    """The word that is missing is named; one that is found is not."""
    key = await world.subscribe("diffusion trees")
    await world.list_papers(PAPER)
    assert "Blockers: `trees` is not in its title, abstract or keywords.\n" in await why(world, subscription=key)


async def test_the_baseline_is_explained(world: World) -> None:
    """A paper that matched when the subscription was made is not posted, and nothing needs fixing."""
    await world.list_papers(PAPER)
    key = await world.subscribe("diffusion")
    text = await why(world, subscription=key)
    assert "though the query matches it" in text
    assert "It matched already when the subscription was made" in text
    assert "Nothing needs fixing" in text


async def test_pause_and_block_are_told_together(world: World) -> None:
    """All that stands in the way is named, each with what to do."""
    key = await world.subscribe("diffusion")
    await world.run("alerts pause", subscription=key)
    await world.store.set_block(
        world.channel.id, Block(cause=BlockCause.PERMISSION, reason="Allow Send Messages.", since=world.now())
    )
    await world.list_papers(PAPER)
    text = await why(world, subscription=key)
    assert "The subscription is paused" in text
    assert f"Discord has refused posts in <#{world.channel.id}> since <t:" in text
    assert "Allow Send Messages." in text
    assert f"/alerts resume subscription:{key}" in text


async def test_a_digest_says_when(world: World) -> None:
    """What waits for its digest shows the time; what is due is next."""
    key = await world.subscribe("diffusion", deliver="daily")
    await owe(world, key, due_in=90)
    due = discord.utils.format_dt(world.now() + timedelta(minutes=90), "f")
    text = await why(world, subscription=key)
    assert f"Result: ⏳ Waits for the digest {due}" in text
    assert f"Blockers: Its digest is not due before {due}." in text
    world.now.forward(minutes=91)
    assert "It is next to be posted" in await why(world, subscription=key)


async def test_a_retry_says_why_and_when(world: World) -> None:
    """A post that did not go through shows Discord's trouble and the next try, apart from one in doubt."""
    key = await world.subscribe("diffusion")
    await owe(world, key)
    message = await planned(world)
    assert "It is just being posted" in await why(world, subscription=key)
    later = world.now() + timedelta(minutes=5)
    await world.store.retry_at(message.key, message.claim, later, "Discord answered 503.", in_doubt=False)
    text = await why(world, subscription=key)
    assert f"it is tried again {discord.utils.format_dt(later, 'f')}" in text
    assert "The last try did not go through: Discord answered 503." in text


async def test_doubt_is_told(world: World) -> None:
    """A post of which nobody knows whether it went through is looked for first."""
    key = await world.subscribe("diffusion")
    await owe(world, key)
    message = await planned(world)
    await world.store.mark_sending(message.key, message.claim, first_attempt=world.now(), after=None)
    later = world.now() + timedelta(minutes=5)
    await world.store.retry_at(message.key, message.claim, later, "The line broke.", in_doubt=True)
    assert "❓ Perhaps posted: before another try" in await why(world, subscription=key)


@pytest.mark.parametrize(
    ("state", "sentence", "fix"),
    [
        (MessageState.DEAD, "Discord did not take it", "paperboy status"),
        (MessageState.UNCERTAIN, "I cannot tell whether it was posted", "Read Message History"),
        (MessageState.DROPPED, "it was dropped", ""),
    ],
)
async def test_ends_without_a_post_have_reasons(
    world: World, state: MessageState, sentence: str, fix: str
) -> None:
    """Dead, uncertain and dropped posts say so, with the reason and whom to ask."""
    key = await world.subscribe("diffusion")
    await owe(world, key)
    message = await planned(world)
    await world.store.finish(message.key, message.claim, state, "Because of that.", world.now())
    text = await why(world, subscription=key)
    assert sentence in text
    assert "Because of that." in text
    assert fix in text


async def test_another_subscription_had_it_posted(world: World) -> None:
    """A subscription whose channel got the paper through another one says so, and why it did not match itself."""
    other, key = await world.subscribe("noise"), await world.subscribe("images trees")
    await owe(world, other)
    message = await planned(world)
    await world.store.mark_sent(message.key, message.claim, 77, world.now())
    text = await why(world, subscription=key)
    assert "`trees` is not in its title" in text
    assert "the query does not match it. Another one brought it to the channel." in text
    assert "Another subscription brought it" not in text  # that is no reason
    assert "/alerts subscribe" not in text  # nothing can bring it there twice


async def test_what_matches_comes_with_the_next_poll(world: World) -> None:
    """A match that no poll has seen yet is announced."""
    key = await world.subscribe("diffusion")
    await world.list_papers(PAPER)
    assert "the next poll makes the alert" in await why(world, subscription=key)


async def test_all_subscriptions_this_channel_first(world: World) -> None:
    """Without a subscription all are gone through, those of this channel first, and long lists are cut."""
    other = world.guild.create_text_channel("other")
    far = await world.subscribe("diffusion", channel=other)
    near = [await world.subscribe(f"word{number}") for number in range(7)]
    await world.list_papers(PAPER)
    text = await why(world)
    assert all(f"`{key}`" in text for key in near[:6])
    assert f"`{far}`" not in text
    assert "… and 2 more." in text
    assert "• `word0` is not in its title, abstract or keywords." in text


async def test_the_server_without_subscriptions(world: World) -> None:
    """Where nobody subscribed there is nothing to explain, and how to begin is said."""
    await world.list_papers(PAPER)
    assert "`/alerts subscribe` makes one" in await why(world)


@pytest.mark.parametrize(
    "typed",
    [
        "arXiv:2511.00001v2",
        "https://arxiv.org/pdf/2511.00001v1.pdf",
        "<https://huggingface.co/papers/2511.00001>",
        "diffusion, A SURVEY",
        "survey",
    ],
)
async def test_papers_are_named_in_many_ways(world: World, typed: str) -> None:
    """A number, a link or a title, also a part of one that no other has, name the paper."""
    await world.list_papers(PAPER, sighting("2511.00002", title="Trees"))
    assert "Diffusion, a survey" in await why(world, typed)


async def test_wrong_papers_get_a_sentence(world: World) -> None:
    """An unknown number says what I know; text that fits none or several titles asks for a better name."""
    await world.list_papers(PAPER, sighting("2511.00002", title="Diffusion again"))
    await world.subscribe("trees")
    assert "I have not read that paper, or have forgotten it" in await why(world, "2401.00001")
    assert "I have read no paper with such a title" in await why(world, "nonsense")
    assert "Several papers have that in their titles" in await why(world, "diffusion")


async def test_a_forgotten_paper_still_shows_where_it_was_posted(world: World) -> None:
    """Papers are forgotten before the record of their posts is."""
    key = await world.subscribe("diffusion")
    await owe(world, key)
    message = await planned(world)
    await world.store.mark_sent(message.key, message.claim, 77, world.now())
    await world.store.prune(world.now() + timedelta(days=100))
    text = await why(world)
    assert "I have not read that paper, or have forgotten it" in text
    assert f"✅ Posted in <#{world.channel.id}> (it matched <t:" in text


async def test_wrong_subscriptions_and_other_servers_are_unknown(world: World) -> None:
    """Neither nonsense nor another server's subscription is found, and the latter is never listed."""
    await world.list_papers(PAPER)
    await subscribe(world.store, subscription("zzzzz", "diffusion secret"))
    for ref in ("nonsense", "zzzzz"):
        assert "There is no such subscription in this server" in await why(world, subscription=ref)
    assert "secret" not in await why(world)


async def test_channels_that_one_may_not_see_stay_unseen(world: World) -> None:
    """A subscription of a hidden channel exists for managers, not for a reader who cannot open that channel."""
    seen, unseen = discord.PermissionOverwrite(view_channel=True), discord.PermissionOverwrite(view_channel=False)
    overwrites = {world.guild.default_role: unseen, world.guild.roles["Managers"]: seen}
    hidden = world.guild.create_text_channel("hidden", overwrites=overwrites)
    key = await world.subscribe("diffusion", channel=hidden)
    await world.list_papers(PAPER)
    assert key not in await why(world)
    assert "There is no such subscription" in await why(world, subscription=key)
    assert key in said(await world.run("papers why", paper=NUMBER))
    assert await world.reader.autocomplete(world.channel, "papers why", "subscription", "") == []


async def test_choices_while_typing(world: World) -> None:
    """Papers are offered by title, newest first, and subscriptions to everyone."""
    await world.list_papers(PAPER, sighting("2511.00002", title="Trees"))
    key = await world.subscribe("diffusion")
    offered = await world.reader.autocomplete(world.channel, "papers why", "paper", "surv")
    assert offered == [{"name": "Diffusion, a survey", "value": "arxiv:2511.00001"}]
    chosen = await world.reader.autocomplete(world.channel, "papers why", "subscription", "diff")
    assert [choice["value"] for choice in chosen] == [key]


async def test_hostile_text_stays_text(world: World) -> None:
    """What surrounds a match cannot ping, link or break out, whatever the abstract holds."""
    hostile = sighting(
        "2511.00003", title="Safe", abstract="@everyone [x **diffusion](https://evil.example) <#1> `"
    )
    key = await world.subscribe("diffusion")
    await world.list_papers(hostile)
    text = await why(world, "2511.00003", subscription=key)
    assert text.count("@everyone") == text.count("\\@everyone") == 1
    assert "https://evil" not in text
    assert "<#1>" not in text.replace("\\<#1>", "")


async def test_choices_survive_a_broken_store(world: World) -> None:
    """When the store fails no papers are offered, and the person can still type."""

    async def fail(*_args: object) -> None:
        raise StoreError("The disk is full.")

    world.store.papers_since = fail
    assert await world.reader.autocomplete(world.channel, "papers why", "paper", "") == []


async def test_lost_channels_and_private_threads_are_for_managers(world: World) -> None:
    """Where nobody can tell whether the reader may look in, only managers learn of a subscription."""
    parent = world.env.bot.get_channel(world.channel.id)
    assert isinstance(parent, discord.TextChannel)
    thread = await parent.create_thread(name="Secret", type=discord.ChannelType.private_thread)
    for key, channel in (("ccccc", thread.id), ("ddddd", 9)):
        await subscribe(world.store, subscription(key, channel=channel, guild_id=world.guild.id))
    await world.list_papers(PAPER)
    text = await why(world)
    assert "ccccc" not in text
    assert "ddddd" not in text
    text = said(await world.run("papers why", paper=NUMBER))
    assert "ccccc" in text
    assert "ddddd" in text
