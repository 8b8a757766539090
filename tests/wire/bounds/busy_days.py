"""Busy days: a Discord with many servers, and beside it the process of `busy`, which tells what they took."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tests.fake_discord import LoopbackDiscord
from tests.support.paths import ROOT
from tests.wire.bounds.busy import BusyCourse, BusyToll

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path


@asynccontextmanager
async def discord_with(servers: int) -> AsyncGenerator[tuple[LoopbackDiscord, list[tuple[int, int]]]]:
    """A Discord with so many servers of one channel each."""
    async with LoopbackDiscord() as discord:
        guilds = [discord.world.add_guild(f"Reading group {number}") for number in range(servers)]
        yield discord, [(guild.id, discord.world.add_channel(guild, "papers").id) for guild in guilds]


async def toll_of(folder: Path, *, servers: int, **course: Any) -> BusyToll:
    """Let the bot run beside a Discord; `folder` is empty, the rest of the `course` is as `BusyCourse` has it."""
    async with discord_with(servers) as (discord, channels):
        facts = {"api_url": discord.api_url, "gateway_url": discord.gateway_url, "token": discord.token}
        asked = BusyCourse(**facts, channels=channels, folder=str(folder / "store"), **course)
        bot = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.wire.bounds.busy",
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        out, _ = await bot.communicate(json.dumps(asdict(asked)).encode())
        assert bot.returncode == 0
        assert discord.violations == []
        return BusyToll(**json.loads(out))
