"""A gateway that is away, closes, or answers with somebody else's page; and how often it is asked."""

import asyncio

import pytest

from bot.discord_io.client import PaperboyClient
from bot.domain.errors import CredentialsError
from tests.fake_discord import LoopbackDiscord
from tests.fake_discord.faults import page
from tests.wire.connecting.knocking import GATEWAY, Waits, connect, connected


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        (4004, "set a valid PAPERBOY_DISCORD__TOKEN"),
        (4010, "check PAPERBOY_SHARDING__COUNT"),
        (4011, "raise PAPERBOY_SHARDING__COUNT"),
        (4012, "update Paperboy"),
        (4013, "the intents that Paperboy asks for: update Paperboy"),
        (4014, "the intents that Paperboy asks for: update Paperboy"),
    ],
)
async def test_a_gateway_that_does_not_want_us_ends_it(
    client: PaperboyClient, discord: LoopbackDiscord, code: int, advice: str
):
    """Each close code of Discord becomes a sentence with what to do."""
    discord.gateway.refusal = code
    waits = Waits()
    with pytest.raises(CredentialsError, match=advice):
        await connect(client, discord, waits)
    assert (waits, discord.gateway.identifies) == ([], 0)


@pytest.mark.parametrize("status", [200, 401, 403, 404, 429, 502, 503, 530])
async def test_a_page_in_the_gateways_place(
    client: PaperboyClient, discord: LoopbackDiscord, caplog: pytest.LogCaptureFixture, status: int
):
    """At the start and later: a line that names the status, growing pauses, and no traceback."""
    discord.faults.arm(*GATEWAY, page(status), times=3)
    said = f"Not connected to Discord's gateway: it or a proxy returned error {status}. Retrying in"
    async with connected(client, discord, waits := Waits()):
        assert caplog.text.count(said) == 3
        discord.faults.arm(*GATEWAY, page(status), times=3)
        discord.gateway.forget()
        await discord.gateway.connected(identifies=2)
        assert caplog.text.count(said) == 6
    assert [0.5 * 2**n <= wait <= 2**n for n, wait in enumerate(waits[:3])] == [True] * 3
    assert "Traceback" not in caplog.text


async def test_an_end_amid_the_first_half_second(client: PaperboyClient, discord: LoopbackDiscord):
    """A late ready event of discord.py after the end is no error."""
    async with connected(client, discord, Waits()):
        while not client.online:  # noqa: ASYNC110 - nobody else waits for that
            await asyncio.sleep(0)
        waiting = [task for task in asyncio.all_tasks() if "_delay_ready" in repr(task.get_coro())]
    assert await asyncio.gather(*waiting, return_exceptions=True) == [None]


async def test_a_session_is_resumed_where_it_wants_to_be_and_at_last_where_it_began(
    client: PaperboyClient, discord: LoopbackDiscord
):
    """A session's own address may be away for longer than the gateway: after four tries the gateway takes it."""
    async with connected(client, discord, waits := Waits()):
        discord.faults.arm("GET", "/resume", page(503), times=None)
        discord.gateway.abort()
        await discord.gateway.resumed()
        assert discord.gateway.identifies == 1
    assert len(waits) == 3


async def test_a_session_that_nobody_resumes_is_given_up(client: PaperboyClient, discord: LoopbackDiscord):
    """A resume that ends without a word each time, four times, is followed by a new session."""
    async with connected(client, discord, waits := Waits()):
        discord.gateway.mute_resumes = True
        discord.gateway.abort()
        await discord.gateway.connected(identifies=2)
        assert discord.gateway.resumes == 0
    assert len(waits) == 4


async def test_sessions_that_are_declared_invalid_are_not_begun_without_a_pause(
    client: PaperboyClient, discord: LoopbackDiscord, caplog: pytest.LogCaptureFixture
):
    """Discord resets a token that introduces itself a thousand times a day: twelve in a row take half an hour."""
    discord.gateway.invalid_at_once = 12
    async with connected(client, discord, waits := Waits()):
        assert discord.gateway.identifies == 13
    assert len(waits) == 12
    assert 1800 > sum(waits) > 700
    assert all(300 <= wait <= 600 for wait in waits[10:])
    assert caplog.text.count("Not connected to Discord's gateway: it closed the connection. Retrying in") == 12


async def test_connections_that_do_not_last_are_made_later_and_later(
    client: PaperboyClient, discord: LoopbackDiscord
):
    """The first time at once, as Discord asks for it now and then; then with pauses, though each has a session."""
    async with connected(client, discord, waits := Waits()):
        for number in range(1, 6):
            discord.gateway.reconnect()
            await discord.gateway.resumed(number)
    assert [0.5 * 2**n <= wait <= 2**n for n, wait in enumerate(waits, 1)] == [True] * 4


async def test_who_is_closed_while_waiting_connects_no_more(client: PaperboyClient, discord: LoopbackDiscord):
    """A process that stops meanwhile ends."""
    discord.gateway.away = True
    await connect(client, discord, waits := Waits(number_2=client.close))
    assert len(waits) == 2


async def test_a_connection_that_lasts_makes_good_what_came_before(
    client: PaperboyClient, discord: LoopbackDiscord, monkeypatch: pytest.MonkeyPatch
):
    """Its end counts as the first one, which is followed by a connection at once."""
    discord.faults.arm(*GATEWAY, page(503), times=3)
    async with connected(client, discord, waits := Waits()):
        monkeypatch.setattr("bot.discord_io.connecting.gateway._STABLE_AFTER", 0.0)
        discord.gateway.reconnect()
        await discord.gateway.resumed()
    assert len(waits) == 3
