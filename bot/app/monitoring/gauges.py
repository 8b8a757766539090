"""What stands at the moment of a scrape."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Gauge
from prometheus_client.exposition import generate_latest

from bot.domain.alert import AlertState, MessageState

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.app.monitoring.overview import Overview
    from bot.app.monitoring.readiness import Readiness
    from bot.domain.ports import StoreCounts

_QUEUED = (MessageState.READY, MessageState.SENDING)


def gauges(app: Overview, readiness: Readiness) -> bytes:
    """The series of it in the text format, without the store's where that did not answer."""
    registry = CollectorRegistry()

    def gauge(name: str, about: str, *labels: str) -> Gauge:
        return Gauge(f"paperboy_{name}", about, labels, registry=registry)

    gauge("ready", "1 when /readyz says so.").set(readiness.ready)
    checks = gauge("check", "1 for each check of /readyz that is well.", "name")
    for name, check in readiness.checks.items():
        checks.labels(name).set(check.well)
    if readiness.counts is not None:
        _store(gauge, readiness.counts, app.now())
    stale = gauge(
        "source_staleness_seconds", "Since the last good poll; before the first one, since the start.", "source"
    )
    trouble = gauge("source_in_trouble", "1 when `paperboy status` names a trouble.", "source")
    for state in (poller.state for poller in app.pollers):
        stale.labels(state.name).set((app.now() - (state.last_good or state.started)).total_seconds())
        trouble.labels(state.name).set(state.trouble(app.now()) is not None)
    gauge("discord_connected", "1 while the gateway is connected.").set(app.connected)
    latency = gauge("discord_gateway_latency_seconds", "Of the gateway's last heartbeat.")
    latency.set(app.latency if math.isfinite(app.latency) else 0.0)
    gauge("discord_guilds", "Servers that the bot is in.").set(app.servers)
    gauge("breaker_open", "1 while posting is stopped: too many refused requests.").set(app.stopped_for > 0)
    return generate_latest(registry)


def _store(gauge: Callable[..., Gauge], counts: StoreCounts, now: datetime) -> None:
    """How much there is, and how long it has waited."""
    gauge("papers", "Papers stored.").set(counts.papers)
    gauge("subscriptions", "Subscriptions stored, paused ones included.").set(counts.subscriptions)
    gauge("destinations", "Channels, threads, forums and DMs that alerts go to.").set(counts.destinations)
    gauge("destinations_blocked", "Those that Discord refuses at the moment.").set(counts.blocked)
    alerts = gauge("alerts", "Alerts stored, by state.", "state")
    for alert_state in AlertState:
        alerts.labels(alert_state.value).set(counts.alerts.get(alert_state, 0))
    messages = gauge("messages", "Messages stored, by state.", "state")
    for state in MessageState:
        messages.labels(state.value).set(counts.messages.get(state, 0))
    queued = sum(counts.messages.get(state, 0) for state in _QUEUED)
    gauge("queue_messages", "Messages planned and not posted yet.").set(queued)
    late = 0.0 if counts.oldest_due is None else (now - counts.oldest_due).total_seconds()
    oldest = gauge("queue_oldest_due_seconds", "How long the oldest of what could be posted has been due.")
    oldest.set(max(0.0, late))
