"""Stores what was planned, unless what a plan was made of has changed meanwhile."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from bot.domain.alert import MessageState
from bot.domain.errors import ConflictError
from bot.domain.log_context import alert_fields, message_fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.domain.alert import Alert
    from bot.domain.ports import Observer, Store
    from bot.domain.subscription_book import SubscriptionBook
    from bot.service.deliver.planner import Plan
    from bot.service.trusted_time import TrustedTime

    Alerts: TypeAlias = Mapping[tuple[int, str], Alert]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStore:
    """Stores plans, and tells what was planned. `trusted` says when dropped alerts and dead letters ended."""

    store: Store
    observer: Observer
    trusted: TrustedTime

    async def save(self, plans: Sequence[Plan], alerts: Sequence[Alert], book: SubscriptionBook) -> bool:
        """Whether any plan was stored; `alerts` and `book` are what they were made of.

        Where that has changed, the alerts of a channel wait for the next planning, and all others are stored.
        """
        by_key = {alert.key: alert for alert in alerts}
        stored = await self._stored(plans, by_key, book)
        for plan in stored:
            self._tell(plan, by_key)
        return bool(stored)

    async def _stored(self, plans: Sequence[Plan], alerts: Alerts, book: SubscriptionBook) -> Sequence[Plan]:
        """Those of the plans that could be stored: in one write, or one by one where something changed."""
        while plans:
            try:
                await self.store.plan(
                    [message for plan in plans for message in plan.messages],
                    [alert for plan in plans for alert in plan.dropped],
                    self.trusted.to_reckon_from(),
                    postponed=[alert for plan in plans for alert in plan.postponed],
                    subscriptions_version=book.version,
                )
            except ConflictError as error:
                _log.info("Alerts changed while they were planned: %s", error)
            else:
                return plans
            before, book = book, await self.store.subscriptions()
            if book.version == before.version:
                break
            changed = book.changed_since(before.version)
            plans = [plan for plan in plans if changed is not None and changed.isdisjoint(_used(plan, alerts))]
        if len(plans) <= 1:
            return ()
        alone = [await self._stored([plan], alerts, book) for plan in plans]
        return [plan for some in alone for plan in some]

    def _tell(self, plan: Plan, alerts: Alerts) -> None:
        for message in plan.messages:
            carried = [alerts[message.destination_id, paper] for paper in message.paper_ids]
            _log.info("Planned message %s.", message.key, extra=message_fields(message, carried))
            if message.state is MessageState.DEAD:  # it could not be rendered
                self.observer.ended(message.kind, message.state, [])
        for alert in plan.dropped:
            _log.info("Dropped an alert that nobody wants any more.", extra=alert_fields(alert))
        for alert in plan.postponed:
            fields = {**alert_fields(alert), "due": alert.due.isoformat()}
            _log.info("Postponed an alert, as a pause or its channel's settings say.", extra=fields)


def _used(plan: Plan, alerts: Alerts) -> Iterator[str]:
    """The ids of the subscriptions that a plan is made of."""
    planned = (alerts[message.destination_id, paper] for message in plan.messages for paper in message.paper_ids)
    for alert in (*planned, *plan.dropped, *plan.postponed):
        yield from alert.subscriptions
