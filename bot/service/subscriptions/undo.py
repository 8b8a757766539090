"""Undo: for an hour, the last change of each subscription can be reverted.

The version before the change, or the deleted subscription, is stored as a tombstone (see `Subscription`). So Undo
works after a restart, on every replica, and for every manager of a server.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.errors import ConflictError, MistakeError, PaperboyError
from bot.domain.subscription import UNDO_PERIOD, Owner, Subscription, earlier_id, extends_posting, from_tombstone
from bot.language.translating import gettext

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from bot.domain.ports import Store
    from bot.domain.subscription_cache import SubscriptionCache

    MayPost = Callable[[int], Awaitable[None]]  # raises if the person is not allowed to post in that channel

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class UndoError(PaperboyError):
    """The change cannot be undone; the message says what to do."""


def undo_expired() -> UndoError:
    """Return the error for a change that was undone before or is too old."""
    return UndoError(gettext("That can no longer be undone. See `/alerts list`."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of a subscription: as it `was` (None: it is new) and `became` (None: it was deleted).

    `at` is the time that identifies the change for Undo; None if there is nothing to undo.
    """

    was: Subscription | None
    became: Subscription | None
    at: datetime | None = None

    @property
    def key(self) -> str:
        """The key for Undo; "" if there is nothing to undo. Changes with the same time are undone together."""
        return "" if self.at is None else undo_key(self.at)

    @property
    def subscription(self) -> Subscription:
        """The subscription as it is now, or was when it was deleted."""
        found = self.became or self.was
        assert found is not None  # noqa: S101 - one of them is given
        return found


def undo_key(moment: datetime) -> str:
    """Return the key of the changes of one moment."""
    return str((moment - _EPOCH) // _MICROSECOND)


def same_change(
    new: Subscription, change: Callable[[Subscription], Subscription], cache: SubscriptionCache
) -> Change | None:
    """Return the last change of `new` if `change` makes `new` of the version before it; else None."""
    before = cache.by_id.get(earlier_id(new.id))
    with suppress(ConflictError):
        if before is not None and change(old := from_tombstone(before)) == new:
            return Change(was=old, became=new, at=before.ended)
    return None


def unique_moment(now: datetime, tombstones: Iterable[Subscription]) -> datetime:
    """Return a time for a change that no tombstone has: `now`, or some microseconds later."""
    used = {one.ended for one in tombstones}
    while now in used:
        now += _MICROSECOND
    return now


@dataclass(frozen=True, slots=True)
class Undo:
    """Reverts changes with `restore` (see `Subscriptions`); `now` returns aware UTC time.

    `wake` is called when there may be something to post.
    """

    store: Store
    restore: Callable[[Subscription], Awaitable[Subscription]]
    now: Callable[[], datetime]
    wake: Callable[[], None] = lambda: None

    async def undo(self, owner: Owner, key: str, may_post: MayPost) -> tuple[tuple[Change, ...], tuple[str, ...]]:
        """Revert all changes with this key, except of subscriptions that were changed again since.

        Calls `may_post` for each channel that gets new posts, or where a pause is shortened. Returns the changes
        made, and sentences on those that were not possible. Raises UndoError, and the errors of
        `Subscriptions.restore` if nothing was reverted.
        """
        cache = await self.store.subscriptions()
        tombstones = [
            one for one in self._undoable(cache, owner) if one.ended is not None and undo_key(one.ended) == key
        ]
        if not tombstones:
            raise undo_expired()
        pairs = [(one, cache.get(from_tombstone(one).id)) for one in tombstones]
        for destination_id in sorted(
            {one.destination_id for one, was in pairs if was is None or extends_posting(was, from_tombstone(one))}
        ):
            await may_post(destination_id)
        changes: list[Change] = []
        errors: list[UndoError | MistakeError] = []
        for one, was in pairs:
            try:
                changes.append(Change(was=was, became=await self.restore(one)))
            except (UndoError, MistakeError) as error:
                errors.append(error)
        if not changes:
            raise errors[0]
        self.wake()
        return tuple(changes), tuple(map(str, errors))

    async def last(self, owner: Owner) -> tuple[Change, ...]:
        """Return the owner's last change that can be undone: of one subscription, or of several at once."""
        cache = await self.store.subscriptions()
        undoable = [
            Change(was=from_tombstone(one), became=cache.get(from_tombstone(one).id), at=one.ended)
            for one in self._undoable(cache, owner)
        ]
        newest = max((one.at for one in undoable if one.at is not None), default=None)
        return tuple(one for one in undoable if one.at == newest)

    def _undoable(self, cache: SubscriptionCache, owner: Owner) -> list[Subscription]:
        """Return the tombstones of an owner that are not too old, oldest subscriptions first."""
        now = self.now()
        tombstones = (
            one for one in cache.tombstones if owner.has(one) and one.ended and now - one.ended <= UNDO_PERIOD
        )
        return sorted(tombstones, key=lambda one: (one.created, one.id))
