"""What stands at the moment of a scrape."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from prometheus_client import Gauge

from bot.domain.alert import AlertState, MessageState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from prometheus_client import CollectorRegistry

    from bot.app.monitoring.readiness import Readiness
    from bot.domain.ports import StoreCounts
    from bot.service.poll.source_health import SourceState

_QUEUED = (MessageState.READY, MessageState.SENDING)


class Gauges:
    """Set from what the parts say of themselves."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry
        self._ready = self._gauge("ready", "1 when /readyz says so.")
        self._checks = self._gauge("check", "1 for each check of /readyz that is well.", "name")
        self._papers = self._gauge("papers", "Papers stored.")
        self._subscriptions = self._gauge("subscriptions", "Subscriptions stored, paused ones included.")
        self._destinations = self._gauge("destinations", "Channels, threads, forums and DMs that alerts go to.")
        self._blocked = self._gauge("destinations_blocked", "Those that Discord refuses at the moment.")
        self._alerts = self._gauge("alerts", "Alerts stored, by state.", "state")
        self._messages = self._gauge("messages", "Messages stored, by state.", "state")
        self._queue = self._gauge("queue_messages", "Messages planned and not posted yet.")
        self._oldest = self._gauge(
            "queue_oldest_due_seconds", "How long the oldest of what could be posted has been due."
        )
        self._stale = self._gauge(
            "source_staleness_seconds",
            "Since the last good poll; before the first one, since the start.",
            "source",
        )
        self._trouble = self._gauge("source_in_trouble", "1 when `paperboy status` names a trouble.", "source")
        self._connected = self._gauge("discord_connected", "1 while the gateway is connected.")
        self._latency = self._gauge("discord_gateway_latency_seconds", "Of the gateway's last heartbeat.")
        self._guilds = self._gauge("discord_guilds", "Servers that the bot is in.")
        self._breaker = self._gauge("breaker_open", "1 while posting is stopped: too many refused requests.")

    def _gauge(self, name: str, about: str, *labels: str) -> Gauge:
        return Gauge(f"paperboy_{name}", about, labels, registry=self._registry)

    def readiness(self, readiness: Readiness) -> None:
        """The checks of /readyz."""
        self._ready.set(readiness.ready)
        for name, check in readiness.checks.items():
            self._checks.labels(name).set(check.well)

    def store(self, counts: StoreCounts, now: datetime) -> None:
        """How much there is, and how long it has waited."""
        self._papers.set(counts.papers)
        self._subscriptions.set(counts.subscriptions)
        self._destinations.set(counts.destinations)
        self._blocked.set(counts.blocked)
        for alert_state in AlertState:
            self._alerts.labels(alert_state.value).set(counts.alerts.get(alert_state, 0))
        for state in MessageState:
            self._messages.labels(state.value).set(counts.messages.get(state, 0))
        self._queue.set(sum(counts.messages.get(state, 0) for state in _QUEUED))
        late = 0.0 if counts.oldest_due is None else (now - counts.oldest_due).total_seconds()
        self._oldest.set(max(0.0, late))

    def sources(self, states: Sequence[SourceState], now: datetime) -> None:
        """How the sources do."""
        for state in states:
            self._stale.labels(state.name).set((now - (state.last_good or state.started)).total_seconds())
            self._trouble.labels(state.name).set(state.trouble(now) is not None)

    def discord(self, *, connected: bool, latency: float, guilds: int, breaker: float) -> None:
        """The connection; `latency` in seconds, not a number before the first heartbeat, `breaker` as its own."""
        self._connected.set(connected)
        self._latency.set(latency if math.isfinite(latency) else 0.0)
        self._guilds.set(guilds)
        self._breaker.set(breaker > 0)
