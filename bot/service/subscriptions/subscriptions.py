"""Use cases of subscriptions: make, find, change, pause and delete them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from bot.domain.errors import ConflictError
from bot.domain.ports import Revision
from bot.domain.schedule import DigestTimes, schedule_of
from bot.domain.subscribed_sources import source_names
from bot.domain.subscription import (
    NOBODY,
    Mode,
    Owner,
    Subscription,
    extends_posting,
    from_tombstone,
    new_subscription_id,
)
from bot.language.translating import gettext
from bot.query import parse
from bot.service.slices import Locks
from bot.service.subscriptions.baseline import Baselines
from bot.service.subscriptions.rules import (
    Limits,
    SubscriptionEntry,
    SubscriptionRequest,
    UnknownSubscriptionError,
    edit_conflict,
    find_subscription,
    require_room,
)
from bot.service.subscriptions.undo import Change, same_change, undo_expired, unique_moment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from bot.domain.paper import Sighting
    from bot.domain.ports import PastPapers, Store
    from bot.domain.subscription import Destination
    from bot.query import Query
    from bot.service.subscriptions.undo import MayPost

MOST_TOMBSTONES = 200  # of one owner
MOST_TOMBSTONES_IN_TOTAL = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft(SubscriptionRequest):
    """A request with the parsed query, which takes fifty times the memory of its text."""

    query: Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """The host's setup: the index of `past` papers, the names of `lists` (None: all sources), and limits.

    `times` are the default digest times. `drop_time` returns the time, aware UTC, to store with alerts that a
    change drops now, as `TrustedClock.later_of_both` does (None: `now`).
    """

    past: PastPapers | None = None
    lists: AbstractSet[str] | None = None
    limits: Limits = field(default_factory=Limits)
    times: DigestTimes = field(default_factory=DigestTimes)
    drop_time: Callable[[], datetime] | None = None


class Subscriptions:
    """Makes, finds and changes subscriptions; `now` returns aware UTC time.

    Methods that take `owner` and `ref` raise UnknownSubscriptionError if that owner has no subscription with this
    id or unique name, or a unique beginning of one.
    """

    def __init__(self, store: Store, now: Callable[[], datetime], setup: Setup | None = None) -> None:
        self._store = store
        self._now = now
        self._setup = setup = setup or Setup()
        self.drop_time = setup.drop_time or now
        self.limits = setup.limits
        self._baselines = Baselines(store, setup.limits, setup.past, setup.lists)
        self._writing = Locks()  # by server or person, from checking a rule to the write

    async def check(self, subscription: Subscription) -> None:
        """Raise DuplicateSubscriptionError or SubscriptionLimitError if its owner's others leave no room."""
        owned = await self.owned(subscription.owner)
        require_room([one for one in owned if one.id != subscription.id], subscription, self.limits)

    async def save(self, draft: SubscriptionRequest, may_post: MayPost | None = None) -> Change:
        """Save a new subscription or a change; only papers that begin to match from now on are alerted.

        Pending alerts of a changed one move with it, or are dropped if they no longer match. Calls `may_post` for
        a channel that gets new posts, or if a pause is shortened. Raises the errors of `check`, and
        UnknownSubscriptionError or ConflictError if the subscription to change was deleted or edited.
        """
        old, wanted, destination = draft.replaces, draft.result, draft.destination
        async with self._writing(wanted.owner.key):
            if draft.needs_room:
                await self.check(wanted)
            if old is not None:
                old = await self.get(old.owner, old.id)
                return await self._changed(old, draft.applied_to, may_post, destination)
            if may_post is not None:
                await may_post(destination.id)
            wanted = replace(
                wanted, id=new_subscription_id((await self._store.subscriptions()).by_id), created=self._now()
            )
            await self._baselines.save(wanted, destination)
        return Change(was=None, became=wanted)

    async def get(self, owner: Owner, ref: str) -> Subscription:
        """Return the owner's subscription with this id or name."""
        return find_subscription(await self.owned(owner), owner, ref)

    async def destination(self, subscription: Subscription) -> Destination:
        """Return a subscription's destination. Raises ConflictError if it was deleted."""
        destination = await self._store.destination(subscription.destination_id)
        if destination is None:
            raise edit_conflict()
        return destination

    async def owned(self, owner: Owner) -> tuple[Subscription, ...]:
        """Return all subscriptions of an owner, oldest first."""
        return (await self._store.subscriptions()).of(owner)

    async def entries(self, owner: Owner) -> list[SubscriptionEntry]:
        """Return all subscriptions of an owner as entries of a list, oldest first."""
        owned = await self.owned(owner)
        destinations = await self._store.destinations_by_id({s.destination_id for s in owned})
        return [
            SubscriptionEntry(
                subscription=one,
                block=destination and destination.block,
                role_id=destination and destination.preferences.role_id,
                waiting=await self.waiting(one) if one.paused else 0,
            )
            for one in owned
            for destination in [destinations.get(one.destination_id)]
        ]

    async def waiting(self, first: Subscription, *others: Subscription) -> int:
        """Count the pending alerts of these subscriptions of one channel; alerts in a message do not count."""
        ids = {one.id for one in (first, *others)}
        return sum(not ids.isdisjoint(a.subscriptions) for a in await self._store.pending(first.destination_id))

    async def delete(self, owner: Owner, ref: str, moment: datetime | None = None) -> Change:
        """Delete a subscription, leaving a tombstone for Undo; the oldest over a limit are dropped.

        `moment` is one `change_time` for several deletions, which Undo then reverts together.
        """
        async with self._writing(owner.key):
            found = await self.get(owner, ref)
            moment = moment or await self.change_time()
            await self._save(found, replace(found, ended=moment), undo=moment)
            tombstones = (await self._store.subscriptions()).tombstones
            oldest_first = sorted(tombstones, key=lambda one: one.ended or moment)
            surplus = [one for one in oldest_first if owner.has(one)][:-MOST_TOMBSTONES]
            for one in surplus or oldest_first[:-MOST_TOMBSTONES_IN_TOTAL]:
                await self._store.remove_subscription(one.id, expected=one)
        return Change(was=found, became=None, at=moment)

    async def restore(self, tombstone: Subscription) -> Subscription:
        """Restore a subscription from a tombstone. Raises the errors of `check`, and UndoError."""
        async with self._writing(tombstone.owner.key):
            restored = from_tombstone(tombstone)
            if (destination := await self._store.destination(restored.destination_id)) is None:
                raise undo_expired()
            current = (await self._store.subscriptions()).get(restored.id)
            if current is None or current.unique_key != restored.unique_key:  # else the limits are not affected
                await self.check(restored)
            schedule = schedule_of(destination.preferences, self._setup.times)
            due = schedule.due(restored.mode, tombstone.ended or self._now())  # past if a digest was missed
            try:
                await self._store.restore_subscription(
                    tombstone, at=self._now(), due=due, dropped_at=self.drop_time()
                )
            except ConflictError:  # another change was faster
                raise undo_expired() from None
        return restored

    async def change_time(self) -> datetime:
        """Return a unique time for a change, which identifies it for Undo."""
        return unique_moment(self._now(), (await self._store.subscriptions()).tombstones)

    async def forget_creator(self, made: Iterable[Subscription]) -> None:
        """Remove the creator from these subscriptions, in their present versions."""
        for one in made:
            async with self._writing(one.owner.key):
                if (found := (await self._store.subscriptions()).by_id.get(one.id)) is not None:
                    await self._save(found, replace(found, creator_id=NOBODY))

    async def pause(
        self, owner: Owner, where: str | int, *, until: datetime | None = None, may_post: MayPost | None = None
    ) -> Sequence[Change]:
        """Pause a subscription, or all of a channel, until a given time or until they are resumed.

        `where` is the id or name of a subscription, or a channel's id: all active ones there are paused, or if
        none is active, all their pauses get the new end. Pending alerts are held. Calls `may_post` if a
        pause is shortened. Returns changes as `resume` does: they share a time, so Undo reverts them together.
        """
        return await self._pause(owner, where, may_post, partial(replace, paused=True, paused_until=until))

    async def resume(
        self, owner: Owner, where: str | int, *, may_post: MayPost | None = None, again: bool = True
    ) -> Sequence[Change]:
        """Resume a subscription, or all of a channel, and return what changed. Parameters as for `pause`.

        Papers that began to match during the pause are not alerted; alerts that were pending before are posted.
        If none is paused, nothing is stored, and the changes are those of the earlier press that resumed them
        (only with `again`, and if it was their last change), else changes with equal `was` and `became`.
        """
        change = partial(replace, paused=False, paused_until=None)
        return await self._pause(owner, where, may_post, change, again=again)

    async def _subscriptions_at(self, owner: Owner, where: str | int) -> Sequence[Subscription]:
        if isinstance(where, str):
            return [await self.get(owner, where)]
        found = [one for one in await self.owned(owner) if one.destination_id == where]
        if not found:
            raise UnknownSubscriptionError(gettext("This channel has no subscriptions. See `/alerts list`."))
        return found

    async def _pause(
        self,
        owner: Owner,
        where: str | int,
        may_post: MayPost | None,
        change: Callable[[Subscription], Subscription],
        *,
        again: bool = True,
    ) -> Sequence[Change]:
        """Pause or resume by `change` those that are not yet; if all are, set the end of their pauses."""
        async with self._writing(owner.key):
            found = await self._subscriptions_at(owner, where)
            moment = await self.change_time()
            chosen = [one for one in found if one.paused is not change(one).paused]
            if not (chosen or again):
                return [Change(was=one, became=one) for one in found]
            changes = [await self._changed(one, change, may_post, moment=moment) for one in chosen or found]
        # The changes of now; if nothing changed now, those of the last press that made the subscriptions so
        last = max((one.at for one in changes if one.at), default=None)
        return [one for one in changes if one.at == last]

    async def end_pause(self, found: Subscription) -> None:
        """Resume a subscription, or a tombstone so that Undo restores it resumed, whose pause has ended by now."""
        async with self._writing(found.owner.key):
            current = (await self._store.subscriptions()).by_id.get(found.id)
            if current is not None and current.paused_until and current.paused_until <= self._now():
                await self._save(current, replace(current, paused=False, paused_until=None))

    async def newest_match(self, subscription: Subscription) -> Sighting | None:
        """Return the most upvoted match of the newest day with one, or None. Raises NotReadyError, QueryError."""
        if (past := self._setup.past) is None:
            return None
        among = source_names(subscription.sources, self._setup.lists)
        found = await past.find(parse(subscription.query).canonical, since=date.min, most=1, among=among)
        return next(iter((await self._store.sightings(found.ids)).values()), None)

    async def _changed(
        self,
        old: Subscription,
        change: Callable[[Subscription], Subscription],
        may_post: MayPost | None,
        to: Destination | None = None,
        moment: datetime | None = None,
    ) -> Change:
        """Write a person's change, which can be undone; if an earlier press has written it, return its change."""
        if (new := change(old)) == old:
            return same_change(old, change, await self._store.subscriptions()) or Change(was=old, became=old)
        if may_post is not None and extends_posting(old, new):
            await may_post(new.destination_id)
        moment = moment or await self.change_time()
        await self._save(old, new, to, undo=moment)
        return Change(was=old, became=new, at=moment)

    async def _save(
        self, old: Subscription, new: Subscription, to: Destination | None = None, *, undo: datetime | None = None
    ) -> None:
        """Write a change; `to` is a new destination, `undo` the time by which Undo finds the old version.

        If `to` is stored already, its stored settings count, and its kind is updated.
        """
        destination = await self.destination(old) if to is None else await self._store.destination(to.id) or to
        schedule = schedule_of(destination.preferences, self._setup.times)
        revision = Revision(
            replaces=old,
            at=self._now(),
            dropped_at=self.drop_time(),
            due_of=partial(schedule.due, new.mode),
            next_digest=schedule.due(Mode.DAILY, self._now()),
            tombstone_at=undo,
        )
        await self._baselines.save(new, destination if to is None else to, revision)
