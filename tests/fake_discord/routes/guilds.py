"""Routes: a guild, its channels, its members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fake_discord.http import shapes
from tests.fake_discord.http.calls import Answer, Route
from tests.fake_discord.http.errors import api_error
from tests.fake_discord.state.models import Kind

if TYPE_CHECKING:
    from tests.fake_discord.http.calls import Call
    from tests.fake_discord.state.models import Guild
    from tests.fake_discord.state.world import World

_SHARED = ("id", "name", "owner_id", "features", "preferred_locale", "roles", "emojis", "stickers")
_UNSET = [
    "icon",
    "description",
    "home_header",
    "splash",
    "discovery_splash",
    "banner",
    "application_id",
    "afk_channel_id",
    "system_channel_id",
    "widget_channel_id",
    "max_presences",
    "vanity_url_code",
    "rules_channel_id",
    "safety_alerts_channel_id",
    "public_updates_channel_id",
    "incidents_data",
]
_NOUGHT = [
    "system_channel_flags",
    "verification_level",
    "default_message_notifications",
    "mfa_level",
    "explicit_content_filter",
    "premium_tier",
    "premium_subscription_count",
    "nsfw_level",
]
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


class GuildRoutes:
    """Look at a guild that the bot is in."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        """The endpoints."""
        return [
            Route(method="GET", path="/guilds/{guild_id}", handle=self._look),
            Route(method="GET", path="/guilds/{guild_id}/channels", handle=self._channels),
            Route(method="GET", path="/guilds/{guild_id}/members/{user_id}", handle=self._member),
        ]

    def _guild(self, call: Call) -> Guild:
        guild = self._world.guilds.get(call.id("guild_id"))
        if guild is None or not guild.present:
            raise api_error(10004)
        return guild

    def _look(self, call: Call) -> Answer:
        shown = shapes.guild(self._guild(call), self._world.bot)
        body = dict.fromkeys(_UNSET) | dict.fromkeys(_NOUGHT, 0) | _FIXED
        return Answer(body=body | {key: shown[key] for key in _SHARED})

    def _channels(self, call: Call) -> Answer:
        channels = self._guild(call).channels.values()
        return Answer(body=[shapes.channel(c) for c in channels if c.kind is not Kind.THREAD])

    def _member(self, call: Call) -> Answer:
        member = self._guild(call).members.get(call.id("user_id"))
        if member is None:
            raise api_error(10013)
        return Answer(body=shapes.member(member))
