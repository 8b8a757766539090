"""`/papers why` for a paper with an alert: posted, pending or given up."""

from datetime import timedelta
from types import SimpleNamespace

import discord
import pytest

from bot.domain.alert import MessageState
from bot.store import rules
from tests.behaviour.papers.why.question import NUMBER, PAPER, hidden_channel, make_alert, plan, why
from tests.behaviour.world import World, said
from tests.support.makers import add_alerts


async def posted(world: World, query: str = "diffusion") -> str:
    """Subscribe, and post the paper; return the subscription's id."""
    key = await world.subscribe(query)
    await make_alert(world, key)
    message = await plan(world)
    await world.store.mark_sent(message.key, message.claim, 77, world.now())
    return key


async def test_a_hit_says_when_and_where_and_what_matched(world: World):
    """A posted paper shows its link, the matching text, and popularity against minimum upvotes."""
    key = await posted(world, "diffusion upvotes:>=10")
    text = await why(world, subscription=key)
    assert f") in <#{world.channel.id}> on <t:" in text
    assert f"https://discord.com/channels/{world.guild.id}/{world.channel.id}/77" in text
    assert "Not posted" not in text
    assert "`diffusion` in the title: “**Diffusion**, a survey”" in text
    assert "`upvotes:>=10`: now 12" in text


async def test_a_digest_says_when(world: World):
    """A pending alert shows the time of its digest, and a due one says that it is next."""
    key = await world.subscribe("diffusion", deliver="daily")
    await make_alert(world, key, due_in=90)
    due = discord.utils.format_dt(world.now() + timedelta(minutes=90), "f")
    text = await why(world, subscription=key)
    assert f"⏳ Held in <#{world.channel.id}> until {due}" in text
    world.now.forward(minutes=91)
    assert f"Will be posted in <#{world.channel.id}> shortly." in await why(world, subscription=key)


async def test_what_another_subscription_posts_is_not_called_not_posted(world: World):
    """The terms of a subscription follow the pending alert of another one without a heading."""
    await make_alert(world, await world.subscribe("diffusion"))
    text = await why(world, subscription=await world.subscribe("trees"))
    assert f"⏳ **diffusion**: Will be posted in <#{world.channel.id}> shortly." in text
    assert "• No match for `trees`." in text
    assert "Not posted" not in text


REFUSED = "Discord refused the request (400, code 50035): `Invalid Form_Body_`."


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        (REFUSED, f"{REFUSED} The person who"),
        (rules.DISCARDED_REASON, "The person who runs this bot dropped it.\n"),
        (
            "Its destination was blocked for too long.",
            "Posting failed for over a week.\n",
        ),  # of an earlier version
        ("", "The subscription changed, or posting failed for over a week.\n"),
    ],
)
async def test_an_end_without_a_post_has_one_reason(world: World, stored: str, shown: str):
    """The stored reason of a given-up or skipped paper is shown; without one, those that are possible."""
    key = await world.subscribe("diffusion")
    await make_alert(world, key)
    message = await plan(world)
    state = MessageState.DEAD if stored == REFUSED else MessageState.DROPPED
    await world.store.finish(message.key, message.claim, state, stored, world.now())
    text = await why(world, subscription=key)
    assert f"in <#{world.channel.id}>. {shown}" in text
    assert ("paperboy outbox retry" in text) is (stored == REFUSED)


async def test_a_forgotten_paper_still_shows_where_it_was_posted(world: World):
    """The link of a post outlives the stored paper."""
    await posted(world)
    await world.store.prune(world.now() + timedelta(days=100))
    text = await why(world)
    assert "I don't have" in text
    assert f"✅ Posted in <#{world.channel.id}> (matched on <t:" in text


async def test_a_subscription_that_ended_does_not_hide_what_it_posted(world: World):
    """A deleted subscription's post is shown to everybody who sees its channel."""
    key = await posted(world)
    await world.run("alerts unsubscribe", subscription=key)
    kept = await world.subscribe("trees")
    await world.restart()
    text = await why(world)
    assert text.index("✅ [Posted]") < text.index("• No match for `trees`.")
    assert f"https://discord.com/channels/{world.guild.id}/{world.channel.id}/77" in text
    assert "The subscription that matched was deleted or moved." in text
    assert "was deleted or moved." in await why(world, subscription=kept)


async def test_posts_in_hidden_channels(world: World):
    """Posts in hidden channels are shown only to managers."""
    open_channel, world.channel = world.channel, hidden_channel(world)
    key = await posted(world)
    await world.run("alerts unsubscribe", subscription=key)
    assert f") in <#{world.channel.id}>" in await world.says("papers why", paper=NUMBER)
    world.channel = open_channel
    assert "[Posted]" not in await why(world)


async def test_own_posts_in_direct_messages(world: World):
    """Posts in direct messages are shown only to their owner, also after unsubscribing."""
    person = world.reader.user
    await world.press(await person.slash("alerts subscribe", query="diffusion"), "Save", person)
    mine = await world.one()
    await add_alerts(world.store, [PAPER], world.now(), channel=mine.destination_id, keys=[mine.id])
    asked = said(await person.slash("papers why", paper=NUMBER))
    assert "your direct messages" in asked
    assert "<#" not in asked
    world.channel, there = SimpleNamespace(id=mine.destination_id), world.channel
    message = await plan(world)
    await world.store.mark_sent(message.key, message.claim, 77, world.now())
    await person.slash("alerts unsubscribe", subscription=mine.id)
    assert ") in your direct messages on <t:" in said(await person.slash("papers why", paper=NUMBER))
    world.channel = there
    assert "[Posted]" not in await why(world)
