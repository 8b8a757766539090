"""Whether this user may use the files of a store, and what to do when not."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterable

_ELSEWHERE = " Mount it so that it can be written, or let PAPERBOY_STORE__URL name a folder on a volume."
_ON_THE_HOST = "(of a container's volume: on the host, with the folder that is mounted there)"


def remedy(folder: Path, error: OSError) -> str:
    """A sentence, after a space, that says what to do about an error in a store's folder; "" for none to give."""
    if error.errno == errno.EROFS:
        return _ELSEWHERE
    if error.errno not in {errno.EACCES, errno.EPERM}:
        return ""
    failed = Path(os.path.realpath(cast("str", error.filename or folder)))
    return _ownership(Path(os.path.realpath(folder)), _nearest(failed))


def _ownership(folder: Path, culprit: Path) -> str:
    """Whose the file or folder is that could not be used, and the command that gives `folder` to this user."""
    owner, us = culprit.stat().st_uid, f"{os.geteuid()}:{os.getegid()}"
    if owner == os.geteuid():
        return f" {culprit} is this user's own (uid {owner}), closed to it: run `chmod -R u+rwX {culprit}`."
    if not _found(folder):  # never ask for the ownership of what lies above: that may be the system's
        command = f"install -d -o {os.geteuid()} -g {os.getegid()} {folder}"
    else:
        command = f"chown -R {us} {folder}"
    return (
        f" {culprit} belongs to uid {owner}, and Paperboy runs as uid {os.geteuid()}: "
        f"run `{command}` as root {_ON_THE_HOST}."
    )


def hindrance(folder: Path, files: Iterable[Path]) -> OSError | None:
    """Why `folder` or one of its `files` could not be written, found without touching any; None when they can."""
    for path in (_nearest(folder), *filter(_found, files)):
        needed = os.R_OK | os.W_OK | (os.X_OK if path.is_dir() else 0)
        if not os.access(path, needed, effective_ids=os.access in os.supports_effective_ids):
            number = errno.EROFS if os.statvfs(path).f_flag & os.ST_RDONLY else errno.EACCES
            return OSError(number, os.strerror(number), str(path))
    return None


def _nearest(path: Path) -> Path:
    """The path itself, or what of it exists."""
    return next((place for place in (path, *path.absolute().parents) if _found(place)), Path("/"))


def _found(path: Path) -> bool:
    """Whether it is there and may be seen."""
    try:
        path.stat()
    except OSError:
        return False
    return True
