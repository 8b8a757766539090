"""Subscriptions and destinations."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from bot.domain.alert import AlertState, MessageState
from bot.domain.errors import ConflictError
from bot.domain.ports import SubscriptionStore
from bot.domain.subscription import earlier_id, taken_back
from bot.store import revision as revising
from bot.store import rules
from bot.store.tinydb.revising import Revising

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import datetime

    from bot.domain.alert import Alert, Message
    from bot.domain.ports import Revision
    from bot.domain.preferences import Preferences
    from bot.domain.subscription import Block, Destination, Subscription
    from bot.domain.subscription_book import SubscriptionBook
    from bot.store.tinydb.files.folder import Folder

_LATELY = 1_000  # destinations that are kept decoded: one megabyte


class SubscriptionOperations(Revising, SubscriptionStore):
    """Subscriptions with their baselines, and destinations, in one table each.

    A poll asks for the same destinations with each of a hundred parts: what was read is kept until one changes.
    """

    def __init__(self, folder: Folder, *, now: Callable[[], datetime], **options: Any) -> None:  # noqa: ANN401 - handed on as they are
        super().__init__(folder, now=now, **options)
        self._lately: dict[int, Destination] = {}
        self._changes = 0

    @override
    async def subscriptions(self) -> SubscriptionBook:
        return await self._book.current()

    @override
    async def save_subscription(
        self,
        subscription: Subscription,
        destination: Destination,
        *,
        baseline: frozenset[str] | None,
        papers_version: int,
        revision: Revision | None = None,
    ) -> None:
        async with self._write():
            if baseline is not None and papers_version != self._version("papers"):
                raise ConflictError("New papers arrived while the subscription was made: make it again.")
            if revision is not None:
                self._require(revision.replaces)
            existing = self._destinations.get(str(destination.id))
            if existing is not None:
                destination = replace(destination, block=existing.block, preferences=existing.preferences)
            self._destinations.put(str(destination.id), destination)
            self._subscriptions.put(subscription.id, subscription)
            known = self._baseline(subscription.id) if baseline is None else baseline
            if revision is not None and revision.kept is not None:
                self._keep(revision.replaces, revision.kept, subscription)
            stayed = self._revise(subscription, revision) if revision is not None else frozenset[str]()
            if baseline is not None or not stayed <= known or subscription.id not in self._baselines:
                self._baselines.put(subscription.id, known | stayed)
            self._increment("subscriptions")

    @override
    async def restore_subscription(
        self, tombstone: Subscription, *, at: datetime, due: datetime, ended: datetime | None = None
    ) -> None:
        async with self._write():
            self._require(tombstone)
            back, baseline = taken_back(tombstone), self._baseline(tombstone.id)
            current, freed = self._subscriptions.get(back.id), list["Alert"]()
            if current is not None and current != tombstone:
                freed = self._take_apart(current, ended or self._now())
                self._follow(revising.let_go(current, [*freed, *self._open_alerts(current.destination_id)]))
            again = filter(
                None, [self._alert(*one.key) for one in freed if one.destination_id == back.destination_id]
            )
            waiting = (*again, *self._open_alerts(back.destination_id))
            alerts = [one for one in waiting if tombstone.id in one.subscriptions]
            had = {a.paper_id for a in alerts if back.id in self._had_elsewhere(*a.key, {})}
            self._follow(revising.taken_up(tombstone, alerts, had, at, due))
            self._forget(tombstone.id)
            self._subscriptions.put(back.id, back)
            self._baselines.put(back.id, baseline)

    @override
    async def remove_subscription(
        self, subscription_id: str, *, found: Subscription | None = None, ended: datetime | None = None
    ) -> bool:
        async with self._write():
            stored = self._subscriptions.get(subscription_id)
            if stored is None or found not in {None, stored}:
                return False
            self._remove(stored, ended or self._now())
        return True

    def _require(self, found: Subscription) -> None:
        if self._subscriptions.get(found.id) != found:
            raise ConflictError("The subscription was changed by somebody else meanwhile: look at it again.")

    def _baseline(self, subscription_id: str) -> frozenset[str]:
        return frozenset(self._baselines.get(subscription_id) or ())

    def _keep(self, old: Subscription, moment: datetime, new: Subscription) -> None:
        """Keep the version before a change, in place of an earlier one; what has ended keeps none."""
        if (earlier := self._subscriptions.get(earlier_id(old.id))) is not None:
            self._remove(earlier, moment)
        if new.ended is not None:
            return
        tombstone = revising.kept(old, moment)
        for alert in list(self._open_alerts(old.destination_id)):
            if old.id in alert.subscriptions:
                self._put_alert(revising.naming(alert, tombstone.id))
        self._subscriptions.put(tombstone.id, tombstone)
        self._baselines.put(tombstone.id, self._baseline(old.id))

    def _remove(self, found: Subscription, at: datetime) -> None:
        if found.ended is None:
            self._take_apart(found, at)
        else:
            self._follow(revising.let_go(found, list(self._open_alerts(found.destination_id))))
        self._forget(found.id)

    def _forget(self, subscription_id: str) -> None:
        self._subscriptions.drop(subscription_id)
        self._baselines.drop(subscription_id)
        self._increment("subscriptions")

    @override
    async def destination(self, destination_id: int) -> Destination | None:
        await self._breathe()
        return self._destinations.get(str(destination_id))

    @override
    async def destinations(self) -> tuple[Destination, ...]:
        return await self._read_destinations(map(int, self._destinations))

    @override
    async def destinations_by_id(self, destination_ids: Collection[int]) -> dict[int, Destination]:
        return {found.id: found for found in await self._read_destinations(destination_ids)}

    @override
    async def destinations_in(self, guild_ids: Collection[int]) -> tuple[Destination, ...]:
        return await self._read_destinations(self._index.places.destinations(guild_ids))

    @override
    async def blocked_destinations(self, guild_ids: Collection[int] | None = None) -> tuple[Destination, ...]:
        ids = self._index.outbox.blocked
        if guild_ids is not None:
            ids = ids.intersection(self._index.places.destinations(guild_ids))
        found = await self._read_destinations(ids)
        return tuple(one for one in found if one.block is not None)

    @override
    async def guilds(self) -> frozenset[int]:
        return frozenset(guild_id for guild_id in self._index.places.guilds if guild_id is not None)

    async def _read_destinations(self, ids: Iterable[int]) -> tuple[Destination, ...]:
        """Those that there still are, in order of id."""
        found: list[Destination] = []
        for destination_id in sorted(ids):
            self._reading.count()
            await self._breathe()
            if self._changes != self._index.places.changes:
                self._lately, self._changes = {}, self._index.places.changes
            one = self._lately.get(destination_id) or self._destinations.get(str(destination_id))
            if one is not None:
                found.append(one)
                if len(self._lately) < _LATELY:
                    self._lately[destination_id] = one
        return tuple(found)

    @override
    async def set_block(
        self,
        destination_id: int,
        block: Block | None,
        *,
        found: Destination | None = None,
        dropping: Collection[str] = (),
        ended: datetime | None = None,
    ) -> bool:
        async with self._write():
            destination = self._destinations.get(str(destination_id))
            if destination is None or rules.is_blocked_otherwise(destination, found):
                return False
            self._destinations.put(str(destination_id), replace(destination, block=block))
            if dropping:
                self._drop_stale(destination_id, frozenset(dropping), ended or self._now())
        return True

    def _drop_stale(self, destination_id: int, papers: frozenset[str], at: datetime) -> None:
        unfinished = self._found(self._index.outbox.unfinished(destination_id))
        ready = (one for one in unfinished if one.state is MessageState.READY)
        self._drop_messages([one for one in ready if papers.issuperset(one.paper_ids)], rules.STALE, at)
        self._drop_pending(destination_id, papers, at)

    @override
    async def set_preferences(
        self, destination_id: int, preferences: Preferences, *, due: Mapping[Alert, datetime]
    ) -> bool:
        """Alerts that are not pending as they were are passed over."""
        async with self._write():
            destination = self._destinations.get(str(destination_id))
            if destination is None:
                return False
            self._destinations.put(str(destination_id), replace(destination, preferences=preferences))
            if preferences != destination.preferences:
                self._increment("subscriptions")
                self._index.places.stale.update(self._index.places.subscribed.get(destination_id, ()))
                unfinished = self._found(self._index.outbox.unfinished(destination_id))
                for message in filter(rules.judged_by_preferences, unfinished):
                    soon = min(message.created, message.next_try)
                    self._put_message(replace(message, next_try=soon, leased_until=None))
            for read, moment in due.items():
                alert = self._alert(*read.key)
                if alert is not None and rules.is_pending_still(alert, read):
                    self._put_alert(replace(alert, due=moment))
        return True

    @override
    async def forget_destination(
        self, destination_id: int, *, found: Destination | None = None, ended: datetime | None = None
    ) -> bool:
        at = ended or self._now()
        async with self._write():
            if rules.is_blocked_otherwise(self._destinations.get(str(destination_id)), found):
                return False
            unfinished = self._found(self._index.outbox.unfinished(destination_id))
            self._drop_messages(unfinished, rules.FORGOTTEN, at)
            self._drop_pending(destination_id, self._index.outbox.pending(destination_id), at)
            for key in list(self._index.places.subscribed.get(destination_id, ())):
                self._forget(key)
            self._destinations.drop(str(destination_id))
        return True

    def _drop_messages(self, messages: Iterable[Message], reason: str, at: datetime) -> None:
        for message in messages:
            self._put_message(
                replace(message, state=MessageState.DROPPED, reason=reason, finished=at, leased_until=None)
            )
            self._alerts_of(message, rules.alert_end(message, MessageState.DROPPED), at)

    def _drop_pending(self, destination_id: int, papers: Iterable[str], at: datetime) -> None:
        for paper_id in papers:
            alert = self._alert(destination_id, paper_id)
            if alert is not None and alert.state is AlertState.PENDING:
                self._put_alert(replace(alert, state=AlertState.DROPPED), at)
