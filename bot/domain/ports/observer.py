"""The port that counts events: the result of each poll, and the events of polling and delivery."""

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

_ALERTS = 1000
_NEWEST = 3  # papers that a report names


@dataclass(frozen=True, slots=True, kw_only=True)
class PollReport:
    """The result of one poll. `read` are the list days that succeeded (none of a stream).

    `newest` are up to three of the papers that were new, `alerts` up to a thousand of the alerts. `gaps` are
    sentences about papers that a stream no longer gave. `learned`: it was a first reading. `failure` is the error
    that ended it early.
    """

    read: tuple[date, ...] = ()
    papers: int = 0
    new_papers: int = 0
    skipped: int = 0
    new_alerts: int = 0
    alerts: tuple[Alert, ...] = ()
    learned: bool = False
    gaps: tuple[str, ...] = ()
    newest: tuple[Sighting, ...] = ()
    failure: SourceError | None = None

    def and_then(self, more: PollReport) -> PollReport:
        """Both together, with as many alerts as a report has: those of a full day of arXiv would take 100 MB."""
        both = {one.name: getattr(self, one.name) + getattr(more, one.name) for one in fields(self)[:-1]}
        alerts = self.alerts if len(self.alerts) >= _ALERTS else both["alerts"][:_ALERTS]
        learned = self.learned or more.learned
        both |= {"alerts": alerts, "learned": learned, "newest": both["newest"][:_NEWEST]}
        return PollReport(**both, failure=more.failure)


class Observer:
    """Told of each event as it happens, on the event loop: what it does is quick and raises nothing.

    This one counts nothing.
    """

    def polled(self, source: str, report: PollReport) -> None:
        """All lists of a source that were due have been read and stored."""

    def poll_failed(self, source: str) -> None:
        """A poll ended with an error."""

    def answered(self, status: int | None, limit: str | None) -> None:
        """Discord answered a request, or (None) it did not. `limit` names the rate limit of a 429."""

    def hindered(self, error: DeliveryError) -> None:
        """A post did not go through as hoped."""

    def ended(self, kind: MessageKind, state: MessageState, waited: Sequence[float]) -> None:
        """A message has reached a final state; `waited` are the seconds since each of its alerts was made."""

    def summarised(self, outcome: SummaryOutcome, prompt_tokens: int, completion_tokens: int) -> None:
        """A model was asked for a summary; tokens as its server counts them, 0 where it did not."""

    def fell_back(self, reason: Fallback) -> None:
        """A paper goes out without the summary that was wanted for it."""
