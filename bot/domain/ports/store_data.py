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

    `replaces` is the subscription as whoever changes it found it. `wanted` are the papers that its query asks for
    now (None: whatever waits), `unheard` those of them that none of its sources has brought. `due` is when
    something that matched `at` that moment is due by its new mode and destination. `candidates` are papers
    that may have been alerted where it went until now: those that were are never alerted in its new destination.
    Those of them that one of its sources had brought are `heard`: also because of others they were there for it.
    What it ends has ended at that moment, or when it is given at `ended`: by a clock that is right, too.
    `owed` are papers that it was or is to be alerted of where it is: a reading that is being stored has not come
    to all of them, and will not when it is paused now.
    With `kept` the version that it replaces stays, as the tombstone of that moment, for Undo.
    """

    replaces: Subscription
    at: datetime
    due: datetime
    ended: datetime | None = None
    wanted: frozenset[str] | None = None
    candidates: frozenset[str] = frozenset()
    heard: frozenset[str] = frozenset()
    owed: frozenset[str] = frozenset()
    unheard: frozenset[str] = frozenset()
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
