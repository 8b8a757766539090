"""Rules of every engine, as pure functions and constants: how long things stay, which state allows what."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.alert import AlertState, Message, MessageState

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from bot.domain.alert import Alert
    from bot.domain.paper import Sighting
    from bot.domain.subscription import Destination

KEEP_PAYLOADS = timedelta(days=7)  # longer than posts are edited (`WITHIN` of living posts), which needs them
KEEP_MESSAGES = timedelta(days=30)  # posted ones; what was posted where stays known by the alerts
KEEP_FINISHED = timedelta(days=400)

LAST_LEASE = timedelta(minutes=5)  # of one that a wrong clock made longer: whoever holds it may be posting

OPEN = frozenset({MessageState.READY, MessageState.SENDING})
OPEN_ALERTS = frozenset({AlertState.PENDING, AlertState.PLANNED})
SETTLED = frozenset({MessageState.SENT, MessageState.DROPPED})
ENDS = frozenset({MessageState.DEAD, MessageState.UNCERTAIN, MessageState.DROPPED})
TENDED = OPEN | {MessageState.DEAD, MessageState.UNCERTAIN}  # what an admin may try again or drop

SUMMARY_NOTES = "summary "  # before the paper's id: the names of notes with what models wrote

STALE = "It waited too long for the destination to take posts again."
FORGOTTEN = "Its destination was forgotten."
DISCARDED_BY = "An admin dropped it."
PLANNED_AGAIN = "A subscription of it was changed, so its papers were planned again."


def merge_alert(existing: Alert | None, alert: Alert, *, again: bool = False) -> tuple[Alert, bool]:
    """The alert to store when another reading wants `alert`, and whether it is a new one.

    See `PaperStore.commit_poll` for the rules.
    """
    if existing is None:
        return alert, True
    subscriptions = tuple(dict.fromkeys(existing.subscriptions + alert.subscriptions))
    if existing.state in OPEN_ALERTS:
        moves = existing.state is AlertState.PENDING and not existing.deferred_to_digest
        due = min(existing.due, alert.due) if moves else existing.due
        return replace(existing, subscriptions=subscriptions, due=due), False
    if existing.state is AlertState.DROPPED and (again or subscriptions != existing.subscriptions):
        return alert, True  # another subscription wants it, or the same one does again
    return existing, False


def joins(existing: Alert | None, alert: Alert) -> bool:
    """True if `merge_alert` can have the paper posted for a subscription that did not have it yet."""
    if existing is None or existing.state is AlertState.DROPPED:
        return True
    return existing.state in OPEN_ALERTS and not set(alert.subscriptions) <= set(existing.subscriptions)


def is_blocked_otherwise(destination: Destination | None, found: Destination | None) -> bool:
    """True if its block is another one than in `found` (None: nobody compares)."""
    return found is not None and (destination is None or destination.block != found.block)


def as_unposted(message: Message) -> Message:
    """A message that forgets its attempts, as nothing has come of them."""
    return replace(message, state=MessageState.READY, first_attempt=None, after=None)


def ended(message: Message, state: MessageState, reason: str | None, at: datetime) -> Message:
    """A message that has ended."""
    return replace(message, state=state, reason=reason, finished=at, leased_until=None)


def current_baseline(baseline: Collection[str], listed: Collection[str]) -> frozenset[str] | None:
    """The baseline's papers that are still `listed`; None: too few are gone to write it again.

    Half of it has to be old, so that not each of many baselines is written on each day.
    """
    rest = frozenset(baseline).intersection(listed)
    return rest if baseline and 2 * len(rest) <= len(baseline) else None


def aged(thing: Alert | Message, now: datetime) -> Alert | Message | None:
    """The alert or message as it is kept by now: a finished one loses its payload, and later goes."""
    if thing.finished is None:
        return thing
    is_settled = isinstance(thing, Message) and thing.state in SETTLED
    if thing.finished < now - (KEEP_MESSAGES if is_settled else KEEP_FINISHED):
        return None
    return replace(thing, payload={}) if is_settled and thing.finished < now - KEEP_PAYLOADS else thing


def shortened(thing: Alert | Message, now: datetime, latest: datetime) -> Alert | Message:
    """A pending alert, or an unfinished message, of which no time is beyond `latest`.

    See `OutboxStore.shorten_waits`.
    """
    instead = {"due": now, "created": now, "next_try": now, "leased_until": now + LAST_LEASE}
    late = {name: when for name, when in instead.items() if (getattr(thing, name, None) or latest) > latest}
    return replace(thing, **late)


def newest_first(sighting: Sighting) -> tuple[int, int, str]:
    """The order of `papers_since`."""
    signals = sighting.signals
    return (-signals.list_day.toordinal(), -signals.upvotes, sighting.paper.id)


def place_after(since: datetime, after: Message | None) -> tuple[datetime, str]:
    """Behind which (finished, key) a slice of posted cards begins: the last one `after` which it comes, if any."""
    return (since, "") if after is None or after.finished is None else (after.finished, after.key)


def cursor_note(source: str) -> str:
    """The name of the note that holds how far a stream has been read."""
    return f"cursor {source}"


def summary_note(paper_id: str) -> str:
    """The name of the note that holds what models wrote about a paper."""
    return f"{SUMMARY_NOTES}{paper_id}"
