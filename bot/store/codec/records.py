"""Conversion of frozen dataclasses to documents and back, field by field by their annotations.

A new field of a dataclass is stored without further code; documents that lack it get its default.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, fields
from datetime import UTC, date, datetime
from functools import lru_cache, partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeAlias, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from enum import Enum

    Codec: TypeAlias = tuple[Callable[[Any], Any], Callable[[Any], Any]]  # (encode, decode)

Doc: TypeAlias = "dict[str, Any]"
T = TypeVar("T")
DECODE_ERRORS = (KeyError, TypeError, ValueError, AttributeError)  # raised when decoding fails


@lru_cache(256)  # thousands of alerts have the same time
def time_text(when: datetime) -> str:
    """Return a time as `2026-01-30T09:00:00Z`; raises ValueError if it has no time zone."""
    if when.tzinfo is None:
        raise ValueError(f"{when!r} has no time zone")
    return when.astimezone(UTC).isoformat().replace("+00:00", "Z")


@lru_cache(1024)  # thousands of alerts share one object for the same time
def parse_time(text: str) -> datetime:
    """Parse a time that `time_text` wrote."""
    when = datetime.fromisoformat(text)
    if when.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone")
    return when


def require_type(kind: type[T], value: object) -> T:
    """Return `value` if its type is exactly `kind`; raises TypeError."""
    if type(value) is not kind:
        raise TypeError(f"{kind.__name__} expected, not {value!r}")
    return value


require_text = partial(require_type, str)
require_list: Callable[[object], list[Any]] = partial(require_type, list)
require_dict: Callable[[object], Doc] = partial(require_type, dict)
require_int = partial(require_type, int)


def require_texts(values: object) -> tuple[str, ...]:
    """Return a list of texts as a tuple; raises TypeError."""
    return tuple(map(require_text, require_list(values)))


def unchanged(value: T) -> T:
    """Return the value unchanged: the codec of plain values."""
    return value


_CODECS: Mapping[str, Codec] = {
    "str": (unchanged, require_text),
    "int": (unchanged, require_int),
    "bool": (unchanged, bool),
    "date": (date.isoformat, date.fromisoformat),
    "datetime": (time_text, parse_time),
    "tuple[str, ...]": (list, require_texts),
    "Payload": (dict, require_dict),
}
_EMPTY_VALUES: Mapping[str, object] = {"tuple[str, ...]": (), "Payload": {}}
_NEVER_OMITTED = object()  # the `omitted` value of fields that documents always have: it equals nothing


class _StoredField(NamedTuple):
    """A field, its name and codec in documents, and the value that documents omit."""

    attribute: str
    name: str
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]
    omitted: object


class Record(Generic[T]):
    """Encodes the objects of one dataclass as documents, and decodes them.

    `names` maps fields to other names in documents. Fields in `elsewhere` are not in the document, but for example
    in its key. `codecs` are for fields whose annotation is not enough: an enum is stored by its value, a Record as
    a nested document. None and empty tuples are omitted, defaults too, except enums and fields in
    `always_stored`.
    """

    def __init__(
        self,
        kind: Callable[..., T],
        names: Mapping[str, str] | None = None,
        /,
        *,
        elsewhere: Collection[str] = (),
        always_stored: Collection[str] = (),
        **codecs: type[Enum] | Record[Any] | Codec,
    ) -> None:
        self._kind = kind
        self._fields = tuple(
            _stored_field(field, names or {}, codecs.get(field.name), always=field.name in always_stored)
            for field in fields(cast("Any", kind))
            if field.name not in elsewhere
        )
        self._by_name = {field.name: (field.attribute, field.read) for field in self._fields}
        self._omitted = {
            field.attribute: field.omitted for field in self._fields if field.omitted is not _NEVER_OMITTED
        }

    def encode(self, obj: T) -> Doc:
        """Return the document of an object. Raises ValueError for a time without time zone."""
        return {
            name: write(value)
            for attribute, name, write, _, omitted in self._fields
            if (value := getattr(obj, attribute)) != omitted
        }

    def decode(self, doc: Doc, **elsewhere: object) -> T:
        """Decode a document and the fields that are stored `elsewhere`; raises one of `DECODE_ERRORS`."""
        values, by_name = self._omitted | elsewhere, self._by_name
        for name, value in doc.items():
            if value is not None and name in by_name:
                attribute, read = by_name[name]
                values[attribute] = read(value)
        return self._kind(**values)

    def decoder_by_key(self, field: str, read: Callable[[str], object] = unchanged) -> Callable[[str, Doc], T]:
        """Return a function that decodes an object from a key, which has the value of `field`, and a document."""
        return lambda key, doc: self.decode(doc, **{field: read(key)})


def _stored_field(
    field: Field[Any], names: Mapping[str, str], codec: type[Enum] | Record[Any] | Codec | None, *, always: bool
) -> _StoredField:
    """Return how a field is stored; its annotation, as `str | None`, says the codec if none is given."""
    kind, _, optional = str(field.type).partition(" | ")
    omitted: object = None if optional else _EMPTY_VALUES.get(kind, _NEVER_OMITTED)
    if field.default is not MISSING and not optional and not isinstance(codec, type) and not always:
        omitted = field.default
    if isinstance(codec, Record):
        codec = codec.encode, codec.decode
    elif isinstance(codec, type):
        codec = attrgetter("value"), codec
    return _StoredField(field.name, names.get(field.name, field.name), *(codec or _CODECS[kind]), omitted)
