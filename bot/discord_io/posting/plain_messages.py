"""Send notices, which bypass the outbox, and report what the gateway's cache says about a channel."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import discord
from discord.http import Route
from typing_extensions import override

from bot.discord_io.permissions import cached_channel, posting_problem, takes_plain_text
from bot.discord_io.render.custom_ids import resume_all_custom_id
from bot.discord_io.render.role_mention import mention_problem
from bot.discord_io.requests.calls import FAILURES
from bot.discord_io.requests.failures import deleted_channel, left_server
from bot.domain.alert import MessageKind, message_key
from bot.domain.errors import AlreadyPostedError, DeliveryError, PaperboyError
from bot.domain.ports import NoticeSender
from bot.domain.subscription import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.discord_io.permissions import Channel
    from bot.discord_io.requests.calls import Calls
    from bot.domain.errors import RefusedError
    from bot.domain.ports import ResumeButton
    from bot.domain.subscription import Destination

_ALWAYS_CACHED = (Kind.CHANNEL, Kind.FORUM)  # of threads the gateway lists only the active ones
# https://discord.com/developers/docs/components/reference
_ROW_TYPE, _BUTTON_TYPE, _GREY_STYLE = 1, 2, 2


class PlainMessages(NoticeSender):
    """Sends notices. Facts about a channel come from the gateway's cache unless a method says otherwise."""

    def __init__(self, calls: Calls) -> None:
        self._client = calls.client
        self._calls = calls

    def _guild(self, destination: Destination) -> discord.Guild | None:
        return None if destination.guild_id is None else self._client.get_guild(destination.guild_id)

    def _cached(self, guild: discord.Guild | None, channel_id: int) -> tuple[Channel, discord.Member] | None:
        """Return the channel and our member there; None when the cache lacks one of them."""
        channel = cached_channel(guild, channel_id) if guild else None
        member = guild.get_member(self._calls.me) if guild else None
        return None if channel is None or member is None else (channel, member)

    @override
    def problem(self, destination: Destination) -> RefusedError | None:
        guild = self._guild(destination)
        if destination.guild_id is None or (guild is not None and guild.unavailable):
            return None
        if guild is None:
            return left_server()
        if guild.get_channel_or_thread(destination.id) is None and destination.kind in _ALWAYS_CACHED:
            return deleted_channel()
        cached = self._cached(guild, destination.id)
        return None if cached is None else posting_problem(*cached)

    @override
    def role_trouble(self, destination: Destination) -> str | None:
        if (role_id := destination.preferences.role_id) is None:
            return ""
        cached = self._cached(self._guild(destination), destination.id)
        return None if cached is None else mention_problem(*cached, role_id) or ""

    @override
    def locale(self, channel_id: int, guild_id: int | None = None, /) -> str | None:
        guild = self._client.get_guild(guild_id or 0) or getattr(
            self._client.get_channel(channel_id), "guild", None
        )
        return None if guild is None else str(guild.preferred_locale)

    @override
    def open_channels(self, guild_id: int, channel_ids: Sequence[int], /) -> tuple[int, ...] | None:
        guild = self._client.get_guild(guild_id)
        if guild is None:
            return None
        system = guild.system_channel
        candidates = [*channel_ids, system.id] if system else channel_ids
        found = (self._cached(guild, channel_id) for channel_id in dict.fromkeys(candidates))
        return tuple(cached[0].id for cached in found if cached and takes_plain_text(*cached))

    @override
    async def people_who_see(self, destination: Destination, people: Sequence[int], /) -> tuple[int, ...]:
        # Asks Discord: without the members intent the gateway does not send members.
        guild = self._guild(destination)
        if guild is None:
            return tuple(people) if destination.guild_id is None else ()
        found = [person for person in people if await self._can_see(guild, destination.id, person)]
        return tuple(found) or ((guild.owner_id,) if guild.owner_id else ())

    async def _can_see(self, guild: discord.Guild, channel_id: int, person_id: int) -> bool:
        """Return True if a person can see a channel, or if that cannot be found out at the moment."""
        try:
            async with asyncio.timeout(self._calls.timeout):
                await self._calls.permit()
                member = await guild.fetch_member(person_id)
        except discord.NotFound:
            return False
        except (*FAILURES, DeliveryError):
            return True
        channel = cached_channel(guild, channel_id)
        return channel is None or channel.permissions_for(member).view_channel

    @override
    async def post_text(
        self, channel_id: int, text: str, dedupe_key: str | None = None, button: ResumeButton | None = None, /
    ) -> bool:
        """Post the text; in doubt it counts as posted, since losing a notice is better than posting it twice."""
        body: dict[str, Any] = {
            "content": text,
            "allowed_mentions": {"parse": []},
            # "said" is no paper's id, so this is never an alert's key; the kind does not matter
            "nonce": message_key(channel_id, MessageKind.CARD, ("said", dedupe_key or text)),
            "enforce_nonce": True,
        }
        if button is not None:
            custom_id = resume_all_custom_id(button.destination_id)
            component = {"type": _BUTTON_TYPE, "style": _GREY_STYLE, "label": button.label, "custom_id": custom_id}
            body["components"] = [{"type": _ROW_TYPE, "components": [component]}]
        try:
            await self._calls.write(Route("POST", "/channels/{channel_id}/messages", channel_id=channel_id), body)
        except AlreadyPostedError:
            return True
        except DeliveryError as error:
            return error.in_doubt
        except PaperboyError:
            return False
        return True

    @override
    async def direct_message(self, user_id: int, text: str) -> bool:
        try:
            channel_id = await self._calls.create(
                Route("POST", "/users/@me/channels"), {"recipient_id": str(user_id)}
            )
        except PaperboyError:
            return False
        return await self.post_text(channel_id, text)
