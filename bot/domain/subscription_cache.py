"""An immutable snapshot of all subscriptions in memory, and the age limit of baselines."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping

    from bot.domain.subscription import Owner, Subscription

    # A new version of a subscription with its baseline; None: it was deleted.
    Change: TypeAlias = tuple[Subscription, frozenset[str]] | None

_BASELINE_PERIOD = timedelta(days=21)  # a week more than polls ever go back (CATCH_UP_DAYS)
_CHANGES_KEPT = 64  # recent changes that `_log` keeps
_NO_PAPERS: frozenset[str] = frozenset()
_ALL_GROUP = "all"


def baselines_begin(newest: date, now: datetime) -> date:
    """Return the first list day that baselines must cover, since polls never read an older list again.

    `newest` is the list day to count from: the newest stored one, or in a poll the paper's own. Polls go back
    at most 14 days from today. Counting from `newest` as well keeps baselines complete if our clock runs
    ahead.
    """
    return min(newest, now.date()) - _BASELINE_PERIOD


class SubscriptionCache:
    """An immutable snapshot of all subscriptions, with lookups by id, destination and owner.

    - All results are sorted oldest first, unless stated otherwise.
    - `baselines` maps a subscription's id to the papers that matched it when it was made or edited (see
      `baselines_begin`), or were learned. They are not alerted for it before a list has them.
    - `version` grows with every change of a subscription or baseline, and of a destination's preferences.
    - Tombstones are only in `by_id`, `baselines` and `tombstones`, for matching and delivery.
    """

    __slots__ = (
        "_by_id",
        "_groups",
        "_log",
        "_tombstones",
        "baselines",
        "version",
    )

    def __init__(
        self,
        *,
        version: int,
        subscriptions: Iterable[Subscription] = (),
        baselines: Mapping[str, frozenset[str]] | None = None,
    ) -> None:
        self.version = version
        self.baselines: Mapping[str, frozenset[str]] = {}
        self._by_id: dict[str, Subscription] = {}
        self._tombstones: dict[str, Subscription] = {}
        # Keys: destination ids, owner keys, and `_ALL_GROUP`
        self._groups: dict[Hashable, tuple[Subscription, ...]] = {}
        # (version before a change, changed ids), oldest first
        self._log: tuple[tuple[int, frozenset[str]], ...] = ()
        baselines = baselines or {}
        self._apply({one.id: (one, baselines.get(one.id, _NO_PAPERS)) for one in subscriptions})

    @override
    def __eq__(self, other: object) -> bool:
        """Compare version and content."""
        if not isinstance(other, SubscriptionCache):
            return NotImplemented
        return (self.version, self._by_id, self.baselines) == (other.version, other._by_id, other.baselines)

    __hash__ = None  # type: ignore[assignment] - it is compared by content

    def with_changes(self, version: int, changes: Mapping[str, Change]) -> SubscriptionCache:
        """Return a new cache with `changes`, by subscription id, applied.

        Takes 0.3 ms to copy the tables of 10,000 subscriptions, and some time for each change.
        """
        cache = SubscriptionCache(version=version)
        cache.baselines, cache._groups = self.baselines, self._groups.copy()
        cache._by_id, cache._tombstones = self._by_id.copy(), self._tombstones.copy()
        cache._log = (*self._log, (self.version, frozenset(changes)))[-_CHANGES_KEPT:]
        cache._apply(changes)
        return cache

    def changed_since(self, version: int) -> frozenset[str] | None:
        """Return at least the ids stored or deleted since a version; None if that is too many changes ago."""
        if version == self.version:
            return frozenset()
        if not self._log or version < self._log[0][0]:
            return None
        return frozenset[str]().union(*(ids for before, ids in self._log if before >= version))

    def get(self, subscription_id: str) -> Subscription | None:
        """Return the subscription with this id; None if there is none or it is a tombstone."""
        return None if subscription_id in self._tombstones else self._by_id.get(subscription_id)

    @property
    def by_id(self) -> Mapping[str, Subscription]:
        """All subscriptions and tombstones by id, unsorted."""
        return self._by_id

    @property
    def tombstones(self) -> tuple[Subscription, ...]:
        """All tombstones, unsorted. Undo can restore them."""
        return tuple(self._tombstones.values())

    @property
    def subscriptions(self) -> tuple[Subscription, ...]:
        """All subscriptions without tombstones."""
        return self._groups.get(_ALL_GROUP, ())

    def at(self, destination_id: int) -> tuple[Subscription, ...]:
        """Return the subscriptions of one destination."""
        return self._groups.get(destination_id, ())

    def of(self, owner: Owner) -> tuple[Subscription, ...]:
        """Return the subscriptions of one owner."""
        return self._groups.get(owner.key, ())

    def baseline(self, subscription_id: str) -> frozenset[str]:
        """Return the papers of a subscription's baseline."""
        return self.baselines.get(subscription_id, _NO_PAPERS)

    def _apply(self, changes: Mapping[str, Change]) -> None:
        """Apply changes in place; only while the cache is being built."""
        baselines = dict(self.baselines)
        groups: dict[Hashable, list[Subscription]] = {}
        for key, change in changes.items():
            old = self._by_id.pop(key, None)
            baselines.pop(key, None)
            if old is not None and self._tombstones.pop(key, None) is None:
                for group in self._groups_of(old, groups):
                    del group[bisect_left(group, _creation(old), key=_creation)]
            if change is not None:
                new, baselines[key] = change
                self._by_id[key] = new
                if new.ended is not None:
                    self._tombstones[key] = new
                    continue
                for group in self._groups_of(new, groups):
                    group.insert(bisect_left(group, _creation(new), key=_creation), new)
        self.baselines = baselines
        self._groups |= {key: tuple(group) for key, group in groups.items()}

    def _groups_of(
        self, subscription: Subscription, changed: dict[Hashable, list[Subscription]]
    ) -> Iterator[list[Subscription]]:
        """Yield the groups that a subscription belongs to, as lists to change; `changed` keeps them by key."""
        for key in (_ALL_GROUP, subscription.destination_id, subscription.owner.key):
            if key not in changed:
                changed[key] = list(self._groups.get(key, ()))
            yield changed[key]


def _creation(subscription: Subscription) -> tuple[datetime, str]:
    """Sort key of the groups: oldest first."""
    return subscription.created, subscription.id
