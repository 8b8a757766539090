"""The newest posts and mails of each destination, by their message ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.alert import MessageState
from bot.domain.ports.outbox import MAX_NEWEST
from bot.store.tinydb.indexes.groups import Groups

if TYPE_CHECKING:
    from bot.store.codec.records import Doc

_ID_BYTES = 8  # of a message id, the highest byte first, so that bytes have the order of numbers


class NewestPosts(Groups[int, bytes]):
    """Keeps the message ids and keys of each destination's newest 50 posts and mails.

    No older one takes the place of one that is deleted. Id and key are one `bytes`: 72 bytes of memory, where a
    tuple would take 170.
    """

    def __init__(self) -> None:
        super().__init__(_post)

    @override
    def add(self, group: int, item: bytes) -> None:
        super().add(group, item)
        del self._groups[group][:-MAX_NEWEST]

    def newest(self, destination: int, limit: int) -> list[tuple[int, str]]:
        """Return (message id, key) of the newest posts, newest first."""
        return [
            (int.from_bytes(post[:_ID_BYTES]), post[_ID_BYTES:].decode())
            for post in self.of(destination)[: -limit - 1 : -1]
        ]


def _post(key: str, message: Doc) -> tuple[int, bytes] | None:
    """Return the destination of a sent message, and its id and key in one; None for other messages."""
    if message["state"] != MessageState.SENT or message.get("message_id") is None:
        return None
    return message["to"], message["message_id"].to_bytes(_ID_BYTES) + key.encode()
