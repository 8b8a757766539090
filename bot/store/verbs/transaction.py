"""What verbs may ask of an open transaction, which each engine writes in its own way."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias, TypeVar

from bot.store import rules

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
    from datetime import date, datetime

    from bot.domain.alert import Alert, Message, MessageState
    from bot.domain.paper import Sighting
    from bot.domain.subscription import Destination, Subscription

T = TypeVar("T")
Counted: TypeAlias = Literal["papers", "subscriptions"]
AlertKey: TypeAlias = tuple[int, str]  # destination, paper
Put: TypeAlias = "tuple[Alert, datetime | None]"  # an alert, and when it came to its end
Subscribed: TypeAlias = "tuple[Subscription, frozenset[str]]"  # with its baseline


class Transaction(Protocol):
    """One transaction. What it gives is as it has decided so far, and nobody else changes it meanwhile."""

    async def lock(self) -> None:
        """Let no reading be stored and no subscription change until the end."""
        ...

    async def version(self, name: Counted) -> int:
        """How often papers, or subscriptions, changed until now."""
        ...

    async def grow(self, name: Counted) -> None:
        """They change by this transaction, which has the lock."""
        ...

    async def find_alerts(self, keys: Collection[AlertKey]) -> dict[AlertKey, Alert]:
        """The alerts with these keys that there are."""
        ...

    async def find_naming(self, destination_id: int, subscription_id: str) -> list[Alert]:
        """The `PENDING` and `PLANNED` alerts of a destination that name a subscription."""
        ...

    async def find_pending(self, destination_id: int) -> list[Alert]:
        """All that are `PENDING` there."""
        ...

    async def put_alerts(self, alerts: Iterable[Put]) -> None:
        """Insert or replace; one that stays in a final state keeps its end where none is given."""
        ...

    async def drop_alerts(self, keys: Collection[AlertKey]) -> None:
        """Delete them."""
        ...

    async def had_elsewhere(self, keys: Collection[AlertKey]) -> Mapping[AlertKey, Collection[str]]:
        """By key the subscriptions for which another destination of its server has the paper, or has had it.

        Only under the lock.
        """
        ...

    async def find_message(self, key: str) -> Message | None:
        """One message."""
        ...

    async def find_unfinished(
        self, destination_id: int, states: Collection[MessageState] = rules.OPEN
    ) -> list[Message]:
        """The messages of a destination in these states of unfinished ones, oldest first."""
        ...

    async def put_messages(self, messages: Collection[Message]) -> None:
        """Replace messages that are there."""
        ...

    async def add_messages(self, messages: Collection[Message]) -> None:
        """Insert messages, or replace those that are there and `DROPPED`; raises ConflictError for others there.

        What is replaced goes on counting its claims, so that none of its earlier tokens fits.
        """
        ...

    async def find_subscription(self, subscription_id: str) -> Subscribed | None:
        """One subscription, with its baseline."""
        ...

    async def find_subscribed(self, destination_id: int) -> Collection[str]:
        """The ids of a destination's subscriptions and tombstones."""
        ...

    async def put_subscriptions(self, subscriptions: Collection[Subscribed]) -> None:
        """Insert or replace."""
        ...

    async def drop_subscription(self, subscription_id: str) -> None:
        """Delete one, with its baseline."""
        ...

    async def touch(self, destination_id: int) -> None:
        """Count its subscriptions as changed, for who follows them."""
        ...

    async def find_destination(self, destination_id: int) -> Destination | None:
        """One destination."""
        ...

    async def put_destinations(self, destinations: Collection[Destination]) -> None:
        """Insert or replace."""
        ...

    async def drop_destination(self, destination_id: int) -> None:
        """Delete one, if it is there."""
        ...

    async def find_papers(self, paper_ids: Collection[str]) -> dict[str, Sighting]:
        """The stored ones among these, with what models wrote about them."""
        ...

    async def put_papers(self, sightings: Collection[Sighting]) -> None:
        """Insert or replace."""
        ...

    async def widen(self, baselines: Mapping[str, frozenset[str]]) -> bool:
        """Add to baselines of subscriptions that there are; whether one of them did not have it all."""
        ...

    async def put_notes(self, notes: Mapping[str, str]) -> None:
        """Remember values by name."""
        ...

    async def put_positions(self, positions: Mapping[str, date]) -> None:
        """Remember how far sources have been read."""
        ...


class Verbs:
    """The base of all verbs."""

    _now: Callable[[], datetime]

    @abstractmethod
    async def _change(self, work: Callable[[Transaction], Awaitable[T]], *, followed: bool = False) -> T:
        """Do `work` in one transaction, durable on return; nothing changes when it raises. It may run again.

        It awaits nothing but the transaction. For `followed` see PollCommit.
        """
