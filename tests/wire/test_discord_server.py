"""The loopback Discord, proven with a plain discord.py client, before anything of ours is proven with it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp
import discord
import discord.gateway
import discord.http
import pytest
import yarl
from discord import app_commands

from tests.data import shared
from tests.wire.discord import LoopbackDiscord
from tests.wire.discord.calls import Call
from tests.wire.discord.commands import CannotTypeError
from tests.wire.discord.errors import ApiError
from tests.wire.discord.faults import hang, rate_limited, refuse, reset
from tests.wire.discord.interactions import Reply
from tests.wire.discord.models import Flag, Kind, Perm

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tests.wire.discord.models import Channel, Guild, User

_MESSAGES = "/channels/{channel_id}/messages"
_NONCE = "bm9uY2Utb2YtMTgtYnl0ZXM_"


class _Ask(discord.ui.Modal, title="Ask"):
    word: discord.ui.Label[_Ask] = discord.ui.Label(text="Word", component=discord.ui.TextInput(custom_id="word"))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        assert isinstance(self.word.component, discord.ui.TextInput)
        await interaction.response.send_message(f"heard {self.word.component.value}", ephemeral=True)


class _Buttons(discord.ui.View):
    @discord.ui.button(label="Save")
    async def save(self, interaction: discord.Interaction, _: discord.ui.Button[_Buttons]) -> None:
        await interaction.response.edit_message(content="saved", view=None)

    @discord.ui.button(label="Ask")
    async def ask(self, interaction: discord.Interaction, _: discord.ui.Button[_Buttons]) -> None:
        await interaction.response.send_modal(_Ask())


class _Client(discord.Client):
    """A few commands, enough to go through every kind of interaction."""

    def __init__(self) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            max_messages=None,
            chunk_guilds_at_startup=False,
            guild_ready_timeout=0.02,  # by default on_ready waits two seconds for more guilds
        )
        self.tree = app_commands.CommandTree(self)
        self.joined: list[str] = []
        group = app_commands.Group(
            name="alerts", description="Alerts", default_permissions=discord.Permissions(manage_guild=True)
        )

        @group.command(description="Subscribe")
        async def subscribe(
            interaction: discord.Interaction, query: str, channel: discord.TextChannel | None = None, bar: int = 0
        ) -> None:
            await interaction.response.defer(ephemeral=True)
            where = channel.name if channel else "here"
            await interaction.followup.send(f"{query} in {where} from {bar}", view=_Buttons(), ephemeral=True)
            await interaction.followup.send("and one more", ephemeral=True)

        @subscribe.autocomplete("query")
        async def offer(_: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
            return [app_commands.Choice(name=current.upper(), value=current)]

        self.tree.add_command(group)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """By default five seconds pass before a second identify."""

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def on_guild_join(self, guild: discord.Guild) -> None:
        self.joined.append(guild.name)


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord() as running:
        monkeypatch.setattr(discord.http.Route, "BASE", running.api_url + "/api/v10")
        gateway = yarl.URL(running.gateway_url)
        monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
        yield running
        assert running.violations == []


@pytest.fixture
async def client(server: LoopbackDiscord) -> AsyncIterator[_Client]:
    guild = server.world.add_guild("Reading group")
    server.world.add_channel(guild, "papers")
    async with _Client() as made:
        running = asyncio.create_task(made.start(server.token))
        await server.gateway.connected()
        await made.wait_until_ready()
        yield made
        await made.close()
        await running


def _channel(client: _Client) -> discord.TextChannel:
    return client.guilds[0].text_channels[0]


def _guild(server: LoopbackDiscord) -> Guild:
    return next(iter(server.world.guilds.values()))


def _place(server: LoopbackDiscord) -> tuple[Channel, User]:
    """The channel, and someone who may manage the guild."""
    guild = next(iter(server.world.guilds.values()), None) or server.world.add_guild("Reading group")
    channel = next(iter(guild.channels.values()), None) or server.world.add_channel(guild, "papers")
    return channel, server.world.add_member(guild, "Ada", Perm.MANAGE_GUILD)


async def _until(holds: Callable[[], bool]) -> None:
    """Let the client, which lives in this loop, read its gateway until something holds."""
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - the client has no event for it
            await asyncio.sleep(0.005)


async def test_logs_in_and_syncs(server: LoopbackDiscord, client: _Client) -> None:
    """A client logs in, sees its guild with its own permissions, and its commands are stored."""
    channel = _channel(client)
    assert (client.guilds[0].name, channel.name) == ("Reading group", "papers")
    assert channel.permissions_for(client.guilds[0].me).embed_links
    assert [command.name for command in await client.tree.fetch_commands()] == ["alerts"]
    assert server.accounts.syncs == 1
    assert server.validator.checked > 0


@pytest.mark.usefixtures("client")
async def test_slash_command_goes_all_the_way(server: LoopbackDiscord) -> None:
    """Options arrive with their types; a deferred answer, its follow-up and another one come back ephemeral."""
    there, admin = _place(server)
    options = {"query": "diffusion", "channel": there, "bar": 20}
    asked = await server.people.slash(admin, there, "alerts subscribe", options)
    first = await asked.message()
    second = await asked.message(2)
    assert asked.reply is Reply.LATER
    assert (first.content, second.content) == ("diffusion in papers from 20", "and one more")
    assert Flag.EPHEMERAL in first.flags
    assert there.messages == {}


@pytest.mark.usefixtures("client")
async def test_buttons_and_modals(server: LoopbackDiscord) -> None:
    """A press can open a modal whose text comes back, and can change the message that it sits on."""
    there, admin = _place(server)
    asked = await server.people.slash(admin, there, "alerts subscribe", {"query": "moe"})
    message = await asked.message()
    modal = await server.people.press(admin, message, "Ask")
    heard = await (await server.people.submit(modal, {"word": "routing"})).message()
    pressed = await server.people.press(admin, message, "Save")
    await pressed.edited(2)
    assert heard.content == "heard routing"
    assert (message.content, message.components) == ("saved", [])


@pytest.mark.usefixtures("client")
async def test_autocomplete(server: LoopbackDiscord) -> None:
    """What a person has typed so far comes to the bot, and its choices come back."""
    there, admin = _place(server)
    offered = await server.people.complete(admin, there, "alerts subscribe", "query", {"query": "gnn"})
    assert offered == [{"name": "GNN", "value": "gnn"}]


@pytest.mark.usefixtures("client")
async def test_only_what_discord_lets_a_person_type(server: LoopbackDiscord) -> None:
    """Unknown commands and options, wrong types and hidden commands are refused as Discord's window does."""
    there, admin = _place(server)
    people = server.people
    reader = server.world.add_member(_guild(server), "Rea")
    for user, line, options in (
        (admin, "alerts nothing", {}),
        (admin, "alerts", {}),
        (admin, "alerts subscribe", {}),
        (admin, "alerts subscribe", {"query": "a", "colour": "red"}),
        (admin, "alerts subscribe", {"query": 5}),
        (reader, "alerts subscribe", {"query": "a"}),
    ):
        with pytest.raises(CannotTypeError):
            await people.slash(user, there, line, options)


async def test_nonce_makes_one_message(server: LoopbackDiscord, client: _Client) -> None:
    """The same nonce twice gives the first message again, until the window has passed."""
    there, _ = _place(server)
    first = await _channel(client).send("paper", nonce=_NONCE)
    again = await _channel(client).send("paper", nonce=_NONCE)
    assert first.id == again.id
    assert (len(there.messages), server.posting.repeated) == (1, 1)
    server.clock.shift(600)
    later = await _channel(client).send("paper", nonce=_NONCE)
    assert later.id > first.id
    assert len(server.posted(there, nonce=_NONCE)) == 2


async def test_nonce_of_a_deleted_message(server: LoopbackDiscord, client: _Client) -> None:
    """A repeated nonce whose message has been deleted is error 10008, and nothing is posted."""
    message = await _channel(client).send("paper", nonce=_NONCE)
    await message.delete()
    with pytest.raises(discord.NotFound) as caught:
        await _channel(client).send("paper", nonce=_NONCE)
    assert caught.value.code == 10008
    assert len(server.posted()) == 1


async def test_history_pages(server: LoopbackDiscord, client: _Client) -> None:
    """History pages forwards and backwards over more than one page, without nonces, in Discord's order."""
    there, _ = _place(server)
    channel = _channel(client)
    written = [server.posting.create(there, {"content": f"m{n}", "nonce": n}) for n in range(230)]
    bound = discord.Object(written[9].id)
    forwards = [m.content async for m in channel.history(limit=None, after=bound)]
    backwards = [m.content async for m in channel.history(limit=150)]
    assert forwards == [f"m{n}" for n in range(10, 230)]
    assert backwards == [f"m{n}" for n in range(229, 79, -1)]
    raw = await client.http.logs_from(there.id, limit=3, after=written[0].id)
    assert [m["content"] for m in raw] == ["m3", "m2", "m1"]
    assert all("nonce" not in m for m in raw)
    around = await client.http.logs_from(there.id, limit=3, around=written[100].id)
    assert [m["content"] for m in around] == ["m101", "m100", "m99"]


async def test_history_that_may_not_be_read_is_empty(server: LoopbackDiscord, client: _Client) -> None:
    """Without Read Message History there is an empty list, and the client's cache knows the permission."""
    there, _ = _place(server)
    channel = _channel(client)
    await channel.send("paper")
    server.world.forbid(there, Perm.READ_MESSAGE_HISTORY)
    await _until(lambda: not channel.permissions_for(channel.guild.me).read_message_history)
    assert await client.http.logs_from(there.id, limit=10) == []
    server.world.permit(there, Perm.READ_MESSAGE_HISTORY)
    assert len(await client.http.logs_from(there.id, limit=10)) == 1


@pytest.mark.parametrize(
    ("missing", "content", "code"),
    [
        (Perm.VIEW_CHANNEL, "text", 50001),
        (Perm.SEND_MESSAGES, "text", 50013),
        (Perm.EMBED_LINKS, None, 50013),
    ],
)
async def test_missing_permissions(
    server: LoopbackDiscord, client: _Client, missing: Perm, content: str | None, code: int
) -> None:
    """Each permission that posting needs is refused with Discord's own code when it is missing."""
    there, _ = _place(server)
    server.world.forbid(there, missing)
    with pytest.raises(discord.Forbidden) as caught:
        await _channel(client).send(content, embed=discord.Embed(title="paper"))
    assert caught.value.code == code


async def test_embed_beside_content_is_dropped_silently(server: LoopbackDiscord, client: _Client) -> None:
    """Without Embed Links a message with content is accepted and loses its embed."""
    there, _ = _place(server)
    server.world.forbid(there, Perm.EMBED_LINKS)
    await _channel(client).send("text", embed=discord.Embed(title="paper"))
    [message] = there.messages.values()
    assert (message.content, message.embeds) == ("text", [])


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, 50006),
        ({"content": "x" * 2001}, 50035),
        ({"content": "x", "nonce": "n" * 26}, 50035),
        ({"embeds": [{"description": "x" * 4096}, {"description": "x" * 1905}]}, 50035),
        ({"embeds": [{"title": "x" * 257}]}, 50035),
    ],
)
async def test_bodies_that_discord_refuses(server: LoopbackDiscord, body: dict[str, object], code: int) -> None:
    """Empty and oversized messages are refused with Discord's codes."""
    there, _ = _place(server)
    with pytest.raises(ApiError) as caught:
        server.posting.create(there, body)
    assert caught.value.code == code


async def test_direct_messages(server: LoopbackDiscord, client: _Client) -> None:
    """A DM reaches a person, the channel is the same next time, and closed DMs are error 50007."""
    _, admin = _place(server)
    user = discord.Object(admin.id, type=discord.User)
    direct = await client.create_dm(user)
    await direct.send("hello")
    assert [m.content for m in server.world.direct(admin).messages.values()] == ["hello"]
    admin.takes_dms = False
    with pytest.raises(discord.Forbidden) as caught:
        await direct.send("hello?")
    assert caught.value.code == 50007


@pytest.mark.usefixtures("client")
async def test_command_in_a_direct_message(server: LoopbackDiscord) -> None:
    """A command works in a DM, where there is a user and no guild."""
    _, admin = _place(server)
    asked = await server.people.slash(admin, server.world.direct(admin), "alerts subscribe", {"query": "rl"})
    assert (await asked.message()).content == "rl in here from 0"


async def test_threads_and_forums(server: LoopbackDiscord, client: _Client) -> None:
    """A forum post is a thread whose first message has its id; a locked thread refuses the bot."""
    forum = server.world.add_channel(_guild(server), "posts", Kind.FORUM)
    await _until(lambda: bool(client.guilds[0].forums))
    made = await client.guilds[0].forums[0].create_thread(name="A paper", content="abstract")
    assert made.message.id == made.thread.id
    started = await (await _channel(client).send("paper")).create_thread(name="talk")
    await started.send("first")
    server.world.channels[started.id].locked = True
    with pytest.raises(discord.Forbidden):
        await started.send("second")
    assert {t.name for t in await client.guilds[0].active_threads()} == {"A paper", "talk"}
    assert server.world.channels[made.thread.id].parent is forum


async def test_edit_and_delete(server: LoopbackDiscord, client: _Client) -> None:
    """An edit keeps what it does not name; what is deleted is gone from the history and stays in the record."""
    there, _ = _place(server)
    message = await _channel(client).send("paper", embed=discord.Embed(title="old"))
    await message.edit(embed=discord.Embed(title="new"))
    [kept] = there.messages.values()
    assert (kept.content, kept.embeds[0]["title"], kept.edits) == ("paper", "new", 1)
    await message.delete()
    assert there.messages == {}
    assert server.posted(there) == [kept]


async def test_channel_gone_and_guild_left(server: LoopbackDiscord, client: _Client) -> None:
    """A deleted channel is error 10003; a guild that threw the bot out is 50001 and comes back by invitation."""
    there, _ = _place(server)
    other = server.world.add_channel(_guild(server), "other")
    channel = _channel(client)
    server.world.remove_channel(there)
    with pytest.raises(discord.NotFound) as gone:
        await channel.send("paper")
    server.world.kick(_guild(server))
    await _until(lambda: not client.guilds)
    with pytest.raises(discord.Forbidden) as thrown_out:
        await client.fetch_channel(other.id)
    server.world.invite(_guild(server))
    await _until(lambda: client.joined == ["Reading group"])
    assert (gone.value.code, thrown_out.value.code) == (10003, 50001)


async def test_503_is_not_retried_by_the_client(server: LoopbackDiscord, client: _Client) -> None:
    """A 503 reaches the caller at once, as discord.py retries other 5xx but not this one."""
    armed = server.faults.arm("POST", _MESSAGES, refuse(503))
    with pytest.raises(discord.DiscordServerError):
        await _channel(client).send("paper")
    assert (armed.struck, len(server.posted())) == (1, 0)
    await _channel(client).send("paper")
    assert len(server.posted()) == 1


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
    server: LoopbackDiscord, client: _Client, status: int, code: int, kind: type[discord.HTTPException]
) -> None:
    """A refusal carries Discord's code to the client."""
    server.faults.arm("POST", _MESSAGES, refuse(status, code), channel_id=_channel(client).id)
    with pytest.raises(kind) as caught:
        await _channel(client).send("paper")
    assert (caught.value.status, caught.value.code) == (status, code)


@pytest.mark.parametrize("accepted", [False, True])
async def test_broken_connection(server: LoopbackDiscord, client: _Client, *, accepted: bool) -> None:
    """A connection that breaks before acceptance leaves nothing, after it one message; the nonce tells."""
    server.faults.arm("POST", _MESSAGES, reset(accepted=accepted))
    with pytest.raises(aiohttp.ClientError):
        await _channel(client).send("paper", nonce=_NONCE)
    assert len(server.posted()) == int(accepted)
    await _channel(client).send("paper", nonce=_NONCE)
    assert len(server.posted(nonce=_NONCE)) == 1


async def test_hanging_answer(server: LoopbackDiscord, client: _Client) -> None:
    """A request can be accepted and never answered; the test learns that it was reached."""
    armed = server.faults.arm("POST", _MESSAGES, hang(accepted=True))
    sending = asyncio.create_task(_channel(client).send("paper"))
    await armed.reached.wait()
    assert len(server.posted()) == 1
    sending.cancel()


async def test_429_is_honoured(server: LoopbackDiscord, client: _Client) -> None:
    """The client waits as long as a 429 says and sends again by itself; one without Via is raised."""
    server.faults.arm("POST", _MESSAGES, rate_limited(0.01))
    await _channel(client).send("paper")
    assert [e.outcome for e in server.journal.calls("POST", _MESSAGES)] == [429, 200]
    server.faults.arm("POST", _MESSAGES, rate_limited(0.01, via=False))
    with pytest.raises(discord.HTTPException) as caught:
        await _channel(client).send("paper")
    assert caught.value.status == 429


async def test_limits_per_channel_and_everywhere(server: LoopbackDiscord) -> None:
    """Five messages fit into a channel's five seconds, fifty requests into a second, then it is 429."""
    channel = Call(method="POST", route=_MESSAGES, ids={"channel_id": "1"})
    server.limits.per_channel = True
    verdicts = [server.limits.judge(channel, exempt=False) for _ in range(6)]
    assert [(v.remaining, v.refused) for v in verdicts][-2:] == [(0, False), (0, True)]
    assert "Retry-After" in verdicts[-1].headers()
    server.clock.shift(5)
    assert not server.limits.judge(channel, exempt=False).refused
    server.limits.everywhere = True
    calls = [Call(method="POST", route=_MESSAGES, ids={"channel_id": str(n)}) for n in range(51)]
    verdicts = [server.limits.judge(call, exempt=False) for call in calls]
    assert [v.everywhere for v in verdicts if v.refused] == [True]
    assert verdicts[-1].headers()["X-RateLimit-Global"] == "true"
    assert not server.limits.judge(channel, exempt=True).everywhere


async def test_limits_over_the_wire(server: LoopbackDiscord, client: _Client) -> None:
    """The headers tell a client after four messages that one of five is left."""
    server.limits.per_channel = True
    channel = _channel(client)
    for number in range(4):
        await channel.send(f"m{number}")
    buckets = [b for key, b in client.http._buckets.items() if str(channel.id) in key and b.limit == 5]  # pyright: ignore[reportPrivateUsage] - the client's own view
    assert {bucket.remaining for bucket in buckets} == {1}
    assert (len(server.posted()), server.limits.refused) == (4, 0)


@pytest.mark.parametrize("way", ["close", "abort", "reconnect", "invalidate"])
async def test_resume_misses_nothing(server: LoopbackDiscord, client: _Client, way: str) -> None:
    """However the gateway breaks off, the session is resumed and what happened meanwhile arrives."""
    gateway = server.gateway
    if way == "close":
        await gateway.close(4000)
    elif way == "invalidate":
        gateway.invalidate(resumable=True)
    else:
        getattr(gateway, way)()
    server.world.add_channel(_guild(server), "while-away")
    await gateway.resumed()
    await _until(lambda: "while-away" in [c.name for c in client.guilds[0].text_channels])
    assert (gateway.identifies, gateway.resumes) == (1, 1)


@pytest.mark.usefixtures("client")
async def test_session_that_is_gone_is_begun_anew(server: LoopbackDiscord) -> None:
    """After a session that cannot be resumed the client identifies again."""
    server.gateway.invalidate()
    await server.gateway.connected(identifies=2)
    assert server.gateway.resumes == 0


async def test_gateway_away_breaks_connections(server: LoopbackDiscord) -> None:
    """A gateway that is away breaks new connections; a shut door refuses them."""
    async with aiohttp.ClientSession() as session:
        server.gateway.away = True
        with pytest.raises(aiohttp.ClientError):
            await session.ws_connect(server.gateway_url)
        await server.gateway_door.shut()
        with pytest.raises(aiohttp.ClientConnectorError):
            await session.ws_connect(server.gateway_url)
        server.gateway.away = False
        await server.gateway_door.open()
        async with session.ws_connect(server.gateway_url) as ws:
            assert (await ws.receive_json())["op"] == 10
    assert server.gateway.refused >= 1  # aiohttp tries a broken GET once more


async def test_heartbeats_are_answered_unless_deaf(server: LoopbackDiscord) -> None:
    """A heartbeat is acknowledged; a deaf gateway stays silent but goes on sending."""
    async with aiohttp.ClientSession() as session, session.ws_connect(server.gateway_url) as ws:
        assert (await ws.receive_json())["op"] == 10
        await ws.send_json({"op": 1, "d": None})
        assert (await ws.receive_json())["op"] == 11
        server.gateway.deaf = True
        await ws.send_json({"op": 1, "d": None})
        await ws.send_json({"op": 2, "d": {"token": server.token, "intents": 1}})
        assert (await ws.receive_json())["t"] == "READY"


async def test_shards_get_their_own_guilds(server: LoopbackDiscord) -> None:
    """Each shard is told of the guilds that fall to it and of no others."""
    for number in range(4):
        server.clock.shift(1)
        server.world.add_guild(f"guild {number}")
    seen: list[set[int]] = []
    for shard in range(2):
        async with aiohttp.ClientSession() as session, session.ws_connect(server.gateway_url) as ws:
            await ws.receive_json()
            await ws.send_json({"op": 2, "d": {"token": server.token, "intents": 1, "shard": [shard, 2]}})
            ready = (await ws.receive_json())["d"]
            seen.append({int(guild["id"]) for guild in ready["guilds"]})
    assert all((guild_id >> 22) % 2 == shard for shard, ids in enumerate(seen) for guild_id in ids)
    assert seen[0] | seen[1] == set(server.world.guilds)


async def test_wrong_token(server: LoopbackDiscord) -> None:
    """A wrong token is 401 at the REST API and close code 4004 at the gateway."""
    async with discord.Client(intents=discord.Intents.none()) as stranger:
        with pytest.raises(discord.LoginFailure):
            await stranger.login("wrong")
    async with aiohttp.ClientSession() as session, session.ws_connect(server.gateway_url) as ws:
        await ws.receive_json()
        await ws.send_json({"op": 2, "d": {"token": "wrong", "intents": 1}})
        assert (await ws.receive()).data == 4004


async def test_interaction_answered_too_late_or_twice(server: LoopbackDiscord, client: _Client) -> None:
    """A first answer after three seconds is 10062, a second one 40060, a token after 15 minutes 50027."""
    there, admin = _place(server)
    asked = await server.people.slash(admin, there, "alerts subscribe", {"query": "a"})
    await asked.message(2)
    again = f"{server.api_url}/api/v10/interactions/{asked.id}/{asked.token}/callback"
    follow = f"{server.api_url}/api/v10/webhooks/{client.application_id}/{asked.token}"
    said = {"content": "x"}
    async with aiohttp.ClientSession() as session:
        codes = [(await (await session.post(again, json={"type": 4, "data": said})).json())["code"]]
        server.clock.shift(4)
        codes.append((await (await session.post(again, json={"type": 4, "data": said})).json())["code"])
        server.clock.shift(900)
        codes.append((await (await session.post(follow, json=said)).json())["code"])
    assert codes == [40060, 10062, 50027]


async def test_violations_are_noticed() -> None:
    """A body that Discord's description forbids, and an endpoint that we lack, are written down."""
    shared("discord-openapi.json")
    async with LoopbackDiscord() as server, aiohttp.ClientSession() as session:
        headers = {"Authorization": f"Bot {server.token}"}
        url = f"{server.api_url}/api/v10"
        await session.post(f"{url}/users/@me/channels", json={"recipient_id": []}, headers=headers)
        await session.get(f"{url}/voice/regions", headers=headers)
        noticed = {line.split(":")[0] for line in server.violations}
    assert noticed >= {"request POST /users/@me/channels", "request GET /api/v10/voice/regions"}
