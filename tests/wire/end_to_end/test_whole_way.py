"""`paperboy run` between a loopback Discord and a loopback Hugging Face: the whole way of an alert."""

import asyncio
from pathlib import Path

import aiohttp
import pytest

from tests.fake_discord.faults import hang, refuse, reset
from tests.fake_discord.state.models import Perm
from tests.fake_sources.huggingface import make_item
from tests.support.postgres import free_port
from tests.wire.support.scenario import CREATE, Scenario, learned, open_scenario, posts_exactly


async def test_every_step_of_an_alert(scenario: Scenario):
    """From the slash command to the posts: exactly the new matches; after a restart only what is new then.

    Where a connection breaks after Discord accepted a post there is no second one.
    """
    scenario.paperboy.forked = False  # as a host starts it
    known = await learned(scenario)
    armed = scenario.discord.faults.arm(*CREATE, reset(accepted=True), times=2)
    fresh = scenario.grow(known)
    await posts_exactly(scenario, fresh)
    assert armed.struck == 2
    looks = scenario.discord.journal
    await scenario.discord.until(lambda: len(looks.calls("GET", CREATE[1])) >= armed.struck, "a look for each")
    assert await scenario.paperboy.stop() == 0

    await scenario.paperboy.start()
    await scenario.discord.gateway.connected(identifies=2)
    late = make_item("2510.99999", title="A late paper on diffusion")
    scenario.papers.put(scenario.day, [*scenario.papers.days[scenario.day], late])
    await posts_exactly(scenario, fresh | {"2510.99999"})
    assert all(message.edits == 0 for message in scenario.discord.posted())
    assert scenario.discord.accounts.syncs == 1
    assert await scenario.paperboy.stop() == 0


async def test_whatever_is_in_the_way_of_a_connection(tmp_path: Path):
    """Away at the login, for commands and at the gateway it is tried again; broken off the session is resumed.

    While the gateway is away the process is not ready. A close code that no new connection can mend ends it with
    its reason and exit code 1.
    """
    port = free_port()
    async with open_scenario(tmp_path, PAPERBOY_HEALTH__PORT=str(port)) as scenario:
        discord, gateway = scenario.discord, scenario.discord.gateway
        commands = "/applications/{application_id}/commands"
        armed = [discord.faults.arm(*one, refuse(503)) for one in (("GET", "/users/@me"), ("PUT", commands))]
        await discord.gateway_door.shut()
        await scenario.paperboy.start()
        await discord.until(lambda: all(one.struck == 1 for one in armed), "the login and the commands")
        gateway.away = True
        await discord.gateway_door.open()
        await discord.until(lambda: gateway.refused > 0, "a connection that breaks")
        gateway.away = False
        await gateway.connected()
        await discord.until(lambda: discord.accounts.syncs == 1, "the commands")
        gateway.abort()
        await gateway.resumed()
        assert "New matches go to" in (await scenario.subscribe("diffusion")).content
        assert gateway.identifies == 1
        await _answers(port, 200)
        gateway.away = True
        gateway.abort()
        await _answers(port, 503)
        gateway.away = False
        await _answers(port, 200)
        await gateway.close(4011)
        assert await scenario.paperboy.ended() == 1
        assert "requires sharding" in scenario.paperboy.output()
        assert "Traceback" not in scenario.paperboy.output()


async def _answers(port: int, status: int):
    """Ask /readyz until it answers so; AssertionError after a while."""
    async with asyncio.timeout(40), aiohttp.ClientSession() as session:
        while True:
            async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
                if answer.status == status:
                    return
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("accepted", [True, False])
async def test_killed_while_posting(scenario: Scenario, *, accepted: bool):
    """Killed between the request and the note of its success, the bot ends with every paper posted once.

    Whether Discord had accepted the request is what the bot cannot know: both must end well.
    """
    known = await learned(scenario)
    armed = scenario.discord.faults.arm(*CREATE, hang(accepted=accepted))
    fresh = scenario.grow(known)
    await scenario.discord.until(lambda: armed.struck == 1, "a post that hangs")
    await scenario.paperboy.kill()
    assert len(scenario.discord.posted()) == int(accepted)

    await scenario.paperboy.start()
    await posts_exactly(scenario, fresh)
    assert scenario.discord.posting.repeated == 0  # it was looked for


async def test_stopped_while_posting(scenario: Scenario):
    """SIGTERM in the middle of a post that hangs ends the process in time, and the post is made up for later."""
    known = await learned(scenario)
    armed = scenario.discord.faults.arm(*CREATE, hang())
    fresh = scenario.grow(known)
    await scenario.discord.until(lambda: armed.struck == 1, "a post that hangs")
    assert await scenario.paperboy.stop() == 0

    await scenario.paperboy.start()
    await posts_exactly(scenario, fresh)


async def test_permission_lost_and_given_back(scenario: Scenario):
    """Without Send Messages alerts are kept and the subscriber is told; so is that they flow again."""
    known = await learned(scenario)
    scenario.discord.world.forbid(scenario.channel, Perm.SEND_MESSAGES)
    fresh = scenario.grow(known)
    told = scenario.discord.world.direct(scenario.admin)
    await scenario.discord.until(lambda: len(told.messages) == 1, "a word to the subscriber")
    assert scenario.discord.posted(scenario.channel) == []
    scenario.discord.world.permit(scenario.channel, Perm.SEND_MESSAGES)
    await posts_exactly(scenario, fresh)
    [stopped, flows] = [message.content for message in told.messages.values()]
    assert "Send Messages" in stopped
    assert flows.endswith("Alerts are back.")
