"""Compound arguments and results of the store's operations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from bot.domain.alert import Alert, AlertState, MessageState
    from bot.domain.paper import Sighting
    from bot.domain.subscription import Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class PollCommit:
    """All changes of one part of a poll, written in one transaction.

    - `sightings` replace the stored sightings of their papers.
    - `baselines` are added to the baselines of these subscriptions.
    - `position`: the last list day read after it closed. `cursor`: of a stream. None: unchanged.
    - `already_stored`: papers that were stored before this poll. A subscription that was moved may have got them
      in its old destination; `PaperStore.commit_poll` leaves it out then.
    - `more_follow`: another commit of the same poll follows, so this one need not be durable before that.
    """

    source: str
    at: datetime
    sightings: tuple[Sighting, ...]
    alerts: tuple[Alert, ...] = ()
    baselines: Mapping[str, frozenset[str]] = field(default_factory=dict[str, "frozenset[str]"])
    position: date | None = None
    cursor: str | None = None
    subscriptions_version: int = 0
    already_stored: frozenset[str] = frozenset()
    more_follow: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """Effect of a changed subscription on its unfinished alerts; see `SubscriptionStore.save_subscription`.

    `replaces` is the subscription before the change. `at` is the time of the change. `due_of` maps the time of a
    match to the time when the new mode and destination would post it. Alerts deferred to the destination's
    `next_digest` stay there when a pause ends; those of earlier digests are due. Alerts that the change drops are
    finished at `dropped_at`, by the trusted clock (None: `at`). `tombstone_at` is the time of the tombstone for
    Undo (None: none).

    The rest are ids of papers:

    - `matching`: match the new query (None: all pending ones).
    - `not_announced`: match as well, but none of the new sources has announced them.
    - `without_alert`: match but have no alert yet, because a large poll is still being stored. They get one now,
      since that poll would skip a subscription that is now paused.
    - `maybe_alerted`: may have been alerted in the old destination; if so, they never are in the new one.
    - `already_announced`: those of them that the old sources had announced. They count as alerted for this
      subscription even if the alert was another subscription's.
    """

    replaces: Subscription
    at: datetime
    due_of: Callable[[datetime], datetime]
    next_digest: datetime | None = None
    dropped_at: datetime | None = None
    matching: frozenset[str] | None = None
    maybe_alerted: frozenset[str] = frozenset()
    already_announced: frozenset[str] = frozenset()
    without_alert: frozenset[str] = frozenset()
    not_announced: frozenset[str] = frozenset()
    tombstone_at: datetime | None = None

    @property
    def due(self) -> datetime:
        """Time when a match at the time of the change would be posted."""
        return self.due_of(self.at)

    @property
    def drop_time(self) -> datetime:
        """Time when alerts that the change drops are finished."""
        return self.dropped_at or self.at


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreCounts:
    """Counts of everything stored, for status and metrics.

    `oldest_due` is the earliest `due` of `PENDING` alerts and `created` of `READY` and `SENDING` messages, in
    destinations that are not blocked. If it is in the past, delivery is late by that much.
    """

    papers: int
    subscriptions: int
    destinations: int
    blocked: int
    alerts: Mapping[AlertState, int]
    messages: Mapping[MessageState, int]
    oldest_due: datetime | None
