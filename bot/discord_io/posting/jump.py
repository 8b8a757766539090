"""Links to our own messages."""

from __future__ import annotations

from bot.domain.subscription import Destination, Kind


def jump_url(destination: Destination, message_id: int) -> str:
    """Return the link to a message; a forum post is a thread with the id of its first message."""
    server = "@me" if destination.guild_id is None else destination.guild_id
    channel = message_id if destination.kind is Kind.FORUM else destination.id
    return f"https://discord.com/channels/{server}/{channel}/{message_id}"
