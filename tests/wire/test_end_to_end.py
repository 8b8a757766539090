"""`paperboy run` between a loopback Discord and a loopback Hugging Face: the whole way of an alert."""

from __future__ import annotations

import asyncio
import re
import socket
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from tests.data import shared
from tests.wire.discord import LoopbackDiscord
from tests.wire.discord.faults import hang, refuse, reset
from tests.wire.discord.models import Flag, Perm
from tests.wire.huggingface import LoopbackHuggingFace, make_item
from tests.wire.paperboy_process import PaperboyProcess

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.wire.discord.models import Channel, Message, User

_CREATE = ("POST", "/channels/{channel_id}/messages")
_RECORDED = "2025-10-08"
_WORD = re.compile(r"(?<!\w)diffusions?(?!\w)")  # what `diffusion` means, said without the bot's own search


@dataclass(kw_only=True)
class Scene:
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

    async def polled(self, times: int = 1) -> None:
        """Wait until today's list has been read so often from now on, and what was read before is stored."""
        seen = self._reads()
        await self.discord.until(lambda: self._reads() > seen + times, f"{times} polls")

    def _reads(self) -> int:
        return sum(1 for request in self.papers.requests if request.day == self.day)

    async def subscribe(self, query: str) -> Message:
        """Type `/alerts subscribe`, look at the dry run, press Save; gives what was answered."""
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


def _papers_in(messages: list[Message]) -> list[str]:
    """The arXiv ids that the messages' embeds link to, repetitions included."""
    urls = [embed.get("url", "") for message in messages for embed in message.embeds]
    return [found for url in urls for found in re.findall(r"\d{4}\.\d{4,5}", url)]


def _list_day() -> date:
    """Hugging Face's open list day: it opens at half past nine in the evening before, New York time."""
    return (datetime.now(UTC) + timedelta(hours=2, minutes=30)).astimezone(ZoneInfo("America/New_York")).date()


def _snapshots() -> list[Path]:
    return sorted(shared(f"hf_daily_papers/{_RECORDED}").glob("*.json.gz"))


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with LoopbackDiscord() as discord, LoopbackHuggingFace() as papers:
        papers.before_answer = lambda _: discord.bell.ring()
        guild = discord.world.add_guild("Reading group")
        environment = discord.environment() | {"PAPERBOY_HUGGINGFACE__URL": papers.url}
        paperboy = PaperboyProcess(tmp_path, environment, discord.bell.break_off)
        yield Scene(
            discord=discord,
            papers=papers,
            paperboy=paperboy,
            channel=discord.world.add_channel(guild, "papers"),
            admin=discord.world.add_member(guild, "Ada", Perm.MANAGE_GUILD),
            day=_list_day(),
        )
        await paperboy.end()
        sys.stdout.write(paperboy.output())  # pytest shows it when the test has failed
        assert discord.violations == []


async def _learned(scene: Scene) -> set[str]:
    """Start on an early snapshot, let the bot learn it, subscribe; gives the matches that it knows by then."""
    known = scene.list(_snapshots()[0])
    await scene.paperboy.start()
    await scene.discord.gateway.connected()
    await scene.polled()
    assert "Saved" in (await scene.subscribe("diffusion")).content
    return known


async def _posts_exactly(scene: Scene, fresh: set[str]) -> None:
    """Wait for the posts, let the bot poll and deliver on, and see that each paper was accepted once."""
    assert fresh
    await scene.posts(len(fresh))
    await scene.polled()
    assert sorted(_papers_in(scene.discord.posted())) == sorted(fresh)


async def test_first_alert(scene: Scene) -> None:
    """From the slash command to the posts: exactly the new matches; after a restart only what is new then."""
    known = await _learned(scene)
    fresh = scene.list(_snapshots()[-1]) - known
    await _posts_exactly(scene, fresh)
    assert await scene.paperboy.stop() == 0

    await scene.paperboy.start()
    await scene.discord.gateway.connected(identifies=2)
    late = make_item("2510.99999", title="A late paper on diffusion")
    scene.papers.put(scene.day, [*scene.papers.days[scene.day], late])
    await _posts_exactly(scene, fresh | {"2510.99999"})
    assert all(message.edits == 0 for message in scene.discord.posted())
    assert scene.discord.accounts.syncs == 1
    assert await scene.paperboy.stop() == 0


async def test_answer_lost_after_acceptance(scene: Scene) -> None:
    """A connection that breaks after Discord accepted a post does not lead to a second one."""
    known = await _learned(scene)
    armed = scene.discord.faults.arm(*_CREATE, reset(accepted=True), times=2)
    fresh = scene.list(_snapshots()[-1]) - known
    await _posts_exactly(scene, fresh)
    assert armed.struck == 2
    assert len(scene.discord.journal.calls(*_CREATE)) > len(fresh)


@pytest.mark.parametrize("accepted", [True, False])
async def test_killed_while_posting(scene: Scene, *, accepted: bool) -> None:
    """Killed between the request and the note of its success, the bot ends with every paper posted once.

    Whether Discord had accepted the request is what the bot cannot know: both must end well.
    """
    known = await _learned(scene)
    armed = scene.discord.faults.arm(*_CREATE, hang(accepted=accepted))
    fresh = scene.list(_snapshots()[-1]) - known
    await scene.discord.until(lambda: armed.struck == 1, "a post that hangs")
    await scene.paperboy.kill()
    assert len(scene.discord.posted()) == int(accepted)

    await scene.paperboy.start()
    await _posts_exactly(scene, fresh)
    assert scene.discord.posting.repeated == int(accepted)


async def test_stopped_while_posting(scene: Scene) -> None:
    """SIGTERM in the middle of a post that hangs ends the process in time, and the post is made up for later."""
    known = await _learned(scene)
    armed = scene.discord.faults.arm(*_CREATE, hang())
    fresh = scene.list(_snapshots()[-1]) - known
    await scene.discord.until(lambda: armed.struck == 1, "a post that hangs")
    assert await scene.paperboy.stop() == 0

    await scene.paperboy.start()
    await _posts_exactly(scene, fresh)


async def test_permission_lost_and_given_back(scene: Scene) -> None:
    """Without Send Messages alerts are kept and the subscriber is told; they flow when the permission is back."""
    known = await _learned(scene)
    scene.discord.world.forbid(scene.channel, Perm.SEND_MESSAGES)
    fresh = scene.list(_snapshots()[-1]) - known
    told = scene.discord.world.direct(scene.admin)
    await scene.discord.until(lambda: len(told.messages) == 1, "a word to the subscriber")
    assert scene.discord.posted(scene.channel) == []
    scene.discord.world.permit(scene.channel, Perm.SEND_MESSAGES)
    await _posts_exactly(scene, fresh)
    assert "Send Messages" in next(iter(told.messages.values())).content
    assert len(told.messages) == 1


async def test_discord_refuses_for_a_while(scene: Scene) -> None:
    """503 delays the posts and loses none."""
    known = await _learned(scene)
    armed = scene.discord.faults.arm(*_CREATE, refuse(503), times=2)
    fresh = scene.list(_snapshots()[-1]) - known
    await _posts_exactly(scene, fresh)
    assert armed.struck == 2


async def test_gateway_away_at_first(scene: Scene) -> None:
    """A gateway that cannot be reached at the start is tried again until it is there."""
    await scene.discord.gateway_door.shut()
    await scene.paperboy.start()
    await scene.discord.until(lambda: scene.discord.accounts.syncs == 1, "the login")
    scene.discord.gateway.away = True
    await scene.discord.gateway_door.open()
    await scene.discord.until(lambda: scene.discord.gateway.refused > 0, "a connection that breaks")
    scene.discord.gateway.away = False
    await scene.discord.gateway.connected()
    assert await scene.paperboy.stop() == 0


async def test_rest_away_at_first(scene: Scene) -> None:
    """A Discord that answers 503 to the login is tried again until it lets the bot in."""
    armed = scene.discord.faults.arm("GET", "/users/@me", refuse(503))
    await scene.paperboy.start()
    await scene.discord.gateway.connected()
    assert armed.struck == 1


async def test_commands_that_discord_does_not_take(scene: Scene) -> None:
    """A start is not stopped by commands that cannot be registered at the moment: they are registered later."""
    armed = scene.discord.faults.arm("PUT", "/applications/{application_id}/commands", refuse(503))
    await scene.paperboy.start()
    await scene.discord.gateway.connected()
    await scene.discord.until(lambda: scene.discord.accounts.syncs == 1, "the commands")
    assert armed.struck == 1


async def test_gateway_that_closes_for_good(scene: Scene) -> None:
    """A close code that no new connection can mend ends the process with its reason and exit code 1."""
    await scene.paperboy.start()
    await scene.discord.gateway.connected()
    await scene.discord.gateway.close(4011)
    assert await scene.paperboy.ended() == 1
    assert "requires sharding" in scene.paperboy.output()
    assert "Traceback" not in scene.paperboy.output()


async def test_readiness_follows_the_gateway(scene: Scene, tmp_path: Path) -> None:
    """While the gateway is away the process does not count as ready; it does again when it is back."""
    folder = tmp_path / "ready"
    folder.mkdir()
    port = _free_port()
    environment = scene.discord.environment() | {
        "PAPERBOY_HUGGINGFACE__URL": scene.papers.url,
        "PAPERBOY_HEALTH__PORT": str(port),
    }
    async with PaperboyProcess(folder, environment, scene.discord.bell.break_off) as paperboy:
        await scene.discord.gateway.connected()
        await _answers(port, 200)
        scene.discord.gateway.away = True
        scene.discord.gateway.abort()
        await _answers(port, 503)
        scene.discord.gateway.away = False
        await _answers(port, 200)
        assert await paperboy.stop() == 0


async def _answers(port: int, status: int) -> None:
    """Ask /readyz until it answers so; AssertionError after a while."""
    async with asyncio.timeout(40), aiohttp.ClientSession() as session:
        while True:
            async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
                if answer.status == status:
                    return
            await asyncio.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_resumed_session_hears_commands(scene: Scene) -> None:
    """After the gateway broke off the session is resumed, and commands and alerts go on."""
    await scene.paperboy.start()
    await scene.discord.gateway.connected()
    scene.discord.gateway.abort()
    await scene.discord.gateway.resumed()
    assert "Saved" in (await scene.subscribe("diffusion")).content
    assert scene.discord.gateway.identifies == 1


async def test_token_that_discord_does_not_know(scene: Scene, tmp_path: Path) -> None:
    """A wrong token ends the process with one clear line, without the token and without a traceback."""
    wrong = scene.discord.environment() | {"PAPERBOY_DISCORD__TOKEN": "MTIz.wrong.token-nobody-knows"}
    folder = tmp_path / "wrong"
    folder.mkdir()
    environment = wrong | {"PAPERBOY_HUGGINGFACE__URL": scene.papers.url}
    async with PaperboyProcess(folder, environment, scene.discord.bell.break_off) as paperboy:
        assert await paperboy.ended() == 1
    said = paperboy.output()
    assert said.count("Discord does not accept the token") == 1
    assert "Traceback" not in said
    assert "nobody-knows" not in said
