"""Small values that services remember in the store by name, as JSON."""

from __future__ import annotations

import json
import zlib
from base64 import b85decode, b85encode
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.ports import NoteStore

T = TypeVar("T")
# What json.loads and `decode` raise for text that something else wrote: RecursionError is for deep nesting.
_FOREIGN: Final = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError, zlib.error)
_LONG: Final = 4_000  # characters
_PACKED: Final = "zlib:"  # no JSON begins so


class JsonNote(Generic[T]):
    """One value: a frozen dataclass, or anything that JSON has; moments in them are written as ISO 8601.

    `decode` makes the value of the parsed JSON, and may raise whatever it likes where that is not of its making:
    then there is no value.
    """

    def __init__(self, store: NoteStore, name: str, decode: Callable[[Any], T]) -> None:
        self._store = store
        self._name = name
        self._decode = decode

    async def load(self) -> T | None:
        """The value; None when there is none."""
        text = await self._store.note(self._name)
        return None if text is None else self.read(text)

    def read(self, text: str) -> T | None:
        """The value that the note has with this text."""
        try:
            return self._decode(json.loads(_unpacked(text)))
        except _FOREIGN:
            return None

    async def save(self, value: T) -> None:
        """Remember a value instead of the one before. Raises StoreError, as `forget` does."""
        await self._store.set_note(self._name, _packed(json.dumps(value, default=_encode)))

    async def forget(self) -> None:
        """Remember none; nothing is written when none is there."""
        if await self._store.note(self._name) is not None:
            await self._store.set_note(self._name, None)


def _packed(text: str) -> str:
    """A long text in a fraction of its length: the ids of ten thousand papers are much alike."""
    if len(text) < _LONG:
        return text
    return _PACKED + b85encode(zlib.compress(text.encode())).decode("ascii")


def _unpacked(text: str) -> str:
    if not text.startswith(_PACKED):
        return text
    return zlib.decompress(b85decode(text.removeprefix(_PACKED))).decode()


def moment(text: str) -> datetime:
    """An aware time from ISO 8601. Raises ValueError for another text, TypeError for no text at all."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(f"{text} has no time zone.")
    return found


def _encode(value: object) -> object:
    """Encode a value that json.dumps does not know."""
    if isinstance(value, datetime):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: getattr(value, one.name) for one in fields(value)}  # what is in them comes here, too
    raise TypeError(f"{type(value).__name__} is not made for notes.")
