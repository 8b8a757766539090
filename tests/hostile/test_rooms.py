"""Hostile names of threads, posts, channels, roles and tags, and hostile texts in notices."""

from typing import Any

import pytest
from simcord import InteractionResult

from bot.domain.alert import MessageState
from bot.domain.preferences import Preferences
from tests.behaviour.world import World
from tests.fake_discord.faults import refuse
from tests.fake_discord.state.models import Channel
from tests.fake_discord.state.models import Kind as Places
from tests.hostile.corpus import TEXTS
from tests.hostile.reading import harm, harms_of, hides
from tests.hostile.test_options import PUBLIC, wrong
from tests.hostile.test_papers import hostile
from tests.hostile.walk import Values, commands_of, lines, parts_of, press, type_in
from tests.support.fakes import sighting
from tests.unit.discord_io.render.render_world import utf16
from tests.wire.support.harness import Harness

_AT_ONCE = 4  # cards, not a digest
_THREAD = ("POST", "/channels/{channel_id}/messages/{message_id}/threads")
_NAME = 100  # code units, Discord's limit for channels, threads and roles
_TAG = 20  # characters of a tag, Discord's limit
_SOME = ("everyone", "masked links", "markdown", "backticks", "right to left", "controls")


async def _post_titles(harness: Harness) -> int:
    """Store a paper for each text of the corpus and return their number."""
    papers = [hostile(text, "title", number) for number, text in enumerate(TEXTS.values(), start=1)]
    for start in range(0, len(papers), _AT_ONCE):
        harness.papers.put(harness.day, papers[start : start + _AT_ONCE])
        await harness.later(minutes=15)
    return len(papers)


def _threads(harness: Harness, parent: Channel) -> list[Channel]:
    return [channel for channel in harness.world.channels.values() if channel.parent is parent]


def _bad_names(threads: list[Channel]) -> list[str]:
    return [one.name for one in threads if hides(one.name) or not 1 <= utf16(one.name) <= _NAME]


async def test_titles_as_names_of_threads(harness: Harness):
    """A thread has its card's title, visible and within Discord's limit."""
    await harness.subscribe()
    await harness.store.set_preferences(harness.channel.id, Preferences(thread_per_alert=True), due={})
    count = await _post_titles(harness)
    threads = _threads(harness, harness.channel)
    assert len(threads) == len(harness.posted()) == count
    assert _bad_names(threads) == []


async def test_titles_as_names_of_posts(harness: Harness):
    """A forum post has its paper's title, and tags with the subscriptions' names."""
    forum = harness.world.add_channel(harness.guild, "forum", Places.FORUM)
    tags = [harness.world.add_tag(forum, TEXTS[name][:_TAG]) for name in _SOME]
    await harness.noticed(
        lambda: len(getattr(harness.app.client.get_channel(forum.id), "available_tags", ())) == len(tags)
    )
    for name in _SOME:
        await harness.subscribe(channel=forum, name=TEXTS[name][:_TAG])
    count = await _post_titles(harness)
    posts = _threads(harness, forum)
    assert len(posts) == count
    assert _bad_names(posts) == []
    assert {len(post.applied) for post in posts} <= set(range(6))
    assert [found for post in posts for one in post.messages.values() for found in harms_of(_json(one))] == []


def _json(message: Any) -> dict[str, Any]:
    return {"content": message.content, "embeds": message.embeds, "components": message.components}


@pytest.mark.parametrize("name", _SOME)
async def test_what_is_told_of_a_refusal(harness: Harness, name: str):
    """Discord's reason for a refusal has no effect wherever it is shown."""
    await harness.subscribe(name=TEXTS[name])
    await harness.store.set_preferences(harness.channel.id, Preferences(thread_per_alert=True), due={})
    harness.arm(refuse(400, 50035, f"Invalid Form Body: {TEXTS[name]}"))
    harness.discord.faults.arm(*_THREAD, refuse(400, 50035, f"Not like this: {TEXTS[name]}"), times=None)
    await harness.round("2511.00001")
    await harness.later("2511.00001", "2511.00002", minutes=20)
    await harness.app.update_cards()
    assert len(await harness.store.messages([MessageState.DEAD])) == 1
    told = [*harness.words(), *harness.told()]
    assert len(told) == 2
    assert [(found, text) for text in told if (found := harm(text))] == []


async def test_names_of_channels_and_roles(world: World):
    """Names of channels and roles have no effect in commands, panels and forms."""
    await world.list_papers(*(sighting(f"2511.{n:05}", title="Diffusion") for n in range(3)))
    found: list[object] = []

    def look(result: InteractionResult):
        found.extend(one for one in wrong(result) if one != PUBLIC)  # buttons are pressed on a copy that all see

    for name in _SOME:
        world.guild.create_role(TEXTS[name][:_NAME], mentionable=True)
        channel = world.guild.create_voice_channel(TEXTS[name][:_NAME])
        key = await world.subscribe("diffusion", name=TEXTS[name][:60], channel=channel)
        typed = Values(texts=[key, "diffusion"], channel=channel, files=[b"{}"])
        for command in commands_of(world.env.bot):
            if command.name in {"list", "settings", "export", "why", "pause", "resume", "edit", "status"}:
                for options in lines(command, typed):
                    result = await type_in(world.manager, world.channel, command.qualified_name, options)
                    assert result is not None
                    found += wrong(result)
                    for part in parts_of(result):
                        await press(world, world.manager, world.channel, part, look)
    assert found == []
