"""The role that is told of a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.alert import Payload


def with_mention(payload: Payload, role_id: int | None) -> Payload:
    """The payload with that role mentioned before its content; nobody else can be, whatever the text holds."""
    if role_id is None:
        return payload
    mention = f"<@&{role_id}>"
    content = payload.get("content")
    return {
        **payload,
        "content": f"{mention} {content}" if content else mention,
        "allowed_mentions": {"parse": [], "roles": [str(role_id)]},
    }
