"""The command `/alerts test`."""

import discord

from tests.behaviour.world import World, said
from tests.support.fakes import DAY, sighting

NEW = sighting("2511.00002", title="Newer diffusion", upvotes=5)
OLD = sighting("2511.00001", title="Older diffusion", upvotes=50, day=DAY.replace(day=DAY.day - 1))


async def test_newest_match_is_posted_as_a_test(world: World):
    """The newest match is posted to the channel like an alert, marked as a test, and mentions nobody."""
    await world.list_papers(OLD, NEW)
    key = await world.subscribe("diffusion")
    answer = await world.run("alerts test", subscription=key)
    posted = world.posted()
    assert "This is a test" in posted.content
    assert "Newer diffusion" in (posted.embeds[0].title or "")
    assert posted.jump_url in said(answer)
    (request,) = [r for r in world.env.http_requests if r.path == f"/channels/{world.channel.id}/messages"]
    assert request.json["allowed_mentions"] == {"parse": []}
    assert request.json["enforce_nonce"] is True
    assert len(request.json["nonce"]) <= 25


async def test_a_test_in_a_forum_is_a_post_of_its_own(world: World):
    """A test in a forum is a new post with the paper's title, and the answer links to it."""
    forum = world.guild.create_forum_channel("papers to discuss")
    await world.list_papers(NEW)
    key = await world.subscribe("diffusion", channel=forum)
    answer = await world.run("alerts test", subscription=key)
    (request,) = [r for r in world.env.http_requests if r.path == f"/channels/{forum.id}/threads"]
    assert request.json["name"] == "Newer diffusion"
    assert "This is a test" in request.json["message"]["content"]
    (thread,) = await _active(world)
    assert f"https://discord.com/channels/{world.guild.id}/{thread.id}/{thread.id}" in said(answer)


async def _active(world: World) -> list[discord.Thread]:
    guild = world.env.bot.get_guild(world.guild.id)
    assert guild is not None
    return await guild.active_threads()


async def test_a_test_changes_no_outbox(world: World):
    """A test changes nothing in the outbox, so the alert of that paper is still posted."""
    key = await world.subscribe("diffusion")
    await world.list_papers(NEW)
    await world.run("alerts test", subscription=key)
    counts = await world.store.counts()
    assert not any(counts.messages.values())
    assert not any(counts.alerts.values())


async def test_buttons_of_a_test_are_about_the_tested_subscription(world: World):
    """Buttons of a test and of its abstract are about the tested subscription, not about an earlier match."""
    earlier, tested = await world.subscribe("newer", name="Just out"), await world.subscribe(name="Hot")
    await world.owe(NEW, earlier)
    await world.deliver()
    await world.run("alerts test", subscription=tested)
    await world.restart()
    card = world.posted()
    abstract = await world.press(card, "Abstract")
    for shown in (card, abstract.response):
        answer = await world.reply(shown, "Tune")
        assert "**Hot**\n`diffusion`" in answer
        assert "Just out" not in answer
    why = await world.reply(abstract, "Why?")
    assert f"**Hot** → <#{world.channel.id}>" in why
    await world.run("alerts unsubscribe", subscription=tested)
    assert "There is no subscription “" in await world.reply(card, "Tune")


async def test_nothing_matches_yet(world: World):
    """Without a match nothing is posted, and the answer says so."""
    key = await world.subscribe("diffusion")
    assert "so nothing was posted" in await world.says("alerts test", subscription=key)
    assert world.channel.last_message is None


async def test_missing_permission_is_named(world: World):
    """If the bot lacks a permission, the answer names it and nothing is posted."""
    denied = discord.PermissionOverwrite(embed_links=False)
    assert world.env.bot.user is not None
    closed = world.guild.create_text_channel("closed", overwrites={world.env.bot.user: denied})
    await world.list_papers(NEW)
    key = await world.subscribe("diffusion", channel=closed)
    assert "Grant me Embed Links" in await world.says("alerts test", subscription=key)
    assert closed.last_message is None


async def test_an_error_of_discord_is_named(world: World):
    """If Discord refuses the post, the answer names the status."""
    await world.list_papers(NEW)
    key = await world.subscribe("diffusion")
    world.env.inject_error("POST", f"/channels/{world.channel.id}/messages", status=503)
    assert "error 503." in await world.says("alerts test", subscription=key)
