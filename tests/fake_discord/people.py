"""People's actions in Discord: type commands, press buttons, fill in forms."""

import secrets
from collections.abc import Mapping
from typing import Any

from tests.fake_discord.gateway.connection import Gateway
from tests.fake_discord.http import shapes
from tests.fake_discord.http.bodies import walk
from tests.fake_discord.routes.accounts import AccountRoutes
from tests.fake_discord.routes.callbacks import CallbackRoutes
from tests.fake_discord.state.commands import CannotTypeError, fill, find_command, may_see
from tests.fake_discord.state.interactions import Doing, Interaction
from tests.fake_discord.state.models import Channel, Flag, Message, User
from tests.fake_discord.state.permissions import in_channel
from tests.fake_discord.state.world import World

_TEN_MEGABYTES = 10 * 1024 * 1024


class People:
    """Makes interactions and sends them to the bot; waits first until it is connected."""

    def __init__(self, world: World, accounts: AccountRoutes, callbacks: CallbackRoutes, gateway: Gateway):
        self._world = world
        self._accounts = accounts
        self._callbacks = callbacks
        self._gateway = gateway

    async def slash(
        self,
        user: User,
        channel: Channel,
        line: str,
        options: Mapping[str, str] | None = None,
        *,
        force: bool = False,
    ) -> Interaction:
        """Send a slash command such as `alerts subscribe`; CannotTypeError where Discord would not let one.

        `force` sends it although the command is hidden from the person, as after a server's own override.
        """
        chat_input = [command for command in self._accounts.commands.values() if command["type"] == 1]
        path = find_command(chat_input, line.split())
        if not force and not may_see(path[0], channel, user):
            raise CannotTypeError(f"{user.name} does not see /{line}")
        return await self._send(Doing.COMMAND, user, channel, fill(path, options or {}))

    async def press(self, user: User, message: Message, label: str) -> Interaction:
        """Press the button with this label or custom_id."""
        part = _component(message, label)
        data = {"custom_id": part["custom_id"], "component_type": part["type"], "id": part["id"]}
        return await self._send(Doing.PRESS, user, message.channel, data, source=message)

    async def submit(self, asked: Interaction, values: Mapping[str, Any]) -> Interaction:
        """Fill in the modal that `asked` opened, by custom_id or label, and send it."""
        modal = await asked.opened()
        components = [_filled(part, values) for part in modal["components"]]
        data = {"custom_id": modal["custom_id"], "components": components}
        return await self._send(Doing.SUBMIT, asked.user, asked.channel, data, source=asked.source)

    def react(self, user: User, message: Message, emoji: str = "👍"):
        """React to a message; a second time it changes nothing."""
        people = message.reactions.setdefault(emoji, {})
        if user.id not in people:
            people[user.id] = user
            guild = message.channel.guild
            more = {} if guild is None else {"member": shapes.member(guild.members[user.id])}
            author = {"message_author_id": str(message.author.id)}
            self._reacted("ADD", message, _about_reaction(user, emoji) | author | more)

    def take_away(self, user: User, message: Message, emoji: str = "👍"):
        """Take a reaction away; Discord does not say whose message it was on."""
        del message.reactions[emoji][user.id]
        if not message.reactions[emoji]:
            del message.reactions[emoji]
        self._reacted("REMOVE", message, _about_reaction(user, emoji))

    def clear(self, message: Message, emoji: str | None = None):
        """Remove everybody's reactions with an emoji, or all, as a moderator can."""
        for one in [emoji] if emoji else list(message.reactions):
            del message.reactions[one]
        more = {"emoji": shapes.emoji(emoji)} if emoji else {}
        self._reacted("REMOVE_EMOJI" if emoji else "REMOVE_ALL", message, more)

    def _reacted(self, what: str, message: Message, more: dict[str, Any]):
        guild = message.channel.guild
        place = {"message_id": str(message.id), "channel_id": str(message.channel.id)}
        where = {} if guild is None else {"guild_id": str(guild.id)}
        self._gateway.dispatch(f"MESSAGE_REACTION_{what}", place | where | more)

    async def _send(
        self, doing: Doing, user: User, channel: Channel, data: dict[str, Any], source: Message | None = None
    ) -> Interaction:
        await self._gateway.connected()
        interaction = Interaction(
            bell=self._gateway.bell,
            id=self._world.ids.next(),
            token=secrets.token_urlsafe(24),
            doing=doing,
            user=user,
            channel=channel,
            at=self._world.clock.now(),
            source=source,
        )
        self._callbacks.open[interaction.token] = interaction
        self._gateway.dispatch("INTERACTION_CREATE", self._shape(interaction, data))
        return interaction

    def _shape(self, interaction: Interaction, data: dict[str, Any]) -> dict[str, Any]:
        channel, user, bot = interaction.channel, interaction.user, self._world.bot
        shape: dict[str, Any] = {
            "id": str(interaction.id),
            "application_id": str(bot.id),
            "type": int(interaction.doing),
            "token": interaction.token,
            "version": 1,
            "data": data,
            "channel_id": str(channel.id),
            "channel": shapes.channel(channel) | {"permissions": str(int(in_channel(channel, user)))},
            "locale": "en-US",
            "app_permissions": str(int(in_channel(channel, bot))),
            "entitlements": [],
            "attachment_size_limit": _TEN_MEGABYTES,
        }
        if interaction.source is not None:
            shape["message"] = shapes.message(interaction.source)
        return shape | _where(channel, user)


def _about_reaction(user: User, emoji: str) -> dict[str, Any]:
    return {"user_id": str(user.id), "emoji": shapes.emoji(emoji), "type": 0, "burst": False, "burst_colors": []}


def _where(channel: Channel, user: User) -> dict[str, Any]:
    guild = channel.guild
    if guild is None:
        return {"user": shapes.user(user), "context": 1, "authorizing_integration_owners": {"0": "0"}}
    rights = int(in_channel(channel, user))
    owners = {"0": str(guild.id)} if guild.present else {"1": str(user.id)}  # else the user brought the app along
    return {
        "guild_id": str(guild.id),
        "guild": {"id": str(guild.id), "locale": "en-US", "features": []},
        "guild_locale": "en-US",
        "member": shapes.member(guild.members[user.id], rights),
        "context": 0,
        "authorizing_integration_owners": owners,
    }


def _component(message: Message, name: str) -> dict[str, Any]:
    usable = [part for part in walk(message.components) if part.get("custom_id") and not part.get("disabled")]
    for part in usable:
        if name in (part["custom_id"], part.get("label")):
            return part
    shown = [part.get("label") or part["custom_id"] for part in usable]
    ephemeral = " (ephemeral)" if Flag.EPHEMERAL in message.flags else ""
    raise CannotTypeError(f"nothing named {name!r} on message {message.id}{ephemeral}, only {shown}")


def _filled(part: dict[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """A modal's component as it comes back, with what the person entered or what stood there."""
    if "components" in part:
        return {"type": part["type"], "components": [_filled(inner, values) for inner in part["components"]]}
    if "component" in part:
        inner = dict(part["component"])
        inner.setdefault("label", part.get("label"))
        return {"type": part["type"], "component": _filled(inner, values)}
    if "custom_id" not in part:
        return {"type": part["type"]}
    chosen = [option["value"] for option in part.get("options", ()) if option.get("default")]
    stood = chosen if "options" in part else part.get("value", "")
    entered = values.get(part["custom_id"], values.get(part.get("label") or "", stood))
    key = "values" if isinstance(entered, list) else "value"
    return {"type": part["type"], "id": part.get("id", 0), "custom_id": part["custom_id"], key: entered}
