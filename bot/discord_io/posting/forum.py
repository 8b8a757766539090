"""Forum channels: one post for each message, with no nonce to lean on."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import discord
from discord.http import Route

from bot.discord_io.posting.history import carries
from bot.domain.alert import THREAD

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping, Sequence

    from bot.discord_io.requests.calls import Calls
    from bot.domain.alert import Payload

    Json = Mapping[str, Any]

_TAGS = 5  # on a post
_PAGE = 100


async def create_post(client: discord.Client, calls: Calls, forum_id: int, payload: Payload) -> int:
    """Make a post as the payload's thread says; its id is also that of its first message.

    The request is sent once only: repeated, it would make a second post.
    """
    thread = payload[THREAD]
    body: dict[str, Any] = {
        "name": thread["name"],
        "message": {key: value for key, value in payload.items() if key != THREAD},
    }
    forum = client.get_channel(forum_id)
    if isinstance(forum, discord.ForumChannel) and (tags := tags_for(forum, thread["tags"])):
        body["applied_tags"] = [str(tag) for tag in tags]
    route = Route("POST", "/channels/{channel_id}/threads", channel_id=forum_id)
    created = await calls.write(route, body, once=True)
    return int(created["id"])


def tags_for(forum: discord.ForumChannel, names: Sequence[str]) -> list[int]:
    """The forum's tags of these names (any case), at most five; where one is required, some tag at least."""
    manages = forum.permissions_for(forum.guild.me).manage_threads
    usable = [tag for tag in forum.available_tags if manages or not tag.moderated]
    wanted = {name.strip().casefold() for name in names}
    chosen = [tag.id for tag in usable if tag.name.casefold() in wanted][:_TAGS]
    if not chosen and forum.flags.require_tag:
        chosen = [tag.id for tag in usable[:1]]
    return chosen


async def find_post(client: discord.Client, guild_id: int, forum_id: int, marker: str, after: int) -> int | None:
    """The id of our own post newer than `after` whose first message carries `marker`; None when there is none.

    The caller makes sure that the history may be read: archived posts are not listed without that.
    """
    me = client.user.id if client.user else 0
    async for thread in _threads(client, guild_id, forum_id, after):
        thread_id = int(thread["id"])
        ours = int(thread["owner_id"]) == me and int(thread["parent_id"] or 0) == forum_id
        if ours and thread_id > after and carries(await _first_message(client, thread_id), me, marker):
            return thread_id
    return None


async def _threads(client: discord.Client, guild_id: int, forum_id: int, after: int) -> AsyncGenerator[Json]:
    """The guild's active threads, then the forum's archived ones back to the moment of `after`."""
    active = await client.http.request(Route("GET", "/guilds/{guild_id}/threads/active", guild_id=guild_id))
    for thread in active["threads"]:
        yield thread
    began = discord.utils.snowflake_time(after)
    before: dict[str, str] = {}
    while True:
        route = Route("GET", "/channels/{channel_id}/threads/archived/public", channel_id=forum_id)
        page = await client.http.request(route, params={"limit": str(_PAGE), **before})
        for thread in page["threads"]:
            yield thread
        if not page["threads"] or not page["has_more"]:
            return
        archived = page["threads"][-1]["thread_metadata"]["archive_timestamp"]
        if datetime.fromisoformat(archived) < began:
            return  # the newest archived come first: what follows is older than what is looked for
        before = {"before": archived}


async def _first_message(client: discord.Client, thread_id: int) -> Json | None:
    """None when somebody deleted it, or the whole thread."""
    route = Route(
        "GET", "/channels/{channel_id}/messages/{message_id}", channel_id=thread_id, message_id=thread_id
    )
    try:
        message: Json = await client.http.request(route)
    except discord.NotFound:
        return None
    return message
