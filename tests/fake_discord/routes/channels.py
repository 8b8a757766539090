"""Routes: channels, direct messages, threads."""

from dataclasses import dataclass
from typing import Any

from tests.fake_discord.http import shapes
from tests.fake_discord.http.bodies import check_body
from tests.fake_discord.http.calls import Call, Created, Route, snowflake
from tests.fake_discord.http.errors import api_error
from tests.fake_discord.state.models import Channel, Kind, Perm
from tests.fake_discord.state.permissions import in_channel
from tests.fake_discord.state.posting import Posting
from tests.fake_discord.state.world import World

_NAME = 100
_TAGS = 5


@dataclass(frozen=True)
class PlaceRoutes:
    """Look at a channel, open a DM, begin a thread."""

    world: World
    posting: Posting

    def routes(self) -> list[Route]:
        """The endpoints."""
        return [
            Route("GET", "/channels/{channel_id}", self._channel),
            Route("POST", "/channels/{channel_id}/threads", self._begin),
            Route("POST", "/channels/{channel_id}/messages/{message_id}/threads", self._begin_at),
            Route("GET", "/guilds/{guild_id}/threads/active", self._active),
            Route("GET", "/channels/{channel_id}/threads/archived/public", self._archived),
            Route("POST", "/users/@me/channels", self._direct),
        ]

    def _channel(self, call: Call) -> Any:
        return shapes.channel(self.world.visible(call.id("channel_id")))

    def _begin(self, call: Call) -> Created:
        """In a forum the first message comes with the thread and has its id."""
        parent, first = self.world.visible(call.id("channel_id")), call.json.get("message")
        if parent.kind is not Kind.FORUM or first is None:
            raise api_error(50035)
        allowed = in_channel(parent, self.world.bot)
        check_body(first)
        blank = Perm.EMBED_LINKS not in allowed and first.get("embeds") and not first.get("content")
        if blank or Perm.SEND_MESSAGES not in allowed:
            raise api_error(50013)
        tags = _tags(parent, call.json.get("applied_tags") or [], allowed)
        thread = self.world.add_thread(parent, _name(call), self.world.bot)
        thread.applied = tags
        message = self.posting.start_post(thread, first)
        return Created(shapes.channel(thread) | {"message": shapes.message(message)})

    def _begin_at(self, call: Call) -> Created:
        parent = self.world.visible(call.id("channel_id"))
        message_id = call.id("message_id")
        if message_id not in parent.messages:
            raise api_error(10008)
        if Perm.CREATE_PUBLIC_THREADS not in in_channel(parent, self.world.bot):
            raise api_error(50013)
        if parent.kind not in (Kind.TEXT, Kind.NEWS):
            raise api_error(50024)
        if message_id in self.world.channels:
            raise api_error(160004)
        return Created(shapes.channel(self.world.add_thread(parent, _name(call), self.world.bot, message_id)))

    def _active(self, call: Call) -> Any:
        channels = self.world.guild(call.id("guild_id")).channels.values()
        open_ones = [c for c in channels if c.kind is Kind.THREAD and not c.archived]
        return {"threads": list(map(shapes.channel, open_ones)), "members": [], "has_more": False}

    def _archived(self, call: Call) -> Any:
        """The last archived first; nothing, and no error, for who may not read the history."""
        parent = self.world.visible(call.id("channel_id"))
        limit, before = int(call.query.get("limit", 50)), call.query.get("before", "9999")
        readable = Perm.READ_MESSAGE_HISTORY in in_channel(parent, self.world.bot)
        closed = [c for c in self.world.channels.values() if c.parent is parent and c.archived and readable]
        closed = [c for c in closed if c.archived_at < before]
        closed.sort(key=lambda thread: thread.archived_at, reverse=True)
        shown = list(map(shapes.channel, closed[:limit]))
        return {"threads": shown, "members": [], "has_more": len(closed) > limit}

    def _direct(self, call: Call) -> Any:
        user = self.world.users.get(snowflake(call.json.get("recipient_id")))
        if user is None:
            raise api_error(10013)
        return shapes.channel(self.world.direct(user))


def _name(call: Call) -> str:
    name: str = call.json["name"]
    if not 1 <= len(name) <= _NAME:
        raise api_error(50035, f"Invalid Form Body: name must be between 1 and {_NAME} in length")
    return name


def _tags(forum: Channel, wanted: list[str], allowed: Perm) -> list[int]:
    known = {str(tag.id): tag for tag in forum.tags}
    if len(wanted) > _TAGS or any(tag not in known for tag in wanted):
        raise api_error(50035, "Invalid Form Body: applied_tags")
    if any(known[tag].moderated for tag in wanted) and Perm.MANAGE_THREADS not in allowed:
        raise api_error(50013)
    if forum.needs_tag and not wanted:
        raise api_error(40067)
    return [int(tag) for tag in wanted]
