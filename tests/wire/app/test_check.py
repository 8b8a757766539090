"""`paperboy check` and `poll --dry-run` against both loopback servers: they find, and change nothing."""

from __future__ import annotations

import asyncio
import subprocess
import time
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr

from bot.app.check import check
from bot.app.poll_preview import dry_run
from bot.domain.clock import utc_now
from bot.domain.errors import SourceError
from bot.domain.subscription import Destination, Mode
from bot.service.poll.poller import Poller
from bot.settings import Settings
from bot.sources.catalogue import build_all
from bot.sources.http.fetcher import open_session
from bot.store.opening import open_store
from tests.fake_discord.faults import rate_limited
from tests.fake_discord.state.models import Perm
from tests.fake_sources.huggingface import LoopbackHuggingFace, make_item
from tests.faults.mounts import small_disk
from tests.support.fakes import subscribe, subscription

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import date
    from pathlib import Path

    from tests.fake_discord import LoopbackDiscord
    from tests.fake_discord.state.models import Channel
    from tests.support.databases import Databases


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


def lines(findings: list[object]) -> str:
    return "\n".join(str(finding) for finding in findings)


async def place(settings: Settings, discord: LoopbackDiscord) -> Channel:
    """A channel with a subscription, in a store that has learned."""
    guild = discord.world.add_guild("Reading group")
    channel = discord.world.add_channel(guild, "papers")
    async with open_store(settings.store.url) as store:
        await subscribe(store, subscription(channel=channel.id, guild_id=guild.id))
    return channel


async def test_all_is_well(settings: Settings, discord: LoopbackDiscord) -> None:
    """With a good token, channel and source every finding is well, and Discord was only looked at."""
    await place(settings, discord)
    findings = await check(settings)
    assert [f.subject for f in findings if not f.well] == []
    assert {entry.call.method for entry in discord.journal.entries} == {"GET"}


async def test_todays_list_is_counted(settings: Settings, papers: LoopbackHuggingFace) -> None:
    """What is there and what of it cannot be read."""
    papers.put(today(), [make_item("2511.00001"), {"paper": {"upvotes": 0}}])
    (source,) = [f for f in await check(settings) if f.subject == "Hugging Face"]
    assert (source.well, source.text) == (True, "Today's list has 1 paper, 1 broken item.")


async def test_missing_permission_is_named(settings: Settings, discord: LoopbackDiscord) -> None:
    """A channel where history may not be read is found before it matters."""
    channel = await place(settings, discord)
    discord.world.forbid(channel, Perm.READ_MESSAGE_HISTORY)
    (bad,) = [f for f in await check(settings) if not f.well]
    assert "Read Message History" in bad.text


async def test_deleted_channel_is_named(settings: Settings, discord: LoopbackDiscord) -> None:
    """A channel that is no more is told apart from one that is closed."""
    channel = await place(settings, discord)
    discord.world.remove_channel(channel)
    (bad,) = [f for f in await check(settings) if not f.well]
    assert "deleted" in bad.text


async def test_many_servers_are_asked_slowly(settings: Settings, discord: LoopbackDiscord) -> None:
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
    seen: list[int] = []
    begun = time.monotonic()
    findings = await check(settings, lambda _what, _total: nullcontext(seen.append))
    lasted = time.monotonic() - begun
    asked = [one for one in discord.journal.entries if one.call.route.startswith("/guilds")]
    assert [f.subject for f in findings if not f.well] == []
    assert len(asked) == 3 * len(made) + 1
    assert lasted >= (len(asked) - 2) / 30 + 1.5
    assert (seen, discord.limits.refused) == ([4, 8, 12, 16, 20, 24, 28, 32], 0)


async def test_wrong_token_and_dead_source(settings: Settings, papers: LoopbackHuggingFace) -> None:
    """Each thing that is wrong has a sentence of its own, and one does not hide the next."""
    wrong = settings.model_copy(
        update={"discord": settings.discord.model_copy(update={"token": _secret("nobody.knows.this")})}
    )
    await papers.__aexit__(None, None, None)
    bad = {f.subject: f.text for f in await check(wrong) if not f.well}
    assert set(bad) == {"Hugging Face", "token"}
    assert "nobody.knows.this" not in lines(list(bad.values()))


async def test_what_is_no_token_is_told_without_asking(settings: Settings, discord: LoopbackDiscord) -> None:
    """Its shape shows it: nothing is sent to Discord, and nothing of it is shown."""
    wrong = settings.discord.model_copy(update={"token": _secret("my-client-secret")})
    (bad,) = [f for f in await check(settings.model_copy(update={"discord": wrong})) if not f.well]
    assert bad.subject == "token"
    assert bad.text.startswith("PAPERBOY_DISCORD__TOKEN is not the token of a bot (it has 1 of 3 parts")
    assert "my-client-secret" not in bad.text
    assert discord.journal.entries == []


async def test_a_database_without_a_store_is_a_finding(settings: Settings, databases: Databases) -> None:
    """Nothing is made there by looking; with a store, any number of replicas may run on it."""
    url = await databases.new()
    other = settings.model_copy(update={"store": settings.store.model_copy(update={"url": url})})
    (bad,) = [f for f in await check(other) if not f.well]
    assert bad.subject == "store"
    assert "no store of this version" in bad.text
    async with open_store(url):
        pass
    (store,) = [f for f in await check(other) if f.subject == "store"]
    assert (store.well, store.text) == (
        True,
        "0 papers, 0 subscriptions; any number of replicas may run on this database.",
    )


async def test_a_discord_that_is_away_is_a_finding(settings: Settings, discord: LoopbackDiscord) -> None:
    """The token is not blamed for it, nor are the channels."""
    await place(settings, discord)
    await discord.rest_door.shut()
    (bad,) = [f for f in await check(settings) if not f.well]
    assert bad.subject == "Discord"
    assert bad.text.startswith("Discord cannot be reached: ")
    assert "Whether the token is good is not known" in bad.text


async def test_places_that_only_a_post_tells_of_are_well(settings: Settings, discord: LoopbackDiscord) -> None:
    """A person's direct messages, and a thread whose channel is not looked at: nothing is known to hinder."""
    channel = await place(settings, discord)
    guild = channel.guild
    assert guild is not None
    thread = discord.world.add_thread(channel, "papers of May", guild.owner)
    discord.world.forbid(channel, Perm.SEND_MESSAGES)
    async with open_store(settings.store.url) as store:
        await subscribe(store, subscription("bbbbb", channel=thread.id, guild_id=guild.id))
        alone = replace(subscription("ccccc", channel=77), guild_id=None)
        await store.save_subscription(
            alone, Destination(id=77, guild_id=None), baseline=frozenset(), papers_version=0
        )
    findings = {f.subject: f.well for f in await check(settings) if f.subject.startswith("channel")}
    assert findings == {f"channel {channel.id}": False, f"channel {thread.id}": True, "channel 77": True}


async def test_unset_token_is_a_finding(settings: Settings) -> None:
    """Without a token the rest is checked all the same."""
    unset = settings.model_copy(update={"discord": settings.discord.model_copy(update={"token": None})})
    assert [f.subject for f in await check(unset) if not f.well] == ["token"]


async def test_damaged_store_is_a_finding(settings: Settings, tmp_path: Path) -> None:
    """A store that cannot be opened is named, and left as it was."""
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "journal").write_text("this is no journal\nat all\n")
    (bad,) = [f for f in await check(settings) if not f.well]
    assert bad.subject == "store"
    assert f"The store is damaged: {tmp_path / 'store' / 'journal'} " in bad.text
    assert "a copy is kept" not in bad.text
    assert str(tmp_path) in bad.text.partition("Restore ")[2]
    assert [path.name for path in (tmp_path / "store").iterdir()] == ["journal"]
    assert (tmp_path / "store" / "journal").read_text() == "this is no journal\nat all\n"


async def test_a_store_that_cannot_be_written_is_a_finding(settings: Settings, tmp_path: Path) -> None:
    """On a read-only file system, with a store or none yet: found before `run` is started."""
    with small_disk(tmp_path / "disk", "1m") as disk:
        url = f"tinydb://{disk / 'store'}"
        other = settings.model_copy(update={"store": settings.store.model_copy(update={"url": url})})
        remount = ["mount", "-o", "remount,ro", str(disk)]
        async with open_store(url):
            pass
        await asyncio.to_thread(subprocess.run, remount, check=True)
        (bad,) = [f for f in await check(other) if not f.well]
        assert bad.subject == "store"
        assert f"folder {disk / 'store'} cannot be written: read-only file system. Mount it" in bad.text
    with small_disk(tmp_path / "empty", "1m", "ro") as disk:
        url = f"tinydb://{disk / 'store'}"
        other = settings.model_copy(update={"store": settings.store.model_copy(update={"url": url})})
        (bad,) = [f for f in await check(other) if not f.well]
        assert "cannot be written: read-only file system" in bad.text


async def test_dry_run_of_a_first_run(settings: Settings, papers: LoopbackHuggingFace) -> None:
    """On an empty store it says that the first run only records, and makes no store."""
    papers.put(today(), [make_item("2511.00001", title="Diffusion")])
    text = "\n".join(await dry_run(settings))
    assert "1 paper on 7 list days, 1 of them new. This would be the first run" in text
    assert "no subscriptions yet" in text


async def test_dry_run_counts_what_is_broken(settings: Settings, papers: LoopbackHuggingFace) -> None:
    """An item that cannot be read is told; the others are taken."""
    papers.put(today(), [make_item("2511.00001"), {"paper": {"upvotes": 0}}])
    first, *_ = await dry_run(settings)
    assert first.startswith(
        "Hugging Face: 1 paper on 7 list days, 1 of them new, 1 broken item skipped. This would"
    )


async def test_dry_run_shows_what_would_be_posted(
    settings: Settings, papers: LoopbackHuggingFace, tmp_path: Path
) -> None:
    """It lists each alert with channel, time, paper and subscription; and the store is as it was."""
    papers.put(today(), [make_item("2511.00001", title="Old diffusion")])
    await _learn(settings)
    papers.put(
        today(), [make_item("2511.00001", title="Old diffusion"), make_item("2511.00002", title="Diffusion")]
    )
    before = {path.name: path.read_bytes() for path in (tmp_path / "store").iterdir() if path.is_file()}
    text = await dry_run(settings)
    assert text[1] == "2 alerts would be posted:"
    assert "channel 2000, now: Diffusion (diffusion) https://huggingface.co/papers/2511.00002" in text[2]
    assert "channel 2001, " in text[3]
    assert " 09:00 UTC: Diffusion (diffusion)" in text[3]
    after = {path.name: path.read_bytes() for path in (tmp_path / "store").iterdir() if path.is_file()}
    assert after == before


async def test_dry_run_says_when_nothing_matches(settings: Settings, papers: LoopbackHuggingFace) -> None:
    """Nothing to post is said, not shown as an empty list."""
    papers.put(today(), [make_item("2511.00001", title="Old diffusion")])
    await _learn(settings)
    assert (await dry_run(settings))[1].startswith("Nothing would be posted")


async def test_dry_run_with_a_dead_source(settings: Settings, papers: LoopbackHuggingFace) -> None:
    """A source that does not answer is an error with a sentence."""
    await papers.__aexit__(None, None, None)
    with pytest.raises(SourceError, match="could not be read"):
        await dry_run(settings)


async def _learn(settings: Settings) -> None:
    """What a first run leaves behind, with a subscription for now and one for a digest."""
    async with open_store(settings.store.url) as store, open_session() as session:
        (source,) = build_all(settings, session).polled
        await subscribe(store, subscription(), subscription("bbbbb", channel=2001, mode=Mode.DAILY))
        await Poller(store, source, utc_now).poll()


def _secret(text: str) -> object:
    return SecretStr(text)
