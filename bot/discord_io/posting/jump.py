"""Links to our own messages."""

from __future__ import annotations

from bot.domain.subscription import Kind


def jump_url(guild_id: int | None, channel_id: int, kind: Kind, message_id: int) -> str:
    """Return the link to a message; a forum post is a thread with the id of its first message."""
    server = "@me" if guild_id is None else str(guild_id)
    channel = message_id if kind is Kind.FORUM else channel_id
    return f"https://discord.com/channels/{server}/{channel}/{message_id}"
