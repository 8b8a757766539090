"""Several `paperboy run` on one PostgreSQL between a loopback Discord and a loopback Hugging Face."""

from __future__ import annotations

import asyncio
import re
import sys
from collections import Counter
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.discord.ids import Shard
from bot.domain.ports import PollCommit
from bot.domain.subscription import Destination, Subscription
from bot.store.opening import open_store
from tests.fake_discord import LoopbackDiscord
from tests.fake_sources.huggingface import LoopbackHuggingFace, make_item
from tests.wire.support.paperboy_process import PaperboyProcess
from tests.wire.support.scenario import list_day, papers_in

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from tests.fake_discord.state.models import Channel, Guild

_SERVING = re.compile(r"Serving shard (\d+)\.")


@dataclass(kw_only=True)
class Fleet:
    """Replicas with what they talk to. Every channel has subscribed to `matter`, which every paper matches."""

    discord: LoopbackDiscord
    papers: LoopbackHuggingFace
    url: str
    folder: Path
    day: date
    shards: int
    channels: list[Channel]
    processes: dict[str, PaperboyProcess] = field(default_factory=dict[str, PaperboyProcess])
    _looked_at: int = 0
    _alerts: int = 0

    async def start(self, name: str, **settings: str) -> PaperboyProcess:
        """Start one more replica; `settings` are further environment variables."""
        folder = self.folder / name
        folder.mkdir()
        environment = self.discord.environment() | {
            "PAPERBOY_HUGGINGFACE__URL": self.papers.url,
            "PAPERBOY_STORE__URL": self.url,
            "PAPERBOY_SHARDING__COUNT": str(self.shards),
            **settings,
        }
        process = self.processes[name] = PaperboyProcess(folder, environment, self.discord.bell.break_off)
        await process.start()
        return process

    async def connected(self, shards: int):
        """Wait until so many shards are at the gateway."""
        await self.discord.until(lambda: len(self.discord.gateway.live) >= shards, f"{shards} shards")

    def holder(self, shard: int) -> str:
        """Return the replica that serves this shard."""
        (name,) = [n for n, p in self.processes.items() if str(shard) in _SERVING.findall(p.output())]
        return name

    def list(self, count: int) -> set[str]:
        """Put so many papers on today's list; return their numbers."""
        numbers = [f"2511.{n:05}" for n in range(1, count + 1)]
        self.papers.put(self.day, [make_item(number) for number in numbers])
        return set(numbers)

    async def posts(self, count: int, *, patience: float = 60.0):
        """Wait until so many alerts were accepted."""
        await self.discord.bell.until(lambda: self.posted() >= count, f"{count} alerts", patience)

    def posted(self) -> int:
        """Count the accepted alerts, several in a digest, incrementally."""
        posts = self.discord.posting.posted
        self._alerts += sum(len(post.embeds) for post in posts[self._looked_at :])
        self._looked_at = len(posts)
        return self._alerts

    def each_once(self, numbers: set[str]) -> bool:
        """True if every channel got every paper exactly once."""
        got = Counter((post.channel.id, n) for post in self.discord.posting.posted for n in papers_in([post]))
        return got == Counter({(channel.id, n): 1 for channel in self.channels for n in numbers})

    async def goes_on(self, number: int):
        """Wait for the next message in a server of that shard."""
        ours, begin = Shard(id=number, count=self.shards), len(self.discord.posting.posted)

        def one() -> bool:
            guilds = (post.channel.guild for post in self.discord.posting.posted[begin:])
            return any(guild is not None and ours.holds(guild.id) for guild in guilds)

        await self.discord.bell.until(one, f"a post in shard {number}", 120)


@asynccontextmanager
async def open_fleet(folder: Path, url: str, *, shards: int, guilds: int, channels: int) -> AsyncGenerator[Fleet]:
    """A world with so many servers, evenly in the shards, of so many channels; no replica runs yet."""
    async with AsyncExitStack() as stack:
        discord = await stack.enter_async_context(LoopbackDiscord())
        papers = await stack.enter_async_context(LoopbackHuggingFace())
        papers.before_answer = lambda _: discord.bell.ring()
        places = [
            discord.world.add_channel(guild, f"papers-{number}")
            for guild in await _guilds(discord, guilds, shards)
            for number in range(channels)
        ]
        day = list_day()
        await _subscribe(url, places, day)
        fleet = Fleet(
            discord=discord, papers=papers, url=url, folder=folder, day=day, shards=shards, channels=places
        )
        try:
            yield fleet
        finally:
            for name, process in fleet.processes.items():
                await process.end()
                sys.stdout.write(f"--- {name}\n{process.output()}")  # pytest shows it when the test has failed
        assert discord.violations == []


async def _guilds(discord: LoopbackDiscord, count: int, shards: int) -> list[Guild]:
    """Servers, as many in each shard as in the others; their ids come from the clock."""
    found: dict[int, list[Guild]] = {number: [] for number in range(shards)}
    while any(len(guilds) < count // shards for guilds in found.values()):
        guild = discord.world.add_guild("Reading group")
        number = next(n for n in found if Shard(id=n, count=shards).holds(guild.id))
        if len(found[number]) < count // shards:
            found[number].append(guild)
        await asyncio.sleep(0.001)
    return [guild for guilds in found.values() for guild in guilds]


async def _subscribe(url: str, channels: list[Channel], day: date):
    """A store that has learned the days before today, with a subscription in each channel."""
    now = datetime.now(UTC)
    async with open_store(url) as store:
        for number, channel in enumerate(channels):
            guild_id = channel.guild.id if channel.guild else None
            subscription = Subscription(
                id=f"s{number}",
                destination_id=channel.id,
                guild_id=guild_id,
                query="matter",
                name="matter",
                creator_id=1,
                created=now,
            )
            place = Destination(id=channel.id, guild_id=guild_id)
            await store.save_subscription(subscription, place, baseline=frozenset(), papers_version=0)
        version = (await store.subscriptions()).version
        learned = PollCommit(
            source="huggingface",
            at=now,
            sightings=(),
            position=day - timedelta(days=1),
            subscriptions_version=version,
        )
        await store.commit_poll(learned)
