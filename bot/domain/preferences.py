"""What the people of a channel chose about how alerts come there, and how each choice is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from operator import attrgetter, not_
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from bot.language.languages import language_of

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Look(StrEnum):
    """How one alert looks: a whole card, or a line or two."""

    CARD = "card"
    COMPACT = "compact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """The settings of one destination. None means what the host set, or that there is no such rule.

    Times of day are local to `zone` (an IANA name). From `quiet_from` until `quiet_until`, over midnight when
    that is the earlier one, nothing is posted. `most_a_day` bounds single alerts in a local day: the rest come
    in the next digest. `role_id` is mentioned with every message. `living` posts are edited as papers rise.
    `language` is the tag of the one that posts are written in.
    """

    look: Look = Look.CARD
    digest_time: time | None = None
    digest_weekday: int | None = None  # 0 is Monday
    zone: str | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None
    most_a_day: int | None = None
    role_id: int | None = None
    thread_per_alert: bool = False
    living: bool = True
    language: str | None = None


DEFAULTS = Preferences()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredField(Generic[T]):
    """How a field of Preferences is stored: under `key` as a JSON value, and not at all where it is the default.

    `decode` raises TypeError or ValueError for a value that `encode` never gives.
    """

    name: str
    key: str
    encode: Callable[[T], object]
    decode: Callable[[object], T]


def _strictly(kind: type[T]) -> Callable[[object], T]:
    """Values of this type alone: true is no number."""

    def checked(value: object) -> T:
        if type(value) is kind:
            return value
        raise TypeError(f"{kind.__name__} expected, not {value!r}")

    return checked


def _or_none(decode: Callable[[object], T]) -> Callable[[object], T | None]:
    return lambda value: None if value is None else decode(value)


def _plain(name: str, kind: type[Any], key: str = "") -> StoredField[Any]:
    return StoredField(name=name, key=key or name, encode=_same, decode=_or_none(_strictly(kind)))


def _same(value: T) -> T:
    return value


def _known_tag(value: object) -> str | None:
    """One that a newer version has chosen, whose language is not known here, is the default until then."""
    tag = _strictly(str)(value)
    return None if language_of(tag) is None else tag


def _clock(name: str) -> StoredField[time | None]:
    return StoredField(name=name, key=name, encode=_clock_text, decode=_or_none(_read_clock))


def _clock_text(clock: time | None) -> str | None:
    if clock is not None and clock.tzinfo is not None:
        raise ValueError(f"{clock!r} is a time of day in the destination's zone: it has none of its own")
    return None if clock is None else clock.isoformat()


def _read_clock(value: object) -> time:
    return time.fromisoformat(_strictly(str)(value))


# One row for each field of Preferences, in the order in which they are stored.
STORED_FIELDS: Final[tuple[StoredField[Any], ...]] = (
    StoredField(name="look", key="look", encode=attrgetter("value"), decode=Look),
    _clock("digest_time"),
    _plain("digest_weekday", int),
    _plain("zone", str),
    _clock("quiet_from"),
    _clock("quiet_until"),
    _plain("most_a_day", int),
    _plain("role_id", int, key="role"),
    StoredField(name="thread_per_alert", key="threads", encode=_same, decode=bool),
    StoredField(name="living", key="still", encode=not_, decode=not_),
    StoredField(name="language", key="language", encode=_same, decode=_or_none(_known_tag)),
)
