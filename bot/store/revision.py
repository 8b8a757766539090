"""What a change of a subscription does to what waits for it: a pure function, the same for every engine."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.domain.alert import Alert, AlertState, MessageState
from bot.store import rules

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from bot.domain.alert import Message
    from bot.domain.ports import Revision
    from bot.domain.subscription import Subscription

_CONCERNING = ("query", "sources", "destination_id", "paused", "mode")


_TAKES_OTHERS = frozenset({AlertState.PENDING, AlertState.PLANNED, AlertState.DROPPED})


@dataclass(slots=True, kw_only=True)
class Revised:
    """What is to be written: alerts to put, each with when it was finished, and keys of alerts that are no more.

    `stayed` are papers that the place that was left has, or has had, for this subscription.
    """

    alerts: dict[tuple[int, str], tuple[Alert, datetime | None]] = field(
        default_factory=dict[tuple[int, str], "tuple[Alert, datetime | None]"]
    )
    gone: set[tuple[int, str]] = field(default_factory=set[tuple[int, str]])
    stayed: set[str] = field(default_factory=set[str])


def surely_unposted(message: Message) -> bool:
    """Whether nothing of a message can be out: one that was queued again after doubt may be."""
    return message.state is MessageState.READY and message.first_attempt is None


def concerned(subscription: Subscription, revision: Revision) -> bool:
    """Whether what waits has to follow at all: a new name alone, or a new end of a pause, changes nothing."""
    old = revision.replaces
    return any(getattr(old, name) != getattr(subscription, name) for name in _CONCERNING)


def had(alert: Alert, subscription_id: str) -> bool:
    """Whether the place of an alert has, or has had, its paper for a subscription that matches it.

    One that is open, or was dropped, takes on whoever wants it when a reading comes to it (`rules.merge_alert`):
    that of another subscription alone is none of ours, a reading broke off before.
    """
    return subscription_id in alert.subscriptions or alert.state not in _TAKES_OTHERS


def had_because_of_others(alerts: Iterable[Alert], subscription: Subscription, revision: Revision) -> list[Alert]:
    """Those of what a place `had` that do not name the subscription which leaves it, though it had heard of them.

    They name it from then on: else nobody could tell that it had them, wherever it goes.
    """
    key = subscription.id
    return [one for one in alerts if key not in one.subscriptions and one.paper_id in revision.heard]


def naming(alert: Alert, subscription_id: str) -> Alert:
    """The alert, of one more subscription."""
    return replace(alert, subscriptions=(*alert.subscriptions, subscription_id))


def taken_apart(message: Message, at: datetime) -> Message:
    """A message that is planned again, with other papers or words or somewhere else."""
    return replace(message, state=MessageState.DROPPED, reason=rules.PLANNED_AGAIN, finished=at, leased_until=None)


def pending_again(alert: Alert) -> Alert:
    """The alert of a message that was taken apart; it is due as it was."""
    return replace(alert, state=AlertState.PENDING, message_key=None)


def revise(
    subscription: Subscription, revision: Revision, here: Collection[Alert], there: Mapping[str, Alert]
) -> Revised:
    """What becomes of the open alerts `here`, where the subscription went until now.

    They are as they are after its messages were taken apart, so that whatever is still planned may be posted and
    stays. `there` are the alerts of the same papers, and of those that are owed, where it goes from now on.
    """
    result = Revised()
    for alert in here:
        if subscription.id not in alert.subscriptions:
            continue
        if alert.state is not AlertState.PENDING:
            result.stayed.add(alert.paper_id)
        elif revision.wanted is not None and alert.paper_id not in revision.wanted:
            _give_up(result, alert, subscription.id, revision.end)
        elif alert.paper_id in revision.unheard:
            _give_up(result, alert, subscription.id, None)
        elif subscription.destination_id != alert.destination_id:
            _give_up(result, alert, subscription.id, None)
            _arrive(result, alert, subscription, revision, there.get(alert.paper_id))
        elif revision.replaces.paused and not subscription.paused and alert.due < revision.at:
            result.alerts[alert.key] = replace(alert, due=revision.at), None  # it waited for this
        elif not (subscription.paused or alert.deferred_to_digest) and revision.due < alert.due:
            result.alerts[alert.key] = replace(alert, due=revision.due), None
    for paper_id in sorted(revision.owed):
        _make_up_for(result, paper_id, subscription, revision, there.get(paper_id))
    return result


def _make_up_for(
    result: Revised, paper_id: str, subscription: Subscription, revision: Revision, known: Alert | None
) -> None:
    """What a reading would have done that has not come to this paper yet."""
    if known is not None and subscription.id in known.subscriptions:
        return
    owed = Alert(
        destination_id=subscription.destination_id,
        paper_id=paper_id,
        subscriptions=(subscription.id,),
        due=revision.due,
        created=revision.at,
    )
    merged, _ = rules.merge_alert(known, owed)
    if merged != known:
        result.alerts[merged.key] = merged, None


def _give_up(result: Revised, alert: Alert, subscription_id: str, dropped: datetime | None) -> None:
    """Take the subscription off an alert. One of its own is `dropped`, or is no more when it may come again."""
    rest = tuple(key for key in alert.subscriptions if key != subscription_id)
    if rest:
        result.alerts[alert.key] = replace(alert, subscriptions=rest), None
    elif dropped is not None:
        result.alerts[alert.key] = replace(alert, state=AlertState.DROPPED), dropped
    else:
        result.gone.add(alert.key)


def _arrive(
    result: Revised, alert: Alert, subscription: Subscription, revision: Revision, known: Alert | None
) -> None:
    arriving = Alert(
        destination_id=subscription.destination_id,
        paper_id=alert.paper_id,
        subscriptions=(subscription.id,),
        due=revision.at if alert.due <= revision.at else revision.due,
        created=alert.created,
    )
    merged, _ = rules.merge_alert(known, arriving)
    if merged != known:
        result.alerts[merged.key] = merged, None
