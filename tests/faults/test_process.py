"""Troubles of the real process: signals, other processes, a token that is taken away."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.alert import AlertState
from bot.query import parse
from bot.store.opening import open_read_only, open_store
from tests.fake_discord.faults import Fault, refuse
from tests.fake_sources.huggingface import make_item
from tests.support.fakes import destination, subscription
from tests.wire.support.paperboy_process import PaperboyProcess
from tests.wire.support.scenario import CREATE, learned, snapshots

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fake_discord.state.models import Channel
    from tests.wire.support.scenario import Scene

_CHANNELS = 120


async def _subscribe_many(scene: Scene, folder: Path) -> list[Channel]:
    """Many channels that want every paper, written into the store before the process opens it."""
    guild = scene.channel.guild
    assert guild is not None
    channels = [scene.discord.world.add_channel(guild, f"papers-{n}") for n in range(_CHANNELS)]
    async with open_store(f"tinydb://{folder / 'store'}") as store:
        for number, channel in enumerate(channels):
            wish = subscription(f"sub{number:02}", parse("matter").canonical, channel=channel.id)
            await store.save_subscription(
                replace(wish, guild_id=guild.id, creator_id=scene.admin.id),
                destination(channel.id, guild=guild.id),
                baseline=frozenset(),
                papers_version=await store.papers_version(),
            )
    return channels


async def test_sigterm_in_the_middle_of_a_burst(scene: Scene, tmp_path: Path) -> None:
    """Stopped while many channels are posted to, it ends in time; the next start posts the rest, each once."""
    channels = await _subscribe_many(scene, tmp_path)
    await scene.paperboy.start()
    await scene.polled()
    scene.discord.faults.arm(*CREATE, Fault(delay=0.05), times=None)
    scene.papers.put(scene.day, [make_item("2511.00001")])
    await scene.discord.until(lambda: len(scene.discord.posted()) >= 5, "the beginning of the burst")
    assert await scene.paperboy.stop() == 0
    posted = len(scene.discord.posted())
    assert posted < _CHANNELS

    await scene.paperboy.start()
    await scene.discord.until(lambda: len(scene.discord.posted()) >= _CHANNELS, "the rest of the burst")
    await scene.polled()
    assert Counter(m.channel.id for m in scene.discord.posted()) == Counter(c.id for c in channels)
    assert scene.discord.posting.repeated == 0


async def test_token_taken_away(scene: Scene, tmp_path: Path) -> None:
    """A 401 to a post ends the process with one clear line; the alert stays owed."""
    known = await learned(scene)
    scene.discord.faults.arm(*CREATE, refuse(401))
    assert scene.list(snapshots()[-1]) - known
    assert await scene.paperboy.ended() == 1
    assert scene.paperboy.output().count("Discord does not accept the token") == 1
    assert scene.discord.posted() == []
    async with open_read_only(f"tinydb://{tmp_path / 'store'}") as store:
        assert (await store.counts()).alerts[AlertState.PLANNED] > 0


async def test_two_processes_on_one_store(scene: Scene, tmp_path: Path) -> None:
    """The second one ends at once and names the first, which goes on undisturbed."""
    await scene.paperboy.start()
    await scene.discord.gateway.connected()
    logs = tmp_path / "second"
    logs.mkdir()
    environment = scene.discord.environment() | {
        "PAPERBOY_STORE__URL": f"tinydb://{tmp_path / 'store'}",
        "PAPERBOY_HUGGINGFACE__URL": scene.papers.url,
    }
    async with PaperboyProcess(logs, environment, scene.discord.bell.break_off) as second:
        assert await second.ended() == 1
        assert "is in use by process" in second.output()
    await scene.polled()
    assert await scene.paperboy.stop() == 0
