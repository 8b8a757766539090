"""What is counted, in Prometheus' words: an Observer of the services with a registry of its own.

Label values come from small closed sets (states, kinds, sources), so that the number of series is bounded.
"""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram, Info, ProcessCollector
from typing_extensions import override

from bot import commit, release
from bot.domain.alert import MessageKind, MessageState
from bot.domain.errors import (
    AlreadyPostedError,
    HistoryUnreadableError,
    RefusedError,
    RejectedError,
    TryLaterError,
    UnexplainedError,
)
from bot.domain.ports import Fallback, Observer, SummaryOutcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.errors import DeliveryError
    from bot.domain.ports import PollReport

_ERRORS: dict[type[DeliveryError], str] = {
    UnexplainedError: "unexplained",  # before TryLaterError, whose kind it is
    TryLaterError: "try_later",
    RefusedError: "refused",
    RejectedError: "rejected",
    AlreadyPostedError: "deleted_since",
    HistoryUnreadableError: "history_unreadable",
}
_OTHER = "other"
_LIMITS = ("user", "global", "shared", "cloudflare", _OTHER)
_ANSWERS = ("1xx", "2xx", "3xx", "4xx", "5xx", "none")
_FINAL = (MessageState.SENT, MessageState.DROPPED, MessageState.DEAD, MessageState.UNCERTAIN)
_DELIVERY = (0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600, 6 * 3600, 86400, 7 * 86400)  # seconds
_LAG = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5)  # seconds


class Metrics(Observer):
    """The series of events; `gauges` has those of how things stand. `registry` holds all, also those at zero."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.registry = registry
        ProcessCollector(registry=registry)
        build = Info("paperboy_build", "The version that runs.", registry=registry)
        build.info({"version": release(), "commit": commit(), "python": platform.python_version()})
        self._polls = self._counter("polls", "Polls of a source by result.", "source", "result")
        self._read = self._counter("papers_read", "Papers read from lists, repetitions included.", "source")
        self._new = self._counter("papers_new", "Papers not seen before.", "source")
        self._skipped = self._counter("papers_skipped", "Broken items of lists, left out.", "source")
        self._matched = self._counter("alerts_matched", "Alerts made, by the source of their paper.", "source")
        self._finished = self._counter("messages_finished", "Messages by final state.", "kind", "state")
        self._errors = self._counter("delivery_errors", "Posts that did not go through, by kind.", "kind")
        self._answers = self._counter("discord_answers", "HTTP answers of Discord by class.", "status")
        self._limited = self._counter("discord_rate_limits", "Answers of 429 by the limit reached.", "scope")
        self._summaries = self._counter("summaries", "Summaries asked of a model, by result.", "result")
        self._tokens = self._counter("summary_tokens", "Tokens of these, as the model's server counts.", "kind")
        self._fallbacks = self._counter(
            "summary_fallbacks", "Papers posted without the summary that was wanted.", "reason"
        )
        self.log_lines = self._counter("log_lines", "Log lines from warning up.", "level")
        self._delivery = Histogram(
            "paperboy_delivery_seconds",
            "From the match to the post, for each alert; digests wait for their time.",
            ["kind"],
            buckets=_DELIVERY,
            registry=registry,
        )
        self.loop_lag = Histogram(
            "paperboy_event_loop_lag_seconds",
            "How late the event loop wakes a timer.",
            buckets=_LAG,
            registry=registry,
        )
        self._begin()

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(f"paperboy_{name}", about, labels, registry=self.registry)

    def _begin(self) -> None:
        """Begin the series whose labels are known at zero, so that a first event is seen as a rise."""
        for kind in MessageKind:
            self._delivery.labels(kind.value)
            for state in _FINAL:
                self._finished.labels(kind.value, state.value)
        for counter, values in (
            (self._errors, (*_ERRORS.values(), _OTHER)),
            (self._answers, _ANSWERS),
            (self._limited, _LIMITS),
            (self._summaries, [outcome.value for outcome in SummaryOutcome]),
            (self._tokens, ("prompt", "completion")),
            (self._fallbacks, [reason.value for reason in Fallback]),
            (self.log_lines, ("warning", "error", "critical")),
        ):
            for value in values:
                counter.labels(value)

    def source(self, name: str) -> None:
        """There is a source of this name: its series begin at zero."""
        for result in ("good", "failed"):
            self._polls.labels(name, result)
        for counter in (self._read, self._new, self._skipped, self._matched):
            counter.labels(name)

    # --- Observer -----------------------------------------------------------------------------------------

    @override
    def polled(self, source: str, report: PollReport) -> None:
        self._polls.labels(source, "good").inc()
        self._read.labels(source).inc(report.papers)
        self._new.labels(source).inc(report.new_papers)
        self._skipped.labels(source).inc(report.skipped)
        self._matched.labels(source).inc(report.new_alerts)

    @override
    def poll_failed(self, source: str) -> None:
        self._polls.labels(source, "failed").inc()

    @override
    def answered(self, status: int | None, limit: str | None) -> None:
        answer = "none" if status is None else f"{status // 100}xx"
        if answer in _ANSWERS:
            self._answers.labels(answer).inc()
        if limit is not None:
            self._limited.labels(limit if limit in _LIMITS else _OTHER).inc()

    @override
    def hindered(self, error: DeliveryError) -> None:
        kind = next((name for sort, name in _ERRORS.items() if isinstance(error, sort)), _OTHER)
        self._errors.labels(kind).inc()

    @override
    def ended(self, kind: MessageKind, state: MessageState, waited: Sequence[float]) -> None:
        self._finished.labels(kind.value, state.value).inc()
        if state is MessageState.SENT:
            for seconds in waited:
                self._delivery.labels(kind.value).observe(seconds)

    @override
    def summarised(self, outcome: SummaryOutcome, prompt_tokens: int, completion_tokens: int) -> None:
        self._summaries.labels(outcome.value).inc()
        self._tokens.labels("prompt").inc(prompt_tokens)
        self._tokens.labels("completion").inc(completion_tokens)

    @override
    def fell_back(self, reason: Fallback) -> None:
        self._fallbacks.labels(reason.value).inc()
