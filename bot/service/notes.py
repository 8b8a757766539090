"""Small values that services keep in the store under a name, as JSON."""

from __future__ import annotations

import json
import zlib
from base64 import b85decode, b85encode
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from bot.service.slices import in_slices

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.ports import NoteStore

T = TypeVar("T")
# Raised by json.loads and `decode` for a text of another version or program; RecursionError is for deep nesting.
_DECODE_ERRORS = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    zlib.error,
)
_COMPRESSED_FROM = 4_000  # characters
_COMPRESSED_PREFIX = "zlib:"  # of a compressed text; no JSON begins with it


class JsonNote(Generic[T]):
    """One stored value: a frozen dataclass or any JSON value; times are written as ISO 8601.

    `decode` makes the value from parsed JSON. If it raises one of `_DECODE_ERRORS`, there is no value.
    """

    def __init__(self, store: NoteStore, name: str, decode: Callable[[Any], T]) -> None:
        self._store = store
        self._name = name
        self._decode = decode

    async def load(self) -> T | None:
        """Return the stored value; None if there is none that can be decoded."""
        text = await self._store.note(self._name)
        return None if text is None else self.read(text)

    def read(self, text: str) -> T | None:
        """Return the value that a stored text stands for; None if it cannot be decoded."""
        try:
            return self._decode(json.loads(_decompressed(text)))
        except _DECODE_ERRORS:
            return None

    async def save(self, value: T) -> None:
        """Replace the stored value. Raises StoreError, as `forget` does."""
        await self._store.set_note(self._name, text_of(value))

    async def change(self, change: Callable[[T | None], T | None]) -> None:
        """Replace the value, while no other replica does, or delete it (None); `change` may be called again."""

        def changed(text: str | None) -> str | None:
            value = change(None if text is None else self.read(text))
            return None if value is None else text_of(value)

        await self._store.change_note(self._name, changed)

    async def forget(self) -> None:
        """Delete the value; nothing is written if there is none."""
        if await self._store.note(self._name) is not None:
            await self._store.set_note(self._name, None)


async def load_all(store: NoteStore, prefix: str, decode: Callable[[Any], T]) -> dict[str, T]:
    """Return the values of the notes whose names begin with a prefix, by name, as far as they can be decoded."""
    note, texts = JsonNote(store, prefix, decode), await store.notes(prefix)
    return {
        name: value async for name, text in in_slices(texts.items(), 20) if (value := note.read(text)) is not None
    }


def text_of(value: object) -> str:
    """Return the text of a value, which `JsonNote.read` reads."""
    return _compressed(json.dumps(value, default=_encode))


def _compressed(text: str) -> str:
    """Compress a text if it is long. Ten thousand ids of papers shrink much, as they are alike."""
    if len(text) < _COMPRESSED_FROM:
        return text
    return _COMPRESSED_PREFIX + b85encode(zlib.compress(text.encode())).decode("ascii")


def _decompressed(text: str) -> str:
    if not text.startswith(_COMPRESSED_PREFIX):
        return text
    return zlib.decompress(b85decode(text.removeprefix(_COMPRESSED_PREFIX))).decode()


def parse_moment(text: str) -> datetime:
    """Parse an aware time from ISO 8601. Raises ValueError for another text, TypeError for another type."""
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError(f"{text} has no time zone.")
    return time


def _encode(value: object) -> object:
    """Encode a value that json.dumps does not know."""
    if isinstance(value, datetime):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: getattr(value, one.name) for one in fields(value)}  # json.dumps encodes nested ones
    raise TypeError(f"{type(value).__name__} is not made for notes.")
