"""The effect of a changed subscription on waiting alerts: a pure function, the same for every engine."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from bot.domain.alert import Alert, AlertState
from bot.domain.subscription import restored
from bot.store import rules

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from bot.domain.ports import Revision
    from bot.domain.subscription import Subscription

    Outcome: TypeAlias = dict[tuple[int, str], Alert | None]  # by key, what alerts have become; None: no more

_TAKES_OTHERS = frozenset({AlertState.PENDING, AlertState.PLANNED, AlertState.DROPPED})


def had(alert: Alert, subscription_id: str) -> bool:
    """True if the alert's destination has, or has had, its paper for that subscription.

    An open or dropped alert takes on every subscription that a reading matches (`rules.merge_alert`). So one that
    has only others does not count: the reading was interrupted before it came to this subscription.
    """
    return subscription_id in alert.subscriptions or alert.state not in _TAKES_OTHERS


def naming(alert: Alert, subscription_id: str) -> Alert:
    """The alert, of one more subscription."""
    return replace(alert, subscriptions=(*alert.subscriptions, subscription_id))


def revise(
    subscription: Subscription, revision: Revision, here: Collection[Alert], there: Mapping[str, Alert]
) -> Outcome:
    """Revise its open alerts `here`, where the subscription posted until now.

    Its unposted messages were dissolved before: an alert that is still planned may be posted, and stays. `there`
    are the alerts of the same papers and of `revision.owed` in the destination from now on.
    """
    outcome: Outcome = {}
    for alert in here:
        if alert.state is AlertState.PENDING:
            outcome |= _follow(alert, subscription, revision, there.get(alert.paper_id))
    for paper_id in revision.without_alert:  # as a reading would have done that is not yet at this paper
        known = there.get(paper_id)
        if known is None or subscription.id not in known.subscriptions:
            outcome |= _owe(subscription, known, paper_id, revision.due, revision.at)
    return outcome


def _follow(alert: Alert, subscription: Subscription, revision: Revision, there: Alert | None) -> Outcome:
    if revision.matching is not None and alert.paper_id not in revision.matching:
        return {alert.key: without(alert, subscription.id, revision.end)}
    if alert.paper_id in revision.not_announced:
        return {alert.key: without(alert, subscription.id)}
    if subscription.destination_id != alert.destination_id:
        return {alert.key: without(alert, subscription.id)} | _arrive(alert, subscription, revision, there)
    due = _due(alert, revision.replaces, subscription, revision.at, revision.due)
    return {} if due == alert.due else {alert.key: replace(alert, due=due)}


def _due(alert: Alert, old: Subscription, new: Subscription, at: datetime, due: datetime) -> datetime:
    if old.on_hold and not new.on_hold and alert.due < at:
        return at  # it waited for this
    return alert.due if new.on_hold or alert.deferred_to_digest else min(due, alert.due)


def _arrive(alert: Alert, subscription: Subscription, revision: Revision, known: Alert | None) -> Outcome:
    due = revision.at if alert.due <= revision.at else revision.due
    return _owe(subscription, known, alert.paper_id, due, alert.created)


def _owe(one: Subscription, known: Alert | None, paper_id: str, due: datetime, created: datetime) -> Outcome:
    """Make a paper due there for a subscription, merged into the `known` alert."""
    without_alert = Alert(
        destination_id=one.destination_id, paper_id=paper_id, subscriptions=(one.id,), due=due, created=created
    )
    merged, _ = rules.merge_alert(known, without_alert)
    return {} if merged == known else {merged.key: merged}


def without(alert: Alert, subscription_id: str, dropped: datetime | None = None) -> Alert | None:
    """Take a subscription out of an alert. If it was the only one, drop it at `dropped`, or delete it (None)."""
    rest = tuple(key for key in alert.subscriptions if key != subscription_id)
    if rest:
        return replace(alert, subscriptions=rest)
    return None if dropped is None else replace(alert, state=AlertState.DROPPED, finished=dropped)


def let_go(one: Subscription, alerts: Iterable[Alert]) -> Outcome:
    """Revise the open alerts of a subscription or tombstone that is deleted.

    A pending alert that nothing else wants is removed, as if it had never matched. One that may be posted keeps a
    subscription that wanted it.
    """
    stays = one.ended is None
    return {
        alert.key: without(alert, one.id)
        for alert in alerts
        if alert.state is AlertState.PENDING or not (stays or alert.subscriptions == (one.id,))
    }


def taken_up(
    tombstone: Subscription, alerts: Iterable[Alert], had: Collection[str], at: datetime, due: datetime
) -> Outcome:
    """Revise the open alerts of a tombstone when Undo puts it back `at` that moment.

    The subscription has them again. Those that waited are due at once, unless another channel `had` their papers
    for it in the meantime. `due` is as in a `Revision`.
    """
    return {alert.key: _take_up(alert, tombstone, at, due, elsewhere=alert.paper_id in had) for alert in alerts}


def _take_up(
    alert: Alert, tombstone: Subscription, at: datetime, due: datetime, *, elsewhere: bool
) -> Alert | None:
    if elsewhere:
        return without(alert, tombstone.id)
    back = restored(tombstone)
    names = tuple(dict.fromkeys(back.id if key == tombstone.id else key for key in alert.subscriptions))
    waits = alert.state is AlertState.PENDING
    return replace(alert, subscriptions=names, due=_due(alert, tombstone, back, at, due) if waits else alert.due)
