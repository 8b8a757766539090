"""How a source is doing, for logs, status and metrics."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

FAILING_AFTER = timedelta(hours=1)
QUIET_AFTER = timedelta(days=5)  # a weekend with a public holiday on either side


@dataclass(slots=True)
class SourceState:
    """The running record of one source; times are aware UTC, None before the first event."""

    name: str
    started: datetime
    learning: bool = False
    last_good: datetime | None = None
    last_new: datetime | None = None
    failing_since: datetime | None = None
    last_error: str | None = None
    skipped: int = 0

    def succeeded(self, at: datetime, *, new: bool, skipped: int) -> None:
        """A whole poll went through; `new` when it brought papers not seen before."""
        self.last_good = at
        self.failing_since = None
        self.last_error = None
        self.skipped = skipped
        if new:
            self.last_new = at

    def failed(self, at: datetime, error: str) -> None:
        """A poll failed."""
        self.failing_since = self.failing_since or at
        self.last_error = error

    def trouble(self, now: datetime) -> str | None:
        """A sentence when the source fails or is silent for longer than is normal for it, else None."""
        if self.failing_since is not None and now - self.failing_since >= FAILING_AFTER:
            return f"{self.name} could not be read since {self.failing_since:%d %b %H:%M} UTC: {self.last_error}"
        silent_since = self.last_new or self.started
        if now - silent_since >= QUIET_AFTER:
            return f"{self.name} has listed nothing new since {silent_since:%d %b %H:%M} UTC."
        return None
