"""The data folder: its files, its lock, and how a file is replaced so that a crash leaves the old or the new."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.domain.errors import StoreError, StoreLockedError
from bot.store.os_errors import reason
from bot.store.tinydb.files.access import hindrance, remedy

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path


class Folder:
    """Where the files of one store lie.

    The `journal` has every change since the `snapshot`, which has all documents at the last compaction; the `mark`
    says how much of the journal was acknowledged; the one writer has the `lock`, which names its process id.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.journal, self.snapshot = path / "journal", path / "snapshot"
        self.mark, self.lock = path / "acknowledged", path / "lock"
        self.next_journal = path / "journal.tmp"

    def make(self) -> None:
        """Create the folder if need be; raises StoreError with a sentence."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            raise StoreError(f"{self.path} cannot be the store's folder: a file is in the way.") from None
        except OSError as error:
            advice = remedy(self.path, error)
            raise StoreError(f"The store's folder {self.path} cannot be made: {reason(error)}.{advice}") from error

    def require_writable(self) -> None:
        """Look, without touching anything, whether the store could be written; raises StoreError."""
        error = hindrance(self.path, (self.lock, self.journal, self.snapshot))
        if error is not None:
            raise _unwritable(self, error)

    def unreadable(self, error: OSError) -> StoreError:
        """The sentence for a file of the store that could not be read."""
        return StoreError(f"The store {self.path} cannot be read: {reason(error)}.{remedy(self.path, error)}")

    def sync(self, fsync: Callable[[int], None]) -> None:
        """Make renames durable."""
        descriptor = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fsync(descriptor)
        finally:
            os.close(descriptor)

    def copy_aside(self, path: Path, why: str) -> Path:
        """Copy a file beside itself, once per content; returns the copy's path. Raises OSError."""
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()[:12]
        copy = path.with_name(f"{path.name}.{why}-{digest}")
        if not copy.exists():
            temporary = copy.with_name(copy.name + ".tmp")
            shutil.copy2(path, temporary)
            temporary.replace(copy)
        return copy


@contextmanager
def locked(folder: Folder) -> Generator[None]:
    """Hold the folder's lock; raises StoreLockedError when another process does, StoreError when it cannot.

    The kernel lets go of it when the process ends, however that happens.
    """
    try:
        descriptor = os.open(folder.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _unwritable(folder, error) from error
    try:
        _lock(folder, descriptor)
        _sign(folder, descriptor)
        yield
    finally:
        os.close(descriptor)


def _sign(folder: Folder, descriptor: int) -> None:
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    except OSError as error:
        raise _unwritable(folder, error) from error


def _unwritable(folder: Folder, error: OSError) -> StoreError:
    advice = remedy(folder.path, error)
    return StoreError(f"The store's folder {folder.path} cannot be written: {reason(error)}.{advice}")


def _lock(folder: Folder, descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pid = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
        who = f"process {pid}" if pid.isdigit() else "another process"
        raise StoreLockedError(
            f"The store {folder.path} is in use by {who}: stop that one first, "
            "or choose another PAPERBOY_STORE__URL."
        ) from None
    except OSError as error:
        raise StoreError(f"The store {folder.path} cannot be locked: {reason(error)}.") from error
