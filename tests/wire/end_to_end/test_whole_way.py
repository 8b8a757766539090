"""`paperboy run` between a loopback Discord and a loopback Hugging Face: the whole way of an alert."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

import aiohttp
import pytest

from tests.fake_discord.faults import hang, refuse, reset
from tests.fake_discord.state.models import Perm
from tests.fake_sources.huggingface import make_item
from tests.wire.support.paperboy_process import PaperboyProcess
from tests.wire.support.scenario import CREATE, learned, open_scene, posts_exactly, snapshots

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.wire.support.scenario import Scene


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with open_scene(tmp_path) as opened:
        yield opened


async def test_first_alert(scene: Scene) -> None:
    """From the slash command to the posts: exactly the new matches; after a restart only what is new then."""
    known = await learned(scene)
    fresh = scene.list(snapshots()[-1]) - known
    await posts_exactly(scene, fresh)
    assert await scene.paperboy.stop() == 0

    await scene.paperboy.start()
    await scene.discord.gateway.connected(identifies=2)
    late = make_item("2510.99999", title="A late paper on diffusion")
    scene.papers.put(scene.day, [*scene.papers.days[scene.day], late])
    await posts_exactly(scene, fresh | {"2510.99999"})
    assert all(message.edits == 0 for message in scene.discord.posted())
    assert scene.discord.accounts.syncs == 1
    assert await scene.paperboy.stop() == 0


async def test_answer_lost_after_acceptance(scene: Scene) -> None:
    """A connection that breaks after Discord accepted a post does not lead to a second one."""
    known = await learned(scene)
    armed = scene.discord.faults.arm(*CREATE, reset(accepted=True), times=2)
    fresh = scene.list(snapshots()[-1]) - known
    await posts_exactly(scene, fresh)
    assert armed.struck == 2
    assert len(scene.discord.journal.calls(*CREATE)) > len(fresh)


@pytest.mark.parametrize("accepted", [True, False])
async def test_killed_while_posting(scene: Scene, *, accepted: bool) -> None:
    """Killed between the request and the note of its success, the bot ends with every paper posted once.

    Whether Discord had accepted the request is what the bot cannot know: both must end well.
    """
    known = await learned(scene)
    armed = scene.discord.faults.arm(*CREATE, hang(accepted=accepted))
    fresh = scene.list(snapshots()[-1]) - known
    await scene.discord.until(lambda: armed.struck == 1, "a post that hangs")
    await scene.paperboy.kill()
    assert len(scene.discord.posted()) == int(accepted)

    await scene.paperboy.start()
    await posts_exactly(scene, fresh)
    assert scene.discord.posting.repeated == int(accepted)


async def test_stopped_while_posting(scene: Scene) -> None:
    """SIGTERM in the middle of a post that hangs ends the process in time, and the post is made up for later."""
    known = await learned(scene)
    armed = scene.discord.faults.arm(*CREATE, hang())
    fresh = scene.list(snapshots()[-1]) - known
    await scene.discord.until(lambda: armed.struck == 1, "a post that hangs")
    assert await scene.paperboy.stop() == 0

    await scene.paperboy.start()
    await posts_exactly(scene, fresh)


async def test_permission_lost_and_given_back(scene: Scene) -> None:
    """Without Send Messages alerts are kept and the subscriber is told; so is that they flow again."""
    known = await learned(scene)
    scene.discord.world.forbid(scene.channel, Perm.SEND_MESSAGES)
    fresh = scene.list(snapshots()[-1]) - known
    told = scene.discord.world.direct(scene.admin)
    await scene.discord.until(lambda: len(told.messages) == 1, "a word to the subscriber")
    assert scene.discord.posted(scene.channel) == []
    scene.discord.world.permit(scene.channel, Perm.SEND_MESSAGES)
    await posts_exactly(scene, fresh)
    [stopped, flows] = [message.content for message in told.messages.values()]
    assert "Send Messages" in stopped
    assert flows.startswith("Alerts flow again in")


async def test_discord_refuses_for_a_while(scene: Scene) -> None:
    """503 delays the posts and loses none."""
    known = await learned(scene)
    armed = scene.discord.faults.arm(*CREATE, refuse(503), times=2)
    fresh = scene.list(snapshots()[-1]) - known
    await posts_exactly(scene, fresh)
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
