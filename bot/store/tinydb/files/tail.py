"""The journal of the next generation, begun with what the last one has behind a snapshot."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.store.tinydb.files.journal import End
from bot.store.tinydb.files.lines import OF_READINGS, Header, has_readings, header_line, seal

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.store.tinydb.files.folder import Folder

_DO = b',"do":'


class Tail:
    """A new file beside the journal; `copy` may be called while the journal grows. Raises OSError."""

    def __init__(self, folder: Folder, generation: int, begin: End) -> None:
        self._generation = generation
        self._schema = begin.schema
        self._lines = 0
        self._at = begin.size
        self.path = folder.journal.with_name(folder.journal.name + ".tmp")
        self.path.touch(mode=0o600)
        self._file = self.path.open("wb")
        self._size = self._file.write(self._header())
        self._source = folder.journal.open("rb")
        self._source.seek(begin.size)

    @property
    def end(self) -> End:
        """Where the new journal ends by now."""
        return End(generation=self._generation, size=self._size, lines=self._lines, schema=self._schema)

    def copy(self, to: int, fsync: Callable[[int], None]) -> None:
        """Take over the lines up to byte `to` of the old journal, numbered on, and make all of it durable."""
        while self._at < to:
            line = self._source.readline()
            self._at += len(line)
            changes = line.rstrip(b"\n").partition(_DO)[2]
            if has_readings(changes):
                self._schema = OF_READINGS
            self._size += self._file.write(seal(b'"n":%d%b%b' % (self._lines, _DO, changes)))
            self._lines += 1
        self._file.seek(0)
        self._file.write(self._header())
        self._file.seek(0, os.SEEK_END)
        self._file.flush()
        fsync(self._file.fileno())

    def _header(self) -> bytes:
        """The first line, which has the same length whatever the schema."""
        return header_line("journal", Header(generation=self._generation, schema=self._schema))

    def close(self) -> None:
        """Let go of the files."""
        self._source.close()
        with suppress(OSError):  # of writing what is left in the buffer: it was an error before, or is durable
            self._file.close()
