"""Search a channel's history for a message of ours, or a forum for a post of ours."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

import discord
from discord.http import Route

from bot.discord_io.permissions import history_problem
from bot.discord_io.requests.failures import UNKNOWN_CHANNEL, UNKNOWN_MESSAGE
from bot.domain.errors import HistoryUnreadableError
from bot.domain.subscription import Destination, Kind

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence

    from bot.discord_io.requests.calls import Calls

_PAGE_SIZE = 100  # messages or threads
_MAX_PAGES = 200


async def find_marked(
    calls: Calls, channel_id: int, marker: str, after: int, progress: Callable[[int], None]
) -> int | None:
    """Return the id of our oldest message after `after` with `marker` in a custom_id; None when there is none.

    Reads forward in pages of 100. After each page `progress` gets the id of the newest message read, from which an
    interrupted search can resume. Raises HistoryUnreadableError after 20,000 messages,
    ValueError for a wrong page, and what a request and `require_page` raise.

    The caller makes sure that the history can be read: without the permission Discord returns an empty list.
    """
    for _ in range(_MAX_PAGES):
        route = Route("GET", "/channels/{channel_id}/messages", channel_id=channel_id)
        page = require_page(await calls.read(route, after=str(after), limit=str(_PAGE_SIZE)))
        if any(int(message["channel_id"]) != channel_id or int(message["id"]) <= after for message in page):
            raise ValueError("Discord returned a different page of history than requested.")
        for message in sorted(page, key=lambda m: int(m["id"])):
            if has_marker(message, calls.me, marker):
                return int(message["id"])
        if page:
            after = max(int(message["id"]) for message in page)
            progress(after)
        if len(page) < _PAGE_SIZE:
            return None
    raise HistoryUnreadableError(f"Gave up the search: more than {_MAX_PAGES * _PAGE_SIZE} newer messages.")


async def find_post(
    calls: Calls, forum: Destination, marker: str, after: int, progress: Callable[[int], None]
) -> int | None:
    """Return the id of our post newer than `after` whose first message has `marker`; None when there is none.

    When none is found, `progress` gets the id of the newest post, if there is one. The caller makes sure that the
    history can be read: without that, archived posts are not listed. Raises what a request and
    `require_page` raise.
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
            if has_marker(await read_unless_deleted(calls, route), calls.me, marker):
                return thread_id
    if newest:
        progress(newest)
    return None


async def _threads(calls: Calls, forum: Destination, after: int) -> AsyncGenerator[Mapping[str, Any]]:
    """Yield the server's active threads, then the forum's archived ones back to the time of `after`."""
    active = await calls.read(Route("GET", "/guilds/{guild_id}/threads/active", guild_id=forum.guild_id or 0))
    for thread in require_page(active["threads"]):
        yield thread
    earliest = discord.utils.snowflake_time(after)
    before: dict[str, str] = {}
    while True:
        route = Route("GET", "/channels/{channel_id}/threads/archived/public", channel_id=forum.id)
        page = await calls.read(route, limit=str(_PAGE_SIZE), **before)
        threads = require_page(page["threads"])
        for thread in threads:
            yield thread
        if not page["has_more"] or not threads:
            return
        archived = threads[-1]["thread_metadata"]["archive_timestamp"]
        if datetime.fromisoformat(archived) < earliest:
            return  # the newest archived threads are listed first: the rest is too old
        before = {"before": archived}


async def require_history(calls: Calls, guild_id: int, channel_id: int) -> int:
    """Check that the history can be read; return the id of its newest message, or newest forum post (0: none).

    That one may have been deleted. Roles and overwrites are fetched from Discord; a thread has the permissions
    of its parent channel. Raises HistoryUnreadableError, and what discord.py raises.
    """
    await calls.permit()
    guild = await calls.client.fetch_guild(guild_id, with_counts=False)
    await calls.permit()
    me = await guild.fetch_member(calls.me)
    await calls.permit()
    channel = await guild.fetch_channel(channel_id)
    newest: int = getattr(channel, "last_message_id", None) or 0
    if isinstance(channel, discord.Thread):
        await calls.permit()
        channel = await guild.fetch_channel(channel.parent_id)
    if problem := history_problem(channel, me):
        raise HistoryUnreadableError(problem)
    return newest


async def still_exists(calls: Calls, destination: Destination, newest: int) -> bool:
    """True if the message or forum post with the id `newest` was not deleted.

    Raises what discord.py raises.
    """
    if destination.kind is Kind.FORUM:
        route = Route("GET", "/channels/{channel_id}", channel_id=newest)
    else:
        path = "/channels/{channel_id}/messages/{message_id}"
        route = Route("GET", path, channel_id=destination.id, message_id=newest)
    return await read_unless_deleted(calls, route) is not None


async def read_unless_deleted(calls: Calls, route: Route) -> Any:  # noqa: ANN401 - whatever JSON Discord answers
    """Fetch a message or channel; None when Discord says that it was deleted.

    Raises what discord.py raises.
    """
    try:
        return await calls.read(route)
    except discord.NotFound as error:
        if error.code not in (UNKNOWN_CHANNEL, UNKNOWN_MESSAGE):
            raise  # it does not say that this was deleted
        return None


def require_page(answer: object) -> Sequence[Mapping[str, Any]]:
    """Return the answer if it is a list of objects. Raises TypeError when it is not."""
    if isinstance(answer, list) and all(isinstance(item, dict) for item in cast("list[object]", answer)):
        return cast("list[dict[str, Any]]", answer)
    raise TypeError("That is not a page of messages or threads.")


def has_marker(message: Mapping[str, Any] | None, author_id: int, marker: str) -> bool:
    """Return True if a message of that author has `marker` in a component's custom_id."""
    if message is None or int(message["author"]["id"]) != author_id:
        return False
    return any(marker in custom_id for custom_id in _custom_ids(message.get("components", ())))


def _custom_ids(components: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for component in components:
        yield str(component.get("custom_id", ""))
        yield from _custom_ids(component.get("components", ()))
