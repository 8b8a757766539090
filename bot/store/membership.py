"""Which shards a process serves, alone or among replicas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.domain.ports import Store

_ALL = frozenset({0})


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardAssignment:
    """What a process has at this moment: the shards it serves, and those of them that it is to give to others.

    `waiting_for` is a sentence when it may serve none for a reason that a person should know.
    """

    held: frozenset[int] = frozenset()
    excess: frozenset[int] = frozenset()
    waiting_for: str | None = None


class Membership(Protocol):
    """A place among the replicas of one store. No shard is held by two of them."""

    @property
    def heartbeat(self) -> float | None:
        """Seconds between two calls of `renew`; None when one is enough."""
        ...

    async def renew(self) -> ShardAssignment:
        """Prove to be alive and take what is due to this replica.

        Raises StoreError when the store cannot be asked: then others may have taken everything over.
        """
        ...

    async def release(self, shard: int) -> None:
        """Give a shard up, once nothing serves it here any more. Raises StoreError."""
        ...

    def store_for(self, shard: int) -> Store:
        """The store as it is seen by whoever serves that shard."""
        ...


class SingleProcess:
    """The only process that has the store: it serves everything."""

    heartbeat = None

    def __init__(self, store: Store) -> None:
        self._store = store

    async def renew(self) -> ShardAssignment:
        """See Membership."""
        return ShardAssignment(held=_ALL)

    async def release(self, shard: int) -> None:
        """See Membership; nobody else would take it."""

    def store_for(self, shard: int) -> Store:  # noqa: ARG002 - there is one
        """See Membership."""
        return self._store
