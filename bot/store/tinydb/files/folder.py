"""The data folder: its files, its lock, and what to do when it cannot be used."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, cast

from bot.domain.errors import StoreError, StoreLockedError, os_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


_MOUNT_ADVICE = " Mount it writable, or set PAPERBOY_STORE__URL to a folder on a volume."
_ON_THE_HOST_TEXT = "(for a container: on the host, with the mounted folder)"


def remedy(folder: Path, error: OSError) -> str:
    """Return a sentence, after a space, that says how to fix an error in a store's folder; "" if there is none."""
    if error.errno == errno.EROFS:
        return _MOUNT_ADVICE
    if error.errno not in {errno.EACCES, errno.EPERM}:
        return ""
    folder, failed = folder.resolve(), Path(cast("str", error.filename or folder)).resolve()
    blocked_path = _nearest_existing(failed)
    owner, our_ids = blocked_path.stat().st_uid, f"{os.geteuid()}:{os.getegid()}"
    if owner == os.geteuid():
        return f" Its owner (uid {owner}) has no access: run `chmod -R u+rwX {blocked_path}`."
    if not os.access(folder, os.F_OK):  # its parent may be a system folder: never change the owner of that
        command = f"install -d -o {os.geteuid()} -g {os.getegid()} {folder}"
    else:
        command = f"chown -R {our_ids} {folder}"
    return (
        f" {blocked_path} belongs to uid {owner}, but Paperboy runs as uid {os.geteuid()}. "
        f"Run `{command}` as root {_ON_THE_HOST_TEXT}."
    )


def access_problem(folder: Path, files: Iterable[Path]) -> OSError | None:
    """Return the error that writing `folder` or its `files` would give, without touching any; None: no error."""
    for path in (_nearest_existing(folder), *(file for file in files if os.access(file, os.F_OK))):
        needed = os.R_OK | os.W_OK | (os.X_OK if path.is_dir() else 0)
        if not os.access(path, needed, effective_ids=os.access in os.supports_effective_ids):
            number = errno.EROFS if os.statvfs(path).f_flag & os.ST_RDONLY else errno.EACCES
            return OSError(number, os.strerror(number), str(path))
    return None


def _nearest_existing(path: Path) -> Path:
    """Return the path, or its nearest parent that exists."""
    return next(parent for parent in (path, *path.absolute().parents) if os.access(parent, os.F_OK))


class Folder:
    """The paths of one store's files.

    The `journal` has every change since the `snapshot`, which has all documents at the last compaction. The `mark`
    says how much of the journal was acknowledged. The one writer has the `lock`, which names its process id.
    `fsync` makes a file durable.
    """

    def __init__(self, path: Path, *, fsync: Callable[[int], None] = os.fsync) -> None:
        self.path, self.fsync = path, fsync
        self.journal, self.snapshot = path / "journal", path / "snapshot"
        self.mark, self.lock = path / "acknowledged", path / "lock"
        self.next_journal = path / "journal.tmp"

    def make(self) -> None:
        """Create the folder if needed; raises StoreError."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            raise StoreError(f"{self.path} cannot be the store's folder: it is a file, or below one.") from None
        except OSError as error:
            raise self.unwritable(error) from error

    def require_writable(self) -> None:
        """Check that the store can be written, without touching anything; raises StoreError."""
        error = access_problem(self.path, (self.lock, self.journal, self.snapshot))
        if error is not None:
            raise self.unwritable(error)

    def unreadable(self, error: OSError) -> StoreError:
        """Return the error for a file of the store that cannot be read."""
        return StoreError(f"The store {self.path} cannot be read: {os_reason(error)}.{remedy(self.path, error)}")

    def unwritable(self, error: OSError) -> StoreError:
        """Return the error for a file of the store, or its folder, that cannot be written."""
        advice = remedy(self.path, error)
        return StoreError(f"The store's folder {self.path} cannot be written: {os_reason(error)}.{advice}")

    def sync(self) -> None:
        """Make renames durable."""
        descriptor = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            self.fsync(descriptor)
        finally:
            os.close(descriptor)

    def keep_copy(self, path: Path, why: str) -> Path:
        """Copy a file to `<name>.<why>-<hash of its content>` beside it, unless that exists; return its path.

        Raises OSError.
        """
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()[:12]
        target = path.with_name(f"{path.name}.{why}-{digest}")
        if not target.exists():
            temporary = target.with_name(target.name + ".tmp")
            shutil.copy2(path, temporary)
            temporary.replace(target)
        return target


def lock(folder: Folder) -> int:
    """Lock the folder until the returned descriptor is closed, or the process ends.

    Raises StoreLockedError when another process holds it, StoreError when it cannot be locked.
    """
    with ExitStack() as stack:
        try:
            descriptor = os.open(folder.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            stack.callback(os.close, descriptor)
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        except BlockingIOError:
            pid = folder.lock.read_text("ascii", "replace").strip()
            owner = f"process {pid}" if pid.isdigit() else "another process"
            raise StoreLockedError(
                f"The store {folder.path} is in use by {owner}. Stop it first, or change PAPERBOY_STORE__URL."
            ) from None
        except OSError as error:
            raise folder.unwritable(error) from error
        stack.pop_all()
        return descriptor
