"""Who counts what the services do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.alert import MessageKind, MessageState
    from bot.domain.errors import DeliveryError
    from bot.service.poll.poller import PollReport


class Observer(Protocol):
    """Told of each event as it happens, on the event loop: what it does is quick and raises nothing."""

    def polled(self, source: str, report: PollReport) -> None:
        """All lists of a source that were due have been read and stored."""
        ...

    def poll_failed(self, source: str) -> None:
        """A poll ended with an error."""
        ...

    def answered(self, status: int | None, limit: str | None) -> None:
        """Discord answered a request, or (None) it did not. `limit` names the rate limit of a 429."""
        ...

    def hindered(self, error: DeliveryError) -> None:
        """A post did not go through as hoped."""
        ...

    def ended(self, kind: MessageKind, state: MessageState, waited: Sequence[float]) -> None:
        """A message has reached a final state; `waited` are the seconds since each of its alerts was made."""
        ...


class Unobserved:
    """An Observer that counts nothing."""

    def polled(self, source: str, report: PollReport) -> None:
        """See Observer."""

    def poll_failed(self, source: str) -> None:
        """See Observer."""

    def answered(self, status: int | None, limit: str | None) -> None:
        """See Observer."""

    def hindered(self, error: DeliveryError) -> None:
        """See Observer."""

    def ended(self, kind: MessageKind, state: MessageState, waited: Sequence[float]) -> None:
        """See Observer."""
