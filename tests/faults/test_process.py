"""Troubles of the real process: signals, other processes, a token that is taken away."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

from bot.domain.alert import AlertState
from bot.query import parse
from bot.store.opening import open_read_only, open_store
from tests.fake_discord.faults import Fault, refuse
from tests.fake_discord.state.models import Channel
from tests.fake_sources.huggingface import make_item
from tests.support.fakes import destination, subscription
from tests.wire.support.paperboy_process import PaperboyProcess
from tests.wire.support.scenario import CREATE, Scenario, learned

_CHANNELS = 120


async def _subscribe_many(scenario: Scenario, folder: Path) -> list[Channel]:
    """Many channels that want every paper, written into the store before the process opens it."""
    guild = scenario.channel.guild
    assert guild is not None
    channels = [scenario.discord.world.add_channel(guild, f"papers-{n}") for n in range(_CHANNELS)]
    async with open_store(f"tinydb://{folder / 'store'}") as store:
        for number, channel in enumerate(channels):
            wish = subscription(f"sub{number:02}", parse("matter").canonical, channel=channel.id)
            await store.save_subscription(
                replace(wish, guild_id=guild.id, creator_id=scenario.admin.id),
                destination(channel.id, guild=guild.id),
                baseline=frozenset(),
                papers_version=await store.papers_version(),
            )
    return channels


async def test_sigterm_in_the_middle_of_a_burst(scenario: Scenario, tmp_path: Path):
    """Stopped while many channels are posted to, it ends in time; the next start posts the rest, each once."""
    channels = await _subscribe_many(scenario, tmp_path)
    await scenario.paperboy.start()
    await scenario.polled()
    scenario.discord.faults.arm(*CREATE, Fault(delay=0.05), times=None)
    scenario.papers.put(scenario.day, [make_item("2511.00001")])
    await scenario.discord.until(lambda: len(scenario.discord.posted()) >= 5, "the beginning of the burst")
    assert await scenario.paperboy.stop() == 0
    posted = len(scenario.discord.posted())
    assert posted < _CHANNELS

    await scenario.paperboy.start()
    await scenario.discord.until(lambda: len(scenario.discord.posted()) >= _CHANNELS, "the rest of the burst")
    await scenario.polled()
    assert Counter(m.channel.id for m in scenario.discord.posted()) == Counter(c.id for c in channels)
    assert scenario.discord.posting.repeated == 0


async def test_token_taken_away(scenario: Scenario, tmp_path: Path):
    """A 401 to a post ends the process with one clear line; the alert still waits."""
    known = await learned(scenario)
    scenario.discord.faults.arm(*CREATE, refuse(401))
    assert scenario.grow(known)
    assert await scenario.paperboy.ended() == 1
    assert scenario.paperboy.output().count("Discord does not accept the token") == 1
    assert scenario.discord.posted() == []
    async with open_read_only(f"tinydb://{tmp_path / 'store'}") as store:
        assert (await store.counts()).alerts[AlertState.PLANNED] > 0


async def test_two_processes_on_one_store(scenario: Scenario, tmp_path: Path):
    """The second one ends at once and names the first, which goes on undisturbed."""
    await scenario.paperboy.start()
    await scenario.discord.gateway.connected()
    logs = tmp_path / "second"
    logs.mkdir()
    environment = scenario.discord.environment() | {
        "PAPERBOY_STORE__URL": f"tinydb://{tmp_path / 'store'}",
        "PAPERBOY_HUGGINGFACE__URL": scenario.papers.url,
    }
    async with PaperboyProcess(logs, environment, scenario.discord.bell.break_off) as second:
        assert await second.ended() == 1
        assert "is in use by process" in second.output()
    await scenario.polled()
    assert await scenario.paperboy.stop() == 0
