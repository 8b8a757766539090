"""*Post newest paper now*, under a saved subscription."""

from dataclasses import replace
from datetime import timedelta

import discord
import pytest
from simcord import InteractionResult

from bot.domain.alert import MessageState
from bot.domain.subscription import Block, BlockCause
from bot.search.past_papers import PastIndex
from tests.behaviour.world import World, labels, said
from tests.support.fakes import DAY, sighting

NEW = sighting("2511.00002", title="Newer diffusion", upvotes=5)
OLD = sighting("2511.00001", title="Older diffusion", upvotes=50, day=DAY - timedelta(days=1))
LABEL = "Post newest paper now"


async def saved(world: World, **options: object) -> InteractionResult:
    """Save a query that matches two papers and return the reply."""
    await world.list_papers(OLD, NEW)
    shown = await world.run("alerts subscribe", query="diffusion", **options)
    return await world.save(shown)


async def test_the_newest_is_posted_once_and_marked(world: World):
    """The card is marked, mentions nobody, and is not posted again by a press or a poll."""
    answer = await saved(world)
    pressed = await world.press(answer, LABEL)
    assert f"**Newer diffusion** will be posted in <#{world.channel.id}>." in said(pressed)
    assert "Saved **diffusion**." in said(pressed)
    await world.deliver()
    posted = world.posted()
    assert "posted on request" in posted.content
    assert posted.embeds[0].title == "Newer diffusion"
    (request,) = [r for r in world.env.http_requests if r.path == f"/channels/{world.channel.id}/messages"]
    assert request.json["allowed_mentions"] == {"parse": []}
    (key,) = (await world.store.subscriptions()).by_id
    await world.owe(NEW, key)
    await world.deliver()
    assert (await world.store.counts()).messages[MessageState.SENT] == 1


async def test_a_second_press_links_to_the_post(world: World):
    """A second press posts nothing and links to the post, even if newer papers exist."""
    answer = await saved(world)
    await world.restart()
    (key,) = (await world.store.subscriptions()).by_id
    services = world.apps[-1]._services()
    found = (await world.store.subscriptions()).by_id[key]
    await services.on_request.post_newest(found, NEW.paper.id)
    under_way = await world.press(answer, LABEL)
    assert f"will be posted in <#{world.channel.id}>" in said(under_way)
    assert not under_way.response.components
    await world.deliver()
    (message,) = await world.store.messages({MessageState.SENT})
    _, again = await services.on_request.post_newest(found, NEW.paper.id)
    assert again == message


async def test_blocked_destinations_are_reported(world: World):
    """Missing rights, a block and a pause are reported, nothing is queued, and the button stays."""
    denied = discord.PermissionOverwrite(embed_links=False)
    assert world.env.bot.user is not None
    closed = world.guild.create_text_channel("closed", overwrites={world.env.bot.user: denied})
    answer = await saved(world, channel=closed)
    assert "Grant me Embed Links" in await world.reply(answer, LABEL)
    assert not any((await world.store.counts()).alerts.values())


async def test_blocked_paused_and_changed_ones_post_nothing(world: World):
    """Each is answered with what to do."""
    answer = await saved(world)
    one = await world.one()
    block = Block(cause=BlockCause.PERMISSION, reason="Allow Send Messages for me.", since=world.now())
    await world.store.set_block(world.channel.id, block)
    assert "Allow Send Messages" in await world.reply(answer, LABEL)
    await world.store.set_block(world.channel.id, None)
    await world.run("alerts pause", subscription=one.id)
    assert "Use `/alerts resume`" in await world.reply(answer, LABEL)
    place = await world.place()
    await world.store.save_subscription(replace(one, query="trees"), place, baseline=None, papers_version=0)
    assert "no longer matches" in await world.reply(answer, LABEL)
    await world.run("alerts unsubscribe", subscription=one.id)
    assert "no subscription “" in await world.reply(answer, LABEL)
    assert not any((await world.store.counts()).alerts.values())


@pytest.mark.parametrize("query", ["diffusion", "trees"])
async def test_no_button_without_a_match(world: World, query: str):
    """Without a match there is no button."""
    await world.list_papers(NEW)
    shown = await world.run("alerts subscribe", query=query)
    answer = await world.save(shown)
    assert (LABEL in labels(answer)) is (query == "diffusion")


async def test_no_button_without_the_index(world: World, past: PastIndex):
    """Without the index of past papers, saving works without the button."""
    await world.list_papers(NEW)
    shown = await world.run("alerts subscribe", query="diffusion")
    await past.close()
    answer = await world.save(shown)
    assert "New matches go to" in said(answer)
    assert labels(answer) == ["Undo"]


async def test_no_button_after_an_edit(world: World):
    """An edited subscription gets no button."""
    await world.list_papers(NEW)
    key = await world.subscribe("diffusion")
    shown = await world.edit(key, query="newer")
    answer = await world.save(shown)
    assert "Changed" in said(answer)
    buttons = labels(answer)
    assert buttons == ["Undo"]
