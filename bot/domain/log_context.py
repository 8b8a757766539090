"""Fields that every line logged meanwhile carries, so that one alert can be followed through the logs."""

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
    """Lines logged inside carry these fields beside those of an outer context; other tasks' lines do not."""
    token = _fields.set({**current(), **fields})
    try:
        yield
    finally:
        _fields.reset(token)


def current() -> Mapping[str, object]:
    """The fields of all contexts that this task is in."""
    return _fields.get() or {}


def alert_fields(alert: Alert) -> dict[str, object]:
    """Log fields of an alert: its paper (as a list, like a message's), destination and subscriptions.

    Discord's ids are texts: programs that read JSON's numbers as doubles would round them.
    """
    return {
        "papers": [alert.paper_id],
        "destination": str(alert.destination_id),
        "subscriptions": list(alert.subscriptions),
    }


def message_fields(message: Message, alerts: Iterable[Alert]) -> dict[str, object]:
    """Log fields of a message, of its `alerts`, and of the claim that is worked on (0: none yet)."""
    return {
        "papers": list(message.paper_ids),
        "destination": str(message.destination_id),
        "subscriptions": list(dict.fromkeys(key for alert in alerts for key in alert.subscriptions)),
        "message_key": message.key,
        "claim": message.claim,
    }
