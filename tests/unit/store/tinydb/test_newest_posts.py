"""The newest posts of each destination, in the index of a folder."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.alert import MessageState
from bot.domain.ports.outbox import MAX_NEWEST
from bot.store.tinydb.indexes.newest_posts import NewestPosts


def document(message_id: int, state: MessageState = MessageState.SENT) -> dict[str, Any]:
    return {"to": 7, "state": state, "message_id": message_id}


@given(st.lists(st.integers(1, 10**19), unique=True, max_size=2 * MAX_NEWEST), st.integers(0, 60))
def test_any_order_gives_the_newest(ids: list[int], limit: int):
    """However posts come in, the fifty with the highest ids are known, the highest first."""
    index = NewestPosts()
    for message_id in ids:
        index.changed(f"key-{message_id}", None, document(message_id, MessageState.SENDING))
        index.changed(f"key-{message_id}", document(message_id, MessageState.SENDING), document(message_id))
    newest = sorted(ids, reverse=True)[: min(limit, MAX_NEWEST)]
    assert index.newest(7, limit) == [(message_id, f"key-{message_id}") for message_id in newest]
    assert index.newest(8, limit) == []


def test_deleted_posts_are_gone():
    """A deleted or replaced message is not found, and its neighbours are."""
    index = NewestPosts()
    for message_id in (1, 21, 3):
        index.changed(f"key-{message_id}", None, document(message_id))
    index.changed("key-1", document(1), None)
    index.changed("key-3", document(3), document(33))
    assert index.newest(7, 50) == [(33, "key-3"), (21, "key-21")]
