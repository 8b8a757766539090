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
from tests.wire.support.scenario import CREATE, learned, open_scenario, posts_exactly, snapshots

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.wire.support.scenario import Scenario


@pytest.fixture
async def scenario(tmp_path: Path) -> AsyncIterator[Scenario]:
    async with open_scenario(tmp_path) as opened:
        yield opened


async def test_first_alert(scenario: Scenario) -> None:
    """From the slash command to the posts: exactly the new matches; after a restart only what is new then."""
    known = await learned(scenario)
    fresh = scenario.list(snapshots()[-1]) - known
    await posts_exactly(scenario, fresh)
    assert await scenario.paperboy.stop() == 0

    await scenario.paperboy.start()
    await scenario.discord.gateway.connected(identifies=2)
    late = make_item("2510.99999", title="A late paper on diffusion")
    scenario.papers.put(scenario.day, [*scenario.papers.days[scenario.day], late])
    await posts_exactly(scenario, fresh | {"2510.99999"})
    assert all(message.edits == 0 for message in scenario.discord.posted())
    assert scenario.discord.accounts.syncs == 1
    assert await scenario.paperboy.stop() == 0


async def test_answer_lost_after_acceptance(scenario: Scenario) -> None:
    """A connection that breaks after Discord accepted a post does not lead to a second one."""
    known = await learned(scenario)
    armed = scenario.discord.faults.arm(*CREATE, reset(accepted=True), times=2)
    fresh = scenario.list(snapshots()[-1]) - known
    await posts_exactly(scenario, fresh)
    assert armed.struck == 2
    looks = scenario.discord.journal
    await scenario.discord.until(lambda: len(looks.calls("GET", CREATE[1])) >= armed.struck, "a look for each")


@pytest.mark.parametrize("accepted", [True, False])
async def test_killed_while_posting(scenario: Scenario, *, accepted: bool) -> None:
    """Killed between the request and the note of its success, the bot ends with every paper posted once.

    Whether Discord had accepted the request is what the bot cannot know: both must end well.
    """
    known = await learned(scenario)
    armed = scenario.discord.faults.arm(*CREATE, hang(accepted=accepted))
    fresh = scenario.list(snapshots()[-1]) - known
    await scenario.discord.until(lambda: armed.struck == 1, "a post that hangs")
    await scenario.paperboy.kill()
    assert len(scenario.discord.posted()) == int(accepted)

    await scenario.paperboy.start()
    await posts_exactly(scenario, fresh)
    assert scenario.discord.posting.repeated == 0  # it was looked for


async def test_stopped_while_posting(scenario: Scenario) -> None:
    """SIGTERM in the middle of a post that hangs ends the process in time, and the post is made up for later."""
    known = await learned(scenario)
    armed = scenario.discord.faults.arm(*CREATE, hang())
    fresh = scenario.list(snapshots()[-1]) - known
    await scenario.discord.until(lambda: armed.struck == 1, "a post that hangs")
    assert await scenario.paperboy.stop() == 0

    await scenario.paperboy.start()
    await posts_exactly(scenario, fresh)


async def test_permission_lost_and_given_back(scenario: Scenario) -> None:
    """Without Send Messages alerts are kept and the subscriber is told; so is that they flow again."""
    known = await learned(scenario)
    scenario.discord.world.forbid(scenario.channel, Perm.SEND_MESSAGES)
    fresh = scenario.list(snapshots()[-1]) - known
    told = scenario.discord.world.direct(scenario.admin)
    await scenario.discord.until(lambda: len(told.messages) == 1, "a word to the subscriber")
    assert scenario.discord.posted(scenario.channel) == []
    scenario.discord.world.permit(scenario.channel, Perm.SEND_MESSAGES)
    await posts_exactly(scenario, fresh)
    [stopped, flows] = [message.content for message in told.messages.values()]
    assert "Send Messages" in stopped
    assert flows.startswith("Alerts flow again in")


async def test_discord_refuses_for_a_while(scenario: Scenario) -> None:
    """503 delays the posts and loses none."""
    known = await learned(scenario)
    armed = scenario.discord.faults.arm(*CREATE, refuse(503), times=2)
    fresh = scenario.list(snapshots()[-1]) - known
    await posts_exactly(scenario, fresh)
    assert armed.struck == 2


async def test_gateway_away_at_first(scenario: Scenario) -> None:
    """A gateway that cannot be reached at the start is tried again until it is there."""
    await scenario.discord.gateway_door.shut()
    await scenario.paperboy.start()
    await scenario.discord.until(lambda: scenario.discord.accounts.syncs == 1, "the login")
    scenario.discord.gateway.away = True
    await scenario.discord.gateway_door.open()
    await scenario.discord.until(lambda: scenario.discord.gateway.refused > 0, "a connection that breaks")
    scenario.discord.gateway.away = False
    await scenario.discord.gateway.connected()
    assert await scenario.paperboy.stop() == 0


async def test_rest_away_at_first(scenario: Scenario) -> None:
    """A Discord that answers 503 to the login is tried again until it lets the bot in."""
    armed = scenario.discord.faults.arm("GET", "/users/@me", refuse(503))
    await scenario.paperboy.start()
    await scenario.discord.gateway.connected()
    assert armed.struck == 1


async def test_commands_that_discord_does_not_take(scenario: Scenario) -> None:
    """A start is not stopped by commands that cannot be registered at the moment: they are registered later."""
    armed = scenario.discord.faults.arm("PUT", "/applications/{application_id}/commands", refuse(503))
    await scenario.paperboy.start()
    await scenario.discord.gateway.connected()
    await scenario.discord.until(lambda: scenario.discord.accounts.syncs == 1, "the commands")
    assert armed.struck == 1


async def test_gateway_that_closes_for_good(scenario: Scenario) -> None:
    """A close code that no new connection can mend ends the process with its reason and exit code 1."""
    await scenario.paperboy.start()
    await scenario.discord.gateway.connected()
    await scenario.discord.gateway.close(4011)
    assert await scenario.paperboy.ended() == 1
    assert "requires sharding" in scenario.paperboy.output()
    assert "Traceback" not in scenario.paperboy.output()


async def test_readiness_follows_the_gateway(scenario: Scenario, tmp_path: Path) -> None:
    """While the gateway is away the process does not count as ready; it does again when it is back."""
    folder = tmp_path / "ready"
    folder.mkdir()
    port = _free_port()
    environment = scenario.discord.environment() | {
        "PAPERBOY_HUGGINGFACE__URL": scenario.papers.url,
        "PAPERBOY_HEALTH__PORT": str(port),
    }
    async with PaperboyProcess(folder, environment, scenario.discord.bell.break_off) as paperboy:
        await scenario.discord.gateway.connected()
        await _answers(port, 200)
        scenario.discord.gateway.away = True
        scenario.discord.gateway.abort()
        await _answers(port, 503)
        scenario.discord.gateway.away = False
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


async def test_resumed_session_hears_commands(scenario: Scenario) -> None:
    """After the gateway broke off the session is resumed, and commands and alerts go on."""
    await scenario.paperboy.start()
    await scenario.discord.gateway.connected()
    scenario.discord.gateway.abort()
    await scenario.discord.gateway.resumed()
    assert "Saved" in (await scenario.subscribe("diffusion")).content
    assert scenario.discord.gateway.identifies == 1


async def test_token_that_discord_does_not_know(scenario: Scenario, tmp_path: Path) -> None:
    """A wrong token ends the process with one clear line, without the token and without a traceback."""
    wrong = scenario.discord.environment() | {"PAPERBOY_DISCORD__TOKEN": "MTIz.wrong.token-nobody-knows"}
    folder = tmp_path / "wrong"
    folder.mkdir()
    environment = wrong | {"PAPERBOY_HUGGINGFACE__URL": scenario.papers.url}
    async with PaperboyProcess(folder, environment, scenario.discord.bell.break_off) as paperboy:
        assert await paperboy.ended() == 1
    said = paperboy.output()
    assert said.count("Discord does not accept the token") == 1
    assert "Traceback" not in said
    assert "nobody-knows" not in said
