"""Counters for Prometheus: an Observer with a registry of its own.

Label values come from small closed sets (states, kinds, sources), so that the number of series is bounded.
"""

from __future__ import annotations

import logging
import platform
from itertools import product
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
    from collections.abc import Mapping, Sequence

    from bot.domain.errors import DeliveryError
    from bot.domain.ports import PollReport

_ERROR_KINDS: dict[type[DeliveryError], str] = {
    UnexplainedError: "unexplained",  # before TryLaterError, its base class
    TryLaterError: "try_later",
    RefusedError: "refused",
    RejectedError: "rejected",
    AlreadyPostedError: "deleted_since",  # it was posted, and somebody has deleted it
    HistoryUnreadableError: "history_unreadable",
}
_OTHER_LABEL = "other"
# Which limit a 429 named: Discord's header X-RateLimit-Scope, or `cloudflare` for an answer that is not Discord's
_LIMIT_SCOPES = ("user", "global", "shared", "cloudflare", _OTHER_LABEL)
_STATUS_CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx", "none")
_WEB_STATUSES = ("200", "304", "404", "413", "429", "500", "503")
_FINAL_STATES = (MessageState.SENT, MessageState.DROPPED, MessageState.DEAD, MessageState.UNCERTAIN)
# Upper bounds of the histograms' buckets, in seconds
_DELIVERY_BUCKETS = (0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600, 6 * 3600, 86400, 7 * 86400)
_LAG_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5)
_BY_SOURCE: Mapping[str, Sequence[str]] = {"source": ()}  # the names are passed to `start_series`
# Counters by name: what they count, and their labels with the known values
_COUNTERS: Mapping[str, tuple[str, Mapping[str, Sequence[str]]]] = {
    "polls": ("Polls of a source by result.", {**_BY_SOURCE, "result": ("good", "failed")}),
    "papers_read": ("Papers read from sources, repetitions included.", _BY_SOURCE),
    "papers_new": ("Papers not seen before.", _BY_SOURCE),
    "papers_skipped": ("Broken items of sources, skipped.", _BY_SOURCE),
    "alerts_matched": ("Alerts made, by the source of their paper.", _BY_SOURCE),
    "messages_finished": ("Messages by final state.", {"kind": tuple(MessageKind), "state": _FINAL_STATES}),
    "delivery_errors": ("Failed posts, by kind.", {"kind": (*_ERROR_KINDS.values(), _OTHER_LABEL)}),
    "mails": ("Mails tried, by result.", {"result": ("sent", "refused", "later", "uncertain")}),
    "discord_answers": ("HTTP answers of Discord by class.", {"status": _STATUS_CLASSES}),
    "discord_rate_limits": ("Answers of 429 by the limit reached.", {"scope": _LIMIT_SCOPES}),
    "summaries": (
        "Summaries requested from a model, by result.",
        {"result": [one.value for one in SummaryOutcome]},
    ),
    "summary_tokens": ("Tokens of these, counted by the model's server.", {"kind": ("prompt", "completion")}),
    "summary_fallbacks": (
        "Papers posted without a summary, by reason.",
        {"reason": [one.value for one in Fallback]},
    ),
    "web_requests": ("Requests to the web listener, by status.", {"status": _WEB_STATUSES}),
    "log_lines": ("Log lines of level warning and above.", {"level": ("warning", "error", "critical")}),
}


class Metrics(Observer):
    """Counters of events; `monitor` adds gauges of the current state. `registry` has all, also those at zero."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        build = Info("paperboy_build", "The version that runs.", registry=registry)
        build.info({"version": release(), "commit": commit(), "python": platform.python_version()})
        self._counters = {
            name: Counter(f"paperboy_{name}", about, list(labels), registry=registry)
            for name, (about, labels) in _COUNTERS.items()
        }
        self._delivery = Histogram(
            "paperboy_delivery_seconds",
            "From the match to the post, for each alert; digests wait for their time.",
            ["kind"],
            buckets=_DELIVERY_BUCKETS,
            registry=registry,
        )
        self.loop_lag = Histogram(
            "paperboy_event_loop_lag_seconds",
            "How late the event loop wakes a timer.",
            buckets=_LAG_BUCKETS,
            registry=registry,
        )
        for kind in MessageKind:
            self._delivery.labels(kind)
        self.start_series()

    def start_series(self, *sources: str) -> None:
        """Start the series with known labels at zero, so that a first event is seen as a rise."""
        for name, (_, labels) in _COUNTERS.items():
            for values in product(*(sources if label == "source" else known for label, known in labels.items())):
                self._count(name, *values, by=0)

    def _count(self, name: str, *labels: str, by: float = 1) -> None:
        self._counters[name].labels(*labels).inc(by)

    def logged(self, record: logging.LogRecord) -> None:
        """Count a log line by its level, of warning and above."""
        level = "warning" if record.levelno < logging.ERROR else "error"
        self._count("log_lines", "critical" if record.levelno >= logging.CRITICAL else level)

    # --- Observer -----------------------------------------------------------------------------------------

    @override
    def polled(self, source: str, report: PollReport) -> None:
        self._count("polls", source, "failed" if report.failure else "good")
        self._count("papers_read", source, by=report.papers)
        self._count("papers_new", source, by=report.new_papers)
        self._count("papers_skipped", source, by=report.skipped)
        self._count("alerts_matched", source, by=report.new_alerts)

    @override
    def poll_failed(self, source: str) -> None:
        self._count("polls", source, "failed")

    @override
    def answered(self, status: int | None, limit: str | None) -> None:
        answer = "none" if status is None else f"{status // 100}xx"
        if answer in _STATUS_CLASSES:
            self._count("discord_answers", answer)
        if limit is not None:
            self._count("discord_rate_limits", limit if limit in _LIMIT_SCOPES else _OTHER_LABEL)

    @override
    def post_failed(self, error: DeliveryError) -> None:
        kind = next(
            (name for error_type, name in _ERROR_KINDS.items() if isinstance(error, error_type)), _OTHER_LABEL
        )
        self._count("delivery_errors", kind)

    @override
    def mailed(self, result: str) -> None:
        self._count("mails", result)

    @override
    def message_finished(self, kind: MessageKind, state: MessageState, waited: Sequence[float]) -> None:
        self._count("messages_finished", kind, state)
        if state is MessageState.SENT:
            for seconds in waited:
                self._delivery.labels(kind).observe(seconds)

    @override
    def summarised(self, outcome: SummaryOutcome, prompt_tokens: int, completion_tokens: int) -> None:
        self._count("summaries", outcome.value)
        self._count("summary_tokens", "prompt", by=prompt_tokens)
        self._count("summary_tokens", "completion", by=completion_tokens)

    @override
    def summary_missing(self, reason: Fallback) -> None:
        self._count("summary_fallbacks", reason.value)

    @override
    def web_answered(self, status: int) -> None:
        self._count("web_requests", str(status))
