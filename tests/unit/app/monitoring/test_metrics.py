"""The contents of /metrics: each event counted once, current states, and a bounded number of series."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.app.monitoring.metrics import Metrics
from bot.app.monitoring.monitor import metrics_page, watching
from bot.app.monitoring.overview import check_readiness
from bot.domain.alert import MessageKind, MessageState
from bot.domain.errors import (
    AlreadyPostedError,
    DeliveryError,
    HistoryUnreadableError,
    RefusedError,
    RejectedError,
    SourceError,
    StoreError,
    TryLaterError,
    UnexplainedError,
)
from bot.domain.ports import Fallback, PollReport, Store, SummaryOutcome
from bot.search.past_papers import PastIndex
from bot.settings import Settings
from tests.support.fakes import START, Clock, FakeSource, sighting, subscribe, subscription
from tests.support.makers import application


class Harness:
    """An application that is not connected, with its monitor."""

    def __init__(self, store: Store, now: Clock):
        self.metrics = Metrics()
        self.source = FakeSource()
        self.app = application(
            Settings(), store, PastIndex(store, None), [self.source], now=now, observer=self.metrics
        )

    async def shown(self) -> dict[str, float]:
        """Every sample of the page, by its name with labels as Prometheus writes them."""
        text = (await metrics_page(self.metrics, self.app.overview())).decode()
        samples: dict[str, float] = {}
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                labels = ",".join(f"{name}={value}" for name, value in sample.labels.items())
                samples[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
        return samples


@pytest.fixture
async def harness(store: Store, now: Clock) -> AsyncIterator[Harness]:
    made = Harness(store, now)
    yield made
    await made.app.client.close()


async def test_polls_are_counted_with_what_they_brought(harness: Harness):
    """Good and failed polls, read and new papers, broken items and alerts are counted."""
    report = PollReport(days=(), papers=5, new_papers=2, skipped=1, alerts=(), learned=False)
    harness.metrics.polled("Hugging Face", report)
    harness.metrics.poll_failed("Hugging Face")
    harness.metrics.polled("Hugging Face", PollReport(papers=1, failure=SourceError("It is down.")))
    shown = await harness.shown()
    numbers = {"papers_read": 6, "papers_new": 2, "papers_skipped": 1, "alerts_matched": 0}
    for name, number in numbers.items():
        assert shown[f"paperboy_{name}_total{{source=Hugging Face}}"] == number
    for result, polls in (("good", 1), ("failed", 2)):
        assert shown[f"paperboy_polls_total{{result={result},source=Hugging Face}}"] == polls


async def test_summaries_are_counted(harness: Harness):
    """Each summary counts by its outcome and its time, and so do posts that went without one."""
    harness.metrics.summarised(SummaryOutcome.WRITTEN, 10, 3)
    harness.metrics.summary_missing(Fallback.BUDGET)
    shown = await harness.shown()
    results = [shown[f"paperboy_summaries_total{{result={one}}}"] for one in ("written", "refused")]
    tokens = [shown[f"paperboy_summary_tokens_total{{kind={kind}}}"] for kind in ("prompt", "completion")]
    fallbacks = [shown[f"paperboy_summary_fallbacks_total{{reason={one}}}"] for one in ("budget", "late")]
    assert (results, tokens, fallbacks) == ([1, 0], [10, 3], [1, 0])


async def test_delivery_errors_are_counted_by_kind(harness: Harness):
    """Each kind has its series, which stands at zero before the first."""
    errors = {
        "try_later": TryLaterError("", in_doubt=True),
        "unexplained": UnexplainedError("", in_doubt=True),
        "refused": RefusedError(""),
        "rejected": RejectedError(""),
        "deleted_since": AlreadyPostedError(""),
        "history_unreadable": HistoryUnreadableError(""),
        "other": DeliveryError(""),
    }
    for counted in (0, 1):
        shown = await harness.shown()
        assert [shown[f"paperboy_delivery_errors_total{{kind={kind}}}"] for kind in errors] == [counted] * 7
        for error in errors.values():
            harness.metrics.post_failed(error)


async def test_the_latency_of_each_alert_is_observed(harness: Harness):
    """A digest of two observes two; what was not sent observes nothing."""
    harness.metrics.message_finished(MessageKind.DIGEST, MessageState.SENT, [0.4, 80.0])
    harness.metrics.message_finished(MessageKind.CARD, MessageState.DEAD, [1.0])
    shown = await harness.shown()
    assert shown["paperboy_delivery_seconds_count{kind=digest}"] == 2
    assert shown["paperboy_delivery_seconds_bucket{kind=digest,le=0.5}"] == 1
    assert shown["paperboy_delivery_seconds_count{kind=card}"] == 0
    assert shown["paperboy_messages_finished_total{kind=card,state=dead}"] == 1


async def test_strange_answers_do_not_make_new_series(harness: Harness):
    """An unknown status or scope is counted under a known name, or not at all."""
    before = set(await harness.shown())
    for status, limit in ((200, None), (429, "user"), (429, "x\ny"), (None, None), (9999, None)):
        harness.metrics.answered(status, limit)
    shown = await harness.shown()
    assert set(shown) == before
    assert shown["paperboy_discord_answers_total{status=4xx}"] == 2
    assert shown["paperboy_discord_answers_total{status=none}"] == 1
    assert shown["paperboy_discord_rate_limits_total{scope=user}"] == 1
    assert shown["paperboy_discord_rate_limits_total{scope=other}"] == 1


async def test_the_store_is_shown_as_it_stands(harness: Harness, store: Store, now: Clock):
    """Alerts by state and how long the oldest has been due, from the store itself."""
    await subscribe(store, subscription())
    await store.set_note("learning huggingface", "2025-11-01")
    harness.source.days[now().date()] = [sighting(title="Diffusion")]
    report = await harness.app.pollers[0].poll()
    assert len(report.alerts) == 1
    now.forward(minutes=5)
    shown = await harness.shown()
    assert shown["paperboy_alerts{state=pending}"] == 1
    assert shown["paperboy_alerts{state=dead}"] == 0
    assert (shown["paperboy_papers"], shown["paperboy_subscriptions"], shown["paperboy_destinations"]) == (1, 1, 1)
    assert shown["paperboy_queue_oldest_due_seconds"] == 300
    assert shown["paperboy_source_staleness_seconds{source=Hugging Face}"] == 300


async def test_connection_breaker_build_and_process_are_shown(harness: Harness):
    """Not connected, breaker closed, then open; build info and memory are there."""
    shown = await harness.shown()
    assert (shown["paperboy_discord_connected"], shown["paperboy_breaker_open"], shown["paperboy_ready"]) == (
        0,
        0,
        0,
    )
    assert shown["process_resident_memory_bytes"] > 1e6
    assert any(name.startswith("paperboy_build_info{commit=,python=3.") for name in shown)
    for _ in range(500):
        harness.app.breaker.record(403)
    assert (await harness.shown())["paperboy_breaker_open"] == 1


async def test_lag_and_log_lines_are_counted_while_watching(harness: Harness):
    """A timer that wakes late and a line logged as a warning or worse count, and only while somebody watches."""
    log = logging.getLogger("bot.test")
    async with watching(harness.metrics, tick=0):
        for level in (logging.INFO, logging.WARNING, logging.ERROR, logging.ERROR, logging.CRITICAL):
            log.log(level, "A line.")
        for _ in range(10):
            await asyncio.sleep(0)
    log.error("Nobody watches.")
    shown = await harness.shown()
    counted = [shown[f"paperboy_log_lines_total{{level={level}}}"] for level in ("warning", "error", "critical")]
    assert counted == [1, 2, 1]
    assert shown["paperboy_event_loop_lag_seconds_count"] > 0


class Silent:
    """A store that does not answer, or fails."""

    def __init__(self, error: BaseException | None):
        self._error = error

    async def counts(self) -> object:
        if self._error is None:
            await asyncio.Event().wait()
        raise self._error or AssertionError


@pytest.mark.parametrize(
    ("error", "said"), [(TimeoutError(), "did not answer"), (StoreError("The disk is gone."), "The disk is gone.")]
)
async def test_a_store_that_fails_is_not_ready_and_shown(harness: Harness, error: Exception, said: str):
    """/readyz names the store, /metrics goes on without its numbers."""
    harness.app.store = Silent(error)  # pyright: ignore[reportAttributeAccessIssue] - it has what is asked
    found = await check_readiness(harness.app.overview())
    assert (found.checks["database"].ok, found.ready) == (False, False)
    assert said in found.checks["database"].sentence
    assert (await harness.shown())["paperboy_check{name=database}"] == 0


async def test_readiness_names_gateway_and_polls(harness: Harness, now: Clock):
    """The gateway is away; polls are well until one has failed for an hour, then the reason is said."""
    state, said = harness.app.pollers[0].state, list[str]()
    for happens in (lambda: None, lambda: state.succeeded(START, new=True, skipped=0)):
        happens()
        found = (await check_readiness(harness.app.overview())).checks
        assert found["gateway"].sentence == "Not connected to Discord."
        said.append(found["last_good_poll"].sentence)
    assert said == ["Hugging Face: not yet.", "Hugging Face: 2025-11-12T12:00:00Z."]
    state.failed(now(), "It is down.")
    now.at += timedelta(hours=2)
    check = (await check_readiness(harness.app.overview())).checks["last_good_poll"]
    assert (check.ok, "It is down." in check.sentence) == (False, True)
