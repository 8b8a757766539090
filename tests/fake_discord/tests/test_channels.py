"""Permissions, direct messages, threads, channels and guilds that go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
import pytest

from tests.fake_discord.state.models import Kind, Overwrite, Perm
from tests.fake_discord.state.permissions import ALL, in_channel
from tests.fake_discord.tests.client import channel_of, guild_of, place_of, until

if TYPE_CHECKING:
    from tests.fake_discord.server import LoopbackDiscord
    from tests.fake_discord.tests.client import PlainClient
    from tests.fake_discord.tests.conftest import Api


async def test_history_that_may_not_be_read_is_empty(server: LoopbackDiscord, client: PlainClient) -> None:
    """Without Read Message History there is an empty list, and the client's cache knows the permission."""
    there, _ = place_of(server)
    channel = channel_of(client)
    await channel.send("paper")
    server.world.forbid(there, Perm.READ_MESSAGE_HISTORY)
    await until(lambda: not channel.permissions_for(channel.guild.me).read_message_history)
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
    server: LoopbackDiscord, client: PlainClient, missing: Perm, content: str | None, code: int
) -> None:
    """Each permission that posting needs is refused with Discord's own code when it is missing."""
    there, _ = place_of(server)
    server.world.forbid(there, missing)
    with pytest.raises(discord.Forbidden) as caught:
        await channel_of(client).send(content, embed=discord.Embed(title="paper"))
    assert caught.value.code == code


async def test_embed_beside_content_is_dropped_silently(server: LoopbackDiscord, client: PlainClient) -> None:
    """Without Embed Links a message with content is accepted and loses its embed."""
    there, _ = place_of(server)
    server.world.forbid(there, Perm.EMBED_LINKS)
    await channel_of(client).send("text", embed=discord.Embed(title="paper"))
    [message] = there.messages.values()
    assert (message.content, message.embeds) == ("text", [])


async def test_direct_messages(server: LoopbackDiscord, client: PlainClient) -> None:
    """A DM reaches a person, the channel is the same next time, and closed DMs are error 50007."""
    _, admin = place_of(server)
    user = discord.Object(admin.id, type=discord.User)
    direct = await client.create_dm(user)
    await direct.send("hello")
    assert [m.content for m in server.world.direct(admin).messages.values()] == ["hello"]
    admin.takes_dms = False
    with pytest.raises(discord.Forbidden) as caught:
        await direct.send("hello?")
    assert caught.value.code == 50007


async def test_threads_and_forums(server: LoopbackDiscord, client: PlainClient) -> None:
    """A forum post is a thread whose first message has its id; a locked thread refuses the bot."""
    forum = server.world.add_channel(guild_of(server), "posts", Kind.FORUM)
    await until(lambda: bool(client.guilds[0].forums))
    made = await client.guilds[0].forums[0].create_thread(name="A paper", content="abstract")
    assert made.message.id == made.thread.id
    started = await (await channel_of(client).send("paper")).create_thread(name="talk")
    await started.send("first")
    server.world.channels[started.id].locked = True
    with pytest.raises(discord.Forbidden):
        await started.send("second")
    assert {t.name for t in await client.guilds[0].active_threads()} == {"A paper", "talk"}
    assert server.world.channels[made.thread.id].parent is forum


async def test_channel_gone_and_guild_left(server: LoopbackDiscord, client: PlainClient) -> None:
    """A deleted channel is error 10003; a guild that threw the bot out is 50001 and comes back by invitation."""
    there, _ = place_of(server)
    other = server.world.add_channel(guild_of(server), "other")
    channel = channel_of(client)
    server.world.remove_channel(there)
    with pytest.raises(discord.NotFound) as gone:
        await channel.send("paper")
    server.world.kick(guild_of(server))
    await until(lambda: not client.guilds)
    with pytest.raises(discord.Forbidden) as thrown_out:
        await client.fetch_channel(other.id)
    server.world.invite(guild_of(server))
    await until(lambda: client.joined == ["Reading group"])
    assert (gone.value.code, thrown_out.value.code) == (10003, 50001)


async def test_threads_by_bare_requests(server: LoopbackDiscord, api: Api) -> None:
    """Threads are renamed and archived, and open again when written to; wrong requests are refused."""
    there, _ = place_of(server)
    forum = server.world.add_channel(guild_of(server), "posts", Kind.FORUM)
    status, thread = await api("POST", f"/channels/{there.id}/threads", {"name": "talk", "type": 11})
    assert (status, thread["parent_id"]) == (201, str(there.id))
    _, changed = await api("PATCH", f"/channels/{thread['id']}", {"name": "quiet", "archived": True})
    assert (changed["name"], changed["thread_metadata"]["archived"]) == ("quiet", True)
    await api("POST", f"/channels/{thread['id']}/messages", {"content": "still here"})
    assert not server.world.channels[int(thread["id"])].archived
    codes = [
        await api.code("POST", f"/channels/{forum.id}/threads", {"name": "no message"}),
        await api.code("POST", f"/channels/{forum.id}/messages", {"content": "in a forum"}),
        await api.code("POST", f"/channels/{there.id}/messages/1/threads", {"name": "from nothing"}),
        await api.code("PATCH", f"/channels/{there.id}", {"name": "ours"}),
        await api.code("GET", "/guilds/1/threads/active"),
        await api.code("POST", "/users/@me/channels", {"recipient_id": "1"}),
    ]
    assert codes == [50035, 50008, 10008, 50013, 10004, 10013]


async def test_threads_that_may_not_be_begun(server: LoopbackDiscord, api: Api) -> None:
    """Without Create Public Threads none is begun, and nothing is seen without View Channel."""
    there, _ = place_of(server)
    message = server.posting.create(there, {"content": "paper"})
    server.world.forbid(there, Perm.CREATE_PUBLIC_THREADS)
    begin = f"/channels/{there.id}/messages/{message.id}/threads"
    codes = [
        await api.code("POST", begin, {"name": "talk"}),
        await api.code("POST", f"/channels/{there.id}/threads", {"name": "talk", "type": 11}),
    ]
    server.world.forbid(there, Perm.VIEW_CHANNEL)
    codes += [
        await api.code("GET", f"/channels/{there.id}"),
        await api.code("GET", f"/channels/{there.id}/messages"),
    ]
    assert codes == [50013, 50013, 50001, 50001]


def test_permissions_of_owner_administrator_and_stranger(server: LoopbackDiscord) -> None:
    """Owners and administrators may do everything, someone who is no member nothing, a role's overwrite counts."""
    there, _ = place_of(server)
    guild = guild_of(server)
    chief = server.world.add_member(guild, "Chief", Perm.ADMINISTRATOR)
    helper = server.world.add_member(guild, "Helper", Perm.MANAGE_MESSAGES)
    role_id = guild.members[helper.id].role_ids[0]
    there.overwrites[role_id] = Overwrite(target_id=role_id, of_member=False, deny=Perm.SEND_MESSAGES)
    assert in_channel(there, guild.owner) == in_channel(there, chief) == ALL
    assert in_channel(there, server.world.add_user("Stranger")) == Perm(0)
    assert Perm.SEND_MESSAGES not in in_channel(there, helper)
