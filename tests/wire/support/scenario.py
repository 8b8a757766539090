"""`paperboy run` as a process between a loopback Discord and a loopback Hugging Face, for whole-way tests."""

from __future__ import annotations

import re
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.fake_discord import LoopbackDiscord
from tests.fake_discord.state.models import Channel, Flag, Message, Perm, User
from tests.fake_sources.huggingface import LoopbackHuggingFace
from tests.support.data import shared
from tests.wire.support.paperboy_process import PaperboyProcess

CREATE = ("POST", "/channels/{channel_id}/messages")
_RECORDED = "2025-10-08"
_WORD = re.compile(r"(?<!\w)diffusions?(?!\w)")  # what `diffusion` means, said without the bot's own search


@dataclass(kw_only=True)
class Scenario:
    """One server with one channel, someone who manages it, and a list that the bot reads."""

    discord: LoopbackDiscord
    papers: LoopbackHuggingFace
    paperboy: PaperboyProcess
    channel: Channel
    admin: User
    day: date

    def list(self, snapshot: Path) -> set[str]:
        """Put a recorded snapshot on today's list; gives the ids of the papers in it that match."""
        self.papers.load(self.day, snapshot)
        return {item["paper"]["id"] for item in self.papers.days[self.day] if _matches(item["paper"])}

    def grow(self, known: set[str]) -> set[str]:
        """Put the last snapshot on today's list; gives the matches that were not known."""
        return self.list(snapshots()[-1]) - known

    async def polled(self, times: int = 1):
        """Wait until today's list has been read so often from now on, and what was read before is stored."""
        seen = self._reads()
        await self.discord.until(lambda: self._reads() > seen + times, f"{times} polls")

    def _reads(self) -> int:
        return sum(1 for request in self.papers.requests if request.day == self.day)

    async def subscribe(self, query: str) -> Message:
        """Type `/alerts subscribe`, look at the preview, press Save; gives what was answered."""
        asked = await self.discord.people.slash(self.admin, self.channel, "alerts subscribe", {"query": query})
        shown = await asked.message()
        assert Flag.EPHEMERAL in shown.flags
        edits = shown.edits
        pressed = await self.discord.people.press(self.admin, shown, "Save")
        return await pressed.edited(edits + 1)

    async def posts(self, count: int) -> list[Message]:
        """Wait until the channel has so many messages."""
        await self.discord.until(lambda: len(self.channel.messages) >= count, f"{count} messages in the channel")
        return list(self.channel.messages.values())


def _matches(paper: dict[str, Any]) -> bool:
    texts: list[object] = [paper["title"], paper["summary"], *(paper.get("ai_keywords") or ())]
    return any(_WORD.search(str(text).casefold()) for text in texts)


def papers_in(messages: list[Message]) -> list[str]:
    """The arXiv ids that the messages' embeds link to, repetitions included."""
    urls = [embed.get("url", "") for message in messages for embed in message.embeds]
    return [found for url in urls for found in re.findall(r"\d{4}\.\d{4,5}", url)]


def list_day() -> date:
    """Hugging Face's open list day: it opens at half past nine in the evening before, New York time."""
    return (datetime.now(UTC) + timedelta(hours=2, minutes=30)).astimezone(ZoneInfo("America/New_York")).date()


def snapshots() -> list[Path]:
    return sorted(shared(f"hf_daily_papers/{_RECORDED}").glob("*.json.gz"))


@asynccontextmanager
async def open_scenario(folder: Path, **settings: str) -> AsyncGenerator[Scenario]:
    """A server with one channel and somebody who manages it; the process, not started, has its files in `folder`.

    `settings` are further environment variables. What the process logged is printed at the end.
    """
    async with LoopbackDiscord() as discord, LoopbackHuggingFace() as papers:
        papers.before_answer = lambda _: discord.bell.ring()
        guild = discord.world.add_guild("Reading group")
        environment = discord.environment() | {"PAPERBOY_HUGGINGFACE__URL": papers.url} | settings
        paperboy = PaperboyProcess(folder, environment, discord.bell.break_off)
        yield Scenario(
            discord=discord,
            papers=papers,
            paperboy=paperboy,
            channel=discord.world.add_channel(guild, "papers"),
            admin=discord.world.add_member(guild, "Ada", Perm.MANAGE_GUILD),
            day=list_day(),
        )
        await paperboy.end()
        sys.stdout.write(paperboy.output())  # pytest shows it when the test has failed
        assert discord.violations == []


async def learned(scenario: Scenario) -> set[str]:
    """Start on an early snapshot, let the bot learn it, subscribe; gives the matches that it knows by then."""
    known = scenario.list(snapshots()[0])
    await scenario.paperboy.start()
    await scenario.discord.gateway.connected()
    await scenario.polled()
    assert "New matches go to" in (await scenario.subscribe("diffusion")).content
    return known


async def posts_exactly(scenario: Scenario, fresh: set[str]):
    """Wait for the posts, let the bot poll and deliver on, and see that each paper was accepted once."""
    assert fresh
    await scenario.posts(len(fresh))
    await scenario.polled()
    assert sorted(papers_in(scenario.discord.posted())) == sorted(fresh)
