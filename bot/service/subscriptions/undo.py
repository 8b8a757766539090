"""A change of a subscription, and Undo: for an hour the last one of each can be taken back.

The version before it, or the subscription that was ended, is in the store as a tombstone (see `Subscription`),
so this works after a restart, on every replica, and for each manager of a server.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from bot.domain.errors import PaperboyError
from bot.domain.subscription import UNDO_LASTS, extends_posting, restored
from bot.language.translating import gettext

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from bot.domain.ports import Store
    from bot.domain.subscription import Owner, Subscription
    from bot.domain.subscription_cache import SubscriptionCache

    MayPost = Callable[[int], Awaitable[None]]  # raises where the person may not post in that channel themselves

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)


class UndoError(PaperboyError):
    """The change cannot be undone. The text says what to do."""


def undo_over() -> UndoError:
    """Raised where it was undone before, or is not stored any more."""
    return UndoError(gettext("That cannot be undone any more: `/alerts list` shows how things are."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A subscription before and after something was done to it; None where there was, or is, none.

    `at` is the moment by which Undo knows it; None where nothing was changed.
    """

    was: Subscription | None
    became: Subscription | None
    at: datetime | None = None

    @property
    def key(self) -> str:
        """The key for Undo; "" where there is nothing to undo. Changes of one moment are undone together."""
        return "" if self.at is None else key_of(self.at)

    @property
    def subscription(self) -> Subscription:
        """As it is now, or was when it ended."""
        found = self.became or self.was
        assert found is not None  # noqa: S101 - one of them is given
        return found

    @property
    def is_pause(self) -> bool:
        """True if it was paused or resumed, or if its pause has another end."""
        was, became = self.was, self.became
        pauses = [(one.paused, one.paused_until) for one in (was, became) if one is not None]
        return len(set(pauses)) > 1


def key_of(moment: datetime) -> str:
    """The key of what was changed at a moment."""
    return str((moment - _EPOCH) // _TICK)


def own_moment(now: datetime, tombstones: Iterable[Subscription]) -> datetime:
    """A moment for a change that no other change has which can still be undone."""
    taken = {one.ended for one in tombstones}
    while now in taken:
        now += _TICK
    return now


@dataclass(frozen=True, slots=True)
class Undo:
    """Takes changes back by `put_back` (see `Subscriptions`); `now` gives aware UTC time.

    `wake` is called when there may be something to post.
    """

    store: Store
    put_back: Callable[[Subscription], Awaitable[Subscription]]
    now: Callable[[], datetime]
    wake: Callable[[], None] = lambda: None

    async def undo(self, owner: Owner, key: str, may_post: MayPost) -> tuple[Change, ...]:
        """Let all that was changed with this key be as it was, but for what was changed again since.

        Asks `may_post` where something is posted that was not, or sooner. Returns the changes that this makes.
        Raises UndoError, and what `Subscriptions.put_back` raises.
        """
        cache = await self.store.subscriptions()
        found = [one for one in self._open(cache, owner) if one.ended is not None and key_of(one.ended) == key]
        if not found:
            raise undo_over()
        pairs = [(one, cache.get(restored(one).id)) for one in found]
        for place in sorted(
            {one.destination_id for one, was in pairs if was is None or extends_posting(was, restored(one))}
        ):
            await may_post(place)
        changes = [Change(was=was, became=await self.put_back(one)) for one, was in pairs]
        self.wake()
        return tuple(changes)

    async def last(self, owner: Owner) -> tuple[Change, ...]:
        """The owner's last change that can be undone: of one subscription, or of several at the same moment."""
        cache = await self.store.subscriptions()
        changes = [
            Change(was=restored(one), became=cache.get(restored(one).id), at=one.ended)
            for one in self._open(cache, owner)
        ]
        newest = max((one.at for one in changes if one.at is not None), default=None)
        return tuple(one for one in changes if one.at == newest)

    def _open(self, cache: SubscriptionCache, owner: Owner) -> list[Subscription]:
        """The tombstones of an owner that are not too old, the oldest subscriptions first."""
        now = self.now()
        ours = (one for one in cache.tombstones if owner.has(one) and one.ended and now - one.ended <= UNDO_LASTS)
        return sorted(ours, key=lambda one: (one.created, one.id))
