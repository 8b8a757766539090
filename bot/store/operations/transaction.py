"""The interface of an open transaction, which each engine implements."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, Concatenate, Literal, ParamSpec, Protocol, TypeAlias, TypeVar

from bot.store import rules

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
    from types import CoroutineType

    from bot.domain.alert import Alert, Message, MessageState
    from bot.store.entries import Entry

T = TypeVar("T")
V = TypeVar("V", bound="Operations")
P = ParamSpec("P")
Counted: TypeAlias = Literal["papers", "subscriptions"]  # of which the store counts changes
AlertKey: TypeAlias = tuple[int, str]  # destination, paper


class Transaction(Protocol):
    """One open transaction. It sees its own changes, and those of others only after their end."""

    async def lock(self) -> Mapping[Counted, int]:
        """Keep others from storing papers or changing subscriptions until the end; return the change counts."""
        ...

    async def count_changes(self, *names: Counted) -> None:
        """Add one to these change counts; needs the lock."""
        ...

    async def find(self, kind: type[T], keys: Iterable[Any]) -> dict[Any, T]:
        """Return the stored entries of a kind with these keys; papers come with their summaries."""
        ...

    async def find_one(self, kind: type[T], key: object) -> T | None:
        """Return the entry of a kind with this key; None if it is not stored."""
        return (await self.find(kind, [key])).get(key)

    async def put(self, entries: Iterable[Entry]) -> None:
        """Insert or replace entries."""
        ...

    async def add_messages(self, messages: Collection[Message]) -> int:
        """Insert messages; return the change count of subscriptions.

        A message that replaces a dropped one continues its count of claims, so that no old claim is valid again.
        Raises ConflictError if one of them exists and is not `DROPPED`.
        """
        ...

    async def drop(self, kind: type[Entry], keys: Collection[Any]) -> None:
        """Delete the entries of a kind with these keys."""
        ...

    async def find_open_alerts(self, destination_id: int, subscription_id: str | None = None) -> list[Alert]:
        """Return the `PENDING` and `PLANNED` alerts of a destination, or those for one subscription."""
        ...

    async def find_unfinished_messages(
        self, destination_id: int, states: Collection[MessageState] = rules.OPEN_STATES
    ) -> list[Message]:
        """Return the unfinished messages of a destination in these states, oldest first."""
        ...

    async def find_subscription_ids(self, destination_id: int) -> Collection[str]:
        """Return the ids of a destination's subscriptions and tombstones."""
        ...

    async def find_alerted_elsewhere(self, keys: Collection[AlertKey]) -> Mapping[AlertKey, Collection[str]]:
        """Map alert keys to the subscriptions that got or will get the paper in another destination of the server.

        Needs the lock.
        """
        ...

    async def add_to_baselines(self, baselines: Mapping[str, frozenset[str]]) -> bool:
        """Add papers to baselines of stored subscriptions; return True if a baseline has changed."""
        ...

    async def mark_subscriptions_changed(self, destination_id: int) -> None:
        """Mark a destination's subscriptions as changed, so that subscription caches reload them."""
        ...


class Operations:
    """An engine as the operations of a store use it: transactions, and reads outside of one."""

    @abstractmethod
    async def in_transaction(self, work: Callable[[Transaction], Awaitable[T]], *, more_follow: bool = False) -> T:
        """Run `work` in one transaction, durable on return; nothing is written if it raises. It may run again.

        `work` awaits nothing but the transaction. See PollCommit for `more_follow`.
        """

    @abstractmethod
    async def read(self, kind: type[T], keys: Iterable[Any]) -> dict[Any, T]:
        """Return the stored entries of a kind with these keys, outside of a transaction."""

    async def read_one(self, kind: type[T], key: object) -> T | None:
        """Return the entry of a kind with this key; None if it is not stored."""
        return (await self.read(kind, [key])).get(key)


def transactional(
    method: Callable[Concatenate[V, Transaction, P], Awaitable[T]],
) -> Callable[Concatenate[V, P], CoroutineType[Any, Any, T]]:
    """Run a method in a transaction, which becomes its first argument; callers leave that argument out."""

    async def run(self: V, *args: P.args, **arguments: P.kwargs) -> T:
        return await self.in_transaction(lambda transaction: method(self, transaction, *args, **arguments))

    return run
