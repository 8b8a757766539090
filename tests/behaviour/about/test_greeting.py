"""The greeting in a server that adds the bot, and its button."""

import discord
import pytest

from bot.language.current import using_language
from bot.language.languages import Language
from bot.language.translating import gettext
from tests.behaviour.world import World, said
from tests.support.pseudo import PSEUDO


def greetings(world: World) -> list[discord.Message]:
    return [message for message in world.channel.history() if message.content.startswith("Hi, I'm Paperboy")]


async def greeted(world: World) -> discord.Message:
    await world.join(world.channel)
    (message,) = greetings(world)
    return message


async def test_a_new_server_is_greeted_once(world: World):
    """The system channel is greeted once, even if the bot is added again or restarted."""
    message = await greeted(world)
    assert "Manage Server" in message.content
    assert [button.label for row in message.components for button in row.children] == ["Add subscription"]
    await world.join(world.channel)
    await world.restart()
    await world.join(world.channel)
    assert len(greetings(world)) == 1


async def test_a_server_is_greeted_in_its_language(world: World, monkeypatch: pytest.MonkeyPatch):
    """The greeting is in the server's language, whoever adds the bot."""
    asked: list[str] = []

    def language_for_locale(locale: str) -> Language:
        asked.append(locale)
        return PSEUDO

    monkeypatch.setattr("cogs.greeting.language_for_locale", language_for_locale)
    await world.join(world.channel)
    message = world.channel.last_message
    assert asked == ["en-US"]
    with using_language(PSEUDO):
        assert message.content.startswith(
            gettext("Hi, I'm Paperboy. I post new research papers that match a query.")
        )
    assert [button.label[0] for row in message.components for button in row.children] == ["["]


async def test_a_repeated_request_posts_once(world: World):
    """A request repeated after a 502 does not post the greeting twice."""
    await greeted(world)
    (sent,) = (one.json for one in world.env.http_requests if one.method == "POST" and "Hi, I'm" in str(one.json))
    assert (sent["nonce"], sent["enforce_nonce"]) == (str(world.guild.id), True)


async def test_no_greeting_without_a_system_channel(world: World):
    """Without a system channel that takes posts, the greeting is left for another time."""
    await world.join(None)
    closed = {world.guild.default_role: discord.PermissionOverwrite(send_messages=False)}
    await world.join(world.guild.create_text_channel("closed", overwrites=closed))
    assert greetings(world) == []
    await greeted(world)


async def test_discord_refuses_the_greeting(world: World, caplog: pytest.LogCaptureFixture):
    """A refused greeting is logged and not tried again."""
    world.env.inject_error("POST", f"/channels/{world.channel.id}/messages", status=500, times=10)
    await world.join(world.channel)
    assert "A new server could not be greeted" in caplog.text
    await world.join(world.channel)
    assert greetings(world) == []


async def test_from_the_greeting_to_a_subscription(world: World):
    """The button leads through a query and its preview to a subscription, also after a restart."""
    message = await greeted(world)
    await world.restart()
    opened = await world.press(message, "Add subscription")
    shown = await world.submit(opened, query="diffusion -video")
    assert "New matches would go to" in said(shown)
    await world.save(shown)
    made = await world.one()
    assert (made.query, made.destination_id, made.creator_id) == (
        "diffusion -video",
        world.channel.id,
        world.manager.id,
    )
