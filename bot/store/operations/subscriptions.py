"""Changing subscriptions and destinations, together with their pending alerts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.alert import QUIET_HOURS_REASONS, Alert, AlertState, MessageState
from bot.domain.errors import ConflictError
from bot.domain.ports import SubscriptionStore
from bot.domain.subscription import Destination, earlier_id, from_tombstone
from bot.store import rules
from bot.store.entries import StoredSubscription
from bot.store.operations import changed_subscription as changing
from bot.store.operations.outbox import alert_keys, end_messages
from bot.store.operations.transaction import Operations, transactional

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import datetime

    from bot.domain.ports import Revision
    from bot.domain.preferences import Preferences
    from bot.domain.subscription import Block, Subscription
    from bot.domain.subscription_cache import SubscriptionCache
    from bot.store.operations.changed_subscription import Outcome
    from bot.store.operations.transaction import Transaction
    from bot.store.subscription_cache import CacheReader

# A change of other fields, such as the name or the end of a pause, leaves pending alerts as they are.
_FIELDS_AFFECTING_ALERTS = ("query", "sources", "destination_id", "paused", "mode", "ended")
_READY_STATES = frozenset({MessageState.READY})


class SubscriptionOperations(Operations, SubscriptionStore):
    """Subscriptions with their baselines, and destinations."""

    _cache: CacheReader

    @override
    async def subscriptions(self) -> SubscriptionCache:
        return await self._cache.current()

    @override
    async def destination(self, destination_id: int) -> Destination | None:
        return await self.read_one(Destination, destination_id)

    @override
    async def destinations_by_id(self, destination_ids: Collection[int]) -> dict[int, Destination]:
        return await self.read(Destination, destination_ids)

    @override
    @transactional
    async def save_subscription(
        self,
        transaction: Transaction,
        subscription: Subscription,
        destination: Destination,
        *,
        baseline: frozenset[str] | None,
        papers_version: int,
        revision: Revision | None = None,
        check: Callable[[Collection[Subscription]], None] | None = None,
    ) -> None:
        versions = await transaction.lock()
        if check is not None:
            ids = await transaction.find_subscription_ids(destination.id)
            found = [one.subscription for one in (await transaction.find(StoredSubscription, ids)).values()]
            check([one for one in found if one.ended is None and one.id != subscription.id])
        if baseline is not None and papers_version != versions["papers"]:
            raise ConflictError("New papers arrived while the subscription was saved. Save it again.")
        stored = await transaction.find_one(StoredSubscription, subscription.id)
        current = await transaction.find_one(Destination, destination.id) or destination
        await transaction.put([replace(destination, block=current.block, preferences=current.preferences)])
        if baseline is None:
            baseline = stored.baseline if stored else frozenset[str]()
        if revision is not None:
            old = _require_unchanged(stored, revision.replaces)
            if revision.tombstone_at is not None:
                await _keep_tombstone(transaction, old, revision.tombstone_at, subscription)
            baseline |= await _revise(transaction, subscription, revision)
        await transaction.put([StoredSubscription(subscription, baseline)])
        await transaction.count_changes("subscriptions")

    @override
    @transactional
    async def restore_subscription(
        self,
        transaction: Transaction,
        tombstone: Subscription,
        *,
        at: datetime,
        due: datetime,
        dropped_at: datetime,
    ) -> None:
        await transaction.lock()
        stored = _require_unchanged(await transaction.find_one(StoredSubscription, tombstone.id), tombstone)
        restored = from_tombstone(tombstone)
        current = await transaction.find_one(StoredSubscription, restored.id)
        if current is not None and current.subscription != tombstone:  # a deleted one is its own tombstone
            await _dissolve_messages(transaction, current.subscription, dropped_at)
            await _release_alerts(transaction, current.subscription)
        alerts = await transaction.find_open_alerts(restored.destination_id, tombstone.id)
        if current is not None and current.subscription.destination_id != restored.destination_id:
            alerts += await transaction.find_open_alerts(current.subscription.destination_id, tombstone.id)
        elsewhere = await _papers_alerted_elsewhere(transaction, restored.id, {alert.key for alert in alerts})
        await _write_outcome(transaction, changing.restore(tombstone, alerts, elsewhere, at, due))
        await transaction.drop(StoredSubscription, [tombstone.id])
        await transaction.put([replace(stored, subscription=restored)])
        await transaction.count_changes("subscriptions")

    @override
    @transactional
    async def remove_subscription(
        self, transaction: Transaction, subscription_id: str, *, expected: Subscription | None = None
    ) -> bool:
        await transaction.lock()
        stored = await transaction.find_one(StoredSubscription, subscription_id)
        if stored is None or expected not in {None, stored.subscription}:
            return False
        await _release_alerts(transaction, stored.subscription)
        await transaction.drop(StoredSubscription, [subscription_id])
        await transaction.count_changes("subscriptions")
        return True

    @override
    @transactional
    async def set_block(
        self,
        transaction: Transaction,
        destination_id: int,
        block: Block | None,
        *,
        expected: Destination | None = None,
        dropping: Collection[str] = (),
        dropped_at: datetime | None = None,
    ) -> bool:
        destination = await transaction.find_one(Destination, destination_id)
        if destination is None or rules.block_changed(destination, expected):
            return False
        await transaction.put([replace(destination, block=block)])
        if dropped_at is not None:
            papers = frozenset(dropping)
            ready = await transaction.find_unfinished_messages(destination_id, _READY_STATES)
            stale = [message for message in ready if papers.issuperset(message.paper_ids)]
            await end_messages(transaction, stale, MessageState.DROPPED, rules.STALE_REASON, dropped_at)
            alerts = await transaction.find(Alert, [(destination_id, paper) for paper in papers])
            await _drop_pending(transaction, alerts.values(), dropped_at)
        return True

    @override
    @transactional
    async def set_preferences(
        self,
        transaction: Transaction,
        destination_id: int,
        preferences: Preferences,
        *,
        due: Mapping[Alert, datetime],
        expected: Preferences | None = None,
    ) -> bool:
        await transaction.lock()
        destination = await transaction.find_one(Destination, destination_id)
        if destination is None or expected not in {None, destination.preferences}:
            return False
        await transaction.put([replace(destination, preferences=preferences)])
        if preferences != destination.preferences:
            await transaction.mark_subscriptions_changed(destination_id)
            await transaction.count_changes("subscriptions")
            ready = await transaction.find_unfinished_messages(destination_id, _READY_STATES)
            # Those that wait for the end of quiet hours, or are claimed and may be delayed: they can be tried now.
            delayed = [m for m in ready if m.reason in QUIET_HOURS_REASONS or m.leased_until is not None]
            retried = (replace(m, next_try=min(m.created, m.next_try), leased_until=None) for m in delayed)
            await transaction.put(retried)
        stored = await transaction.find(Alert, [alert.key for alert in due])
        pending = [a for a in due if stored.get(a.key) == a and a.state is AlertState.PENDING]
        await transaction.put(replace(alert, due=due[alert]) for alert in pending)
        return True

    @override
    @transactional
    async def forget_destination(
        self,
        transaction: Transaction,
        destination_id: int,
        *,
        expected: Destination | None = None,
        dropped_at: datetime,
    ) -> bool:
        await transaction.lock()
        if rules.block_changed(await transaction.find_one(Destination, destination_id), expected):
            return False
        if subscribed := await transaction.find_subscription_ids(destination_id):
            await transaction.count_changes("subscriptions")
            await transaction.drop(StoredSubscription, subscribed)
        await transaction.drop(Destination, [destination_id])
        unfinished = await transaction.find_unfinished_messages(destination_id)
        await end_messages(transaction, unfinished, MessageState.DROPPED, rules.FORGOTTEN_REASON, dropped_at)
        await _drop_pending(transaction, await transaction.find_open_alerts(destination_id), dropped_at)
        return True


def _require_unchanged(stored: StoredSubscription | None, expected: Subscription) -> StoredSubscription:
    if stored is None or stored.subscription != expected:
        raise ConflictError("Someone else changed the subscription. Load it again.")
    return stored


async def _keep_tombstone(
    transaction: Transaction, stored: StoredSubscription, moment: datetime, new: Subscription
) -> None:
    """Store the version before a change as a tombstone, in place of an earlier one.

    If `new` is a tombstone itself, the earlier one is removed and none stored.
    """
    old = stored.subscription
    if (earlier := await transaction.find_one(StoredSubscription, earlier_id(old.id))) is not None:
        await _release_alerts(transaction, earlier.subscription)
        await transaction.drop(StoredSubscription, [earlier.subscription.id])
    if new.ended is None:
        tombstone = replace(old, id=earlier_id(old.id), ended=moment)
        for destination_id in {old.destination_id, new.destination_id}:  # an earlier move may have left some there
            alerts = await transaction.find_open_alerts(destination_id, old.id)
            await transaction.put(changing.with_subscription(alert, tombstone.id) for alert in alerts)
        await transaction.put([replace(stored, subscription=tombstone)])


async def _release_alerts(transaction: Transaction, subscription: Subscription) -> None:
    """Remove a subscription or tombstone from its open alerts, as far as `changing.release` allows."""
    alerts = await transaction.find_open_alerts(subscription.destination_id, subscription.id)
    await _write_outcome(transaction, changing.release(subscription, alerts))


async def _dissolve_messages(transaction: Transaction, subscription: Subscription, at: datetime) -> None:
    """Return the alerts in a subscription's unposted messages to `PENDING`, and drop the messages.

    The alerts are read first: that waits for a plan that is being written, and a later plan finds them changed.
    """
    alerts = await transaction.find_open_alerts(subscription.destination_id, subscription.id)
    planned = {alert.key for alert in alerts if alert.state is AlertState.PLANNED}
    if not planned:
        return
    ready = await transaction.find_unfinished_messages(subscription.destination_id, _READY_STATES)
    # A ready message with a first attempt was retried after doubt: it may have been posted.
    unsent = [m for m in ready if m.first_attempt is None and not planned.isdisjoint(alert_keys(m))]
    await transaction.put(
        rules.finished_message(m, MessageState.DROPPED, rules.REPLANNED_REASON, at) for m in unsent
    )
    their_alerts = (await transaction.find(Alert, [key for m in unsent for key in alert_keys(m)])).values()
    freed = [alert for alert in their_alerts if alert.state is AlertState.PLANNED]
    await transaction.put(replace(alert, state=AlertState.PENDING, message_key=None) for alert in freed)


async def _revise(transaction: Transaction, subscription: Subscription, revision: Revision) -> frozenset[str]:
    """Revise a subscription's alerts; return papers for its baseline: those of rule 5 of `save_subscription`."""
    old, destination_id = revision.replaces, subscription.destination_id
    if all(getattr(old, name) == getattr(subscription, name) for name in _FIELDS_AFFECTING_ALERTS):
        return frozenset()
    await _dissolve_messages(transaction, old, revision.drop_time)
    alerts = await transaction.find_open_alerts(old.destination_id, old.id)
    elsewhere = await _papers_alerted_elsewhere(
        transaction, subscription.id, {(destination_id, paper) for paper in revision.without_alert}
    )
    revision = replace(revision, without_alert=revision.without_alert - elsewhere)
    papers = revision.without_alert.union(alert.paper_id for alert in alerts)
    stored = await transaction.find(Alert, [(destination_id, paper) for paper in papers])
    by_paper = {alert.paper_id: alert for alert in stored.values()}
    await _write_outcome(transaction, changing.revise(subscription, revision, alerts, by_paper))
    if destination_id == old.destination_id:
        return frozenset()
    former = await transaction.find(Alert, [(old.destination_id, paper) for paper in revision.maybe_alerted])
    alerted = [alert for alert in former.values() if changing.was_alerted(alert, subscription.id)]
    # From now on these alerts name the subscription: otherwise its next move could alert their papers again.
    announced = [alert for alert in alerted if alert.paper_id in revision.already_announced]
    unnamed = [alert for alert in announced if subscription.id not in alert.subscriptions]
    await transaction.put(changing.with_subscription(alert, subscription.id) for alert in unnamed)
    maybe_posted = [alert for alert in alerts if alert.state is not AlertState.PENDING]
    return frozenset(alert.paper_id for alert in (*maybe_posted, *alerted))


async def _write_outcome(transaction: Transaction, outcome: Outcome) -> None:
    """Write revised alerts, and delete those that are None."""
    await transaction.put(alert for alert in outcome.values() if alert is not None)
    await transaction.drop(Alert, [key for key, alert in outcome.items() if alert is None])


async def _papers_alerted_elsewhere(
    transaction: Transaction, subscription_id: str, keys: Collection[tuple[int, str]]
) -> set[str]:
    """Return the papers of `keys` that the subscription got, or will get, in another destination of its server."""
    elsewhere = await transaction.find_alerted_elsewhere(keys)
    return {paper for (_, paper), names in elsewhere.items() if subscription_id in names}


async def _drop_pending(transaction: Transaction, alerts: Collection[Alert], at: datetime) -> None:
    """Drop the pending ones among these alerts."""
    pending = [alert for alert in alerts if alert.state is AlertState.PENDING]
    await transaction.put(replace(alert, state=AlertState.DROPPED, finished=at) for alert in pending)
