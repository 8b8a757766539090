"""Messages: nonces, history, edits, bodies."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import discord
import pytest

from tests.fake_discord.http.errors import ApiError
from tests.fake_discord.tests.client import NONCE, channel_of, place_of

if TYPE_CHECKING:
    from tests.fake_discord.server import LoopbackDiscord
    from tests.fake_discord.tests.client import PlainClient
    from tests.fake_discord.tests.conftest import Api


async def test_nonce_makes_one_message(server: LoopbackDiscord, client: PlainClient) -> None:
    """The same nonce twice gives the first message again, until the window has passed."""
    there, _ = place_of(server)
    first = await channel_of(client).send("paper", nonce=NONCE)
    again = await channel_of(client).send("paper", nonce=NONCE)
    assert first.id == again.id
    assert (len(there.messages), server.posting.repeated) == (1, 1)
    server.clock.shift(600)
    later = await channel_of(client).send("paper", nonce=NONCE)
    assert later.id > first.id
    assert len(server.posted(there, nonce=NONCE)) == 2


async def test_nonce_of_a_deleted_message(server: LoopbackDiscord, client: PlainClient) -> None:
    """A repeated nonce whose message has been deleted is error 10008, and nothing is posted."""
    message = await channel_of(client).send("paper", nonce=NONCE)
    await message.delete()
    with pytest.raises(discord.NotFound) as caught:
        await channel_of(client).send("paper", nonce=NONCE)
    assert caught.value.code == 10008
    assert len(server.posted()) == 1


async def test_history_pages(server: LoopbackDiscord, client: PlainClient) -> None:
    """History pages forwards and backwards over more than one page, without nonces, in Discord's order."""
    there, _ = place_of(server)
    channel = channel_of(client)
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


async def test_edit_and_delete(server: LoopbackDiscord, client: PlainClient) -> None:
    """An edit keeps what it does not name; what is deleted is gone from the history and stays in the record."""
    there, _ = place_of(server)
    message = await channel_of(client).send("paper", embed=discord.Embed(title="old"))
    await message.edit(embed=discord.Embed(title="new"))
    [kept] = there.messages.values()
    assert (kept.content, kept.embeds[0]["title"], kept.edits) == ("paper", "new", 1)
    await message.delete()
    assert there.messages == {}
    assert server.posted(there) == [kept]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, 50006),
        ({"content": "x" * 2001}, 50035),
        ({"embeds": [{"fields": [{"name": "n", "value": "v"}] * 26}]}, 50035),
        ({"components": [{"type": 1, "components": [{"type": 2, "custom_id": "a"}] * 2}]}, 50035),
        ({"components": [{"type": 1, "components": [{"type": 2, "custom_id": "a" * 101}]}]}, 50035),
        ({"content": "x", "nonce": "n" * 26}, 50035),
        ({"embeds": [{"description": "x" * 4096}, {"description": "x" * 1905}]}, 50035),
        ({"embeds": [{"title": "x" * 257}]}, 50035),
        ({"content": "x", "components": [{"type": 10, "content": "y"}]}, 50035),
        ({"flags": 1 << 15, "content": "x", "components": [{"type": 10, "content": "y"}]}, 50035),
        ({"flags": 1 << 15, "components": [{"type": 10, "content": "y" * 2001}] * 2}, 50035),
        ({"flags": 1 << 15, "components": [{"type": 10, "content": "y"}] * 41}, 50035),
    ],
)
async def test_bodies_that_discord_refuses(server: LoopbackDiscord, body: dict[str, object], code: int) -> None:
    """Empty and oversized messages are refused with Discord's codes."""
    there, _ = place_of(server)
    with pytest.raises(ApiError) as caught:
        server.posting.create(there, body)
    assert caught.value.code == code


async def test_one_message(server: LoopbackDiscord, api: Api) -> None:
    """A message is read, edited and deleted by id; somebody else's is not ours to change."""
    there, admin = place_of(server)
    own = server.posting.create(there, {"content": "ours"})
    theirs = server.posting.write(there, admin, {"content": "theirs"})
    messages = f"/channels/{there.id}/messages"
    assert (await api("GET", f"{messages}/{own.id}"))[1]["content"] == "ours"
    codes = [
        await api.code("GET", f"{messages}/1"),
        await api.code("GET", f"{messages}/no-number"),
        await api.code("PATCH", f"{messages}/{theirs.id}", {"content": "mine"}),
        await api.code("DELETE", f"{messages}/{theirs.id}"),
        await api.code("GET", f"{messages}?limit=101"),
    ]
    assert codes == [10008, 50035, 50005, 50013, 50035]
    assert (await api("DELETE", f"{messages}/{own.id}"))[0] == 204
    assert list(there.messages) == [theirs.id]


async def test_file_of_a_message(server: LoopbackDiscord, client: PlainClient) -> None:
    """A file comes in a form beside the JSON and is listed with its size."""
    there, _ = place_of(server)
    await channel_of(client).send("chart", file=discord.File(io.BytesIO(b"png"), "chart.png"), nonce=NONCE)
    [message] = there.messages.values()
    assert [(a["filename"], a["size"]) for a in message.attachments] == [("chart.png", 3)]
    assert message.content == "chart"


async def test_media_of_a_layout(server: LoopbackDiscord, client: PlainClient) -> None:
    """Media come back with ids and addresses: a file's where one is named, else what was given."""
    there, _ = place_of(server)
    chart = discord.File(io.BytesIO(b"png"), "chart.png")
    elsewhere = "https://pictures.invalid/a.png"
    pictures = (discord.MediaGalleryItem(chart), discord.MediaGalleryItem(elsewhere))
    gallery = discord.ui.MediaGallery[discord.ui.LayoutView](*pictures)
    picture = discord.ui.Thumbnail[discord.ui.LayoutView](elsewhere, description="A picture")
    section = discord.ui.Section[discord.ui.LayoutView]("text", accessory=picture)
    listed = discord.ui.File[discord.ui.LayoutView](chart)
    view = discord.ui.LayoutView()
    view.add_item(discord.ui.Container[discord.ui.LayoutView](gallery, section, listed))
    sent = await channel_of(client).send(view=view, file=chart, nonce=NONCE)
    [file] = sent.attachments
    [message] = there.messages.values()
    items, beside, last = message.components[0]["components"]
    attached = {"id": str(file.id), "url": file.url, "proxy_url": file.proxy_url, "attachment_id": str(file.id)}
    assert items["items"][0] == {"media": attached, "description": None, "spoiler": False}
    assert items["items"][1]["media"]["proxy_url"] == elsewhere
    assert beside["accessory"]["description"] == "A picture"
    assert (last["file"], last["name"], last["size"]) == (attached, "chart.png", 3)


def test_media_without_their_file(server: LoopbackDiscord) -> None:
    """A layout that names a file which is not sent is refused, and an edit that does changes nothing."""
    there, _ = place_of(server)
    lost = [{"type": 12, "items": [{"media": {"url": "attachment://lost.png"}}]}]
    message = server.posting.create(there, {"content": "ours"})
    with pytest.raises(ApiError) as caught:
        server.posting.create(there, {"components": lost, "flags": 1 << 15})
    assert caught.value.code == 50035
    with pytest.raises(ApiError):
        server.posting.edit(message, {"content": None, "components": lost, "flags": 1 << 15})
    assert (message.content, message.components) == ("ours", [])
    assert list(there.messages) == [message.id]
