"""Routes: channels, direct messages, threads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.wire.discord import shapes
from tests.wire.discord.bodies import check_body
from tests.wire.discord.calls import Answer, Route, snowflake
from tests.wire.discord.errors import api_error
from tests.wire.discord.models import Kind, Perm
from tests.wire.discord.permissions import in_channel

if TYPE_CHECKING:
    from tests.wire.discord.calls import Call
    from tests.wire.discord.models import Channel
    from tests.wire.discord.posting import Posting
    from tests.wire.discord.world import World


class PlaceRoutes:
    """Look at a channel, open a DM, begin or change a thread."""

    def __init__(self, world: World, posting: Posting) -> None:
        self._world = world
        self._posting = posting

    def routes(self) -> list[Route]:
        """The endpoints."""
        return [
            Route(method="GET", path="/channels/{channel_id}", handle=self._channel),
            Route(method="PATCH", path="/channels/{channel_id}", handle=self._change),
            Route(method="POST", path="/channels/{channel_id}/threads", handle=self._begin),
            Route(
                method="POST", path="/channels/{channel_id}/messages/{message_id}/threads", handle=self._begin_at
            ),
            Route(method="GET", path="/guilds/{guild_id}/threads/active", handle=self._active),
            Route(method="POST", path="/users/@me/channels", handle=self._direct),
        ]

    def _visible(self, call: Call) -> Channel:
        channel = self._world.channel(call.id("channel_id"))
        if Perm.VIEW_CHANNEL not in in_channel(channel, self._world.bot):
            raise api_error(50001)
        return channel

    def _channel(self, call: Call) -> Answer:
        return Answer(body=shapes.channel(self._visible(call)))

    def _change(self, call: Call) -> Answer:
        channel = self._visible(call)
        if (
            Perm.MANAGE_THREADS not in in_channel(channel, self._world.bot)
            and channel.owner is not self._world.bot
        ):
            raise api_error(50013)
        channel.name = call.json.get("name", channel.name)
        channel.archived = call.json.get("archived", channel.archived)
        channel.locked = call.json.get("locked", channel.locked)
        self._world.changed(channel)
        return Answer(body=shapes.channel(channel))

    def _begin(self, call: Call) -> Answer:
        """In a forum the first message comes with the thread and has its id."""
        parent = self._visible(call)
        first = call.json.get("message")
        if (parent.kind is Kind.FORUM) != (first is not None):
            raise api_error(50035)
        allowed = in_channel(parent, self._world.bot)
        needed = Perm.SEND_MESSAGES if parent.kind is Kind.FORUM else Perm.CREATE_PUBLIC_THREADS
        if needed not in allowed:
            raise api_error(50013)
        if first is None:
            return self._thread(parent, call.json["name"])
        check_body(first, call.files)
        thread = self._world.add_thread(parent, call.json["name"], self._world.bot)
        message = self._posting.create(thread, first, call.files)
        del thread.messages[message.id]
        message.id = thread.id
        thread.messages[message.id] = message
        return Answer(body=shapes.channel(thread) | {"message": shapes.message(message)}, status=201)

    def _begin_at(self, call: Call) -> Answer:
        parent = self._visible(call)
        message_id = call.id("message_id")
        if message_id not in parent.messages:
            raise api_error(10008)
        if Perm.CREATE_PUBLIC_THREADS not in in_channel(parent, self._world.bot):
            raise api_error(50013)
        return self._thread(parent, call.json["name"], message_id)

    def _thread(self, parent: Channel, name: str, thread_id: int | None = None) -> Answer:
        thread = self._world.add_thread(parent, name, self._world.bot, thread_id)
        return Answer(body=shapes.channel(thread), status=201)

    def _active(self, call: Call) -> Answer:
        guild = self._world.guilds.get(call.id("guild_id"))
        if guild is None or not guild.present:
            raise api_error(10004)
        open_ones = [c for c in guild.channels.values() if c.kind is Kind.THREAD and not c.archived]
        return Answer(body={"threads": list(map(shapes.channel, open_ones)), "members": [], "has_more": False})

    def _direct(self, call: Call) -> Answer:
        user = self._world.users.get(snowflake(call.json.get("recipient_id")))
        if user is None:
            raise api_error(10013)
        return Answer(body=shapes.channel(self._world.direct(user)))
