"""Getting connected to a Discord that is away, limits us, or does not want us."""

from __future__ import annotations

import asyncio
import random
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import discord as library
import pytest

from bot.discord_io.client import PaperboyClient
from bot.discord_io.connection import stay_connected
from bot.discord_io.requests.breaker import Breaker
from bot.discord_io.requests.pacer import Pacer
from bot.discord_io.requests.server_clock import ServerClock
from bot.discord_io.requests.trace import trace_config
from bot.domain.errors import CredentialsError
from tests.fake_discord.faults import rate_limited, refuse, reset

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable

    from tests.fake_discord import LoopbackDiscord
    from tests.fake_discord.faults import Fault

_ME = ("GET", "/users/@me")


class Waits(list[float]):
    """Sleeps that take no time; `then` is what happens during the one with that number."""

    def __init__(self, **then: Callable[[], Awaitable[None]]) -> None:
        super().__init__()
        self._then = then

    async def __call__(self, seconds: float) -> None:
        self.append(seconds)
        if (happens := self._then.get(f"number_{len(self)}")) is not None:
            await happens()
        await asyncio.sleep(0)


async def _no_commands(_client: PaperboyClient) -> None:
    """None are needed here."""


def made(kind: type[PaperboyClient] = PaperboyClient) -> PaperboyClient:
    trace = trace_config(ServerClock(time.monotonic), Breaker(time.monotonic), Pacer())
    return kind(_no_commands, http_trace=trace)


@pytest.fixture
async def client(discord: LoopbackDiscord) -> AsyncIterator[PaperboyClient]:
    """One that is not connected."""
    del discord  # it is to be there
    async with made() as client:
        yield client


async def connect(client: PaperboyClient, discord: LoopbackDiscord, waits: Waits) -> None:
    await stay_connected(client, discord.token, random.Random(1), sleep=waits)


@asynccontextmanager
async def connected(client: PaperboyClient, discord: LoopbackDiscord, waits: Waits) -> AsyncGenerator[None]:
    """The client at the gateway, however long that takes; closed afterwards."""
    task = asyncio.create_task(connect(client, discord, waits))
    await discord.gateway.connected()
    yield
    await client.close()
    await task


@pytest.mark.parametrize(
    ("fault", "times", "why"),
    [
        pytest.param(refuse(503), 3, "it answered 503.", id="down"),
        pytest.param(rate_limited(7.0, via=False), 3, "it answered 429.", id="banned by the proxy"),
        pytest.param(reset(), 6, "Server disconnected.", id="broken off"),  # aiohttp tries each a second time
    ],
)
async def test_login_is_tried_until_it_succeeds(
    client: PaperboyClient,
    discord: LoopbackDiscord,
    caplog: pytest.LogCaptureFixture,
    *,
    fault: Fault,
    times: int,
    why: str,
) -> None:
    """Each try has a session of its own, the wait between them grows, and the log says why."""
    discord.faults.arm(*_ME, fault, times=times)
    waits = Waits()
    async with connected(client, discord, waits):
        assert client.user is not None
    assert [0.5 * 2**n <= wait <= 2**n for n, wait in enumerate(waits)] == [True] * 3
    assert caplog.text.count(f"Could not log in to Discord: {why} Next try in") == 3


async def test_a_limited_login_waits_as_long_as_it_is_told(
    client: PaperboyClient, discord: LoopbackDiscord, caplog: pytest.LogCaptureFixture
) -> None:
    """Asking earlier would make it worse."""
    discord.faults.arm(*_ME, rate_limited(99.0))
    waits = Waits()
    async with connected(client, discord, waits):
        pass
    (wait,) = waits
    assert 99 <= wait <= 110
    assert "Could not log in to Discord: it limits us. Next try in" in caplog.text


async def test_a_login_that_fails_half_way_is_begun_anew(client: PaperboyClient, discord: LoopbackDiscord) -> None:
    """The token was accepted and then the server went away: commands are set up once, at the end."""
    calls: list[str] = []

    async def set_up(_client: PaperboyClient) -> None:
        calls.append("set up")

    client._setup = set_up
    discord.faults.arm("GET", "/oauth2/applications/@me", refuse(503))
    waits = Waits()
    async with connected(client, discord, waits):
        assert calls == ["set up"]
    assert len(waits) == 1


async def test_a_server_that_is_not_there_yet(
    client: PaperboyClient, discord: LoopbackDiscord, caplog: pytest.LogCaptureFixture
) -> None:
    """While nobody listens it is knocked again, and the first that listens is enough."""
    await discord.rest_door.shut()
    async with connected(client, discord, waits := Waits(number_2=discord.rest_door.open)):
        pass
    assert len(waits) == 2
    assert caplog.text.count("Could not log in to Discord: Cannot connect to host") == 2


async def test_a_reason_without_words_has_its_name(
    discord: LoopbackDiscord, caplog: pytest.LogCaptureFixture
) -> None:
    """A time-out of the HTTP library says nothing by itself."""

    class Late(PaperboyClient):
        late = True

        async def login(self, token: str) -> None:
            await super().login(token)
            if self.late:
                self.late = False
                raise TimeoutError

    async with made(Late) as client, connected(client, discord, Waits()):
        pass
    assert "Could not log in to Discord: TimeoutError. Next try in" in caplog.text


async def test_what_no_waiting_mends_is_passed_on(client: PaperboyClient, discord: LoopbackDiscord) -> None:
    """A login that Discord calls wrong is a bug, and told as one."""
    discord.faults.arm(*_ME, refuse(400))
    waits = Waits()
    with pytest.raises(library.HTTPException):
        await connect(client, discord, waits)
    assert waits == []


async def test_a_wrong_token_is_not_tried_again(client: PaperboyClient) -> None:
    """The sentence says which setting to correct, and holds no token."""
    waits = Waits()
    with pytest.raises(CredentialsError, match=r"set a valid PAPERBOY_DISCORD__TOKEN\.$"):
        await stay_connected(client, "nobody.knows.this", random.Random(1), sleep=waits)
    assert waits == []


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        (4004, "set a valid PAPERBOY_DISCORD__TOKEN"),
        (4010, "look at PAPERBOY_SHARDING__COUNT"),
        (4011, "raise PAPERBOY_SHARDING__COUNT"),
        (4012, "update Paperboy"),
        (4013, "the intents that Paperboy asks for: update Paperboy"),
        (4014, "the intents that Paperboy asks for: update Paperboy"),
    ],
)
async def test_a_gateway_that_does_not_want_us_ends_it(
    client: PaperboyClient, discord: LoopbackDiscord, code: int, advice: str
) -> None:
    """What Discord says with its close code becomes what to do."""
    discord.gateway.refusal = code
    waits = Waits()
    with pytest.raises(CredentialsError, match=advice):
        await connect(client, discord, waits)
    assert (waits, discord.gateway.identifies) == ([], 0)


async def test_a_gateway_that_is_away_at_the_start(
    client: PaperboyClient,
    discord: LoopbackDiscord,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first connection is tried until there is one, although discord.py itself stumbles over its absence."""
    monkeypatch.setattr("discord.backoff.ExponentialBackoff.delay", lambda _backoff: 0.0)
    discord.gateway.away = True

    async def back() -> None:
        discord.gateway.away = False

    async with connected(client, discord, waits := Waits(number_3=back)):
        assert discord.gateway.identifies == 1
    assert len(waits) == 3
    assert caplog.text.count("Could not connect to Discord: the gateway cannot be reached. Next try in") == 3


async def test_a_bug_is_not_taken_for_a_gateway_that_is_away(
    client: PaperboyClient, discord: LoopbackDiscord
) -> None:
    """Once connected, an error of the same kind is what it is: it comes through, and nothing is tried again."""
    waits = Waits()
    task = asyncio.create_task(connect(client, discord, waits))
    await discord.gateway.connected()
    (connection,) = discord.gateway.live
    connection.send({"op": 0, "t": "GUILD_CREATE", "s": 99, "d": []})
    with pytest.raises(AttributeError, match="list"):
        await task
    assert waits == []
