"""Forum channels: one post for each message, with no nonce to lean on."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import discord
from discord.http import Route

from bot.discord_io.posting.history import carries, page_of, read_unless_deleted
from bot.domain.alert import THREAD

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Mapping, Sequence

    from bot.discord_io.requests.calls import Calls
    from bot.domain.alert import Payload
    from bot.domain.ports import Turn
    from bot.domain.subscription import Destination

    Json = Mapping[str, Any]

_TAGS = 5  # on a post
_PAGE = 100


async def create_post(calls: Calls, forum_id: int, payload: Payload, turn: Turn | None) -> int:
    """Make a post as the payload's thread says; its id is also that of its first message.

    The request is sent once only: repeated, it would make a second post.
    """
    thread = payload[THREAD]
    body: dict[str, Any] = {
        "name": thread["name"],
        "message": {key: value for key, value in payload.items() if key != THREAD},
    }
    forum = calls.client.get_channel(forum_id)
    if isinstance(forum, discord.ForumChannel) and (tags := tags_for(forum, thread["tags"])):
        body["applied_tags"] = [str(tag) for tag in tags]
    route = Route("POST", "/channels/{channel_id}/threads", channel_id=forum_id)
    return await calls.create(route, body, once=True, turn=turn)


def tags_for(forum: discord.ForumChannel, names: Sequence[str]) -> list[int]:
    """The forum's tags of these names (any case), at most five; where one is required, some tag at least."""
    manages = forum.permissions_for(forum.guild.me).manage_threads
    usable = [tag for tag in forum.available_tags if manages or not tag.moderated]
    wanted = {name.strip().casefold() for name in names}
    chosen = [tag.id for tag in usable if tag.name.casefold() in wanted][:_TAGS]
    if not chosen and forum.flags.require_tag:
        chosen = [tag.id for tag in usable[:1]]
    return chosen


async def find_post(
    calls: Calls, forum: Destination, marker: str, after: int, reached: Callable[[int], None]
) -> int | None:
    """The id of our own post newer than `after` whose first message carries `marker`; None when there is none.

    Then `reached` has got the newest post that there is, if any. The caller makes sure that the history may be
    read: archived posts are not listed without that. Raises what `history.page_of` raises.
    """
    newest = 0
    async for thread in _threads(calls, forum, after):
        thread_id = int(thread["id"])
        if int(thread["parent_id"] or 0) != forum.id or thread_id <= after:
            continue
        newest = max(newest, thread_id)
        if int(thread["owner_id"]) == calls.me:
            path = "/channels/{channel_id}/messages/{message_id}"
            route = Route("GET", path, channel_id=thread_id, message_id=thread_id)
            if carries(await read_unless_deleted(calls, route), calls.me, marker):
                return thread_id
    if newest:
        reached(newest)
    return None


async def _threads(calls: Calls, forum: Destination, after: int) -> AsyncGenerator[Json]:
    """The guild's active threads, then the forum's archived ones back to the moment of `after`."""
    active = await calls.read(Route("GET", "/guilds/{guild_id}/threads/active", guild_id=forum.guild_id or 0))
    for thread in page_of(active["threads"]):
        yield thread
    began = discord.utils.snowflake_time(after)
    before: dict[str, str] = {}
    while True:
        route = Route("GET", "/channels/{channel_id}/threads/archived/public", channel_id=forum.id)
        page = await calls.read(route, limit=str(_PAGE), **before)
        threads = page_of(page["threads"])
        for thread in threads:
            yield thread
        if not page["has_more"] or not threads:
            return
        archived = threads[-1]["thread_metadata"]["archive_timestamp"]
        if datetime.fromisoformat(archived) < began:
            return  # the newest archived come first: what follows is older than what is looked for
        before = {"before": archived}
