"""The choices of a channel's people about its alerts, and the stored form of each choice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from functools import partial
from operator import attrgetter, not_
from typing import TYPE_CHECKING, Any, Final

from bot.language.languages import language_of

if TYPE_CHECKING:
    from collections.abc import Callable


class Look(StrEnum):
    """The appearance of one alert: a whole card, or a line or two."""

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


@dataclass(frozen=True, slots=True)
class StoredField:
    """The stored form of a field of Preferences: a JSON value under a key, absent for the default.

    `decode` raises TypeError or ValueError for a value that `encode` never gives.
    """

    name: str
    decode: Callable[[Any], Any]
    other_key: str = ""
    encode: Callable[[Any], object] = lambda value: value

    @property
    def key(self) -> str:
        """Under which it is stored."""
        return self.other_key or self.name


def _plain(kind: type, value: object) -> Any:  # noqa: ANN401 - of that kind, or None
    if value is None or type(value) is kind:  # true is no number
        return value
    raise TypeError(f"{kind.__name__} expected, not {value!r}")


_number, _text = partial(_plain, int), partial(_plain, str)


def _tag(value: object) -> str | None:
    """Decode a language; one that only a newer version knows reads as the default."""
    tag = _text(value)
    return tag and language_of(tag) and tag


def _clock(value: str | None) -> time | None:
    return None if value is None else time.fromisoformat(value)


# One row for each field of Preferences, in the order in which they are stored.
STORED_FIELDS: Final = (
    StoredField("look", Look, encode=attrgetter("value")),
    StoredField("digest_time", _clock, encode=time.isoformat),
    StoredField("digest_weekday", _number),
    StoredField("zone", _text),
    StoredField("quiet_from", _clock, encode=time.isoformat),
    StoredField("quiet_until", _clock, encode=time.isoformat),
    StoredField("most_a_day", _number),
    StoredField("role_id", _number, "role"),
    StoredField("thread_per_alert", bool, "threads"),
    StoredField("living", not_, "still", encode=not_),
    StoredField("language", _tag),
)
