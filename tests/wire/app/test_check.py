"""`paperboy check` and `poll --dry-run` against both loopback servers: they find, and change nothing."""

import asyncio
import subprocess
import time
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr

from bot.app.check import check
from bot.app.control import serve_control
from bot.cli.poll_preview import as_text, dry_run
from bot.domain.clock import utc_now
from bot.domain.errors import SourceError
from bot.domain.subscription import Mode
from bot.service.poll.poller import Poller
from bot.settings import Settings
from bot.sources.catalogue import build_all
from bot.sources.http.fetcher import open_session
from bot.store.opening import open_store
from tests.fake_discord import LoopbackDiscord
from tests.fake_discord.faults import rate_limited
from tests.fake_discord.state.models import Channel, Perm
from tests.fake_sources.huggingface import LoopbackHuggingFace, make_item
from tests.faults.mounts import small_disk
from tests.support.databases import Databases
from tests.support.fakes import subscribe, subscription


@pytest.fixture
async def papers() -> AsyncIterator[LoopbackHuggingFace]:
    async with LoopbackHuggingFace() as server:
        yield server


@pytest.fixture
def settings(tmp_path: Path, discord: LoopbackDiscord, papers: LoopbackHuggingFace) -> Settings:
    """Settings that point at the loopback servers."""
    return Settings.model_validate(
        {
            "discord": {
                "api_url": discord.api_url,
                "gateway_url": discord.gateway_url,
                "token": discord.token,
            },
            "huggingface": {"url": papers.url},
            "store": {"url": f"tinydb://{tmp_path / 'store'}"},
        }
    )


def today() -> date:
    """The list day that is open."""
    return (datetime.now(UTC).astimezone(ZoneInfo("America/New_York")) + timedelta(hours=2.5)).date()


async def place(settings: Settings, discord: LoopbackDiscord) -> Channel:
    """A channel with a subscription, in a store that has learned."""
    guild = discord.world.add_guild("Reading group")
    channel = discord.world.add_channel(guild, "papers")
    async with open_store(settings.store.url) as store:
        await subscribe(store, subscription(channel=channel.id, guild_id=guild.id))
    return channel


def changed(settings: Settings, section: str, **facts: Any) -> Settings:
    """The settings, but for these of a section."""
    return settings.model_copy(update={section: getattr(settings, section).model_copy(update=facts)})


async def bad(settings: Settings) -> dict[str, str]:
    """Return the failed findings by subject."""
    return {finding.subject: finding.text for finding in await check(settings) if not finding.ok}


async def test_all_is_well(settings: Settings, discord: LoopbackDiscord, papers: LoopbackHuggingFace):
    """With a good token, channel and source every finding is well; today's list is counted; nothing is changed."""
    await place(settings, discord)
    papers.put(today(), [make_item("2511.00001"), {"paper": {"upvotes": 0}}])
    findings = {finding.subject: (finding.ok, finding.text) for finding in await check(settings)}
    assert [subject for subject, (well, _) in findings.items() if not well] == []
    assert findings["Hugging Face"][1] == "Today's list has 1 paper, 1 broken item."
    assert {entry.call.method for entry in discord.journal.entries} == {"GET"}


async def test_what_is_wrong_with_a_channel(settings: Settings, discord: LoopbackDiscord):
    """A missing permission is named before it matters; a deleted channel is told apart from a closed one."""
    channel = await place(settings, discord)
    discord.world.forbid(channel, Perm.READ_MESSAGE_HISTORY)
    (missing,) = (await bad(settings)).values()
    discord.world.remove_channel(channel)
    (deleted,) = (await bad(settings)).values()
    assert "Read Message History" in missing
    assert "deleted" in deleted


async def test_what_is_wrong_with_a_thread(settings: Settings, discord: LoopbackDiscord):
    """A thread has the permissions of its channel, and can be locked."""
    parent = discord.world.add_channel(discord.world.add_guild("Reading group"), "papers")
    thread = discord.world.add_thread(parent, "Diffusion", discord.world.bot)
    async with open_store(settings.store.url) as store:
        await subscribe(store, subscription(channel=thread.id, guild_id=parent.guild.id if parent.guild else 0))
    discord.world.forbid(parent, Perm.SEND_MESSAGES)
    assert await bad(settings) == {}
    thread.locked = True
    (locked,) = (await bad(settings)).values()
    discord.world.forbid(parent, Perm.SEND_MESSAGES_IN_THREADS)
    (missing,) = (await bad(settings)).values()
    assert "locked" in locked
    assert "Send Messages in Threads" in missing


async def test_what_is_wrong_with_a_token(settings: Settings, papers: LoopbackHuggingFace):
    """Unset, or one that Discord does not know, it hides nothing else, and nothing of it is shown."""
    assert list(await bad(changed(settings, "discord", token=None))) == ["token"]
    await papers.__aexit__(None, None, None)
    found = await bad(changed(settings, "discord", token=SecretStr("nobody.knows.this")))
    assert set(found) == {"Hugging Face", "token"}
    assert "nobody.knows.this" not in "".join(found.values())
    with pytest.raises(SourceError, match="could not be read"):
        await dry_run(settings)


async def test_many_servers_are_asked_slowly(settings: Settings, discord: LoopbackDiscord):
    """Three things a server however many channels it has, below thirty requests a second, waiting when told to."""
    made = [discord.world.add_guild(f"Server {number}") for number in range(8)]
    channels = [discord.world.add_channel(guild, f"papers-{n}") for guild in made for n in range(4)]
    async with open_store(settings.store.url) as store:
        for number, channel in enumerate(channels):
            await subscribe(
                store,
                subscription(
                    f"a{number:04}", channel=channel.id, guild_id=channel.guild.id if channel.guild else 0
                ),
            )
    discord.limits.everywhere = True
    discord.faults.arm("GET", "/guilds/{guild_id}/channels", rate_limited(1.5))
    begun = time.monotonic()
    findings = await check(settings)
    lasted = time.monotonic() - begun
    asked = [one for one in discord.journal.entries if one.call.route.startswith("/guilds")]
    assert [f.subject for f in findings if not f.ok] == []
    assert len(asked) == 3 * len(made) + 1
    assert lasted >= (len(asked) - 2) / 30 + 1.5
    assert discord.limits.refused == 0


async def test_a_database_without_a_store_is_a_finding(settings: Settings, databases: Databases):
    """A database without a store is a finding, and checking creates nothing."""
    url = await databases.new()
    other = changed(settings, "store", url=url)
    assert "no store of this version" in (await bad(other))["store"]
    async with open_store(url):
        pass
    (store,) = [f for f in await check(other) if f.subject == "store"]
    assert (store.ok, store.text) == (
        True,
        "0 papers, 0 subscriptions. Any number of replicas can run on this database.",
    )


async def test_a_discord_that_is_away_is_a_finding(settings: Settings, discord: LoopbackDiscord):
    """A Discord that is away is a finding, without blaming token or channels."""
    await place(settings, discord)
    await discord.rest_door.shut()
    found = await bad(settings)
    assert list(found) == ["Discord"]
    assert found["Discord"].startswith("The connection")
    assert "The token could not be checked" in found["Discord"]


async def test_a_process_that_fails_is_a_finding(settings: Settings, discord: LoopbackDiscord):
    """A running Paperboy that cannot tell its status is a finding, not a store that is still to come."""
    await place(settings, discord)
    async with open_store(settings.store.url), serve_control(settings.store.url, {}):
        found = await bad(changed(settings, "web", port=1, public_url="http://127.0.0.1:1"))
    assert set(found) == {"store", "web"}
    assert found["store"].startswith("The running Paperboy accepts")


@pytest.mark.parametrize("begun", [True, False], ids=["with a store", "without one"])
async def test_a_store_that_cannot_be_written_is_a_finding(settings: Settings, tmp_path: Path, *, begun: bool):
    """A store on a read-only file system is a finding."""
    with small_disk(tmp_path / "disk", "1m") as disk:
        other = changed(settings, "store", url=f"tinydb://{disk / 'store'}")
        if begun:
            async with open_store(other.store.url):
                pass
        await asyncio.to_thread(subprocess.run, ["mount", "-o", "remount,ro", str(disk)], check=True)
        found = await bad(other)
        where = f"folder {disk / 'store' if begun else disk}"
        assert list(found) == ["store"]
        assert "cannot be written: read-only file system. Mount it" in found["store"]
        assert where in found["store"]


async def test_dry_run_of_a_first_run(settings: Settings, papers: LoopbackHuggingFace):
    """It says that the first run only records, makes no store, and counts what is broken."""
    papers.put(today(), [make_item("2511.00001", title="Diffusion"), {"paper": {"upvotes": 0}}])
    text = "\n".join(as_text(await dry_run(settings)))
    assert "Hugging Face: 1 paper on 7 list days, 1 new, 1 broken item skipped. This was the first" in text
    assert "no subscriptions yet" in text


async def test_dry_run_shows_what_would_be_posted(settings: Settings, papers: LoopbackHuggingFace, tmp_path: Path):
    """It lists each alert with channel, time, paper and subscription; and the store is as it was."""
    papers.put(today(), [make_item("2511.00001", title="Old diffusion")])
    await _learn(settings)
    assert [*as_text(await dry_run(settings))][1].startswith("Nothing would be posted")
    papers.put(
        today(), [make_item("2511.00001", title="Old diffusion"), make_item("2511.00002", title="Diffusion")]
    )
    before = {path.name: path.read_bytes() for path in (tmp_path / "store").iterdir() if path.is_file()}
    text = [*as_text(await dry_run(settings))]
    assert text[1] == "2 alerts would be posted:"
    assert "channel 2000, now: Diffusion (diffusion) https://huggingface.co/papers/2511.00002" in text[2]
    assert "channel 2001, " in text[3]
    assert " 09:00 UTC: Diffusion (diffusion)" in text[3]
    after = {path.name: path.read_bytes() for path in (tmp_path / "store").iterdir() if path.is_file()}
    assert after == before


async def _learn(settings: Settings):
    """Create the store of a first run, with an instant and a digest subscription."""
    async with open_store(settings.store.url) as store, open_session() as session:
        (source,) = build_all(settings, session).polled
        await subscribe(store, subscription(), subscription("bbbbb", channel=2001, mode=Mode.DAILY))
        await Poller(store, source, utc_now).poll()
