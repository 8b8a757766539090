"""The newest posts of each destination, by their messages' ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.alert import MessageState
from bot.domain.ports.outbox import MAX_NEWEST

if TYPE_CHECKING:
    from bot.store.codec.records import Doc

_END = "\n"  # of a post in a text; no key has it


class NewestPosts:
    """Keeps the message ids and keys of at most 50 posts of each destination, after deletions fewer.

    They are one text for each destination, the newest post last: 45 bytes a post, where tuples would take 170.
    """

    def __init__(self) -> None:
        self._posts: dict[int, str] = {}

    def of(self, destination: int, limit: int) -> list[tuple[int, str]]:
        """Return (message id, key) of the newest posts, newest first."""
        posts = self._posts.get(destination, "").split(_END)[:-1]
        return [(_id(post), post.partition(":")[2]) for post in posts[: -limit - 1 : -1]]

    def changed(self, key: str, old: Doc | None, new: Doc | None) -> None:
        """Update for a changed message's document."""
        before, after = _post(key, old), _post(key, new)
        if before == after:
            return
        if before is not None:
            destination, post = before
            self._posts[destination] = "".join(
                one for one in self._posts.get(destination, "").splitlines(keepends=True) if one != post
            )
        if after is not None:
            destination, post = after
            posts = self._posts.get(destination, "")
            last = posts[posts.rfind(_END, 0, -1) + 1 :]
            posts += post
            if last and _id(last) > _id(post):  # rare: most posts come in their order
                posts = "".join(sorted(posts.splitlines(keepends=True), key=_id))
            if posts.count(_END) > MAX_NEWEST:
                posts = posts.partition(_END)[2]
            self._posts[destination] = posts


def _post(key: str, message: Doc | None) -> tuple[int, str] | None:
    if message is None or message["state"] != MessageState.SENT or message.get("message_id") is None:
        return None
    return message["to"], f"{message['message_id']}:{key}{_END}"


def _id(post: str) -> int:
    return int(post.partition(":")[0])
