"""All subscriptions at one moment, and how far back their baselines reach."""

from __future__ import annotations

from bisect import bisect_left
from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeAlias

from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping
    from datetime import date, datetime

    from bot.domain.subscription import Owner, Subscription

    # What a subscription has become, with its baseline; None: it has ended.
    Change: TypeAlias = tuple[Subscription, frozenset[str]] | None

_REACH = timedelta(days=21)  # a week more than the oldest list that is ever read again (CATCH_UP_DAYS of polling)
_REMEMBERED = 64  # changes of which the cache knows what they changed
_NO_PAPERS: frozenset[str] = frozenset()
_ALL: Final = "all"


def baselines_begin(newest: date, now: datetime) -> date:
    """The first list day whose papers a baseline has to hold: what was listed before is not read again.

    `newest` is the newest list day that is stored. Lists are read from at most 14 days before the day that it is
    then; counted from a day that has been read, a clock that is ahead forgets nothing that is still to come.
    """
    return min(newest, now.date()) - _REACH


class SubscriptionCache:
    """All subscriptions at one version, found by id, destination, owner or server. A cache never changes.

    `subscriptions` are oldest first, as are those that a look-up gives. `baselines` maps a subscription's id to
    the papers that matched it before it was made or edited, and that are still listed: they are never alerted for
    it. `version` grows with every change of a subscription or baseline. Tombstones are in `by_id`, `baselines` and
    `tombstones` alone: for everything but matching and delivery they are not there.
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
        # By destination, by key of the owner, and under `_ALL`
        self._groups: dict[Hashable, tuple[Subscription, ...]] = {}
        self._log: tuple[tuple[int, frozenset[str]], ...] = ()  # (version before, whose change); oldest first
        known = baselines or {}
        self._enter({one.id: (one, known.get(one.id, _NO_PAPERS)) for one in subscriptions})

    @override
    def __eq__(self, other: object) -> bool:
        """Equal caches have the same version and the same content."""
        if not isinstance(other, SubscriptionCache):
            return NotImplemented
        return (self.version, self._by_id, self.baselines) == (other.version, other._by_id, other.baselines)

    __hash__ = None  # type: ignore[assignment] - it is compared by what it holds

    def changed(self, version: int, changes: Mapping[str, Change]) -> SubscriptionCache:
        """The cache after `changes`, by subscription id.

        It costs as much work as there are changes, and copies of tables of references: 0.3 ms at 10,000
        subscriptions.
        """
        cache = SubscriptionCache(version=version)
        cache.baselines, cache._groups = self.baselines, self._groups.copy()
        cache._by_id, cache._tombstones = self._by_id.copy(), self._tombstones.copy()
        cache._log = (*self._log, (self.version, frozenset(changes)))[-_REMEMBERED:]
        cache._enter(changes)
        return cache

    def changed_since(self, version: int) -> frozenset[str] | None:
        """Return the ids that changed since a version, and perhaps others; None if it is too old."""
        if version == self.version:
            return frozenset()
        if not self._log or version < self._log[0][0]:
            return None
        return frozenset[str]().union(*(ids for before, ids in self._log if before >= version))

    def get(self, subscription_id: str) -> Subscription | None:
        """The subscription with this id; None also where that is a tombstone's."""
        return None if subscription_id in self._tombstones else self._by_id.get(subscription_id)

    @property
    def by_id(self) -> Mapping[str, Subscription]:
        """All, tombstones too, by id, in no order."""
        return self._by_id

    @property
    def tombstones(self) -> tuple[Subscription, ...]:
        """All tombstones, which Undo can put back, in no order."""
        return tuple(self._tombstones.values())

    @property
    def subscriptions(self) -> tuple[Subscription, ...]:
        """All but tombstones."""
        return self._groups.get(_ALL, ())

    def at(self, destination_id: int) -> tuple[Subscription, ...]:
        """The subscriptions of one destination."""
        return self._groups.get(destination_id, ())

    def of(self, owner: Owner) -> tuple[Subscription, ...]:
        """The subscriptions of one owner; see `Owner.has`."""
        return self._groups.get(owner.key, ())

    def baseline(self, subscription_id: str) -> frozenset[str]:
        """The papers that are never alerted for a subscription."""
        return self.baselines.get(subscription_id, _NO_PAPERS)

    def _enter(self, changes: Mapping[str, Change]) -> None:
        """Make the changes, of a cache that nobody has seen yet."""
        baselines = dict(self.baselines)
        groups: dict[Hashable, list[Subscription]] = {}
        for key, change in changes.items():
            old = self._by_id.pop(key, None)
            baselines.pop(key, None)
            if old is not None and self._tombstones.pop(key, None) is None:
                for group in self._groups_of(old, groups):
                    del group[bisect_left(group, _age(old), key=_age)]
            if change is not None:
                new, baselines[key] = change
                self._by_id[key] = new
                if new.ended is not None:
                    self._tombstones[key] = new
                    continue
                for group in self._groups_of(new, groups):
                    group.insert(bisect_left(group, _age(new), key=_age), new)
        self.baselines = baselines
        self._groups |= {key: tuple(group) for key, group in groups.items()}

    def _groups_of(
        self, one: Subscription, changed: dict[Hashable, list[Subscription]]
    ) -> Iterator[list[Subscription]]:
        """The groups that one is in, as lists that can be changed."""
        for key in (_ALL, one.destination_id, one.owner.key):
            if key not in changed:
                changed[key] = list(self._groups.get(key, ()))
            yield changed[key]


def _age(subscription: Subscription) -> tuple[datetime, str]:
    return subscription.created, subscription.id
