"""Mention a role in posts, and warn when nobody is notified by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.permissions import cached_channel
from bot.language.translating import gettext

if TYPE_CHECKING:
    from collections.abc import Collection

    import discord

    from bot.discord_io.permissions import Channel
    from bot.domain.alert import Payload


def with_mention(payload: Payload, role_id: int | None) -> Payload:
    """Return the payload with that role mentioned before its content; no other mention takes effect."""
    if role_id is None:
        return payload
    content = payload.get("content")
    return {
        **payload,
        "content": f"{_mention(role_id)} {content}" if content else _mention(role_id),
        "allowed_mentions": {"parse": [], "roles": [str(role_id)]},
    }


def without_deleted_role(payload: Payload, existing: Collection[int]) -> Payload:
    """Return the payload without the mention of a role not in `existing`: it would read `@deleted-role`."""
    deleted = [
        int(role) for role in payload.get("allowed_mentions", {}).get("roles", ()) if int(role) not in existing
    ]
    if not deleted:
        return payload
    content = payload["content"].removeprefix(_mention(deleted[0])).lstrip()
    rest = {key: value for key, value in payload.items() if key != "content"}
    return {**rest, **({"content": content} if content else {}), "allowed_mentions": {"parse": []}}


def mention_problem(channel: Channel, me: discord.Member, role_id: int) -> str | None:
    """Return why mentions of the role there notify nobody, with the step to take; None when they do."""
    role = channel.guild.get_role(role_id)
    if role is None:
        return gettext(
            "The role to mention in {channel} was deleted. Choose another one in `/alerts settings`.",
            channel=channel.mention,
        )
    if role.mentionable or channel.permissions_for(me).mention_everyone:
        return None
    return gettext(
        "Posts in {channel} don't notify {role}. In Server Settings → Roles, allow anyone to mention it.",
        channel=channel.mention,
        role=role.mention,
    )


def mention_warning(guild: discord.Guild | None, channel_id: int, role_id: int | None) -> str | None:
    """Return `mention_problem`, or None without a role or when the channel is unknown."""
    channel = cached_channel(guild, channel_id) if guild else None
    if guild is None or channel is None or role_id is None:
        return None
    return mention_problem(channel, guild.me, role_id)


def _mention(role_id: int) -> str:
    return f"<@&{role_id}>"
