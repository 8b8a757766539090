"""Logging in to a Discord that is away, limits us, or is somebody else; and what only Discord can refuse."""

import pytest

from bot.discord_io.client import PaperboyClient
from bot.discord_io.inspection import inspect_discord
from bot.domain.errors import CredentialsError, TryLaterError
from tests.fake_discord import LoopbackDiscord
from tests.fake_discord.faults import Fault, blocked, page, rate_limited, refuse, reset, says
from tests.wire.connecting.knocking import APPLICATION, ME, Client, Waits, connect, connected, made

_PROXY = "Discord or a proxy returned error"
_ODD = "Discord sent an invalid response."
_LIMITED = "Discord is rate-limiting requests."

# What may stand where Discord should, and what the log says of it.
STRANGERS = {
    "down": (refuse(503), f"{_PROXY} 503."),
    "page with 200": (page(200), _ODD),
    **{f"page with {n}": (page(n), f"{_PROXY} {n}.") for n in (401, 403, 404, 407, 408, 503, 530)},
    "page with 429": (page(429), _LIMITED),
    "blocked by Cloudflare": (blocked(), f"{_PROXY} 403."),
    "limited by Cloudflare": (rate_limited(7.0, via=False), _LIMITED),
    "its own JSON with 401": (says('{"error": "who are you?"}', status=401), f"{_PROXY} 401."),
    "its own JSON with 403": (says('{"error": "no"}', status=403), f"{_PROXY} 403."),
    "nothing": (says("", typed=""), _ODD),
    "nothing with 204": (says("", status=204, typed=""), _ODD),
    "empty JSON": (says(""), _ODD),
    "half of it": (says('{"id": "1"'), _ODD),
    "null": (says("null"), _ODD),
    "a list": (says("[]"), _ODD),
    "another object": (says("{}"), _ODD),
    "an id that is none": (says('{"id": "x", "username": "y", "discriminator": "0", "avatar": null}'), _ODD),
    "deep": (says("[" * 100_000), _ODD),
    "no text": (says(b"\xff\xfe\x00"), _ODD),
    "a page without end": (says("<p>" * 500_000, typed="text/html"), _ODD),
    "429 that is a list": (says("[]", status=429), _ODD),
    "429 without a number": (says('{"retry_after": "soon"}', status=429), _ODD),
}


@pytest.mark.parametrize("route", [ME, APPLICATION], ids=["who we are", "our application"])
@pytest.mark.parametrize(("fault", "why"), STRANGERS.values(), ids=STRANGERS)
async def test_who_is_not_discord_is_asked_until_discord_answers(
    client: PaperboyClient,
    discord: LoopbackDiscord,
    caplog: pytest.LogCaptureFixture,
    *,
    fault: Fault,
    why: str,
    route: tuple[str, str],
):
    """Every faulty answer to either request is one log line, with growing pauses and no traceback."""
    discord.faults.arm(*route, fault, times=3)
    waits = Waits()
    async with connected(client, discord, waits):
        assert client.user is not None
    if why == _LIMITED:  # minutes are what Cloudflare wants
        assert all(300 <= wait <= 330 for wait in waits)
    else:
        assert [0.5 * 2**n <= wait <= 2**n for n, wait in enumerate(waits)] == [True] * 3
    lines = [record for record in caplog.records if record.levelname != "INFO"]
    assert [record.getMessage().split(" Retrying in")[0] for record in lines] == [
        f"Could not log in to Discord: {why}"
    ] * 3
    assert not any(record.exc_info for record in caplog.records)


async def test_a_connection_that_breaks_is_tried_again(
    client: PaperboyClient, discord: LoopbackDiscord, caplog: pytest.LogCaptureFixture
):
    """Each try has a session of its own."""
    discord.faults.arm(*ME, reset(), times=6)  # aiohttp tries each a second time
    async with connected(client, discord, waits := Waits()):
        pass
    assert len(waits) == 3
    assert caplog.text.count("The connection to Discord failed: ServerDisconnectedError. Retrying in") == 3


async def test_a_login_that_fails_half_way_is_begun_anew(discord: LoopbackDiscord):
    """The token was accepted and then the server went away: commands are set up once, at the end."""
    calls: list[str] = []

    async def set_up(_client: PaperboyClient):
        calls.append("set up")

    discord.faults.arm(*APPLICATION, refuse(503))
    waits = Waits()
    async with made(set_up=set_up) as client, connected(client, discord, waits):
        assert calls == ["set up"]
    assert len(waits) == 1


async def test_a_server_that_is_not_there_yet(
    client: PaperboyClient, discord: LoopbackDiscord, caplog: pytest.LogCaptureFixture
):
    """While nobody listens it is knocked again, and the first that listens is enough."""
    await discord.rest_door.shut()
    async with connected(client, discord, waits := Waits(number_2=discord.rest_door.open)):
        pass
    assert len(waits) == 2
    assert caplog.text.count("Could not log in to Discord: The connection") == 2


async def test_what_comes_late_in_a_login_is_tried_again(
    discord: LoopbackDiscord, caplog: pytest.LogCaptureFixture
):
    """A time-out of the HTTP library, which says nothing by itself, when all else is done."""

    class Late(Client):
        late = True

        async def login(self, token: str):
            await super().login(token)
            if self.late:
                self.late = False
                raise TimeoutError

    async with made(Late) as client, connected(client, discord, Waits()):
        pass
    assert "Could not log in to Discord: Discord didn't respond in time. Retrying in" in caplog.text


async def test_a_mistake_of_ours_is_no_odd_answer(discord: LoopbackDiscord):
    """An error after the login is raised, not retried for ever."""

    async def set_up(_client: PaperboyClient):
        raise KeyError("ours")

    waits = Waits()
    async with made(set_up=set_up) as client:
        with pytest.raises(KeyError, match="ours"):
            await connect(client, discord, waits)
    assert waits == []


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (refuse(401, message="Unauthorized"), r"set a valid PAPERBOY_DISCORD__TOKEN\.$"),
        (
            says('{"message": "401: Unauthorized", "code": 0}', status=401),
            r"set a valid PAPERBOY_DISCORD__TOKEN\.$",
        ),
        (refuse(403, 40002, "Verify your account."), r"\(403, code 40002\): `Verify your account\.`\. Check"),
        (
            says('{"message": "404: Not Found", "code": 0}', status=404),
            r"\(404, code 0\): `404: Not Found`\. Check",
        ),
        (refuse(400, 20012, "Not for you"), r"\(400, code 20012\): `Not for you`\. Check"),
    ],
    ids=["401", "401 without a code", "403 with a code", "404 without a code", "400 with a code"],
)
async def test_what_discord_itself_refuses_is_final(
    client: PaperboyClient, discord: LoopbackDiscord, *, fault: Fault, sentence: str
):
    """Its errors are JSON with its code, or with the status in words: no waiting mends them."""
    discord.faults.arm(*ME, fault)
    waits = Waits()
    with pytest.raises(CredentialsError, match=sentence):
        await connect(client, discord, waits)
    assert waits == []


@pytest.mark.parametrize(("fault", "why"), STRANGERS.values(), ids=STRANGERS)
async def test_a_check_does_not_blame_the_token_for_a_stranger(
    discord: LoopbackDiscord, *, fault: Fault, why: str
):
    """`paperboy check` asks once, and says the same."""
    discord.faults.arm(*ME, fault)
    with pytest.raises(TryLaterError) as caught:
        await inspect_discord(discord.token, ())
    assert str(caught.value) == why
