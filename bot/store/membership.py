"""Which shards a process serves, alone or among replicas."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from typing_extensions import override

if TYPE_CHECKING:
    from bot.domain.ports import Store

_ALL = frozenset({0})


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardAssignment:
    """What a process has at this moment: the shards it serves, and those of them that are due to others.

    `waiting_for` is a sentence when it may serve none for a reason that a person should know.
    """

    held: frozenset[int] = frozenset()
    surplus: frozenset[int] = frozenset()
    waiting_for: str | None = None


class Membership(Protocol):
    """One process's part among the replicas of a store. No shard is held by two of them."""

    heartbeat: float | None
    """Seconds between two calls of `renew`; None when one is enough."""

    tenure: float
    """Seconds from the call of a `renew` on in which what it gave may be used to post; later others may."""

    async def renew(self) -> ShardAssignment:
        """Prove to be alive and claim what is due to this replica.

        Raises StoreError when the store cannot be asked: then others may serve everything.
        """
        ...

    async def release(self, shard: int) -> None:
        """Give a shard up, once nothing serves it here any more. Raises StoreError."""
        ...

    def store_for(self, shard: int) -> Store:
        """The store for the work of one shard."""
        ...


class SingleProcess(Membership):
    """The only process that has the store: it serves everything."""

    heartbeat = None
    tenure = math.inf

    def __init__(self, store: Store) -> None:
        self._store = store

    @override
    async def renew(self) -> ShardAssignment:
        return ShardAssignment(held=_ALL)

    @override
    async def release(self, shard: int) -> None:
        pass  # nobody else would serve it

    @override
    def store_for(self, shard: int) -> Store:
        return self._store
