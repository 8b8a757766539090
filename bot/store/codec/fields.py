"""The values that documents are made of."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Doc: TypeAlias = "dict[str, Any]"
T = TypeVar("T")
FOREIGN = (
    KeyError,
    TypeError,
    ValueError,
    AttributeError,
)  # what decoding raises


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
    """What stands in a document as it is."""
    return value
