"""The composition: shards share the work, and settings reach the parts that need them."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from bot.app.application import Application
from bot.app.background import Background
from bot.app.monitoring.overview import check_readiness, process_facts
from bot.domain.discord.ids import Shard
from bot.domain.errors import SourceError
from bot.domain.ports import SourceKind, Store
from bot.domain.preferences import Rhythm
from bot.search.past_papers import PastIndex
from bot.service.notes import text_of
from bot.service.papers.saved import Saved
from bot.service.preferences.mail_addresses import MailAddress
from bot.service.trusted_clock import TrustedClock
from bot.settings import Settings
from tests.contract.makers import polled
from tests.support.fakes import DAY, PERSON, START, Clock, FakeSource, sighting
from tests.support.makers import application
from tests.support.sources import make_spec

OLD = DAY - timedelta(days=120)


def shard(store: Store, now: Clock, number: int, source: FakeSource | None = None) -> Application:
    """One of two."""
    return application(
        Settings(),
        store,
        PastIndex(store, None),
        [source or FakeSource()],
        now=now,
        shard=Shard(id=number, count=2),
    )


@asynccontextmanager
async def running(*loops: Coroutine[None, None, None]) -> AsyncGenerator[None]:
    """Loops that go on meanwhile."""
    tasks = [asyncio.create_task(loop) for loop in loops]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def until(holds: Callable[[], bool]):
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.001)


async def test_a_follower_hears_how_the_sources_do(store: Store, now: Clock):
    """A follower reads the sources' state from the first shard, and polls nothing itself."""
    source, unread = FakeSource(), FakeSource()
    first, second = shard(store, now, 0, source), shard(store, now, 1, unread)
    (leading,), (following,) = (app.pollers for app in (first, second))
    await Background(first).poll(leading)
    source.faults[DAY].append(SourceError("It is down."))
    source.faults[DAY - timedelta(days=1)].append(SourceError("It is down."))
    now.forward(hours=1)
    with pytest.raises(SourceError):
        await Background(first).poll(leading)
    await second.client._async_setup_hook()  # so that its loops wait for a connection
    async with running(Background(second).run()):
        await until(lambda: following.state.last_error is not None)
    assert following.state == leading.state
    assert following.state.last_good == START
    assert unread.reads == []


@pytest.mark.parametrize("away", [False, True])
async def test_the_first_poll_leaves_the_start_to_the_first_posts(
    store: Store, now: Clock, monkeypatch: pytest.MonkeyPatch, *, away: bool
):
    """The first poll waits for a step of delivery, or some seconds where Discord is away."""
    source = FakeSource()
    app = shard(store, now, 0, source)
    if away:
        monkeypatch.setattr("bot.app.background._POLL_DELAY", 0.0)
    await app.client._async_setup_hook()  # so that its loops wait for a connection
    loops = Background(app)
    async with running(loops.run()):
        if not away:
            await asyncio.sleep(0.02)
            assert source.reads == []
            loops._delivery_began.set()
        await until(lambda: app.pollers[0].state.last_good == START)


async def test_commands_are_registered_once_before_the_connection(
    store: Store, now: Clock, monkeypatch: pytest.MonkeyPatch
):
    """By the first shard at its very first start: they are everybody's, and each shard answers them."""
    asked: list[Store] = []

    async def ask(_client: object, of: Store) -> bool:
        asked.append(of)
        return False

    monkeypatch.setattr("bot.app.application.sync_commands", ask)
    for number, note, expected in ((1, None, []), (0, None, [store]), (0, "what was written", [store])):
        if note is not None:
            await store.set_note("commands", note)
        app = shard(store, now, number)
        async with app.client:
            await app._set_up(app.client)
            assert app.client.tree.get_command("alerts") is not None
        assert asked == expected


async def test_a_stream_that_fails_troubles_who_listens_to_it(store: Store, now: Clock):
    """A failing stream leaves the process ready, and the status warns of it."""
    stream: Any = SimpleNamespace(spec=make_spec("stream", title="A stream", kind=SourceKind.STREAM))
    app = application(Settings(), store, PastIndex(store, None), [FakeSource(), stream], now=now)
    listed, streamed = app.pollers
    streamed.state.failed(START - timedelta(hours=3), "It is down.")
    assert (await check_readiness(app.overview())).checks["last_good_poll"].ok
    one, other = process_facts(app.overview())["sources"]  # type: ignore[misc, attr-defined] - a list
    assert (one["trouble"], other["trouble"]) == (None, None)
    assert "A stream has been failing since" in other["warning"]
    assert "warning" not in one
    listed.state.missed(now(), "Something was lost.")
    assert process_facts(app.overview())["sources"][0]["warning"] == "Something was lost."  # type: ignore[index] - a list


async def test_what_is_old_is_forgotten(store: Store, now: Clock):
    """Papers past their retention are deleted once Discord's clock is known, but not those that somebody saved.

    So is an address that nobody confirmed.
    """
    old = [sighting(f"2507.{number:05}", day=OLD) for number in (1, 2)]
    await polled(store, sightings=(*old, sighting()))
    await Saved(store, now).add(PERSON, old[0].paper.id)
    at = now() - timedelta(hours=1)
    asked = MailAddress(person=PERSON, address="a@b.org", rhythm=Rhythm.DAILY, token="secret", at=at, code="1")
    await store.set_note("mailcode 7", text_of(asked))
    app = shard(store, now, 0)
    app.clock = TrustedClock(now)
    await Background(app).prune()
    assert await store.note("mailcode 7") is None
    assert (await store.counts()).papers == 2
    assert set(await store.sightings([one.paper.id for one in old])) == {old[0].paper.id}


@pytest.mark.parametrize(
    ("web", "link"),
    [
        ({"port": 8080}, ""),
        ({"public_url": "https://p.example"}, ""),
        ({"port": 8080, "public_url": "https://p.example"}, "https://p.example/mail/end/7-secret"),
    ],
)
async def test_mails_have_links_only_to_a_public_address(store: Store, now: Clock, web: dict[str, Any], link: str):
    """An address of this machine, or one where nobody listens, is in no mail."""
    app = application(
        Settings.model_validate({"web": web}), store, PastIndex(store, None), [FakeSource()], now=now
    )
    address = MailAddress(person=PERSON, address="a@b.org", rhythm=Rhythm.DAILY, token="secret", at=now())
    assert app.mails.end_link(7, address) == ("7-secret", link)
    await app.close()
