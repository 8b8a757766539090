"""Routes: the bot's answers to interactions, by callback and by webhook."""

from typing import Any

from tests.fake_discord.http import shapes
from tests.fake_discord.http.bodies import check_body
from tests.fake_discord.http.calls import Call, Route, snowflake
from tests.fake_discord.http.errors import api_error
from tests.fake_discord.state.interactions import Interaction, Reply
from tests.fake_discord.state.models import Flag, Message
from tests.fake_discord.state.posting import Posting
from tests.fake_discord.state.world import World

_FIRST_ANSWER_S = 3.0
_TOKEN_LIFE_S = 900.0


class CallbackRoutes:
    """First answers, follow-ups, edits. `open` are the interactions by token."""

    def __init__(self, world: World, posting: Posting):
        self._world = world
        self._posting = posting
        self.open: dict[str, Interaction] = {}

    def routes(self) -> list[Route]:
        """The endpoints; their right is the token in the path."""
        callback = "/interactions/{interaction_id}/{interaction_token}/callback"
        hook = "/webhooks/{webhook_id}/{webhook_token}"
        return [
            Route("POST", callback, self._first, open=True),
            Route("POST", hook, self._follow_up, open=True),
            Route("PATCH", f"{hook}/messages/{{message_id}}", self._edit, open=True),
        ]

    def _first(self, call: Call) -> Any:
        interaction = self.open.get(call.ids["interaction_token"])
        too_late = interaction is None or self._world.clock.now() - interaction.at > _FIRST_ANSWER_S
        if interaction is None or too_late or interaction.id != call.id("interaction_id"):
            raise api_error(10062)
        if interaction.reply is not None:
            raise api_error(40060)
        reply = Reply(call.json["type"])
        data: dict[str, Any] = {**(call.json.get("data") or {}), "files": call.files}
        self._apply(interaction, reply, data)
        interaction.reply = reply
        if call.query.get("with_response") not in ("1", "true"):
            return None
        return _told(interaction)

    def _apply(self, interaction: Interaction, reply: Reply, data: dict[str, Any]):
        if reply is Reply.MODAL:
            interaction.modal = data
        elif reply is Reply.LATER_UPDATE:
            interaction.original = _pressed(interaction)
        elif reply is Reply.UPDATE:
            interaction.original = _pressed(interaction)
            self._posting.edit(interaction.original, data)
        else:
            interaction.original = self._message(interaction, data, loading=reply is Reply.LATER)

    def _message(self, interaction: Interaction, data: dict[str, Any], *, loading: bool = False) -> Message:
        flags = Flag(data.get("flags") or 0) & Flag.EPHEMERAL
        if loading:
            flags |= Flag.LOADING
        else:
            check_body(data)
        message = self._posting.write(interaction.channel, self._world.bot, data, flags=flags)
        message.extra = {"webhook_id": str(self._world.bot.id), "application_id": str(self._world.bot.id)}
        return message

    def _follow_up(self, call: Call) -> Any:
        """The first message after a deferred answer takes its place."""
        interaction = self._by_token(call)
        original = interaction.original
        if original is not None and Flag.LOADING in original.flags and not original.deleted:
            check_body(call.json)
            self._posting.edit(original, call.json)
            return shapes.message(original)
        message = self._message(interaction, call.json)
        interaction.followups.append(message)
        return shapes.message(message)

    def _by_token(self, call: Call) -> Interaction:
        interaction = self.open.get(call.ids["webhook_token"])
        if interaction is None or call.id("webhook_id") != self._world.bot.id or interaction.reply is None:
            raise api_error(10015)
        if self._world.clock.now() - interaction.at > _TOKEN_LIFE_S:
            raise api_error(50027)
        return interaction

    def _found(self, call: Call) -> Message:
        interaction = self._by_token(call)
        named = call.ids["message_id"]
        message = interaction.original if named == "@original" else interaction.find(snowflake(named))
        if message is None or message.deleted:
            raise api_error(10008)
        return message

    def _edit(self, call: Call) -> Any:
        message = self._found(call)
        check_body(shapes.message(message) | call.json)
        self._posting.edit(message, call.json)
        return shapes.message(message)


def _pressed(interaction: Interaction) -> Message:
    if interaction.source is None:
        raise api_error(50035)
    return interaction.source


def _told(interaction: Interaction) -> dict[str, Any]:
    """The callback's own answer, for `with_response`."""
    told: dict[str, Any] = {"id": str(interaction.id), "type": int(interaction.doing)}
    original = interaction.original
    if original is None:
        return {"interaction": told}
    told |= {
        "response_message_id": str(original.id),
        "response_message_loading": Flag.LOADING in original.flags,
        "response_message_ephemeral": Flag.EPHEMERAL in original.flags,
    }
    if interaction.reply is not Reply.MESSAGE and interaction.reply is not Reply.UPDATE:
        return {"interaction": told}
    resource = {"type": int(interaction.reply), "message": shapes.message(original)}
    return {"interaction": told, "resource": resource}
