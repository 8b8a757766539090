"""From a grown journal to a new snapshot and an empty journal."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from bot.domain.errors import StoreError
from bot.store.os_errors import reason
from bot.store.tinydb.files.journal import Journal, write_empty
from bot.store.tinydb.files.snapshot import Snapshot, write_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.store.tinydb.files.folder import Folder


LARGE_JOURNAL = 4 * 2**20  # bytes; what a journal holds is in memory too, and takes some 50 ms to replay
_SHARE = 4


def is_due(journal: Journal, snapshot: Snapshot | None, large: int) -> bool:
    """Whether the journal has grown beyond `large` bytes and a fourth of its snapshot's."""
    return journal.size > max(large, 0 if snapshot is None else snapshot.size // _SHARE)


def write_generation(
    folder: Folder, old: Journal, lines: Iterable[tuple[str, str, bytes]], fsync: Callable[[int], None]
) -> tuple[Snapshot, Journal]:
    """Put (table, key, line) of every document into a new snapshot with a new journal; blocks.

    Temporary files come first, then the renames, each made durable before the next: a crash between the two
    leaves a snapshot that is newer than the journal and holds all of it. Raises StoreError when the files
    cannot be written (the old ones go on), StoreFatalError when they cannot replace the old ones.
    """
    new = [path.with_name(path.name + ".tmp") for path in (folder.snapshot, folder.journal)]
    generation = old.generation + 1
    snapshot: Snapshot | None = None
    try:
        snapshot = write_snapshot(new[0], generation, lines, fsync)
        size = write_empty(new[1], generation, fsync)
    except OSError as error:
        _give_up(snapshot)
        for path in new:
            with suppress(OSError):  # what cannot be deleted is written over next time
                path.unlink()
        raise StoreError(f"No snapshot can be written in {folder.path}: {reason(error)}.") from error
    try:
        new[0].replace(folder.snapshot)
        folder.sync(fsync)
        new[1].replace(folder.journal)
        folder.sync(fsync)
        snapshot.path = folder.snapshot
        return snapshot, Journal(folder.journal, generation=generation, size=size, lines=0, fsync=fsync)
    except OSError as error:
        _give_up(snapshot)
        raise old.fail("cannot be replaced", error) from error


def _give_up(snapshot: Snapshot | None) -> None:
    if snapshot is not None:
        snapshot.close()


async def to_the_end(work: asyncio.Future[Any]) -> asyncio.CancelledError | None:
    """Wait for work that must not be left half-way; returns the cancellation that came meanwhile."""
    cancelled = None
    while not work.done():
        try:
            await asyncio.wait([work])
        except asyncio.CancelledError as error:
            cancelled = error
    return cancelled
