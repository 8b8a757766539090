"""Faults and rate limits."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp
import discord
import pytest

from tests.fake_discord.faults import Fault, hang, rate_limited, refuse, reset
from tests.fake_discord.http.calls import Call
from tests.fake_discord.tests.client import MESSAGES, NONCE, channel_of, place_of
from tests.fake_discord.waiting import Bell

if TYPE_CHECKING:
    from tests.fake_discord.server import LoopbackDiscord
    from tests.fake_discord.tests.client import PlainClient
    from tests.fake_discord.tests.conftest import Api


async def test_503_is_not_retried_by_the_client(server: LoopbackDiscord, client: PlainClient) -> None:
    """A 503 reaches the caller at once, as discord.py retries other 5xx but not this one."""
    armed = server.faults.arm("POST", MESSAGES, refuse(503))
    with pytest.raises(discord.DiscordServerError):
        await channel_of(client).send("paper")
    assert (armed.struck, len(server.posted())) == (1, 0)
    await channel_of(client).send("paper")
    assert len(server.posted()) == 1


async def test_a_fault_spares_the_first(server: LoopbackDiscord, client: PlainClient) -> None:
    """A fault that spares two requests meets the third, and no other."""
    armed = server.faults.arm("POST", MESSAGES, refuse(503), spared=2)
    for _ in range(2):
        await channel_of(client).send("paper")
    with pytest.raises(discord.DiscordServerError):
        await channel_of(client).send("paper")
    await channel_of(client).send("paper")
    assert (armed.struck, len(server.posted())) == (1, 3)


async def test_every_answer_tells_the_server_s_time(server: LoopbackDiscord) -> None:
    """Where a test has let time pass, the gateway says the same day as the REST API."""
    server.clock.shift(86_400)
    told = {
        await _date(server.api_url + "/api/v10/gateway"),
        await _date(server.gateway_url.replace("ws", "http", 1)),
    }
    assert {date[:16] for date in told} == {server.clock.http_date()[:16]}


async def _date(url: str) -> str:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.headers["Date"]


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (403, 50013, discord.Forbidden),
        (404, 10003, discord.NotFound),
        (400, 50035, discord.HTTPException),
        (400, 200000, discord.HTTPException),
    ],
)
async def test_error_codes(
    server: LoopbackDiscord, client: PlainClient, status: int, code: int, kind: type[discord.HTTPException]
) -> None:
    """A refusal carries Discord's code to the client."""
    server.faults.arm("POST", MESSAGES, refuse(status, code), channel_id=channel_of(client).id)
    with pytest.raises(kind) as caught:
        await channel_of(client).send("paper")
    assert (caught.value.status, caught.value.code) == (status, code)


@pytest.mark.parametrize("accepted", [False, True])
async def test_broken_connection(server: LoopbackDiscord, client: PlainClient, *, accepted: bool) -> None:
    """A connection that breaks before acceptance leaves nothing, after it one message; the nonce tells."""
    server.faults.arm("POST", MESSAGES, reset(accepted=accepted))
    with pytest.raises(aiohttp.ClientError):
        await channel_of(client).send("paper", nonce=NONCE)
    assert len(server.posted()) == int(accepted)
    await channel_of(client).send("paper", nonce=NONCE)
    assert len(server.posted(nonce=NONCE)) == 1


async def test_hanging_answer(server: LoopbackDiscord, client: PlainClient) -> None:
    """A request can be accepted and never answered; the test learns that it was reached."""
    armed = server.faults.arm("POST", MESSAGES, hang(accepted=True))
    sending = asyncio.create_task(channel_of(client).send("paper"))
    await armed.reached.wait()
    assert len(server.posted()) == 1
    sending.cancel()


async def test_429_is_honoured(server: LoopbackDiscord, client: PlainClient) -> None:
    """The client waits as long as a 429 says and sends again by itself; one without Via is raised."""
    server.faults.arm("POST", MESSAGES, rate_limited(0.01))
    await channel_of(client).send("paper")
    assert [e.outcome for e in server.journal.calls("POST", MESSAGES)] == [429, 200]
    server.faults.arm("POST", MESSAGES, rate_limited(0.01, via=False))
    with pytest.raises(discord.HTTPException) as caught:
        await channel_of(client).send("paper")
    assert caught.value.status == 429


async def test_limits_per_channel_and_everywhere(server: LoopbackDiscord) -> None:
    """Five messages fit into a channel's five seconds, fifty requests into a second, then it is 429."""
    channel = Call(method="POST", route=MESSAGES, ids={"channel_id": "1"})
    server.limits.per_channel = True
    verdicts = [server.limits.judge(channel, exempt=False) for _ in range(6)]
    assert [(v.remaining, v.refused) for v in verdicts][-2:] == [(0, False), (0, True)]
    assert "Retry-After" in verdicts[-1].headers()
    server.clock.shift(5)
    assert not server.limits.judge(channel, exempt=False).refused
    server.limits.everywhere = True
    calls = [Call(method="POST", route=MESSAGES, ids={"channel_id": str(n)}) for n in range(51)]
    verdicts = [server.limits.judge(call, exempt=False) for call in calls]
    assert [v.everywhere for v in verdicts if v.refused] == [True]
    assert verdicts[-1].headers()["X-RateLimit-Global"] == "true"
    assert not server.limits.judge(channel, exempt=True).everywhere


async def test_limits_over_the_wire(server: LoopbackDiscord, client: PlainClient) -> None:
    """The headers tell a client after four messages that one of five is left."""
    server.limits.per_channel = True
    channel = channel_of(client)
    for number in range(4):
        await channel.send(f"m{number}")
    buckets = [b for key, b in client.http._buckets.items() if str(channel.id) in key and b.limit == 5]  # pyright: ignore[reportPrivateUsage] - the client's own view
    assert {bucket.remaining for bucket in buckets} == {1}
    assert (len(server.posted()), server.limits.refused) == (4, 0)


async def test_slow_answer_and_disarmed_fault(server: LoopbackDiscord, api: Api) -> None:
    """A slow answer is the true one; a fault that was disarmed strikes nobody."""
    slow = server.faults.arm("GET", "/users/@me", Fault(delay=0.001), times=None)
    assert (await api("GET", "/users/@me"))[1]["username"] == "paperboy"
    server.faults.disarm(slow)
    await api("GET", "/users/@me")
    assert slow.struck == 1


async def test_refusal_after_acceptance(server: LoopbackDiscord, client: PlainClient) -> None:
    """An error can come although the request took effect, as when a proxy loses the answer."""
    server.faults.arm("POST", MESSAGES, Fault(status=503, accepted=True))
    with pytest.raises(discord.DiscordServerError):
        await channel_of(client).send("paper")
    assert [message.content for message in server.posted()] == ["paper"]


async def test_limit_is_enforced(server: LoopbackDiscord, api: Api) -> None:
    """A client that does not read the headers is refused at its sixth message, with the time to wait."""
    there, _ = place_of(server)
    server.limits.per_channel = True
    answers = [await api("POST", f"/channels/{there.id}/messages", {"content": "x"}) for _ in range(6)]
    assert [status for status, _ in answers] == [200] * 5 + [429]
    assert 0 < answers[-1][1]["retry_after"] <= 5
    assert [body["content"] for body in server.journal.bodies("POST", MESSAGES)] == ["x"] * 6


async def test_waiting_in_vain_says_for_what() -> None:
    """Whoever waits for something that does not come gets an AssertionError that names it."""
    with pytest.raises(AssertionError, match="still waiting: a miracle"):
        await Bell().until(lambda: False, "a miracle", patience=0.001)


async def test_waiting_is_broken_off() -> None:
    """Whoever waits for what can no longer come is told why at once."""
    bell = Bell()
    bell.break_off("it is gone")
    with pytest.raises(AssertionError, match="a miracle: it is gone"):
        await bell.until(lambda: False, "a miracle")
