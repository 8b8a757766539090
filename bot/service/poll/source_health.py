"""Health of each source, shared through the store with processes that do not poll."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.language.formats import utc_text
from bot.language.translating import gettext
from bot.service.notes import JsonNote, parse_moment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.domain.ports import NoteStore

FAILING_AFTER = timedelta(hours=1)  # of failures, before people are told
GAP_SHOWN = timedelta(days=1)


@dataclass(slots=True)
class SourceState:
    """Health of one source; times are aware UTC, None before the first event.

    `name` is its title for people. `quiet_after` is the longest normal time without a new paper. `learning`: its
    first poll is not complete yet. `skipped` counts the last poll's broken items; for `gap` see `missed`. A
    failing list makes the whole process unhealthy; a failing stream concerns only its subscribers (`is_list`).
    """

    name: str
    started: datetime
    quiet_after: timedelta = timedelta(days=5)
    is_list: bool = True
    learning: bool = False
    last_good: datetime | None = None
    last_new: datetime | None = None
    failing_since: datetime | None = None
    last_error: str | None = None
    skipped: int = 0
    gap: str | None = None
    gap_at: datetime | None = None

    def succeeded(self, at: datetime, *, new: bool, skipped: int) -> None:
        """Record a successful poll; `new`: it had new papers."""
        self.last_good = at
        self.failing_since = None
        self.last_error = None
        self.skipped = skipped
        if new:
            self.last_new = at

    def failed(self, at: datetime, error: str, *, new: bool = False) -> None:
        """Record a failed poll; `new`: it had new papers before it failed."""
        self.failing_since = self.failing_since or at
        self.last_error = error
        if new:
            self.last_new = at

    def missed(self, at: datetime, gap: str) -> None:
        """Record that a stream no longer provides some papers; `gap` is a sentence about it."""
        self.gap = gap
        self.gap_at = at

    def trouble(self, now: datetime) -> str | None:
        """Return a sentence if the source has failed for an hour or has been silent for too long, else None."""
        if self.failing_since is not None and now - self.failing_since >= FAILING_AFTER:
            # NOTE: {error} is in English
            return gettext(
                "{source} has been failing since {moment}: {error}",
                source=self.name,
                moment=utc_text(self.failing_since),
                error=self.last_error,
            )
        silent_since = self.last_new or self.started
        if now - silent_since >= self.quiet_after:
            return gettext(
                "{source} has listed nothing new since {moment}.", source=self.name, moment=utc_text(silent_since)
            )
        return None

    def recent_gap(self, now: datetime) -> str | None:
        """Return the sentence about a gap for one day after it, else None."""
        return self.gap if self.gap_at is not None and now - self.gap_at < GAP_SHOWN else None


_TIME_FIELDS = ("started", "last_good", "last_new", "failing_since", "gap_at")
_PUBLISHED_FIELDS = (*_TIME_FIELDS, "learning", "last_error", "gap", "skipped")


async def publish_health(store: NoteStore, state: SourceState) -> None:
    """Store the health of a source, for processes that do not poll."""
    await _note(store, state).save({name: getattr(state, name) for name in _PUBLISHED_FIELDS})


async def follow_health(store: NoteStore, states: Iterable[SourceState]) -> None:
    """Update these records from the store; a record that is not stored stays unchanged."""
    for state in states:
        for name, value in (await _note(store, state).load() or {}).items():
            setattr(state, name, value)


def _note(store: NoteStore, state: SourceState) -> JsonNote[dict[str, Any]]:
    return JsonNote(store, f"source {state.name}", _decode)


def _decode(doc: dict[str, Any]) -> dict[str, Any]:
    return {
        name: parse_moment(doc[name]) if name in _TIME_FIELDS and doc[name] else doc[name]
        for name in _PUBLISHED_FIELDS
    }
