"""Routes: a guild, its channels and members, and its command permissions."""

from collections.abc import Mapping
from typing import Any

from tests.fake_discord.http import shapes
from tests.fake_discord.http.calls import Call, Route
from tests.fake_discord.http.errors import api_error
from tests.fake_discord.state.models import Channel, Guild, Kind, Role, User
from tests.fake_discord.state.world import World

_SHARED = ("id", "name", "owner_id", "features", "preferred_locale", "roles", "emojis", "stickers")
_UNSET = (
    "icon description home_header splash discovery_splash banner application_id afk_channel_id system_channel_id "
    "widget_channel_id max_presences vanity_url_code rules_channel_id safety_alerts_channel_id "
    "public_updates_channel_id incidents_data"
)
_NOUGHT = (
    "system_channel_flags verification_level default_message_notifications mfa_level explicit_content_filter "
    "premium_tier premium_subscription_count nsfw_level"
)
_FIXED = {
    "region": "us-east",
    "afk_timeout": 300,
    "max_members": 500_000,
    "max_stage_video_channel_users": 50,
    "max_video_channel_users": 25,
    "widget_enabled": False,
    "premium_progress_bar_enabled": False,
    "nsfw": False,
}
_KINDS: dict[type[Role | User | Channel], int] = {Role: 1, User: 2, Channel: 3}


class GuildRoutes:
    """A guild that the bot is in; the switches of a command, or of the application by its own id."""

    def __init__(self, world: World):
        self._world = world
        self._set: dict[tuple[int, int], list[dict[str, Any]]] = {}

    def switch(self, guild: Guild, command_id: int, switches: Mapping[Role | User | Channel, bool]):
        """As an admin: set all switches of a command; the gateway tells."""
        listed = [
            {"id": str(one.id), "type": _KINDS[type(one)], "permission": allowed}
            for one, allowed in switches.items()
        ]
        self._set[guild.id, command_id] = listed
        self._world.emit("APPLICATION_COMMAND_PERMISSIONS_UPDATE", self._switches(guild.id, command_id))

    def routes(self) -> list[Route]:
        """The endpoints."""
        commands = "/applications/{application_id}/guilds/{guild_id}/commands"
        return [
            Route("GET", "/guilds/{guild_id}", self._look),
            Route("GET", "/guilds/{guild_id}/channels", self._channels),
            Route("GET", "/guilds/{guild_id}/members/{user_id}", self._member),
            Route("GET", f"{commands}/{{command_id}}/permissions", self._permissions),
        ]

    def _look(self, call: Call) -> Any:
        shown = shapes.guild(self._world.guild(call.id("guild_id")), self._world.bot)
        body = dict.fromkeys(_UNSET.split()) | dict.fromkeys(_NOUGHT.split(), 0) | _FIXED
        return body | {key: shown[key] for key in _SHARED}

    def _channels(self, call: Call) -> Any:
        channels = self._world.guild(call.id("guild_id")).channels.values()
        return [shapes.channel(c) for c in channels if c.kind is not Kind.THREAD]

    def _member(self, call: Call) -> Any:
        member = self._world.guild(call.id("guild_id")).members.get(call.id("user_id"))
        if member is None:
            raise api_error(10013)
        return shapes.member(member)

    def _permissions(self, call: Call) -> Any:
        guild = self._world.guilds.get(call.id("guild_id"))
        if call.id("application_id") != self._world.bot.id or guild is None or not guild.present:
            raise api_error(50001)
        if (guild.id, call.id("command_id")) not in self._set:
            raise api_error(10066)
        return self._switches(guild.id, call.id("command_id"))

    def _switches(self, guild_id: int, command_id: int) -> dict[str, Any]:
        return {
            "id": str(command_id),
            "application_id": str(self._world.bot.id),
            "guild_id": str(guild_id),
            "permissions": self._set[guild_id, command_id],
        }
