"""Arguments and results of the store's operations that are more than the domain's nouns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from bot.domain.alert import Alert, AlertState, MessageState
    from bot.domain.paper import Sighting
    from bot.domain.subscription import Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class PollCommit:
    """All that one reading changes, written in one transaction.

    `sightings` replace what is stored for their papers. `position` is the last list day read after it had
    closed, `cursor` how far a stream has been read (None: unchanged). `baselines` are added to those of the named
    subscriptions. `again`: its alerts replace those that were `DROPPED`, whoever wanted them. `known` are papers
    that were stored before: some may have come to a subscription where it was once, and come to it nowhere else.
    `followed`: another commit of the same reading comes after it, so it may be durable as late as that one.
    """

    source: str
    at: datetime
    sightings: tuple[Sighting, ...]
    alerts: tuple[Alert, ...] = ()
    baselines: Mapping[str, frozenset[str]] = field(default_factory=dict[str, "frozenset[str]"])
    position: date | None = None
    cursor: str | None = None
    subscriptions_version: int = 0
    again: bool = False
    known: frozenset[str] = frozenset()
    followed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """The effect of a changed subscription on the alerts that wait for it.

    `replaces` is the subscription before the change, which is made `at` that moment. A match of that moment is
    `due` by its new mode and destination. Alerts that the change ends have ended at `ended` (None: at `at`), by a
    clock that agrees with Discord's. `kept` is the moment of the tombstone for Undo (None: there is none).

    The rest are ids of papers:

    - `wanted` match the new query (None: all that are pending).
    - `not_given` do so too, but none of the new sources has announced them.
    - `without_alert` match and have no alert yet: a large poll is still being stored, and would skip a
      subscription that is paused now.
    - `candidates` may have been alerted in the former destination: such papers are never alerted in the new one.
    - `already_given` are the candidates that the former sources had announced. They count as alerted for this
      subscription even if another one got them.
    """

    replaces: Subscription
    at: datetime
    due: datetime
    ended: datetime | None = None
    wanted: frozenset[str] | None = None
    candidates: frozenset[str] = frozenset()
    already_given: frozenset[str] = frozenset()
    without_alert: frozenset[str] = frozenset()
    not_given: frozenset[str] = frozenset()
    kept: datetime | None = None

    @property
    def end(self) -> datetime:
        """The time at which everything that it ends has ended."""
        return self.ended or self.at


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreCounts:
    """Counts of everything in a store, for status and metrics.

    `oldest_due` is the earliest moment at which something could or will be posted: the `due` of `PENDING`
    alerts and the `created` of `READY` and `SENDING` messages, at destinations that are not blocked.
    """

    papers: int
    subscriptions: int
    destinations: int
    blocked: int
    alerts: Mapping[AlertState, int]
    messages: Mapping[MessageState, int]
    oldest_due: datetime | None
