"""Objects of frozen dataclasses as documents, field by field as they are annotated; the values of documents.

A new field of a dataclass is stored with it: what older documents lack is at its default then.
"""

from __future__ import annotations

from dataclasses import MISSING, fields
from datetime import UTC, date, datetime
from functools import lru_cache, partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeAlias, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from dataclasses import Field
    from enum import Enum

    Forms: TypeAlias = tuple[Callable[[Any], Any], Callable[[Any], Any]]  # how it is written, and read

Doc: TypeAlias = "dict[str, Any]"
T = TypeVar("T")
FOREIGN = (KeyError, TypeError, ValueError, AttributeError)  # what decoding raises


@lru_cache(256)  # one moment stands in thousands of alerts
def time_text(when: datetime) -> str:
    """`2026-01-30T09:00:00Z`; raises ValueError for a time without zone."""
    if when.tzinfo is None:
        raise ValueError(f"{when!r} has no time zone")
    return when.astimezone(UTC).isoformat().replace("+00:00", "Z")


@lru_cache(1024)  # as above, and what stays in memory of these alerts shares it
def parse_time(text: str) -> datetime:
    """The aware time that `time_text` wrote."""
    when = datetime.fromisoformat(text)
    if when.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone")
    return when


def checked(kind: type[T], value: object) -> T:
    """`value`, when it is of this very kind; raises TypeError."""
    if type(value) is not kind:
        raise TypeError(f"{kind.__name__} expected, not {value!r}")
    return value


text: Callable[[object], str] = partial(checked, str)
items: Callable[[object], list[Any]] = partial(checked, list)
mapping: Callable[[object], Doc] = partial(checked, dict)
number: Callable[[object], int] = partial(checked, int)


def texts(values: object) -> tuple[str, ...]:
    """`values`, when it is a list of texts; raises TypeError."""
    return tuple(map(text, items(values)))


def same(value: T) -> T:
    """Return the value unchanged: the codec of plain values."""
    return value


_FORMS: Mapping[str, Forms] = {
    "str": (same, text),
    "int": (same, number),
    "bool": (same, bool),
    "date": (date.isoformat, date.fromisoformat),
    "datetime": (time_text, parse_time),
    "tuple[str, ...]": (list, texts),
    "Payload": (dict, mapping),
}
_EMPTY: Mapping[str, object] = {"tuple[str, ...]": (), "Payload": {}}
_ALWAYS = object()  # equal to nothing


class _Stored(NamedTuple):
    """A field, its name in documents, and its value where they leave it out."""

    attribute: str
    name: str
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]
    absent: object


class Record(Generic[T]):
    """The stored form of one class.

    `names` maps fields to other names in documents; fields in `apart` are stored elsewhere. `forms` have the codec
    of fields whose annotation does not say it: an enum by its value, a Record as a nested document. Fields at
    their default are left out, except enums and fields in `always`.
    """

    def __init__(
        self,
        kind: Callable[..., T],
        names: Mapping[str, str] | None = None,
        /,
        *,
        apart: Collection[str] = (),
        always: Collection[str] = (),
        **forms: type[Enum] | Record[Any] | Forms,
    ) -> None:
        self._kind = kind
        self._fields = tuple(
            _stored(one, (names or {}).get(one.name, one.name), forms.get(one.name), once=one.name in always)
            for one in fields(cast("Any", kind))
            if one.name not in apart
        )
        self._by_name = {one.name: (one.attribute, one.read) for one in self._fields}
        self._empty = {one.attribute: one.absent for one in self._fields if one.absent is not _ALWAYS}

    def encode(self, thing: T) -> Doc:
        """The document. Raises ValueError for a time without zone."""
        return {
            name: write(value)
            for attribute, name, write, _, absent in self._fields
            if (value := getattr(thing, attribute)) != absent
        }

    def decode(self, doc: Doc, **apart: object) -> T:
        """Decode a document, adding the fields that are `apart`; raises TypeError or ValueError."""
        found, by_name = self._empty | apart, self._by_name
        for name, value in doc.items():
            if value is not None and name in by_name:
                attribute, read = by_name[name]
                found[attribute] = read(value)
        return self._kind(**found)

    def keyed(self, field: str, read: Callable[[str], object] = same) -> Callable[[str, Doc], T]:
        """Decoding by a key, which is one of the fields, and a document."""
        return lambda key, doc: self.decode(doc, **{field: read(key)})


def _stored(field: Field[Any], name: str, form: type[Enum] | Record[Any] | Forms | None, *, once: bool) -> _Stored:
    kind, _, optional = str(field.type).partition(" | ")
    absent: object = None if optional else _EMPTY.get(kind, _ALWAYS)
    if field.default is not MISSING and not optional and not isinstance(form, type) and not once:
        absent = field.default
    if isinstance(form, Record):
        form = form.encode, form.decode
    elif isinstance(form, type):
        form = attrgetter("value"), form
    return _Stored(field.name, name, *(form or _FORMS[kind]), absent)
