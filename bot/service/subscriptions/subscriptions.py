"""The use-cases of subscriptions that commands call."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from bot.domain.errors import ConflictError, NotReadyError
from bot.domain.ports import Revision
from bot.domain.schedule import DigestTimes, schedule_of
from bot.domain.subscribed_sources import source_names
from bot.domain.subscription import NOBODY, Owner, Subscription, extends_posting, new_subscription_id, restored
from bot.language.translating import gettext
from bot.query import parse
from bot.service.slices import Locks
from bot.service.subscriptions.baseline import Baselines
from bot.service.subscriptions.rules import (
    Limits,
    Listed,
    UnknownSubscriptionError,
    Wish,
    find_subscription,
    require_room,
)
from bot.service.subscriptions.undo import Change, own_moment, undo_over

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft(Wish):
    """A wish with the parsed query, which takes fifty times the memory of its text."""

    query: Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """The host's setup: the index of `past` papers, the sources that are `lists` (None: every one).

    `times` are those of digests. `present` is the clock for what ends now (None: our own); see TrustedClock.
    """

    past: PastPapers | None = None
    lists: AbstractSet[str] | None = None
    limits: Limits = field(default_factory=Limits)
    times: DigestTimes = field(default_factory=DigestTimes)
    present: Callable[[], datetime] | None = None


class Subscriptions:
    """Makes, finds and changes subscriptions. `now` gives aware UTC time.

    Every method that takes `owner` and `ref` raises UnknownSubscriptionError when that owner has no
    subscription with this id or (unique) name.
    """

    def __init__(self, store: Store, now: Callable[[], datetime], setup: Setup | None = None) -> None:
        self._store = store
        self._now = now
        self._setup = setup = setup or Setup()
        self.present = setup.present or now
        self.limits = setup.limits
        self._baselines = Baselines(store, setup.past, setup.lists)
        self._writing = Locks()  # by server, or person: from the check of a rule to the write that relies on it

    async def check(self, draft: Wish) -> None:
        """Raise DuplicateSubscriptionError or SubscriptionLimitError when `save` would."""
        await self._check(draft.wanted)

    async def _check(self, one: Subscription) -> None:
        """Among those of its destination and of the server or person, itself but for."""
        cache = await self._store.subscriptions()
        near = {s.id: s for s in (*cache.at(one.destination_id), *cache.of(one.owner)) if s.id != one.id}
        require_room(near.values(), one, self.limits)

    async def save(self, draft: Wish, may_post: MayPost | None = None) -> Change:
        """Save a new subscription, of which only papers that start to match from now on are alerted, or a change.

        What waits for a changed one moves along, or is dropped if it is wanted no more. Asks `may_post` where
        something is posted that was not, or sooner. Raises what `check` raises, and UnknownSubscriptionError or
        ConflictError when what it replaces has ended or was edited.
        """
        old, made, there = draft.replaces, draft.wanted, draft.destination
        async with self._writing(made.owner.key):
            if draft.is_edit:
                await self._check(made)
            if old is not None:
                current = await self.get(old.owner, old.id)
                return await self._changed(current, draft.applied_to(current), may_post, there)
            if may_post is not None:
                await may_post(there.id)
            made = replace(
                made,
                id=new_subscription_id((await self._store.subscriptions()).by_id),
                created=self._now(),
            )
            await self._baselines.save_new(made, there)
        return Change(was=None, became=made)

    async def get(self, owner: Owner, ref: str) -> Subscription:
        """The owner's subscription with this id or name."""
        return find_subscription(await self.owned(owner), owner, ref)

    async def destination(self, subscription: Subscription) -> Destination:
        """A subscription's destination. Raises ConflictError when it was deleted meanwhile."""
        destination = await self._store.destination(subscription.destination_id)
        if destination is None:
            raise _ended_meanwhile()
        return destination

    async def owned(self, owner: Owner) -> tuple[Subscription, ...]:
        """All subscriptions of an owner, oldest first."""
        return (await self._store.subscriptions()).of(owner)

    async def of(self, owner: Owner) -> list[Listed]:
        """All subscriptions of an owner, oldest first, as lists show them."""
        ours = await self.owned(owner)
        places = await self._store.destinations_by_id({s.destination_id for s in ours})
        found = [(one, places.get(one.destination_id)) for one in ours]
        return [
            Listed(
                subscription=one,
                block=there and there.block,
                role_id=there and there.preferences.role_id,
                waiting=await self.waiting(one) if one.paused else 0,
            )
            for one, there in found
        ]

    async def waiting(self, first: Subscription, *others: Subscription) -> int:
        """Count the papers that wait for any of these, all of one channel, without a post under way."""
        ids = {one.id for one in (first, *others)}
        pending = await self._store.pending(first.destination_id)
        return sum(not ids.isdisjoint(alert.subscriptions) for alert in pending)

    async def end(self, owner: Owner, ref: str) -> Change:
        """End a subscription: a tombstone is left for Undo, of the last ones of each owner."""
        async with self._writing(owner.key):
            found = await self.get(owner, ref)
            moment = await self.moment()
            await self._save(found, replace(found, ended=moment), kept=moment)
            ended = [one for one in (await self._store.subscriptions()).tombstones if owner.has(one)]
            for one in sorted(ended, key=lambda one: one.ended or moment)[:-MOST_TOMBSTONES]:
                await self._store.remove_subscription(one.id, found=one)
        return Change(was=found, became=None, at=moment)

    async def put_back(self, tombstone: Subscription) -> Subscription:
        """Let a subscription be again as a tombstone has it. Raises what `check` raises, and UndoError."""
        async with self._writing(tombstone.owner.key):
            back = restored(tombstone)
            if (destination := await self._store.destination(back.destination_id)) is None:
                raise undo_over()
            current = (await self._store.subscriptions()).get(back.id)
            if current is None or current.identity != back.identity:  # else it takes no room
                await self._check(back)
            due = self._due(back, destination, tombstone.ended)  # past where a digest was missed
            try:
                await self._store.restore_subscription(tombstone, at=self._now(), due=due, ended=self.present())
            except ConflictError:  # somebody was faster
                raise undo_over() from None
        return back

    async def moment(self) -> datetime:
        """The moment of a change, by which Undo finds it."""
        return own_moment(self._now(), (await self._store.subscriptions()).tombstones)

    async def forget_maker(self, made: Iterable[Subscription]) -> None:
        """Let these go on, as they are by now, without saying who made them."""
        for one in made:
            async with self._writing(one.owner.key):
                if (found := (await self._store.subscriptions()).by_id.get(one.id)) is not None:
                    await self._save(found, replace(found, creator_id=NOBODY))

    async def pause(
        self, owner: Owner, where: str | int, *, until: datetime | None = None, may_post: MayPost | None = None
    ) -> Sequence[Change]:
        """Stop matching until it is resumed, or until a moment if one is given (see `pauses`).

        `where` is the id or name of a subscription, or a channel: there all that is on is paused; where nothing is
        on, each pause gets this end. What matched before and waits, goes on waiting. Asks `may_post` where it
        posts sooner by that. All changes have one moment, so that Undo takes them back together.
        """
        found = await self._at(owner, where)
        return await self._pause(owner, [one for one in found if not one.paused] or found, may_post, (True, until))

    async def resume(self, owner: Owner, where: str | int, *, may_post: MayPost | None = None) -> Sequence[Change]:
        """Match again; no change when it is not paused. `where` and `may_post` as for `pause`.

        What began to match during the pause is not alerted, what waited when it began is.
        """
        found = await self._at(owner, where)
        return await self._pause(owner, [one for one in found if one.paused] or found, may_post, (False, None))

    async def _at(self, owner: Owner, where: str | int) -> Sequence[Subscription]:
        if isinstance(where, str):
            return [await self.get(owner, where)]
        found = [one for one in await self.owned(owner) if one.destination_id == where]
        if not found:
            raise UnknownSubscriptionError(
                gettext("Nothing is subscribed in this channel: use `/alerts list` or `/alerts subscribe`.")
            )
        return found

    async def _pause(
        self,
        owner: Owner,
        some: Iterable[Subscription],
        may_post: MayPost | None,
        pause: tuple[bool, datetime | None],
    ) -> Sequence[Change]:
        """Pause or resume them, skipping any that was deleted; returns the changes."""
        done: list[Change] = []
        async with self._writing(owner.key):
            moment = await self.moment()
            for one in some:
                with suppress(UnknownSubscriptionError):
                    found = await self.get(owner, one.id)
                    new = replace(found, paused=pause[0], paused_until=pause[1])
                    done.append(await self._changed(found, new, may_post, moment=moment))
        if not done:
            raise _ended_meanwhile()
        return [one for one in done if one.key] or done

    async def end_pause(self, found: Subscription) -> None:
        """Resume a subscription or tombstone if its pause was until now or earlier."""
        async with self._writing(found.owner.key):
            current = (await self._store.subscriptions()).by_id.get(found.id)
            if current is not None and current.paused_until and current.paused_until <= self._now():
                await self._save(current, replace(current, paused=False, paused_until=None))

    async def newest_match(self, subscription: Subscription) -> Sighting | None:
        """The most upvoted one of the stored papers of the newest list day that match. Raises NotReadyError."""
        if (past := self._setup.past) is None:
            raise NotReadyError(gettext("Nothing looks past papers up here."))
        among = source_names(subscription.sources, self._setup.lists)
        found = await past.find(parse(subscription.query).canonical, since=date.min, most=1, among=among)
        return next(iter((await self._store.sightings(found.ids)).values()), None)

    async def _changed(
        self,
        old: Subscription,
        new: Subscription,
        may_post: MayPost | None,
        to: Destination | None = None,
        moment: datetime | None = None,
    ) -> Change:
        """Write a change of somebody's, which can be undone."""
        if new == old:
            return Change(was=old, became=old)
        if may_post is not None and extends_posting(old, new):
            await may_post(new.destination_id)
        moment = moment or await self.moment()
        await self._save(old, new, to, kept=moment)
        return Change(was=old, became=new, at=moment)

    async def _save(
        self,
        old: Subscription,
        new: Subscription,
        to: Destination | None = None,
        *,
        kept: datetime | None = None,
    ) -> None:
        """Write a change; `to` is where it goes from now on if that may be another destination.

        With `kept` the version before stays for Undo.
        """
        destination = await self.destination(old) if to is None else await self._store.destination(to.id) or to
        revision = Revision(
            replaces=old,
            at=self._now(),
            ended=self.present(),
            due=self._due(new, destination),
            tombstone_at=kept,
        )
        await self._baselines.save_change(new, destination if to is None else to, revision)

    def _due(self, subscription: Subscription, destination: Destination, at: datetime | None = None) -> datetime:
        """The time at which a match of a moment is due; None: of this one."""
        return schedule_of(destination.preferences, self._setup.times).due(subscription.mode, at or self._now())


def _ended_meanwhile() -> ConflictError:
    return ConflictError(gettext("That subscription ended meanwhile: look at `/alerts list`."))
