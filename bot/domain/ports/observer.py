"""Port for metrics: events of polling and delivery, and the report of each poll."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.domain.alert import Alert, MessageKind, MessageState
    from bot.domain.errors import DeliveryError, SourceError
    from bot.domain.paper import Sighting
    from bot.domain.ports.summaries import Fallback, SummaryOutcome

_MAX_ALERTS = 1000  # in a report: all alerts of a full day of arXiv would take 100 MB
_MAX_EXAMPLES = 3  # papers in a report


@dataclass(frozen=True, slots=True, kw_only=True)
class PollReport:
    """Result of one poll.

    `days` are the list days that were read (empty for a stream). `examples` are up to 3 of the new papers,
    `alerts` up to 1,000 of the new alerts. `gaps` are sentences about papers that a stream no longer provides.
    `learned`: it was the first poll, which stores papers without alerts. `failure` is the error that ended the
    poll early.
    """

    days: tuple[date, ...] = ()
    papers: int = 0
    new_papers: int = 0
    skipped: int = 0
    new_alerts: int = 0
    alerts: tuple[Alert, ...] = ()
    learned: bool = False
    gaps: tuple[str, ...] = ()
    examples: tuple[Sighting, ...] = ()
    failure: SourceError | None = None

    def plus(self, more: PollReport) -> PollReport:
        """Return the sum of both reports, with the failure of `more`."""
        summed = fields(self)[:-1]  # all but `failure`; `learned` is replaced below
        both = {one.name: getattr(self, one.name) + getattr(more, one.name) for one in summed}
        alerts, learned = both["alerts"][:_MAX_ALERTS], self.learned or more.learned
        both |= {"alerts": alerts, "learned": learned, "examples": both["examples"][:_MAX_EXAMPLES]}
        return PollReport(**both, failure=more.failure)


class Observer:
    """Receives events as they happen; this base class ignores them.

    Methods are called on the event loop, so they must be quick and must not raise.
    """

    def polled(self, source: str, report: PollReport) -> None:
        """A poll finished, perhaps with a failure, and all that it read is stored."""

    def poll_failed(self, source: str) -> None:
        """A poll failed without a report."""

    def answered(self, status: int | None, limit: str | None) -> None:
        """Discord answered a request with `status` (None: no answer). `limit`: what a 429 named, like `global`."""

    def post_failed(self, error: DeliveryError) -> None:
        """A post failed."""

    def mailed(self, result: str) -> None:
        """A mail was tried: `sent`, `refused`, `later` (to be tried again) or `uncertain`."""

    def message_finished(self, kind: MessageKind, state: MessageState, waited: Sequence[float]) -> None:
        """A message reached a final state; `waited` has the age in seconds of each of its alerts."""

    def summarised(self, outcome: SummaryOutcome, prompt_tokens: int, completion_tokens: int) -> None:
        """A model was asked for a summary; token counts are its server's, or 0."""

    def summary_missing(self, reason: Fallback) -> None:
        """A paper is posted without the summary that was requested for it."""

    def web_answered(self, status: int) -> None:
        """The web listener answered a request."""
