"""Routes: messages of a channel."""

from dataclasses import dataclass
from typing import Any

from tests.fake_discord.http import shapes
from tests.fake_discord.http.bodies import check_body
from tests.fake_discord.http.calls import Call, Route, snowflake
from tests.fake_discord.http.errors import api_error
from tests.fake_discord.state.models import Message, Perm
from tests.fake_discord.state.permissions import in_channel
from tests.fake_discord.state.posting import Posting
from tests.fake_discord.state.world import World

_MOST = 100


@dataclass(frozen=True)
class MessageRoutes:
    """Create, read, list, edit."""

    world: World
    posting: Posting

    def routes(self) -> list[Route]:
        """The endpoints."""
        all_of = "/channels/{channel_id}/messages"
        one = "/channels/{channel_id}/messages/{message_id}"
        return [
            Route("POST", all_of, self._create),
            Route("GET", all_of, self._list),
            Route("GET", one, self._read),
            Route("PATCH", one, self._edit),
            Route("GET", f"{one}/reactions/{{emoji_name}}", self._reactions),
        ]

    def _create(self, call: Call) -> Any:
        channel = self.world.channel(call.id("channel_id"))
        message = self.posting.create(channel, call.json)
        return shapes.message(message, with_nonce=True)

    def _list(self, call: Call) -> Any:
        """Without Read Message History Discord shows an empty history, not an error."""
        channel = self.world.visible(call.id("channel_id"))
        if Perm.READ_MESSAGE_HISTORY not in in_channel(channel, self.world.bot):
            return []
        return [shapes.message(m) for m in page(list(channel.messages.values()), call.query)]

    def _read(self, call: Call) -> Any:
        return shapes.message(self._found(call))

    def _reactions(self, call: Call) -> Any:
        """A page of the people who reacted with an emoji, by id; nobody gives a super reaction here."""
        people = self._found(call).reactions.get(call.ids["emoji_name"], {})
        limit, after = int(call.query.get("limit", 25)), snowflake(call.query.get("after", "0"))
        if not 1 <= limit <= _MOST:
            raise api_error(50035, f"Invalid Form Body: limit must be between 1 and {_MOST}")
        if call.query.get("type") == "1":
            return []
        return [shapes.user(people[key]) for key in sorted(people) if key > after][:limit]

    def _edit(self, call: Call) -> Any:
        message = self._found(call)
        if message.author is not self.world.bot:
            raise api_error(50005)
        if message.channel.archived:
            raise api_error(50083)
        check_body(shapes.message(message) | call.json)
        self.posting.edit(message, call.json)
        return shapes.message(message)

    def _found(self, call: Call) -> Message:
        message = self.world.visible(call.id("channel_id")).messages.get(call.id("message_id"))
        if message is None:
            raise api_error(10008)
        return message


def page(messages: list[Message], query: Any) -> list[Message]:
    """One page of a history given oldest first; a page is always newest first.

    `after` takes the messages that follow it most closely, no anchor the newest.
    """
    limit = int(query.get("limit", 50))
    if not 1 <= limit <= _MOST:
        raise api_error(50035, f"Invalid Form Body: limit must be between 1 and {_MOST}")
    if "after" in query:
        chosen = [m for m in messages if m.id > snowflake(query["after"])][:limit]
    else:
        chosen = messages[-limit:]
    return chosen[::-1]
