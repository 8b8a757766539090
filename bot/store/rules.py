"""The rules that every engine follows: retention times, states, and pure functions that decide a change."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.alert import AlertState, Message, MessageState
from bot.language.translating import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from bot.domain.alert import Alert
    from bot.domain.paper import Sighting
    from bot.domain.subscription import Destination

KEEP_PAYLOADS = timedelta(days=7)  # edits of living posts need them, and end earlier
KEEP_MESSAGES = timedelta(days=90)  # sent or dropped ones; late edits need them. Alerts are kept for longer
KEEP_FINISHED = timedelta(days=400)  # alerts, and messages that are dead or uncertain

SHORTENED_LEASE = timedelta(minutes=5)  # left of one that a wrong clock made too long: its worker may be posting

OPEN_STATES = frozenset({MessageState.READY, MessageState.SENDING})
OPEN_ALERT_STATES = frozenset({AlertState.PENDING, AlertState.PLANNED})
SENT_OR_DROPPED_STATES = frozenset({MessageState.SENT, MessageState.DROPPED})  # nobody can retry these
MANAGEABLE_STATES = OPEN_STATES | {MessageState.DEAD, MessageState.UNCERTAIN}  # the host can retry or drop these

SUMMARY_NOTE_PREFIX = "summary "  # then the paper's id: the name of the note with its summaries

# Reasons of dropped messages; people see those that are translated.
STALE_REASON = gettext_noop("Posting failed for over a week.")
FORGOTTEN_REASON = "Its destination was removed."
DISCARDED_REASON = gettext_noop("The person who runs this bot dropped it.")
REPLANNED_REASON = "A subscription changed, so its papers were planned again."


def merge_alert(existing: Alert | None, alert: Alert) -> tuple[Alert, bool]:
    """Return the alert to store when a poll matches `alert`, and True if it is a new one.

    See `PaperStore.commit_poll` for the rules.
    """
    if existing is None:
        return alert, True
    subscriptions = tuple(dict.fromkeys(existing.subscriptions + alert.subscriptions))
    if existing.state in OPEN_ALERT_STATES:
        may_be_earlier = existing.state is AlertState.PENDING and not existing.deferred_to_digest
        due = min(existing.due, alert.due) if may_be_earlier else existing.due
        return replace(existing, subscriptions=subscriptions, due=due), False
    if existing.state is AlertState.DROPPED and subscriptions != existing.subscriptions:
        return alert, True  # another subscription matches
    return existing, False


def adds_subscription(existing: Alert | None, alert: Alert) -> bool:
    """True if `merge_alert` could get the paper posted for one more subscription."""
    if existing is None or existing.state is AlertState.DROPPED:
        return True
    return existing.state in OPEN_ALERT_STATES and not set(alert.subscriptions) <= set(existing.subscriptions)


def block_changed(destination: Destination | None, expected: Destination | None) -> bool:
    """True if the block differs from that of `expected`, as the caller read it (None: not compared)."""
    return expected is not None and (destination is None or destination.block != expected.block)


def as_unposted(message: Message) -> Message:
    """Set a message that was certainly not posted back to `READY`; `attempts` stays."""
    return replace(message, state=MessageState.READY, first_attempt=None, after=None)


def finished_message(message: Message, state: MessageState, reason: str | None, at: datetime) -> Message:
    """Return the message in a final state, without its lease."""
    return replace(message, state=state, reason=reason, finished=at, leased_until=None)


def current_baseline(baseline: Collection[str], recent: Collection[str]) -> frozenset[str] | None:
    """Return the papers of a baseline that are still `recent`, or None to leave it as it is.

    A baseline is rewritten only once half of its papers are not recent: otherwise all would be written every day.
    """
    current = frozenset(baseline).intersection(recent)
    return current if baseline and 2 * len(current) <= len(baseline) else None


def pruned(item: Alert | Message, now: datetime) -> Alert | Message | None:
    """Return an alert or message as it is kept at `now`: whole, without its payload, or not at all (None)."""
    if item.finished is None:
        return item
    is_sent_or_dropped = isinstance(item, Message) and item.state in SENT_OR_DROPPED_STATES
    if item.finished < now - (KEEP_MESSAGES if is_sent_or_dropped else KEEP_FINISHED):
        return None
    return replace(item, payload={}) if is_sent_or_dropped and item.finished < now - KEEP_PAYLOADS else item


def shortened(item: Alert | Message, now: datetime, latest: datetime) -> Alert | Message:
    """Return a pending alert or unfinished message with each time after `latest` replaced by `now`.

    The end of a lease becomes `SHORTENED_LEASE` from now. See `OutboxStore.shorten_waits`.
    """
    limits = {"due": now, "created": now, "next_try": now, "leased_until": now + SHORTENED_LEASE}
    shortened_times = {
        name: when for name, when in limits.items() if (getattr(item, name, None) or latest) > latest
    }
    return replace(item, **shortened_times)


def newest_first(sighting: Sighting) -> tuple[int, int, str]:
    """Sort key of papers: newest day first, then most upvotes, then id."""
    signals = sighting.signals
    return (-signals.list_day.toordinal(), -signals.upvotes, sighting.paper.id)


def page_start(since: datetime, after: Message | None) -> tuple[datetime, str]:
    """Return the (finished, key) after which the next page of cards begins: those of `after`, or `since`."""
    return (since, "") if after is None or after.finished is None else (after.finished, after.key)


def cursor_note(source: str) -> str:
    """The name of the note with a stream's cursor."""
    return f"cursor {source}"


def summary_note(paper_id: str) -> str:
    """The name of the note with a paper's summaries by models."""
    return f"{SUMMARY_NOTE_PREFIX}{paper_id}"
