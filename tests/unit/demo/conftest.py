"""A SimCord with the demo's world in it, and the plainest bot that our client can be."""

import asyncio
from datetime import UTC, datetime

import aiohttp
import discord
import pytest
import simcord

from bot.demo.world import World, build_world
from bot.discord_io.client import PaperboyClient
from tests.behaviour.simulated import patient

NOW = datetime(2026, 3, 5, 14, 30, tzinfo=UTC)


async def _commands(client: PaperboyClient):
    """One command, which answers when the event `enough` is dispatched and changes its answer at `late`."""
    enough = asyncio.Event()
    asked: list[discord.Interaction] = []

    async def on_enough():
        enough.set()

    async def on_late():
        await asked[-1].edit_original_response(content="Too late")

    @client.tree.command(name="ponder", description="Take your time")
    async def ponder(interaction: discord.Interaction):  # pyright: ignore[reportUnusedFunction] - registered
        asked.append(interaction)
        await enough.wait()
        await interaction.response.send_message("Hello", ephemeral=True)

    client.add_listener(on_enough)
    client.add_listener(on_late)
    await client.tree.sync()


@pytest.fixture
def simcord_bot() -> PaperboyClient:
    """The bot that SimCord's own fixture attaches."""
    return PaperboyClient(_commands, http_trace=aiohttp.TraceConfig())


@pytest.fixture
def env(simcord_env: simcord.Env) -> simcord.Env:
    """An empty SimCord with the bot in it."""
    return patient(simcord_env)


@pytest.fixture
async def world(env: simcord.Env) -> World:
    """The demo's server."""
    world = await build_world(env, topic="Sample data")
    await world.narrator.send(world.channel, "Welcome")
    return world
