"""*Why?* under an abstract: which subscription matched the paper here, and by which words."""

from datetime import timedelta

import discord
from simcord import InteractionResult, MemberActor

from bot.discord_io.render.renderer import DiscordRenderer
from bot.domain.alert import Item
from tests.behaviour.papers.test_abstract import LONG, MARKER, post_card
from tests.behaviour.papers.why.question import PAPER, hidden_channel, make_alert
from tests.behaviour.world import World, said


async def ask(world: World, actor: MemberActor | None = None, paper: object = PAPER) -> InteractionResult:
    """Press Abstract on a card in the channel, then *Why?*."""
    actor = actor or world.reader
    read = await world.press(await post_card(world, paper), "Abstract", actor)
    return await world.press(read, "Why?", actor)


async def test_the_matching_subscription_and_words(world: World):
    """Everybody can see privately which subscription matched, and no others."""
    key = await world.subscribe("diffusion", name="Images")
    await world.subscribe("trees")
    await world.list_papers(PAPER)
    await make_alert(world, key)
    answer = await ask(world)
    text = said(answer)
    assert answer.ephemeral
    assert "**Images** →" in text
    assert "`diffusion` in the title: “**Diffusion**, a survey”" in text
    assert "trees" not in text


async def test_several_matching_subscriptions(world: World):
    """Each matching subscription is shown with its words, also after a restart."""
    first, second = await world.subscribe("diffusion"), await world.subscribe("survey")
    await world.list_papers(PAPER)
    await make_alert(world, first, second)
    read = await world.press(await post_card(world, PAPER), "Abstract", world.reader)
    await world.restart()
    text = await world.reply(read, "Why?", world.reader)
    assert "`diffusion` in the title" in text
    assert "`survey` in the title" in text


async def test_hidden_channels_stay_hidden(world: World):
    """The button shows nothing of channels that the person cannot see."""
    await world.subscribe("diffusion", channel=hidden_channel(world))
    await world.list_papers(PAPER)
    assert "**diffusion**" not in said(await ask(world))
    assert "**diffusion**" in said(await ask(world, world.manager))


async def test_a_paper_that_is_forgotten(world: World):
    """For a forgotten paper, with any id, the reply says that it is forgotten."""
    await world.list_papers(PAPER, LONG)
    shown = [await world.press(await post_card(world, paper), "Abstract", world.reader) for paper in (PAPER, LONG)]
    await world.store.prune(world.now() + timedelta(days=100))
    texts = [await world.reply(read, "Why?", world.reader) for read in shown]
    assert "I don't have" in texts[0]
    assert "I no longer have that paper" in texts[1]


async def test_in_a_thread_the_channel_above_counts(world: World):
    """In a thread, the subscriptions of its parent channel count, as for Tune."""
    key = await world.subscribe("diffusion")
    await world.subscribe("trees")
    await world.list_papers(PAPER)
    await make_alert(world, key)
    thread = await world.open_thread()
    route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=thread.id)
    payload = DiscordRenderer().card(Item(sighting=PAPER), MARKER)
    posted = await world.env.bot.http.request(route, json=dict(payload))
    card = await thread.fetch_message(int(posted["id"]))
    read = await world.press(card, "Abstract")
    text = await world.reply(read, "Why?")
    assert "**diffusion** →" in text
    assert "trees" not in text
