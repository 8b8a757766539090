"""A table of domain objects."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from bot.domain.errors import StoreCorruptError
from bot.store.codec.ascii_json import load_again

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterable, Iterator

    from bot.store.codec import Doc
    from bot.store.tinydb.files.storage import JournalStorage

T = TypeVar("T")
Key = TypeVar("Key")
_AT_A_TIME = 200  # documents read before the event loop gets its turn, some 2 ms
_LONG = 0.005  # seconds after which it gets its turn anyway


class Reading:
    """How many documents were read since the event loop had its turn, and since when.

    Mostly the system has them in memory. Where it does not, each may take a disk as long as hundreds do else.
    """

    def __init__(self) -> None:
        self._documents = 0
        self._since = 0.0

    def count(self) -> None:
        """One document is about to be read."""
        if not self._documents:
            self._since = time.perf_counter()
            with suppress(RuntimeError):  # a store that is being opened has no event loop to hold up
                asyncio.get_running_loop().call_soon(self._turned)
        self._documents += 1

    def _turned(self) -> None:
        self._documents = 0

    async def breathe(self) -> None:
        """Let the event loop turn when there were many: an operation that only reads from memory never waits."""
        if not self._documents:
            return
        if self._documents >= _AT_A_TIME or time.perf_counter() - self._since >= _LONG:
            self._documents = 0
            await asyncio.sleep(0)


class Table(Generic[T]):
    """Domain objects by key in one table, encoded on the way in and decoded on the way out.

    What is read is counted as `reading`. Whatever gives many gives those of its moment, also when the table
    changes before the last is reached, and knows nothing of an open transaction.
    """

    def __init__(
        self,
        storage: JournalStorage,
        name: str,
        encode: Callable[[T], Doc],
        decode: Callable[[str, Doc], T],
        reading: Reading,
    ) -> None:
        self.name = name
        self._storage = storage
        self._rows = storage.documents[name]
        self._encode = encode
        self._decode = decode
        self._reading = reading

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, key: str) -> bool:
        decided, where = self._storage.decided, (self.name, key)
        return (decided[where] if where in decided else self._rows.find(key)) is not None

    def __iter__(self) -> Iterator[str]:
        return (key for key, _ in self.lines())

    def lines(self) -> Iterator[tuple[str, bytes]]:
        """(key, line that holds the JSON) of every document."""
        return self._rows.lines()

    def raw(self, key: str) -> bytes | None:
        """The document as the bytes that the files have, outside of transactions."""
        self._reading.count()
        return self._rows.find(key)

    def doc(self, key: str) -> Doc | None:
        """The document, which nobody may change."""
        decided = self._storage.decided
        if decided and (where := (self.name, key)) in decided:
            return decided[where]
        raw = self._rows.find(key)
        return None if raw is None else load_again(raw)

    def get(self, key: str) -> T | None:
        """The object; raises StoreCorruptError when it cannot be understood."""
        self._reading.count()
        document = self.doc(key)
        return None if document is None else self.decode(key, document)

    def decode(self, key: str, document: Doc) -> T:
        """The object that a document stands for; raises StoreCorruptError."""
        try:
            return self._decode(key, document)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise StoreCorruptError(
                f"The store holds something that this version cannot understand, {self.name} {key}: "
                f"{error!r}. Restore the data folder from a backup."
            ) from error

    async def items(self) -> AsyncGenerator[tuple[str, Doc]]:
        """Keys and documents of those that there still are; the event loop gets its turn in between."""
        async for keys in in_batches(self):
            for key in keys:
                self._reading.count()
                if (document := self.doc(key)) is not None:
                    yield key, document

    def put(self, key: str, value: T, **extra: Any) -> None:  # noqa: ANN401 - any JSON
        """Insert or replace; `extra` are fields that the domain does not know (None: left out)."""
        more = {name: field for name, field in extra.items() if field is not None}
        self._storage.decide(self.name, key, self._encode(value) | more)

    def drop(self, key: str) -> None:
        """Remove, if it is there."""
        self._storage.decide(self.name, key, None)


async def in_batches(keys: Iterable[Key]) -> AsyncGenerator[list[Key]]:
    """Some of the keys at a time.

    The event loop gets its turn in between, so documents may change.
    """
    rest = iter(keys)
    while batch := list(islice(rest, _AT_A_TIME)):
        yield batch
        await asyncio.sleep(0)
