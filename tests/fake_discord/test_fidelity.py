"""Checks that this Discord is neither kinder nor harsher than the real one where tests would not notice."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.fake_discord import LoopbackDiscord
from tests.fake_discord.faults import Fault, hang, rate_limited, reset
from tests.fake_discord.http.calls import Call
from tests.fake_discord.http.errors import ApiError
from tests.fake_discord.http.validation import Validator
from tests.fake_discord.state.interactions import Doing, Interaction
from tests.fake_discord.state.models import Channel, Kind, Perm
from tests.support.data import shared

MESSAGES = "/channels/{channel_id}/messages"
TEXT, LAID_OUT = {"type": 10, "content": "y"}, {"flags": 1 << 15}
BUTTON = {"type": 2, "style": 1, "label": "x", "custom_id": "a"}
NONCE = {"content": "paper", "nonce": "n", "enforce_nonce": True}


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord() as running:
        yield running


@pytest.fixture
def there(server: LoopbackDiscord) -> Channel:
    return server.world.add_channel(server.world.add_guild("Reading group"), "papers")


async def ask(server: LoopbackDiscord, method: str, path: str, json: object = None) -> tuple[int, Any]:
    """A bare request with the bot's token: status and body."""
    headers, url = {"Authorization": f"Bot {server.token}"}, f"{server.api_url}/api/v10{path}"
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.request(method, url, json=json) as answer,
    ):
        return answer.status, None if answer.status == 204 else await answer.json()


def code_of(server: LoopbackDiscord, where: Channel, body: dict[str, Any]) -> int:
    """Return Discord's error code for a refused request."""
    with pytest.raises(ApiError) as caught:
        server.posting.create(where, body)
    return caught.value.code


async def test_a_nonce_is_known_for_a_while(server: LoopbackDiscord, there: Channel):
    """A repeated nonce returns the first message, an error if that was deleted, later a new message."""
    first = server.posting.create(there, NONCE)
    assert server.posting.create(there, NONCE) is first
    assert (len(there.messages), server.posting.repeated) == (1, 1)
    server.posting.delete(first)
    assert code_of(server, there, NONCE) == 10008
    server.clock.shift(600)
    assert server.posting.create(there, NONCE).id > first.id
    assert len(server.posted(there, nonce="n")) == 2


async def test_history(server: LoopbackDiscord, there: Channel):
    """The newest first, from an anchor or the end, without nonces; empty where it may not be read."""
    written = [server.posting.create(there, {"content": f"m{n}", "nonce": n}) for n in range(9)]
    path = f"/channels/{there.id}/messages"

    async def page(query: str) -> list[str]:
        return [one["content"] for one in (await ask(server, "GET", f"{path}?{query}"))[1] if "nonce" not in one]

    assert await page(f"limit=3&after={written[1].id}") == ["m4", "m3", "m2"]
    assert await page("limit=2") == ["m8", "m7"]
    server.world.forbid(there, Perm.READ_MESSAGE_HISTORY)
    assert await page("limit=2") == []
    server.world.forbid(there, Perm.VIEW_CHANNEL)
    assert (await ask(server, "GET", path))[1]["code"] == 50001


@pytest.mark.parametrize(
    "body",
    [
        {"content": "x" * 2001},
        {"components": [{"type": 1, "components": [BUTTON, BUTTON]}]},
        {"content": "x", "components": [TEXT]},
        {**LAID_OUT, "components": [TEXT | {"content": "y" * 2001}] * 2},
        {**LAID_OUT, "components": [{"type": 12, "items": [{"media": {"url": "attachment://lost.png"}}]}]},
    ],
)
def test_bodies_beyond_the_description(server: LoopbackDiscord, there: Channel, body: dict[str, Any]):
    """Rules missing from Discord's API description are enforced as well."""
    assert code_of(server, there, body) == 50035
    assert code_of(server, there, {}) == 50006


async def test_what_goes_on_in_threads_and_elsewhere(server: LoopbackDiscord, there: Channel):
    """Missing permissions, wrong channels, closed DMs, deleted channels and servers left have their codes."""
    world = server.world
    assert there.guild is not None
    shut = world.add_channel(there.guild, "shut")
    for missing, code in ((Perm.EMBED_LINKS, 50013), (Perm.SEND_MESSAGES, 50013), (Perm.VIEW_CHANNEL, 50001)):
        world.forbid(shut, missing)
        assert code_of(server, shut, {"embeds": [{"title": "paper"}]}) == code
    forum, ada = world.add_channel(there.guild, "posts", Kind.FORUM), world.add_member(there.guild, "Ada")
    thread = world.add_thread(there, "talk", ada)
    thread.locked, ada.takes_dms = True, False
    places = (forum, thread, world.direct(ada))
    assert [code_of(server, place, {"content": "x"}) for place in places] == [50008, 160005, 50007]
    world.remove_channel(there)
    gone = await ask(server, "GET", f"/channels/{there.id}")
    world.kick(there.guild)
    left = await ask(server, "GET", f"/channels/{forum.id}")
    assert [answer["code"] for _, answer in (gone, left)] == [10003, 50001]


async def test_answers_that_come_too_late_or_twice(server: LoopbackDiscord, there: Channel):
    """A first answer after three seconds is 10062, a second one 40060, a token after 15 minutes 50027."""
    asked = Interaction(
        bell=server.bell,
        id=7,
        token="t",
        doing=Doing.COMMAND,
        user=server.world.bot,
        channel=there,
        at=server.clock.now(),
    )
    server.people._callbacks.open["t"] = asked
    path, body = "/interactions/7/t/callback", {"type": 4, "data": {"content": "x"}}
    assert (await ask(server, "POST", path, body))[0] == 204
    codes = [(await ask(server, "POST", path, body))[1]["code"]]
    server.clock.shift(4)
    codes.append((await ask(server, "POST", path, body))[1]["code"])
    server.clock.shift(900)
    hook = f"/webhooks/{server.world.bot.id}/t"
    codes.append((await ask(server, "POST", hook, {"content": "x"}))[1]["code"])
    assert codes == [40060, 10062, 50027]


@pytest.mark.parametrize(
    ("fault", "accepted"),
    [
        (Fault(status=503, accepted=True), 1),
        (reset(accepted=True), 1),
        (hang(accepted=True), 1),
        (rate_limited(1.0), 0),
        (Fault(delay=0.001), 1),
    ],
)
async def test_faults(server: LoopbackDiscord, there: Channel, fault: Fault, accepted: int):
    """A fault that spares one request meets the second and no other, which took effect if it was accepted."""
    armed = server.faults.arm("POST", MESSAGES, fault, spared=1)
    path, timeout = f"{server.api_url}/api/v10/channels/{there.id}/messages", aiohttp.ClientTimeout(0.2)
    headers = {"Authorization": f"Bot {server.token}"}
    async with aiohttp.ClientSession(headers=headers, timeout=timeout if fault.hang else None) as session:
        for number in range(3):
            try:
                async with session.post(path, json={"content": str(number)}):
                    assert number != 1 or not (fault.reset or fault.hang)
            except (aiohttp.ClientError, TimeoutError):
                assert number == 1
    assert armed.struck == 1
    assert [message.content for message in server.posted()] == ["0", "1", "2"] if accepted else ["0", "2"]


async def test_limits_per_channel_and_everywhere(server: LoopbackDiscord):
    """Five messages fit into a channel's five seconds, fifty requests into a second, then it is 429."""
    channel = Call(method="POST", route=MESSAGES, ids={"channel_id": "1"})
    server.limits.per_channel = True
    verdicts = [server.limits.judge(channel, exempt=False) for _ in range(6)]
    assert [(v.remaining, v.refused) for v in verdicts][-2:] == [(0, False), (0, True)]
    assert "Retry-After" in verdicts[-1].headers()
    server.clock.shift(5)
    server.limits.everywhere = True
    calls = [Call(method="POST", route=MESSAGES, ids={"channel_id": str(n)}) for n in range(51)]
    verdicts = [server.limits.judge(call, exempt=False) for call in calls]
    assert [v.everywhere for v in verdicts if v.refused] == [True]
    assert verdicts[-1].headers()["X-RateLimit-Global"] == "true"
    assert not server.limits.judge(channel, exempt=True).everywhere


async def test_what_does_not_fit_the_description_is_noticed(server: LoopbackDiscord):
    """A wrong body, with what is wrong in the alternative that was meant, a wrong status, an endpoint we lack."""
    shared("discord-openapi.json")
    await ask(server, "POST", "/users/@me/channels", {"recipient_id": []})
    async with aiohttp.ClientSession() as session:
        await session.get(f"{server.api_url}/api/v10/voice/regions")
    assert {line.split(":")[0] for line in server.violations} >= {
        "request POST /users/@me/channels",
        "request GET /api/v10/voice/regions",
    }
    validator = Validator()
    gallery = {"type": 12, "items": [{"media": {"url": 1}}]}
    body = {**LAID_OUT, "components": [{"type": 17, "components": [gallery]}]}
    validator.request(Call(method="POST", route=MESSAGES, body=body))
    validator.answer(Call(method="GET", route="/users/@me"), 302, None)
    first, second = validator.violations
    assert first.endswith("$.components[0].components[0].items[0].media.url: 1 is not of type 'string'")
    assert second == "answer GET /users/@me: status 302 is not described"
