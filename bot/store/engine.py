"""The interface of an engine: an open store, and its process's part among replicas.

`bot.store.opening` has the table of all engines.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from typing_extensions import override

from bot.domain.ports import Store
from bot.store.transfer import Portable

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardAssignment:
    """The shards that a process serves now, and those of them that it must give to others.

    `waiting_for` is a sentence when it serves none for a reason that a person should know.
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
        return ShardAssignment(held=frozenset({0}))

    @override
    async def release(self, shard: int) -> None:
        pass  # nobody else would serve it

    @override
    def store_for(self, shard: int) -> Store:
        return self._store


class OpenStore(Store, Portable, Protocol):
    """A store as its engine opens it: the port, all of its entries, and what belongs to its process."""

    def join(self, shards: int) -> AbstractAsyncContextManager[Membership]:
        """Be one of the processes that serve the store, divided into `shards`, while the block runs.

        Raises StoreError for more shards than the engine can have.
        """
        ...

    async def replicas(self) -> int | None:
        """The number of processes that serve the store; None where its control socket must be asked."""
        return None

    async def compact(self) -> None:
        """Write the store's files again, in as few bytes as it takes. Raises StoreError."""


class StoreEngine(Protocol):
    """A kind of store, which is named by the scheme of a URL.

    A `shared` one may be opened by any number of processes at a time; each other has a control socket, by which
    the one process that holds the store does what other processes ask for.
    """

    shared: bool

    def accepts(self, url: str) -> bool:
        """True if a URL of this engine's scheme names a store, which may not exist yet."""
        return True

    def open(
        self, url: str, *, now: Callable[[], datetime], read_only: bool = False
    ) -> AbstractAsyncContextManager[OpenStore]:
        """The store at `url`, made if need be; closed on leaving.

        With `read_only` there must be one, nothing is locked or changed, and operations that change raise
        StoreError. Raises StoreError, StoreLockedError, StoreCorruptError or StoreTooNewError with a sentence.
        """
        ...

    def control_folder(self, url: str) -> Path | None:
        """The folder of the control socket of the process that holds the store; None for a `shared` engine."""
        return None

    def size(self, url: str) -> int | None:
        """Bytes of the files that `OpenStore.compact` writes again; None where nothing ever needs that."""
        return None

    def require_writable(self, url: str) -> None:
        """Look whether the store's files could be written, without touching any. Raises StoreError."""

    def copy_files(self, url: str, folder: Path) -> str | None:
        """Copy the store's files into `folder`, also while another process writes to it; the copy's URL.

        There may be no store yet. None when it has no files, so that its entries must be copied one by one.
        Raises StoreError.
        """
        return None
