"""The effect of a changed subscription on its pending alerts, as pure functions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from bot.domain.alert import Alert, AlertState
from bot.domain.subscription import Subscription, from_tombstone
from bot.store import rules

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from bot.domain.ports import Revision

    Outcome: TypeAlias = dict[tuple[int, str], Alert | None]  # by key, the changed alerts; None: delete it

# States in which a poll adds a subscription to an alert.
_STATES_GAINING_SUBSCRIPTIONS = frozenset({AlertState.PENDING, AlertState.PLANNED, AlertState.DROPPED})


def was_alerted(alert: Alert, subscription_id: str) -> bool:
    """True if the alert was made for that subscription, whatever became of it.

    A poll adds every matching subscription to an open or dropped alert. So if the subscription is missing there,
    the poll was interrupted before that. To alerts in other states polls add none, so these count as made for it.
    """
    return subscription_id in alert.subscriptions or alert.state not in _STATES_GAINING_SUBSCRIPTIONS


def with_subscription(alert: Alert, subscription_id: str) -> Alert:
    """Return the alert with one more subscription, if it does not have that yet."""
    return replace(alert, subscriptions=tuple(dict.fromkeys((*alert.subscriptions, subscription_id))))


def revise(
    subscription: Subscription, revision: Revision, alerts: Collection[Alert], new_alerts: Mapping[str, Alert]
) -> Outcome:
    """Revise the open `alerts` that a changed subscription has in its former destination.

    Its unposted messages were dissolved before, so an alert that is still planned may have been posted: it
    stays. `new_alerts` are the alerts that its new destination has, by paper: of the papers of `alerts` and of
    `revision.without_alert`.
    """
    outcome: Outcome = {}
    for alert in alerts:
        if alert.state is AlertState.PENDING:
            outcome |= _revise_pending(alert, subscription, revision, new_alerts.get(alert.paper_id))
    for paper_id in revision.without_alert:  # an interrupted poll would have alerted these
        existing = new_alerts.get(paper_id)
        if existing is None or subscription.id not in existing.subscriptions:
            outcome |= _make_due(subscription, existing, paper_id, revision.due, revision.at)
    return outcome


def _revise_pending(
    alert: Alert, subscription: Subscription, revision: Revision, existing: Alert | None
) -> Outcome:
    """Revise a pending alert; `existing` is the alert of its paper in the new destination, if there is one."""
    if revision.matching is not None and alert.paper_id not in revision.matching:
        return {alert.key: without_subscription(alert, subscription.id, revision.drop_time)}
    if alert.paper_id in revision.not_announced:
        return {alert.key: without_subscription(alert, subscription.id)}
    if subscription.destination_id != alert.destination_id:
        return {alert.key: without_subscription(alert, subscription.id)} | _move(
            alert, subscription, revision, existing
        )
    due = revision.due
    if revision.replaces.on_hold and not subscription.on_hold:  # a pause, or being a tombstone, held the alert
        if alert.deferred_to_digest and alert.due != revision.next_digest:  # its digest was missed meanwhile
            return {alert.key: replace(alert, due=revision.at)}
        due = max(revision.at, revision.due_of(alert.created))
    due = _due(alert, revision.replaces, subscription, revision.at, due)
    return {} if due == alert.due else {alert.key: replace(alert, due=due)}


def _due(alert: Alert, old: Subscription, new: Subscription, at: datetime, due: datetime) -> datetime:
    """Return when an alert is due after a change; `due` is the time by the new version's schedule."""
    if old.on_hold and not new.on_hold and alert.due < at:
        return at  # the pause, or being a tombstone, held the alert until now
    return alert.due if new.on_hold or alert.deferred_to_digest else min(due, alert.due)


def _move(alert: Alert, subscription: Subscription, revision: Revision, existing: Alert | None) -> Outcome:
    """Make the alert's paper due in the new destination."""
    due = revision.at if alert.due <= revision.at else revision.due
    return _make_due(subscription, existing, alert.paper_id, due, alert.created)


def _make_due(
    subscription: Subscription, existing: Alert | None, paper_id: str, due: datetime, created: datetime
) -> Outcome:
    """Make a paper due for a subscription, merged into the `existing` alert."""
    alert = Alert(
        destination_id=subscription.destination_id,
        paper_id=paper_id,
        subscriptions=(subscription.id,),
        due=due,
        created=created,
    )
    merged, _ = rules.merge_alert(existing, alert)
    return {} if merged == existing else {merged.key: merged}


def without_subscription(alert: Alert, subscription_id: str, dropped_at: datetime | None = None) -> Alert | None:
    """Return the alert without a subscription.

    An alert that has no other one is dropped at `dropped_at`; without that time it is deleted (None).
    """
    remaining = tuple(key for key in alert.subscriptions if key != subscription_id)
    if remaining:
        return replace(alert, subscriptions=remaining)
    return None if dropped_at is None else replace(alert, state=AlertState.DROPPED, finished=dropped_at)


def release(subscription: Subscription, alerts: Iterable[Alert]) -> Outcome:
    """Revise the open alerts of a tombstone that is removed, or of the version that Undo replaces.

    Pending alerts without another subscription are deleted, as if they had never matched. An alert that may have
    been posted keeps at least one subscription.
    """
    is_active = subscription.ended is None
    return {
        alert.key: without_subscription(alert, subscription.id)
        for alert in alerts
        if alert.state is AlertState.PENDING or not (is_active or alert.subscriptions == (subscription.id,))
    }


def restore(
    tombstone: Subscription, alerts: Iterable[Alert], got_elsewhere: Collection[str], at: datetime, due: datetime
) -> Outcome:
    """Revise the open alerts of a tombstone when Undo restores it `at` that moment.

    Its alerts belong to the subscription again, and overdue pending ones are due at once, unless it is paused.
    Papers in `got_elsewhere` were alerted for it in another channel since, so their alerts lose it. `due` is when
    a paper that matches now would be posted.
    """
    return {
        alert.key: _restore_alert(alert, tombstone, at, due, got_elsewhere=alert.paper_id in got_elsewhere)
        for alert in alerts
    }


def _restore_alert(
    alert: Alert, tombstone: Subscription, at: datetime, due: datetime, *, got_elsewhere: bool
) -> Alert | None:
    if got_elsewhere:
        return without_subscription(alert, tombstone.id)
    restored = from_tombstone(tombstone)
    subscriptions = tuple(
        dict.fromkeys(restored.id if key == tombstone.id else key for key in alert.subscriptions)
    )
    is_pending = alert.state is AlertState.PENDING
    return replace(
        alert,
        subscriptions=subscriptions,
        due=_due(alert, tombstone, restored, at, due) if is_pending else alert.due,
    )
