"""Stores messages: what was planned, unless that has changed meanwhile, and what a message is split into.

A digest that Discord refuses, perhaps for one of its papers, is carried on by halves, and so on down to one. One
paper, which could not be rendered before, is carried on by a message that is made anew.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

from bot.domain.alert import MessageState, remaining_subscriptions
from bot.domain.errors import ConflictError
from bot.domain.log_context import alert_fields, message_fields
from bot.service.deliver.compose import DeliveryContext, item_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.domain.alert import Alert, Message
    from bot.domain.subscription import Destination
    from bot.domain.subscription_cache import SubscriptionCache
    from bot.service.deliver.planner import Plan

    Alerts: TypeAlias = Mapping[tuple[int, str], Alert]

_log = logging.getLogger(__name__)
_DROPPED = "Dropped an alert that nobody wants any more."
_BEFORE = timedelta(microseconds=1)
_ATTEMPTS = 3
_POSTPONED = "Postponed an alert, as a pause or its channel's settings say."


async def save_plans(
    context: DeliveryContext, plans: Sequence[Plan], alerts: Alerts, cache: SubscriptionCache
) -> bool:
    """Store plans; whether any was. `alerts`, by their key, and `cache` are what they were made of.

    Where that has changed, the alerts of a channel wait for the next planning, and all others are stored.
    """
    stored = await _stored(context, plans, alerts, cache) if plans else ()
    for plan in stored:
        for message in plan.messages:
            carried = [alerts[message.destination_id, paper] for paper in message.paper_ids]
            _log.info("Planned message %s.", message.key, extra=message_fields(message, carried))
            _observe(context, message)
        for said, alone in ((_DROPPED, plan.dropped), (_POSTPONED, plan.postponed)):
            for alert in alone:
                _log.info(said, extra={**alert_fields(alert), "due": alert.due.isoformat()})
    return bool(stored)


async def _stored(
    context: DeliveryContext, plans: Sequence[Plan], alerts: Alerts, cache: SubscriptionCache
) -> Sequence[Plan]:
    """Store the plans, in one write or one by one after a conflict; returns those that were stored."""
    try:
        await context.store.plan(
            [message for plan in plans for message in plan.messages],
            [alert for plan in plans for alert in plan.dropped],
            context.clock.latest(),
            postponed=[alert for plan in plans for alert in plan.postponed],
            subscriptions_version=cache.version,
        )
    except ConflictError as error:
        _log.info("Alerts changed while they were planned: %s", error)
    else:
        return plans
    fresh = await context.store.subscriptions()
    changed = fresh.changed_since(cache.version)
    if changed is None or (len(plans) == 1 and not changed):
        return ()
    rest = [plan for plan in plans if changed.isdisjoint(_used(plan, alerts))]
    return [plan for one in rest for plan in await _stored(context, [one], alerts, fresh)]


def _used(plan: Plan, alerts: Alerts) -> Iterator[str]:
    """The ids of the subscriptions that a plan is made of."""
    planned = (alerts[message.destination_id, paper] for message in plan.messages for paper in message.paper_ids)
    for alert in (*planned, *plan.dropped, *plan.postponed):
        yield from alert.subscriptions


async def split(context: DeliveryContext, message: Message, destination: Destination, reason: str) -> None:
    """Replace a message by its halves, in one write: a crash leaves the whole or the halves.

    It must be claimed, and surely not posted. What nobody wants any more is in none of them. Raises ConflictError
    when the claim was lost.
    """
    for _ in range(_ATTEMPTS - 1):
        with suppress(ConflictError):  # perhaps somebody has come to want what nobody did
            return await _split(context, message, destination, reason)
    return await _split(context, message, destination, reason)


async def _split(context: DeliveryContext, whole: Message, destination: Destination, reason: str) -> None:
    now, store = context.clock.now(), context.store
    papers = await store.sightings(whole.paper_ids)
    cache = await store.subscriptions()
    alerts = await store.alerts_of([(destination.id, paper) for paper in whole.paper_ids if paper in papers])
    wanted = {paper: remaining_subscriptions(alert, cache.by_id) for (_, paper), alert in alerts.items()}
    items = [item_of(papers[paper], wanted[paper]) for paper in whole.paper_ids if wanted.get(paper)]
    middle = (len(items) + 1) // 2
    parts = [
        # Of the same kind, as only that was asked for; and before what was planned together with the whole.
        replace(part, created=whole.created - _BEFORE)
        for half in (items[:middle], items[middle:])
        for part in context.composer.messages(destination, whole.kind, half, now)
    ]
    said, ended = f"Its papers went on in other messages: {reason}", context.clock.latest()
    await store.split(whole.key, whole.claim, parts, reason=said, at=ended)
    _log.warning("Message %s is replaced by %d: %s", whole.key, len(parts), reason)
    for part in parts:
        _observe(context, part)


def _observe(context: DeliveryContext, message: Message) -> None:
    if message.state is MessageState.DEAD:  # it could not be rendered
        context.observer.message_finished(message.kind, message.state, [])
