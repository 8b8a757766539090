"""Subscriptions and destinations, and what waits for them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.alert import QUIET_HOURS, Alert, AlertState, MessageState
from bot.domain.errors import ConflictError
from bot.domain.ports import SubscriptionStore
from bot.domain.subscription import Destination, earlier_id, restored
from bot.store import rules
from bot.store.entries import Subscribed
from bot.store.verbs import revision as revising
from bot.store.verbs.outbox import end
from bot.store.verbs.transaction import Verbs, change

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from bot.domain.ports import Revision
    from bot.domain.preferences import Preferences
    from bot.domain.subscription import Block, Subscription
    from bot.store.verbs.revision import Outcome
    from bot.store.verbs.transaction import Transaction

# A new name alone, or a new end of a pause, changes nothing of what waits.
_CONCERNING = ("query", "sources", "destination_id", "paused", "mode", "ended")
_READY = frozenset({MessageState.READY})


class SubscriptionVerbs(Verbs, SubscriptionStore):
    """Subscriptions with their baselines, and destinations."""

    @override
    async def destination(self, destination_id: int) -> Destination | None:
        return await self.read_one(Destination, destination_id)

    @override
    async def destinations_by_id(self, destination_ids: Collection[int]) -> dict[int, Destination]:
        return await self.read(Destination, destination_ids)

    @override
    @change
    async def save_subscription(
        self,
        rows: Transaction,
        subscription: Subscription,
        destination: Destination,
        *,
        baseline: frozenset[str] | None,
        papers_version: int,
        revision: Revision | None = None,
    ) -> None:
        versions = await rows.lock()
        if baseline is not None and papers_version != versions["papers"]:
            raise ConflictError("New papers arrived while the subscription was made: make it again.")
        stored = await rows.find_one(Subscribed, subscription.id)
        there = await rows.find_one(Destination, destination.id) or destination
        kept = replace(destination, block=there.block, preferences=there.preferences)
        await rows.put([kept])
        known = baseline if baseline is not None else stored.baseline if stored else frozenset[str]()
        if revision is not None:
            old = _required(stored, revision.replaces)
            if revision.tombstone_at is not None:
                await _keep(rows, old, revision.tombstone_at, subscription)
            known |= await _revise(rows, subscription, revision)
        await rows.put([Subscribed(subscription, known)])
        await rows.grow("subscriptions")

    @override
    @change
    async def restore_subscription(
        self,
        rows: Transaction,
        tombstone: Subscription,
        *,
        at: datetime,
        due: datetime,
        ended: datetime | None = None,
    ) -> None:
        await rows.lock()
        stored = _required(await rows.find_one(Subscribed, tombstone.id), tombstone)
        back = restored(tombstone)
        current = await rows.find_one(Subscribed, back.id)
        if current is not None and current.subscription != tombstone:
            await _take_apart(rows, current.subscription, ended or self._now())
            await _let_go(rows, current.subscription)
        alerts = await rows.find_open(back.destination_id, naming=tombstone.id)
        had = await _had_elsewhere(rows, back.id, {alert.key for alert in alerts})
        await _follow(rows, revising.taken_up(tombstone, alerts, had, at, due))
        await rows.drop(Subscribed, [tombstone.id])
        await rows.put([replace(stored, subscription=back)])
        await rows.grow("subscriptions")

    @override
    @change
    async def remove_subscription(
        self,
        rows: Transaction,
        subscription_id: str,
        *,
        found: Subscription | None = None,
        ended: datetime | None = None,
    ) -> bool:
        await rows.lock()
        stored = await rows.find_one(Subscribed, subscription_id)
        if stored is None or found not in {None, stored.subscription}:
            return False
        await _remove(rows, stored.subscription, ended or self._now())
        await rows.grow("subscriptions")
        return True

    @override
    @change
    async def set_block(
        self,
        rows: Transaction,
        destination_id: int,
        block: Block | None,
        *,
        found: Destination | None = None,
        dropping: Collection[str] = (),
        ended: datetime | None = None,
    ) -> bool:
        destination = await rows.find_one(Destination, destination_id)
        if destination is None or rules.is_blocked_otherwise(destination, found):
            return False
        await rows.put([replace(destination, block=block)])
        if papers := frozenset(dropping):
            at = ended or self._now()
            ready = await rows.find_unfinished(destination_id, _READY)
            stale = [message for message in ready if papers.issuperset(message.paper_ids)]
            await end(rows, stale, MessageState.DROPPED, rules.STALE, at)
            alerts = await rows.find(Alert, [(destination_id, paper) for paper in papers])
            await _drop(rows, alerts.values(), at)
        return True

    @override
    @change
    async def set_preferences(
        self, rows: Transaction, destination_id: int, preferences: Preferences, *, due: Mapping[Alert, datetime]
    ) -> bool:
        await rows.lock()
        destination = await rows.find_one(Destination, destination_id)
        if destination is None:
            return False
        await rows.put([replace(destination, preferences=preferences)])
        if preferences != destination.preferences:
            await rows.touch(destination_id)
            await rows.grow("subscriptions")
            ready = await rows.find_unfinished(destination_id, _READY)
            # It waits for the end of quiet hours, or for somebody who may put it off until then.
            judged = [one for one in ready if one.reason == QUIET_HOURS or one.leased_until is not None]
            again = (replace(m, next_try=min(m.created, m.next_try), leased_until=None) for m in judged)
            await rows.put(again)
        stored = await rows.find(Alert, [read.key for read in due])
        same = [(read, moment) for read, moment in due.items() if stored.get(read.key) == read]
        await rows.put(replace(one, due=moment) for one, moment in same if one.state is AlertState.PENDING)
        return True

    @override
    @change
    async def forget_destination(
        self,
        rows: Transaction,
        destination_id: int,
        *,
        found: Destination | None = None,
        ended: datetime | None = None,
    ) -> bool:
        await rows.lock()
        if rules.is_blocked_otherwise(await rows.find_one(Destination, destination_id), found):
            return False
        at = ended or self._now()
        if subscribed := await rows.find_subscribed(destination_id):
            await rows.grow("subscriptions")
            await rows.drop(Subscribed, subscribed)
        await rows.drop(Destination, [destination_id])
        await end(rows, await rows.find_unfinished(destination_id), MessageState.DROPPED, rules.FORGOTTEN, at)
        await _drop(rows, await rows.find_open(destination_id), at)
        return True


def _required(stored: Subscribed | None, found: Subscription) -> Subscribed:
    if stored is None or stored.subscription != found:
        raise ConflictError("The subscription was changed by somebody else meanwhile: look at it again.")
    return stored


async def _keep(rows: Transaction, stored: Subscribed, moment: datetime, new: Subscription) -> None:
    """Keep the version before a change, in place of an earlier one; what has ended keeps none."""
    old = stored.subscription
    if (earlier := await rows.find_one(Subscribed, earlier_id(old.id))) is not None:
        await _remove(rows, earlier.subscription, moment)
    if new.ended is None:
        tombstone = replace(old, id=earlier_id(old.id), ended=moment)
        named = await rows.find_open(old.destination_id, naming=old.id)
        await rows.put(revising.naming(alert, tombstone.id) for alert in named)
        await rows.put([replace(stored, subscription=tombstone)])


async def _remove(rows: Transaction, found: Subscription, at: datetime) -> None:
    if found.ended is None:
        await _take_apart(rows, found, at)
    else:
        await _let_go(rows, found)
    await rows.drop(Subscribed, [found.id])


async def _let_go(rows: Transaction, one: Subscription) -> None:
    """Take a subscription or tombstone off the open alerts that name it."""
    await _follow(rows, revising.let_go(one, await rows.find_open(one.destination_id, naming=one.id)))


async def _take_apart(rows: Transaction, subscription: Subscription, at: datetime) -> None:
    """Plan the messages again that have alerts of a subscription and are surely not posted.

    Its alerts are asked for first: a plan that is being written is waited for, a later one finds them changed.
    """
    place = subscription.destination_id
    named = await rows.find_open(place, naming=subscription.id)
    if not (papers := {alert.paper_id for alert in named if alert.state is AlertState.PLANNED}):
        return
    ready = await rows.find_unfinished(place, _READY)  # with an attempt: it was queued again after doubt
    loose = [one for one in ready if one.first_attempt is None and not papers.isdisjoint(one.paper_ids)]
    await rows.put(rules.ended(one, MessageState.DROPPED, rules.PLANNED_AGAIN, at) for one in loose)
    tied = await rows.find(Alert, [(place, paper) for message in loose for paper in message.paper_ids])
    planned = [alert for alert in tied.values() if alert.state is AlertState.PLANNED]
    await rows.put(replace(alert, state=AlertState.PENDING, message_key=None) for alert in planned)


async def _revise(rows: Transaction, subscription: Subscription, revision: Revision) -> frozenset[str]:
    """Let what waits follow; the papers that the place that was left has for the subscription."""
    old, to = revision.replaces, subscription.destination_id
    if all(getattr(old, name) == getattr(subscription, name) for name in _CONCERNING):
        return frozenset()
    await _take_apart(rows, old, revision.end)
    here = await rows.find_open(old.destination_id, naming=old.id)
    had = await _had_elsewhere(rows, subscription.id, {(to, paper) for paper in revision.without_alert})
    revision = replace(revision, without_alert=revision.without_alert - had)
    papers = revision.without_alert.union(alert.paper_id for alert in here)
    there = await rows.find(Alert, [(to, paper) for paper in papers])
    by_paper = {alert.paper_id: alert for alert in there.values()}
    await _follow(rows, revising.revise(subscription, revision, here, by_paper))
    if to == old.destination_id:
        return frozenset()
    known = await rows.find(Alert, [(old.destination_id, paper) for paper in revision.candidates])
    left = [alert for alert in known.values() if revising.had(alert, subscription.id)]
    # They name it from then on: else nobody could tell that it had them, wherever it goes.
    others = [
        one
        for one in left
        if subscription.id not in one.subscriptions and one.paper_id in revision.already_announced
    ]
    await rows.put(revising.naming(alert, subscription.id) for alert in others)
    stayed = [alert for alert in here if alert.state is not AlertState.PENDING]
    return frozenset(alert.paper_id for alert in (*stayed, *left))


async def _follow(rows: Transaction, outcome: Outcome) -> None:
    """Write what has become of alerts."""
    await rows.put(alert for alert in outcome.values() if alert is not None)
    await rows.drop(Alert, [key for key, alert in outcome.items() if alert is None])


async def _had_elsewhere(rows: Transaction, subscription_id: str, keys: Collection[tuple[int, str]]) -> set[str]:
    """The papers of these alerts that another destination of the server has, or has had, for a subscription."""
    elsewhere = await rows.had_elsewhere(keys)
    return {paper for (_, paper), names in elsewhere.items() if subscription_id in names}


async def _drop(rows: Transaction, alerts: Collection[Alert], at: datetime) -> None:
    """Drop those that are pending."""
    pending = [alert for alert in alerts if alert.state is AlertState.PENDING]
    await rows.put(replace(alert, state=AlertState.DROPPED, finished=at) for alert in pending)
