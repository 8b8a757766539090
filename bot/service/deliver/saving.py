"""Stores what was planned, unless what a plan was made of has changed meanwhile."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, TypeAlias

from bot.domain.alert import MessageState
from bot.domain.errors import ConflictError
from bot.domain.log_context import alert_fields, message_fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.domain.alert import Alert
    from bot.domain.subscription_book import SubscriptionBook
    from bot.service.deliver.context import DeliveryContext
    from bot.service.deliver.planner import Plan

    Alerts: TypeAlias = Mapping[tuple[int, str], Alert]

_log = logging.getLogger(__name__)
_DROPPED = "Dropped an alert that nobody wants any more."
_POSTPONED = "Postponed an alert, as a pause or its channel's settings say."


async def save_plans(
    context: DeliveryContext, plans: Sequence[Plan], alerts: Alerts, book: SubscriptionBook
) -> bool:
    """Store plans; whether any was. `alerts`, by their key, and `book` are what they were made of.

    Where that has changed, the alerts of a channel wait for the next planning, and all others are stored.
    """
    stored = await _stored(context, plans, alerts, book) if plans else ()
    for plan in stored:
        for message in plan.messages:
            carried = [alerts[message.destination_id, paper] for paper in message.paper_ids]
            _log.info("Planned message %s.", message.key, extra=message_fields(message, carried))
            if message.state is MessageState.DEAD:  # it could not be rendered
                context.observer.ended(message.kind, message.state, [])
        for said, alone in ((_DROPPED, plan.dropped), (_POSTPONED, plan.postponed)):
            for alert in alone:
                _log.info(said, extra={**alert_fields(alert), "due": alert.due.isoformat()})
    return bool(stored)


async def _stored(
    context: DeliveryContext, plans: Sequence[Plan], alerts: Alerts, book: SubscriptionBook
) -> Sequence[Plan]:
    """Those of the plans that could be stored: in one write, or one by one where something changed."""
    try:
        await context.store.plan(
            [message for plan in plans for message in plan.messages],
            [alert for plan in plans for alert in plan.dropped],
            context.clock.latest(),
            postponed=[alert for plan in plans for alert in plan.postponed],
            subscriptions_version=book.version,
        )
    except ConflictError as error:
        _log.info("Alerts changed while they were planned: %s", error)
    else:
        return plans
    fresh = await context.store.subscriptions()
    changed = fresh.changed_since(book.version)
    if changed is None or (len(plans) == 1 and not changed):
        return ()
    rest = [plan for plan in plans if changed.isdisjoint(_used(plan, alerts))]
    return [plan for one in rest for plan in await _stored(context, [one], alerts, fresh)]


def _used(plan: Plan, alerts: Alerts) -> Iterator[str]:
    """The ids of the subscriptions that a plan is made of."""
    planned = (alerts[message.destination_id, paper] for message in plan.messages for paper in message.paper_ids)
    for alert in (*planned, *plan.dropped, *plan.postponed):
        yield from alert.subscriptions
