"""Context fields for log lines, so that one alert can be followed through the logs."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping

    from bot.domain.alert import Alert, Message

_fields: ContextVar[Mapping[str, object] | None] = ContextVar("log_context", default=None)


@contextmanager
def log_context(fields: Mapping[str, object]) -> Generator[None]:
    """Add these fields to all lines that this task logs inside, beside those of outer contexts."""
    token = _fields.set({**current(), **fields})
    try:
        yield
    finally:
        _fields.reset(token)


def current() -> Mapping[str, object]:
    """Return the fields of all contexts that are active in this task."""
    return _fields.get() or {}


def alert_fields(alert: Alert) -> dict[str, object]:
    """Return the log fields of an alert: papers (a list, here of one), destination and subscriptions.

    Discord's ids are strings, because programs that read JSON numbers as doubles would round them.
    """
    return {
        "papers": [alert.paper_id],
        "destination": str(alert.destination_id),
        "subscriptions": list(alert.subscriptions),
    }


def message_fields(message: Message, alerts: Iterable[Alert]) -> dict[str, object]:
    """Return the log fields of a message and its `alerts`. `claim` is how often it was claimed."""
    return {
        "papers": list(message.paper_ids),
        "destination": str(message.destination_id),
        "subscriptions": list(dict.fromkeys(key for alert in alerts for key in alert.subscriptions)),
        "message_key": message.key,
        "claim": message.claim,
    }
