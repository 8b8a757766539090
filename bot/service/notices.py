"""What people are told once, until it is well again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.ports import Notifier, Store


class Notices:
    """Tells those who subscribed in a destination of a trouble that does not stop its alerts.

    That it was told is remembered in the store, by destination and `topic` (a short name), until `settled`.
    """

    def __init__(self, store: Store, notifier: Notifier) -> None:
        self._store = store
        self._notifier = notifier

    async def tell_once(self, destination_id: int, topic: str, text: str) -> None:
        """Send `text` to each of them in a direct message, if nobody was told of it yet."""
        name = _name(destination_id, topic)
        if await self._store.note(name) is not None:
            return
        book = await self._store.subscriptions()
        people = {s.creator_id for s in book.subscriptions if s.destination_id == destination_id}
        told = [await self._notifier.tell(person, text) for person in sorted(people)]
        if any(told):
            await self._store.set_note(name, text)

    async def settled(self, destination_id: int, topic: str) -> None:
        """The trouble is over: the next one of its kind is told again."""
        name = _name(destination_id, topic)
        if await self._store.note(name) is not None:
            await self._store.set_note(name, None)


def _name(destination_id: int, topic: str) -> str:
    return f"told {topic} {destination_id}"
