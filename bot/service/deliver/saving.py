"""Storing of planned messages, unless their alerts have changed, and splitting of refused ones.

Discord may refuse a digest because of one paper. It is split into halves, and these again, down to one paper: of
8 papers, the other 7 are posted. A dead letter that could not be rendered has no payload; when the host retries
it, it is rendered anew here.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from bot.domain.alert import Alert, Message, MessageState, remaining_subscriptions
from bot.domain.errors import ConflictError
from bot.domain.log_context import alert_fields, message_fields
from bot.service.deliver.compose import DeliveryContext, item_of
from bot.service.picks.picked import pick_reasons

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.domain.subscription import Destination
    from bot.domain.subscription_cache import SubscriptionCache
    from bot.service.deliver.planner import Plan

    Alerts: TypeAlias = Mapping[tuple[int, str], Alert]

_log = logging.getLogger(__name__)
_DROPPED_TEXT = "Dropped an alert that no subscription matches."
_MICROSECOND = timedelta(microseconds=1)
_MAX_ATTEMPTS = 3  # to split a message
_POSTPONED_TEXT = "Postponed an alert because of a pause or its channel's settings."


async def save_plans(
    context: DeliveryContext, plans: Sequence[Plan], alerts: Alerts, cache: SubscriptionCache
) -> bool:
    """Store plans that were made from `alerts` (by their key) and `cache`; return True if any was stored.

    Plans whose alerts or subscriptions have changed since are not stored: their alerts stay due.
    """
    stored = await _store_all(context, plans, alerts, cache) if plans else ()
    for plan in stored:
        for message in plan.messages:
            included = [alerts[message.destination_id, paper] for paper in message.paper_ids]
            _log.info("Planned message %s.", message.key, extra=message_fields(message, included))
            _count_if_dead(context, message)
        for text, group in ((_DROPPED_TEXT, plan.dropped), (_POSTPONED_TEXT, plan.postponed)):
            for alert in group:
                _log.info(text, extra={**alert_fields(alert), "due": alert.due.isoformat()})
    return bool(stored)


async def _store_all(
    context: DeliveryContext, plans: Sequence[Plan], alerts: Alerts, cache: SubscriptionCache
) -> Sequence[Plan]:
    """Store the plans in one write, or one by one after a conflict; return those that were stored."""
    try:
        await context.store.plan(
            [message for plan in plans for message in plan.messages],
            [alert for plan in plans for alert in plan.dropped],
            context.clock.later_of_both(),
            postponed=[alert for plan in plans for alert in plan.postponed],
            subscriptions_version=cache.version,
        )
    except ConflictError as error:
        _log.info("Alerts changed while they were planned: %s", error)
    else:
        return plans
    new_cache = await context.store.subscriptions()
    changed = new_cache.changed_since(cache.version)
    # A single plan without changed subscriptions failed for its alerts, so it would fail again.
    if changed is None or (len(plans) == 1 and not changed):
        return ()
    rest = [plan for plan in plans if changed.isdisjoint(_subscription_ids(plan, alerts))]
    return [plan for one in rest for plan in await _store_all(context, [one], alerts, new_cache)]


def _subscription_ids(plan: Plan, alerts: Alerts) -> Iterator[str]:
    """Yield the ids of the subscriptions that a plan depends on."""
    planned = (alerts[message.destination_id, paper] for message in plan.messages for paper in message.paper_ids)
    for alert in (*planned, *plan.dropped, *plan.postponed):
        yield from alert.subscriptions


async def split(context: DeliveryContext, message: Message, destination: Destination, reason: str) -> None:
    """Replace a message by its halves (of a single paper: by a new message) in one write, safe against a crash.

    It must be claimed and certainly not posted. Papers without a subscription or tombstone are left out. Raises
    ConflictError if the claim was lost.
    """
    for _ in range(_MAX_ATTEMPTS - 1):
        with suppress(ConflictError):  # a subscription of one of its papers may have changed
            return await _split(context, message, destination, reason)
    return await _split(context, message, destination, reason)


async def _split(context: DeliveryContext, whole: Message, destination: Destination, reason: str) -> None:
    """Try `split` once."""
    now, store = context.clock.now(), context.store
    papers = await store.sightings(whole.paper_ids)
    cache = await store.subscriptions()
    alerts = await store.alerts_of([(destination.id, paper) for paper in whole.paper_ids if paper in papers])
    remaining = {paper: remaining_subscriptions(alert, cache.by_id) for (_, paper), alert in alerts.items()}
    reasons = await pick_reasons(store, chain.from_iterable(remaining.values()))
    items = [
        item_of(papers[paper], remaining[paper], reasons) for paper in whole.paper_ids if remaining.get(paper)
    ]
    middle = (len(items) + 1) // 2
    parts: list[Message] = []
    for half in (items[:middle], items[middle:]):
        made = context.composer.messages(destination, whole.kind, half, now)
        # People chose the kind, so it stays. A microsecond older than the whole, the parts precede what was
        # planned with it.
        parts += [
            replace(part, created=whole.created - _MICROSECOND) for part in await asyncio.to_thread(list, made)
        ]
    reason_text, ended = f"Replaced by other messages: {reason}", context.clock.later_of_both()
    await store.split(whole.key, whole.claim, parts, reason=reason_text, at=ended)
    _log.warning("Message %s is replaced by %d: %s", whole.key, len(parts), reason)
    for part in parts:
        _count_if_dead(context, part)


def _count_if_dead(context: DeliveryContext, message: Message) -> None:
    if message.state is MessageState.DEAD:  # it could not be rendered
        context.observer.message_finished(message.kind, message.state, [])
