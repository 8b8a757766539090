"""The operations of an open transaction, which each engine implements."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, Concatenate, Literal, ParamSpec, Protocol, TypeAlias, TypeVar

from bot.store import rules

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
    from datetime import datetime
    from types import CoroutineType

    from bot.domain.alert import Alert, Message, MessageState
    from bot.store.entries import Entry

T = TypeVar("T")
V = TypeVar("V", bound="Verbs")
P = ParamSpec("P")
Counted: TypeAlias = Literal["papers", "subscriptions"]
AlertKey: TypeAlias = tuple[int, str]  # destination, paper


class Transaction(Protocol):
    """One transaction. What it gives is as it has decided so far, and nobody else changes it meanwhile."""

    async def lock(self) -> Mapping[Counted, int]:
        """Let no reading be stored and no subscription change until the end; how often they changed until now."""
        ...

    async def grow(self, *names: Counted) -> None:
        """They change by this transaction, which has the lock."""
        ...

    async def find(self, kind: type[T], keys: Iterable[Any]) -> dict[Any, T]:
        """The entries of a kind with these keys that there are; papers have what models wrote about them."""
        ...

    async def find_one(self, kind: type[T], key: object) -> T | None:
        """The entry of a kind with this key."""
        return (await self.find(kind, [key])).get(key)

    async def put(self, entries: Iterable[Entry]) -> None:
        """Insert or replace."""
        ...

    async def add(self, messages: Collection[Message]) -> int:
        """Insert messages; how often subscriptions had changed by then.

        One that was dropped goes on counting its claims, so that none of its earlier tokens fits. Raises
        ConflictError when one of them is there and not `DROPPED`.
        """
        ...

    async def drop(self, kind: type[Entry], keys: Collection[Any]) -> None:
        """Delete those that there are."""
        ...

    async def find_open(self, destination_id: int, *, naming: str | None = None) -> list[Alert]:
        """The `PENDING` and `PLANNED` alerts of a destination, or those of them that name a subscription."""
        ...

    async def find_unfinished(
        self, destination_id: int, states: Collection[MessageState] = rules.OPEN
    ) -> list[Message]:
        """The messages of a destination in these states of unfinished ones, oldest first."""
        ...

    async def find_subscribed(self, destination_id: int) -> Collection[str]:
        """The ids of a destination's subscriptions and tombstones."""
        ...

    async def had_elsewhere(self, keys: Collection[AlertKey]) -> Mapping[AlertKey, Collection[str]]:
        """Map keys to the subscriptions for which another destination of the server has or had the paper.

        Only under the lock.
        """
        ...

    async def widen(self, baselines: Mapping[str, frozenset[str]]) -> bool:
        """Add to baselines of subscriptions that there are; whether one of them did not have it all."""
        ...

    async def touch(self, destination_id: int) -> None:
        """Count a destination's subscriptions as changed, for who follows them."""
        ...


class Verbs:
    """The base of all verbs."""

    _now: Callable[[], datetime]

    @abstractmethod
    async def in_transaction(self, work: Callable[[Transaction], Awaitable[T]], *, followed: bool = False) -> T:
        """Do `work` in one transaction, durable on return; nothing changes when it raises. It may run again.

        It awaits nothing but the transaction. For `followed` see PollCommit.
        """

    @abstractmethod
    async def read(self, kind: type[T], keys: Iterable[Any]) -> dict[Any, T]:
        """Find entries as `Transaction.find` does, outside of a transaction: nothing is changed."""

    async def read_one(self, kind: type[T], key: object) -> T | None:
        """The entry of a kind with this key."""
        return (await self.read(kind, [key])).get(key)


def change(
    verb: Callable[Concatenate[V, Transaction, P], Awaitable[T]],
) -> Callable[Concatenate[V, P], CoroutineType[Any, Any, T]]:
    """A verb that is done in one transaction, which it is given."""

    async def changed(self: V, *args: P.args, **named: P.kwargs) -> T:
        return await self.in_transaction(lambda rows: verb(self, rows, *args, **named))

    return changed
