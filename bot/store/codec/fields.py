"""The values that documents are made of."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeAlias, TypeVar, cast

Doc: TypeAlias = "dict[str, Any]"
T = TypeVar("T")


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


def text(value: object) -> str:
    """`value`, when it is text; raises TypeError."""
    if not isinstance(value, str):
        raise TypeError(f"text expected, not {value!r}")
    return value


def number(value: object) -> int:
    """`value`, when it is a whole number; raises TypeError."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"a whole number expected, not {value!r}")
    return value


def texts(values: object) -> tuple[str, ...]:
    """`values`, when it is a list of texts; raises TypeError."""
    if not isinstance(values, list):
        raise TypeError(f"a list expected, not {values!r}")
    return tuple(map(text, cast("list[object]", values)))


def same(value: T) -> T:
    """What stands in a document as it is."""
    return value
