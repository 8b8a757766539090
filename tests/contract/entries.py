"""Every entry of a store, in an order that can be compared."""

from collections.abc import Iterable

from bot.domain.alert import Message
from bot.store.entries import KINDS, Entry, entry_key_text
from bot.store.transfer import Portable


async def entries_of(store: Portable) -> list[Entry]:
    """Return a store's entries by kind; messages stay in order, others are sorted."""
    found = [entry async for entry in store.entries()]
    kinds = list(dict.fromkeys(type(entry) for entry in found))
    assert kinds == [kind for kind in KINDS if kind in kinds]
    return in_order(found)


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Sort entries by kind; messages stay in order, others are sorted."""
    kinds = list(KINDS)

    def place(entry: Entry) -> tuple[int, str]:
        return kinds.index(type(entry)), "" if isinstance(entry, Message) else entry_key_text(entry)

    return sorted(entries, key=place)
