"""What a change of a subscription does to what waits for it: a pure function, the same for every engine."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.domain.alert import Alert, AlertState, MessageState
from bot.domain.subscription import earlier_id, taken_back
from bot.store import rules

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from bot.domain.alert import Message
    from bot.domain.ports import Revision
    from bot.domain.subscription import Subscription

_CONCERNING = ("query", "sources", "destination_id", "paused", "mode", "ended")


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
        elif (due := _due(alert, revision.replaces, subscription, revision.at, revision.due)) != alert.due:
            result.alerts[alert.key] = replace(alert, due=due), None
    for paper_id in sorted(revision.owed):
        _make_up_for(result, paper_id, subscription, revision, there.get(paper_id))
    return result


def _due(alert: Alert, old: Subscription, new: Subscription, at: datetime, due: datetime) -> datetime:
    if old.holds and not new.holds and alert.due < at:
        return at  # it waited for this
    return alert.due if new.holds or alert.deferred_to_digest else min(due, alert.due)


def kept(old: Subscription, moment: datetime) -> Subscription:
    """The tombstone of a version that is replaced."""
    return replace(old, id=earlier_id(old.id), ended=moment)


def let_go(one: Subscription, alerts: Iterable[Alert]) -> Revised:
    """What becomes of open `alerts` that name a subscription or tombstone which is no more.

    A pending one that nothing else wants is no more, as if it had never matched. One that may be posted stays
    with a subscription that wanted it.
    """
    result = Revised()
    for alert in alerts:
        if one.id not in alert.subscriptions:
            continue
        if alert.state is AlertState.PENDING or (one.ended is not None and alert.subscriptions != (one.id,)):
            _give_up(result, alert, one.id, None)
    return result


def taken_up(
    tombstone: Subscription, alerts: Iterable[Alert], had: Collection[str], at: datetime, due: datetime
) -> Revised:
    """What becomes of the open `alerts` of a tombstone when Undo puts it back `at` that moment.

    They are the subscription's again, those that waited due at once, unless another channel `had` their papers for
    it meanwhile. `due` as in a `Revision`.
    """
    result = Revised()
    for alert in alerts:
        if tombstone.id in alert.subscriptions:
            _take_up(result, alert, tombstone, at, due, elsewhere=alert.paper_id in had)
    return result


def _take_up(  # noqa: PLR0913 - called once
    result: Revised, alert: Alert, tombstone: Subscription, at: datetime, due: datetime, *, elsewhere: bool
) -> None:
    if elsewhere:
        _give_up(result, alert, tombstone.id, None)
        return
    back = taken_back(tombstone)
    names = tuple(dict.fromkeys(back.id if key == tombstone.id else key for key in alert.subscriptions))
    waits = alert.state is AlertState.PENDING
    moment = _due(alert, tombstone, back, at, due) if waits else alert.due
    result.alerts[alert.key] = replace(alert, subscriptions=names, due=moment), None


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
