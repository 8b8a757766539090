"""The mark beside the journal: how much of it was acknowledged, so that a lost end is told from a crash's.

A crash takes at most what nobody was told is done. The mark is written when the journal is durable and before
anybody is told, and is not made durable itself: that would double the price of a write. So a power cut may leave
an older mark (of some 30 seconds ago, as Linux writes files back), never one that says too much.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from bot import release
from bot.store.codec.ascii_json import dump, load
from bot.store.tinydb.files.lines import is_whole, seal

if TYPE_CHECKING:
    from pathlib import Path

    from bot.store.tinydb.files.folder import Folder

_SIZE = 96  # bytes of the whole file, which is overwritten in place: it never grows, also on a full disk


class Acknowledged(NamedTuple):
    """The journal of this generation, or a later one, is there; if of this one, with at least `size` bytes.

    It was written `by` that version of Paperboy, "" where that is not known.
    """

    generation: int
    size: int
    by: str


class Mark:
    """The open mark of one store."""

    def __init__(self, folder: Folder) -> None:
        """Raises StoreError."""
        try:
            self._descriptor = os.open(folder.mark, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise folder.unwritable(error) from error

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._descriptor)

    def put(self, generation: int, size: int) -> None:
        """So much is durable. Raises OSError."""
        body = dump({"generation": generation, "size": size, "by": release()[:20]})[1:]
        os.pwrite(self._descriptor, seal(body).ljust(_SIZE - 1) + b"\n", 0)


def read_mark(path: Path) -> Acknowledged | None:
    """What was acknowledged; None when there is no mark, as with an earlier version, or half of one."""
    try:
        line = path.read_bytes().partition(b"\n")[0]
    except FileNotFoundError:
        return None
    if not is_whole(line):
        return None
    fields = load(line)
    return Acknowledged(fields["generation"], fields["size"], str(fields.get("by", "")))
