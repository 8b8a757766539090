"""The interface of an engine: opening a store, and one process's part among replicas.

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
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardAssignment:
    """The shards that a process serves, and those of them (`surplus`) that it must give to others.

    `waiting_for` is a sentence for people on why the process serves none, or must give all to others.
    """

    held: frozenset[int] = frozenset()
    surplus: frozenset[int] = frozenset()
    waiting_for: str | None = None


class Membership(Protocol):
    """One process's part among the replicas of a store. No shard is held by two processes."""

    heartbeat: float | None
    """Seconds between two calls of `renew`; None when one is enough."""

    tenure: float
    """Seconds from each call of `renew` in which this process is allowed to post for the shards that it returned.

    After that another process may serve them.
    """

    async def renew(self) -> ShardAssignment:
        """Send a heartbeat and claim the shards that are due to this replica.

        Raises StoreError when the store cannot be reached: then other replicas may serve all shards.
        """
        ...

    async def release(self, shard: int) -> None:
        """Release a shard that this process has stopped serving. Raises StoreError."""
        ...

    def store_for(self, shard: int) -> Store:
        """Return the store for the work of one shard."""
        ...


class SingleProcess(Membership):
    """The part of the only process of a store: it serves everything."""

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
    """An open store: the port, copying it as a whole, joining its replicas, and compaction."""

    def join(self, shards: int) -> AbstractAsyncContextManager[Membership]:
        """Make this process one of the store's replicas, which divide `shards` among them, while the block runs.

        No shard is held before the first `renew`; all are released at the end. Raises StoreError for more shards
        than the engine supports.
        """
        ...

    async def replicas(self) -> int | None:
        """Return the number of replicas; None if the engine is not `shared`, so that only one process can run."""
        return None

    async def compact(self) -> None:
        """Rewrite the store's files in as few bytes as possible. Raises StoreError."""


class StoreEngine(Protocol):
    """A kind of store, named by the scheme of a URL.

    A `shared` store can be opened by many processes at a time. Any other is held by one process, whose control
    socket takes the requests of other processes.
    """

    shared: bool

    def accepts(self, url: str) -> bool:
        """True if a URL with this engine's scheme names a store, which need not exist yet."""
        return True

    def open(self, url: str, *, read_only: bool = False) -> AbstractAsyncContextManager[OpenStore]:
        """Open the store at `url`, creating it if needed; it is closed when the block ends.

        With `read_only` the store must exist. Nothing is locked or changed, and writing raises StoreError. Raises
        StoreError, StoreLockedError, StoreCorruptError or StoreTooNewError with a sentence for people.
        """
        ...

    def control_folder(self, url: str) -> Path | None:
        """Return the folder of the control socket of the process that holds the store; None if `shared`."""
        return None

    def size(self, url: str) -> int | None:
        """Return the size in bytes of the files that `OpenStore.compact` rewrites; None if there are none."""
        return None

    def require_writable(self, url: str) -> None:
        """Check that the store's files can be written, without touching them. Raises StoreError."""

    def copy_files(self, url: str, folder: Path) -> str | None:
        """Copy the store's files into `folder`, even while another process writes; return the copy's URL.

        The store need not exist. Returns None for a store without files, whose entries must be copied one by one.
        Raises StoreError.
        """
        return None
