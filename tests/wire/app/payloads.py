"""Small payloads that carry a marker as cards do."""

from collections.abc import Sequence
from typing import Any

from bot.domain.alert import THREAD, MessageKind, message_key

KEY = message_key(1, MessageKind.CARD, ["arxiv:2511.00001"])


def body(marker: str = KEY, content: str = "A paper") -> dict[str, Any]:
    """The payload for a text channel."""
    button = {"type": 2, "style": 2, "label": "Abstract", "custom_id": f"paperboy:abstract:x:{marker}"}
    return {"content": content, "components": [{"type": 1, "components": [button]}]}


def post(marker: str = KEY, *, name: str = "A paper", tags: Sequence[str] = ()) -> dict[str, Any]:
    """The payload for a forum."""
    return {**body(marker), THREAD: {"name": name, "tags": list(tags)}}
