"""Undo: for an hour, the last change of each subscription can be taken back.

The version before it, or the subscription that was ended, is in the store as a tombstone (see `Subscription`),
so this works after a restart, on every replica, and for each manager of a server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.subscription import UNDO_LASTS, begins, taken_back
from bot.service.subscriptions.changes import Change, change_behind, key_of, undo_over

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.domain.ports import Store
    from bot.domain.subscription import Owner, Subscription
    from bot.domain.subscription_book import SubscriptionBook
    from bot.service.subscriptions.changes import MayPost
    from bot.service.subscriptions.subscriptions import Subscriptions


class Undo:
    """Takes changes back. `now` gives aware UTC time; `wake` is called when there may be something to post."""

    def __init__(
        self,
        store: Store,
        subscriptions: Subscriptions,
        now: Callable[[], datetime],
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._subscriptions = subscriptions
        self._now = now
        self._wake = wake

    async def undo(self, owner: Owner, key: str, may_post: MayPost) -> tuple[Change, ...]:
        """Let all that was changed with this key be as it was, but for what was changed again since.

        Asks `may_post` where something is posted that was not, or sooner. Returns the changes that this makes.
        Raises UndoError, and what `Subscriptions.put_back` raises.
        """
        book = await self._store.subscriptions()
        found = [one for one in self._open(book, owner) if one.ended is not None and key_of(one.ended) == key]
        if not found:
            raise undo_over()
        for place in sorted({one.destination_id for one in found if _begins(one, book)}):
            await may_post(place)
        changes = [
            Change(was=book.get(taken_back(one).id), became=await self._subscriptions.put_back(one))
            for one in found
        ]
        self._wake()
        return tuple(changes)

    async def last(self, owner: Owner) -> tuple[Change, ...]:
        """The owner's last change that can be undone: of one subscription, or of several at the same moment."""
        book = await self._store.subscriptions()
        changes = [change_behind(one, book.get(taken_back(one).id)) for one in self._open(book, owner)]
        newest = max((one.at for one in changes if one.at is not None), default=None)
        return tuple(one for one in changes if one.at == newest)

    def _open(self, book: SubscriptionBook, owner: Owner) -> list[Subscription]:
        """The tombstones of an owner that are not too old, the oldest subscriptions first."""
        now = self._now()
        ours = (one for one in book.tombstones if owner.has(one) and one.ended and now - one.ended <= UNDO_LASTS)
        return sorted(ours, key=lambda one: (one.created, one.id))


def _begins(tombstone: Subscription, book: SubscriptionBook) -> bool:
    back = taken_back(tombstone)
    current = book.get(back.id)
    return current is None or begins(current, back)
