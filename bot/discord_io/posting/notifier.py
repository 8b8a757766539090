"""Posting to Discord. Every failure becomes one of the domain's errors."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import discord
from discord.http import Route
from typing_extensions import override

from bot.discord_io.permissions import thread_problem
from bot.discord_io.posting.history import find_marked, find_post, is_there, newest_readable
from bot.discord_io.posting.plain_messages import PlainMessages
from bot.discord_io.render.mention import without_lost_role
from bot.discord_io.requests.calls import FAILURES, id_of
from bot.discord_io.requests.failures import explain_lookup, odd_answer
from bot.discord_io.requests.server_clock import long_before
from bot.discord_io.requests.trace import attempts
from bot.domain.alert import THREAD
from bot.domain.errors import PaperboyError, TryLaterError
from bot.domain.ports import ChannelCheck, Notifier
from bot.domain.subscription import Kind
from bot.language.translating import gettext

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.discord_io.requests.calls import Calls
    from bot.domain.alert import Payload
    from bot.domain.ports import PostPermit
    from bot.domain.subscription import Destination

# https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
_THREAD_IS_THERE = 160004
_NO_THREADS = (10008, 50021, 50024)  # message deleted; message type without threads; channel type without threads
_TAGS = 5  # on a post
_SEARCHES = 3  # repeated while newer messages appear than were read: somebody may be writing
_EDITED = ("content", "embeds", "components", "allowed_mentions")


class DiscordNotifier(PlainMessages, Notifier):
    """Posts alerts through a connected client. The time-out of `calls` must be shorter than the delivery lease."""

    def __init__(self, calls: Calls) -> None:
        super().__init__(calls)
        self._searched: dict[str, int] = {}  # by marker: the last message id that an interrupted search has read

    def _current(self, destination: Destination, payload: Payload) -> Payload:
        """The payload, without a role that was deleted after it was made."""
        guild = self._guild(destination)
        if guild is None or guild.unavailable:
            return payload
        return without_lost_role(payload, {role.id for role in guild.roles})

    @override
    def lower_bound(self, destination: Destination) -> int | None:
        """The highest known id that is older than any post made now; at least the channel's own id."""
        channel = self._client.get_channel(destination.id)
        newest = getattr(channel, "last_message_id", None)
        return max(destination.id, newest or 0, self._calls.clock.snowflake() or 0)

    @override
    async def check_channel(self, destination: Destination, after: int | None, /) -> ChannelCheck:
        bound, newest = await self._calls.glance(destination.id)
        return ChannelCheck(bound=bound, newer=newest > long_before(after or 0))

    @override
    def free_slots(self) -> int:
        return self._calls.room()

    @override
    def ready_in(self) -> float:
        return self._calls.ready_in()

    @override
    async def permit(self) -> PostPermit:
        return await self._calls.turn()

    @override
    async def post(
        self, destination: Destination, payload: Payload, nonce: str, turn: PostPermit | None = None, /
    ) -> int:
        payload = self._current(destination, payload)
        body = {key: value for key, value in payload.items() if key != THREAD}
        if destination.kind is Kind.FORUM:
            return await self._create_post(destination.id, payload[THREAD], body, turn)
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=destination.id)
        # With a turn the caller repeats it, and checks the time: a nonce is forgotten while a machine sleeps.
        once = turn is not None
        return await self._calls.create(
            route, {**body, "nonce": nonce, "enforce_nonce": True}, once=once, turn=turn
        )

    async def _create_post(
        self, forum_id: int, thread: Mapping[str, Any], message: Payload, turn: PostPermit | None
    ) -> int:
        """Create a forum post with the thread's name and tags; its id is also that of its first message.

        The request is sent only once: it has no nonce, so a repeat would make a second post.
        """
        body: dict[str, Any] = {"name": thread["name"], "message": message}
        forum = self._client.get_channel(forum_id)
        if isinstance(forum, discord.ForumChannel) and (tags := _tags(forum, thread["tags"])):
            body["applied_tags"] = tags
        route = Route("POST", "/channels/{channel_id}/threads", channel_id=forum_id)
        return await self._calls.create(route, body, once=True, turn=turn)

    @override
    async def edit(self, destination: Destination, message_id: int, payload: Payload) -> None:
        """Change a message of ours; a forum's post is a channel of its own, with the id of its first message."""
        payload = self._current(destination, payload)
        channel_id = message_id if destination.kind is Kind.FORUM else destination.id
        route = Route(
            "PATCH", "/channels/{channel_id}/messages/{message_id}", channel_id=channel_id, message_id=message_id
        )
        await self._calls.write(route, {"content": "", **{key: payload[key] for key in _EDITED if key in payload}})

    @override
    async def open_thread(self, destination: Destination, message_id: int, name: str) -> int | None:
        known = self._known(self._guild(destination), destination.id)
        if known and (problem := thread_problem(*known)):
            raise problem
        route = Route(
            "POST",
            "/channels/{channel_id}/messages/{message_id}/threads",
            channel_id=destination.id,
            message_id=message_id,
        )
        # A thread that begins at a message has that message's id.
        answers = {_THREAD_IS_THERE: {"id": message_id}, **dict.fromkeys(_NO_THREADS)}
        created = await self._calls.write(route, {"name": name}, answers=answers)
        return None if created is None else id_of(created)

    @override
    async def find(self, destination: Destination, marker: str, after: int | None) -> int | None:
        with attempts() as log:
            try:
                async with asyncio.timeout(self._calls.timeout):
                    await self._require_history(destination)
                    return await self._find(destination, marker, after)
            except PaperboyError:
                raise
            except FAILURES as error:
                raise explain_lookup(error, log) from error

    async def _find(self, destination: Destination, marker: str, after: int | None) -> int | None:
        """Read the history until the marker is found, or up to the newest message that Discord names.

        An empty history alone proves nothing: Discord shows one to a bot that has just lost access, and a proxy
        may invent one.
        """
        bound, newest = max(destination.id, long_before(after or 0)), 0

        def reach(message_id: int) -> None:
            self._searched[marker] = message_id

        for _ in range(_SEARCHES):
            if destination.kind is Kind.FORUM:
                found = await find_post(self._calls, destination, marker, bound, reach)
            else:
                start = max(bound, self._searched.get(marker, 0))
                found = await find_marked(self._calls, destination.id, marker, start, reach)
            reached = self._searched.get(marker, bound)
            newest = await self._require_history(destination) if found is None else 0
            if newest <= reached:
                self._searched.pop(marker, None)
                return found
        if await is_there(self._calls, destination, newest):
            raise odd_answer()
        self._searched.pop(marker, None)
        return None

    async def _require_history(self, destination: Destination) -> int:
        """Require a readable history; returns the newest message's id, 0 when that is not known.

        This asks Discord, not our cache, which is stale while the gateway is away: a mistake here posts twice.
        """
        guild = self._guild(destination)
        if destination.guild_id is None:
            return 0
        if guild is None or guild.unavailable:
            raise TryLaterError(gettext("The server is unavailable at the moment."), in_doubt=True)
        return await newest_readable(self._calls, destination.guild_id, destination.id)


def _tags(forum: discord.ForumChannel, names: Sequence[str]) -> list[str]:
    """The forum's tags of these names (any case), at most five; else one that is usable if one is required."""
    manages = forum.permissions_for(forum.guild.me).manage_threads
    usable = [tag for tag in forum.available_tags if manages or not tag.moderated]
    wanted = {name.strip().casefold() for name in names}
    chosen = [str(tag.id) for tag in usable if tag.name.casefold() in wanted][:_TAGS]
    if not chosen and forum.flags.require_tag:
        chosen = [str(tag.id) for tag in usable[:1]]
    return chosen
