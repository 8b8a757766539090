"""The simulated Discord of the demo."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import discord
from simcord import Env

from bot.demo.world import World, build_world, move_clock
from bot.language.languages import language_of
from tests.unit.demo.conftest import NOW


async def test_whatever_can_be_chosen_can_be_seen(env: Env, world: World):
    """The bot sees a server "Reading group" with the one channel of the page, and roles as servers have them."""
    guild = env.bot.get_guild(world.guild.id)
    assert guild is not None
    assert guild.name == "Reading group"
    assert [channel.name for channel in guild.text_channels] == ["paper-alerts"]
    assert guild.text_channels[0].topic == "Sample data"
    assert {role.name for role in guild.roles} == {"@everyone", "Paperboy", "Readers"}
    assert [r.json for r in env.http_requests if r.path.endswith("/members/@me")] == [{"nick": "Paperboy"}]
    assert guild.owner_id == world.person.id, "so every command is there"


async def test_everybody_speaks_the_language_that_was_asked_for(env: Env):
    """The server's posts and the answers to commands use the chosen language."""
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
    async def note(interaction: discord.Interaction):
        seen.append(interaction.locale)

    return note


async def test_the_clock_catches_up_and_never_goes_back(env: Env):
    """Messages are dated with the time of whoever looks at them; a clock that is behind changes nothing."""
    for now in (NOW, NOW - timedelta(days=1)):
        await move_clock(env, now)
        assert env.now() == NOW
