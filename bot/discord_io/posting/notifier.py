"""Post alerts to Discord, edit them and find them again; every failure becomes an error of the domain."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import discord
from discord.http import Route
from typing_extensions import override

from bot.discord_io.permissions import thread_problem
from bot.discord_io.posting.history import find_marked, find_post, require_history, still_exists
from bot.discord_io.posting.plain_messages import PlainMessages
from bot.discord_io.render.role_mention import without_deleted_role
from bot.discord_io.requests.calls import FAILURES, id_of
from bot.discord_io.requests.failures import explain_lookup, unexpected_answer
from bot.discord_io.requests.server_clock import one_hour_before
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
_THREAD_EXISTS_CODE = 160004
# Message deleted; message type without threads; channel type without threads
_NO_THREADS_CODES = (10008, 50021, 50024)
_MAX_TAGS = 5  # on a post
_MAX_SEARCHES = 3  # another follows if Discord names a newer message than was read
_EDITED_FIELDS = ("content", "embeds", "components", "allowed_mentions")


class DiscordNotifier(PlainMessages, Notifier):
    """Posts alerts through a connected client. The timeout of `calls` must be shorter than the delivery lease."""

    def __init__(self, calls: Calls) -> None:
        super().__init__(calls)
        self._searched: dict[str, int] = {}  # by marker: the last message id that an interrupted search has read

    def _without_deleted_role(self, destination: Destination, payload: Payload) -> Payload:
        """Return the payload without the mention of a role that has been deleted since."""
        guild = self._guild(destination)
        if guild is None or guild.unavailable:
            return payload
        return without_deleted_role(payload, {role.id for role in guild.roles})

    @override
    def lower_bound(self, destination: Destination) -> int | None:
        """Return the highest known id that is older than any post made now; at least the channel's id."""
        channel = self._client.get_channel(destination.id)
        newest = getattr(channel, "last_message_id", None)
        return max(destination.id, newest or 0, self._calls.clock.snowflake() or 0)

    @override
    async def check_channel(self, destination: Destination, after: int | None, /) -> ChannelCheck:
        bound, newest = await self._calls.bound_and_newest(destination.id)
        return ChannelCheck(bound=bound, newer=newest > one_hour_before(after or 0))

    @override
    def free_slots(self) -> int:
        return self._calls.free_slots()

    @override
    def ready_in(self) -> float:
        return self._calls.ready_in()

    @override
    async def permit(self) -> PostPermit:
        return await self._calls.permit()

    @override
    async def post(
        self, destination: Destination, payload: Payload, nonce: str, permit: PostPermit | None = None, /
    ) -> int:
        payload = self._without_deleted_role(destination, payload)
        body = {key: value for key, value in payload.items() if key != THREAD}
        if destination.kind is Kind.FORUM:
            return await self._create_post(destination.id, payload[THREAD], body, permit)
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=destination.id)
        # With a permit, the caller checks the time before it repeats the post: Discord soon forgets the nonce.
        once = permit is not None
        return await self._calls.create(
            route, {**body, "nonce": nonce, "enforce_nonce": True}, once=once, permit=permit
        )

    async def _create_post(
        self, forum_id: int, thread: Mapping[str, Any], message: Payload, permit: PostPermit | None
    ) -> int:
        """Create a forum post with the thread's name and tags; its first message has the same id.

        The request is sent only once: it has no nonce, so a repeat would make a second post.
        """
        body: dict[str, Any] = {"name": thread["name"], "message": message}
        forum = self._client.get_channel(forum_id)
        if isinstance(forum, discord.ForumChannel) and (tags := _tags(forum, thread["tags"])):
            body["applied_tags"] = tags
        route = Route("POST", "/channels/{channel_id}/threads", channel_id=forum_id)
        return await self._calls.create(route, body, once=True, permit=permit)

    @override
    async def edit(self, destination: Destination, message_id: int, payload: Payload) -> None:
        """Edit our message; a forum post is a channel of its own, with the id of its first message."""
        payload = self._without_deleted_role(destination, payload)
        channel_id = message_id if destination.kind is Kind.FORUM else destination.id
        route = Route(
            "PATCH", "/channels/{channel_id}/messages/{message_id}", channel_id=channel_id, message_id=message_id
        )
        # Without `content`, Discord would keep the old one, a mention.
        await self._calls.write(
            route, {"content": "", **{key: payload[key] for key in _EDITED_FIELDS if key in payload}}
        )

    @override
    async def open_thread(self, destination: Destination, message_id: int, name: str) -> int | None:
        cached = self._cached(self._guild(destination), destination.id)
        if cached and (problem := thread_problem(*cached)):
            raise problem
        route = Route(
            "POST",
            "/channels/{channel_id}/messages/{message_id}/threads",
            channel_id=destination.id,
            message_id=message_id,
        )
        # A thread that begins at a message has that message's id.
        results = {_THREAD_EXISTS_CODE: {"id": message_id}, **dict.fromkeys(_NO_THREADS_CODES)}
        created = await self._calls.write(route, {"name": name}, error_results=results)
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
        can invent one.
        """
        bound, newest = max(destination.id, one_hour_before(after or 0)), 0

        def remember(message_id: int) -> None:
            self._searched[marker] = message_id

        for _ in range(_MAX_SEARCHES):
            if destination.kind is Kind.FORUM:
                found = await find_post(self._calls, destination, marker, bound, remember)
            else:
                start = max(bound, self._searched.get(marker, 0))
                found = await find_marked(self._calls, destination.id, marker, start, remember)
            read_up_to = self._searched.get(marker, bound)
            newest = await self._require_history(destination) if found is None else 0
            if newest <= read_up_to:
                self._searched.pop(marker, None)
                return found
        # The history never reached `newest`. If that exists, the history is not whole, and proves nothing.
        if await still_exists(self._calls, destination, newest):
            raise unexpected_answer()
        self._searched.pop(marker, None)
        return None

    async def _require_history(self, destination: Destination) -> int:
        """Check that the history can be read; return the newest message's id, 0 when it is unknown.

        Asks Discord, not our cache, which is stale while the gateway is away: a mistake here posts twice.
        """
        guild = self._guild(destination)
        if destination.guild_id is None:
            return 0
        if guild is None or guild.unavailable:
            raise TryLaterError(gettext("The server is unavailable."), in_doubt=True)
        return await require_history(self._calls, destination.guild_id, destination.id)


def _tags(forum: discord.ForumChannel, names: Sequence[str]) -> list[str]:
    """Return the ids of the forum's tags with these names, at most five; if a tag is required, at least one."""
    manages = forum.permissions_for(forum.guild.me).manage_threads
    usable = [tag for tag in forum.available_tags if manages or not tag.moderated]
    requested = {name.strip().casefold() for name in names}
    chosen = [str(tag.id) for tag in usable if tag.name.casefold() in requested][:_MAX_TAGS]
    if not chosen and forum.flags.require_tag:
        chosen = [str(tag.id) for tag in usable[:1]]
    return chosen
