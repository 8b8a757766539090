"""All subscriptions at one moment, and how far back their baselines reach."""

from __future__ import annotations

from bisect import bisect_left
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from bot.domain.subscription import Owner, Subscription

    # What a subscription has become, with its baseline; None: it has ended.
    Change: TypeAlias = tuple[Subscription, frozenset[str]] | None

Key = TypeVar("Key")
_REACH = timedelta(days=21)  # a week more than the oldest list that is ever read again (CATCH_UP_DAYS of polling)
_REMEMBERED = 64  # changes of which the book knows what they changed
_NO_PAPERS: frozenset[str] = frozenset()


def baselines_begin(newest: date, now: datetime) -> date:
    """The first list day whose papers a baseline has to hold: what was listed before is not read again.

    `newest` is the newest list day that is stored. Lists are read from at most 14 days before the day that it is
    then; counted from a day that has been read, a clock that is ahead forgets nothing that is still to come.
    """
    return min(newest, now.date()) - _REACH


class SubscriptionBook:
    """All subscriptions at one version, found by id, destination, owner or server. A book never changes.

    `subscriptions` are oldest first, as are those that a look-up gives. `baselines` maps a subscription's id to
    the papers that matched it before it was made or edited, and that are still listed: they are never alerted for
    it. `version` grows with every change of a subscription or baseline. Tombstones are in `by_id`, `baselines` and
    `tombstones` alone: for everything but matching and delivery they are not there.
    """

    __slots__ = (
        "_by_id",
        "_by_owner",
        "_by_place",
        "_log",
        "_tombstones",
        "baselines",
        "subscriptions",
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
        self.subscriptions: tuple[Subscription, ...] = ()
        self.baselines: Mapping[str, frozenset[str]] = {}
        self._by_id: dict[str, Subscription] = {}
        self._tombstones: dict[str, Subscription] = {}
        self._by_place: dict[int, tuple[Subscription, ...]] = {}
        self._by_owner: dict[tuple[int | None, int | None], tuple[Subscription, ...]] = {}
        self._log: tuple[tuple[int, frozenset[str]], ...] = ()  # (version before, whose change); oldest first
        known = baselines or {}
        self._enter({one.id: (one, known.get(one.id, _NO_PAPERS)) for one in subscriptions})

    @override
    def __eq__(self, other: object) -> bool:
        """Whether both say the same of the same version."""
        if not isinstance(other, SubscriptionBook):
            return NotImplemented
        return (self.version, self._by_id, self.baselines) == (other.version, other._by_id, other.baselines)

    __hash__ = None  # type: ignore[assignment] - it is compared by what it holds

    def changed(self, version: int, changes: Mapping[str, Change]) -> SubscriptionBook:
        """The book after `changes`, by subscription id.

        It costs as much work as there are changes, and copies of tables of references: 0.3 ms at 10,000
        subscriptions.
        """
        book = SubscriptionBook(version=version)
        book.subscriptions, book.baselines = self.subscriptions, self.baselines
        book._by_id, book._tombstones = self._by_id.copy(), self._tombstones.copy()
        book._by_place, book._by_owner = self._by_place.copy(), self._by_owner.copy()
        book._log = (*self._log, (self.version, frozenset(changes)))[-_REMEMBERED:]
        book._enter(changes)
        return book

    def changed_since(self, version: int) -> frozenset[str] | None:
        """The ids of all that changed since an earlier book, perhaps of others; None when that is too long ago."""
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
        """Those that Undo can put back, in no order."""
        return tuple(self._tombstones.values())

    def at(self, destination_id: int) -> tuple[Subscription, ...]:
        """Those of one destination."""
        return self._by_place.get(destination_id, ())

    def of(self, owner: Owner) -> tuple[Subscription, ...]:
        """Those of one owner; see `Owner.has`."""
        person = owner.user_id if owner.guild_id is None else None
        return self._by_owner.get((owner.guild_id, person), ())

    def baseline(self, subscription_id: str) -> frozenset[str]:
        """The papers that are never alerted for a subscription."""
        return self.baselines.get(subscription_id, _NO_PAPERS)

    def _enter(self, changes: Mapping[str, Change]) -> None:
        """Make the changes, of a book that nobody has seen yet."""
        everything, baselines = list(self.subscriptions), dict(self.baselines)
        for key, change in changes.items():
            old = self._by_id.pop(key, None)
            baselines.pop(key, None)
            if old is not None and self._tombstones.pop(key, None) is None:
                _take_out(everything, old)
                _drop(self._by_place, old.destination_id, old)
                _drop(self._by_owner, _owner(old), old)
            if change is not None:
                new, baselines[key] = change
                self._by_id[key] = new
                if new.ended is not None:
                    self._tombstones[key] = new
                    continue
                _put_in(everything, new)
                _add(self._by_place, new.destination_id, new)
                _add(self._by_owner, _owner(new), new)
        self.subscriptions, self.baselines = tuple(everything), baselines


def _owner(subscription: Subscription) -> tuple[int | None, int | None]:
    """A server, or the person whose direct messages they are."""
    return subscription.guild_id, subscription.creator_id if subscription.guild_id is None else None


def _age(subscription: Subscription) -> tuple[datetime, str]:
    return subscription.created, subscription.id


def _put_in(found: list[Subscription], one: Subscription) -> None:
    found.insert(bisect_left(found, _age(one), key=_age), one)


def _take_out(found: list[Subscription], one: Subscription) -> None:
    del found[bisect_left(found, _age(one), key=_age)]


def _add(groups: dict[Key, tuple[Subscription, ...]], key: Key, one: Subscription) -> None:
    group = list(groups.get(key, ()))
    _put_in(group, one)
    groups[key] = tuple(group)


def _drop(groups: dict[Key, tuple[Subscription, ...]], key: Key, one: Subscription) -> None:
    group = list(groups[key])
    _take_out(group, one)
    if group:
        groups[key] = tuple(group)
    else:
        del groups[key]
