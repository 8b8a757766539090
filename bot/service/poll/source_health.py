"""The state of the sources, shared with the processes that do not poll themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.language.formats import utc
from bot.language.translating import gettext
from bot.service.notes import JsonNote, moment

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.domain.ports import NoteStore

FAILING_AFTER = timedelta(hours=1)
GAP_SHOWN = timedelta(days=1)


@dataclass(slots=True)
class SourceState:
    """The running record of one source; times are aware UTC, None before the first event.

    `name` is what people call it. It is silent for too long after `quiet_after` without a new paper. Without its
    lists the process is not well; a stream may be gone for good, and concerns those who listen to it (`is_list`).
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
        """A whole poll went through; `new` when it brought papers not seen before."""
        self.last_good = at
        self.failing_since = None
        self.last_error = None
        self.skipped = skipped
        if new:
            self.last_new = at

    def failed(self, at: datetime, error: str, *, new: bool = False) -> None:
        """A poll failed; `new` when it brought papers before that."""
        self.failing_since = self.failing_since or at
        self.last_error = error
        if new:
            self.last_new = at

    def missed(self, at: datetime, gap: str) -> None:
        """The source does not give any more what came before; `gap` is a sentence about it."""
        self.gap = gap
        self.gap_at = at

    def trouble(self, now: datetime) -> str | None:
        """A sentence when the source fails or is silent for longer than is normal for it, else None."""
        if self.failing_since is not None and now - self.failing_since >= FAILING_AFTER:
            # NOTE: {error} is in English
            return gettext(
                "{source} could not be read since {moment}: {error}",
                source=self.name,
                moment=utc(self.failing_since),
                error=self.last_error,
            )
        silent_since = self.last_new or self.started
        if now - silent_since >= self.quiet_after:
            return gettext(
                "{source} has listed nothing new since {moment}.", source=self.name, moment=utc(silent_since)
            )
        return None

    def lost(self, now: datetime) -> str | None:
        """A sentence for a day after the source did not give any more what had come before."""
        return self.gap if self.gap_at is not None and now - self.gap_at < GAP_SHOWN else None


_TIMES = ("started", "last_good", "last_new", "failing_since", "gap_at")
_TOLD = (*_TIMES, "learning", "last_error", "gap", "skipped")


async def publish(store: NoteStore, state: SourceState) -> None:
    """Write down how a source does, for the processes that do not poll themselves."""
    await _note(store, state).save({name: getattr(state, name) for name in _TOLD})


async def follow(store: NoteStore, states: Iterable[SourceState]) -> None:
    """Make these records what was written down last; one that nobody wrote stays as it is."""
    for state in states:
        for name, value in (await _note(store, state).load() or {}).items():
            setattr(state, name, value)


def _note(store: NoteStore, state: SourceState) -> JsonNote[dict[str, Any]]:
    return JsonNote(store, f"source {state.name}", _decode)


def _decode(doc: dict[str, Any]) -> dict[str, Any]:
    return {name: moment(doc[name]) if name in _TIMES and doc[name] else doc[name] for name in _TOLD}
