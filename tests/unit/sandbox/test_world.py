"""The make-believe Discord."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import discord

from bot.language.languages import language_of
from bot.sandbox.world import build_world, catch_up
from tests.unit.sandbox.conftest import NOW

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from simcord import Env

    from bot.sandbox.world import World


async def test_whatever_can_be_chosen_can_be_seen(env: Env, world: World) -> None:
    """The bot sees a server "Reading group" with the one channel of the page, and roles as servers have them."""
    guild = env.bot.get_guild(world.guild.id)
    assert guild is not None
    assert guild.name == "Reading group"
    assert [channel.name for channel in guild.text_channels] == ["paper-alerts"]
    assert guild.text_channels[0].topic == "Sample data"
    assert {role.name for role in guild.roles} == {"@everyone", "Paperboy", "Readers"}


async def test_another_channel_is_there_on_wish(env: Env) -> None:
    """The pictures of the gallery show what goes elsewhere; they say themselves what stands in a channel."""
    world = await build_world(env, topic="Papers", other=True)
    assert world.other is not None
    assert world.other.name == "general"
    assert world.channel.last_message is None


async def test_everybody_speaks_the_language_that_was_asked_for(env: Env) -> None:
    """The server's posts come in it, and whoever types a command is answered in it."""
    german = language_of("de")
    assert german is not None
    world = await build_world(env, topic="Papers", language=german)
    guild = env.bot.get_guild(world.guild.id)
    assert guild is not None
    assert guild.preferred_locale is discord.Locale.german
    seen: list[discord.Locale] = []
    client: Any = env.bot
    client.add_listener(_noting(seen), "on_interaction")
    client.dispatch("enough")
    await world.person.slash(world.channel, "ponder")
    assert seen == [discord.Locale.german]


def _noting(seen: list[discord.Locale]) -> Callable[[discord.Interaction], Awaitable[None]]:
    async def note(interaction: discord.Interaction) -> None:
        seen.append(interaction.locale)

    return note


async def test_the_person_may_manage_the_server(env: Env, world: World) -> None:
    """Whoever sits at the page owns the server, so every command is there."""
    guild = env.bot.get_guild(world.guild.id)
    assert guild is not None
    assert guild.owner_id == world.person.id


async def test_the_bot_is_called_paperboy(env: Env, world: World) -> None:
    """The page shows our name and not SimCord's."""
    nicknames = [r.json for r in env.http_requests if r.path == f"/guilds/{world.guild.id}/members/@me"]
    assert nicknames == [{"nick": "Paperboy"}]


async def test_the_channel_begins_with_the_welcome(world: World) -> None:
    """What the demo has to say is the first post."""
    assert world.channel.history()[0].content == "Welcome"


async def test_the_clock_catches_up(env: Env) -> None:
    """Messages are dated with the time of whoever looks at them, not with SimCord's beginning."""
    await catch_up(env, NOW)
    assert env.now() == NOW


async def test_the_clock_never_goes_back(env: Env) -> None:
    """A clock that is behind leaves SimCord's alone."""
    await catch_up(env, NOW)
    await catch_up(env, NOW - timedelta(days=1))
    assert env.now() == NOW
