"""Settings that people choose for a channel's alerts, and their stored form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from functools import partial
from operator import attrgetter, not_
from typing import TYPE_CHECKING, Any

from bot.language.languages import language_of

if TYPE_CHECKING:
    from collections.abc import Callable


class Look(StrEnum):
    """Appearance of one alert: a full card, or one or two lines."""

    CARD = "card"
    COMPACT = "compact"


class Rhythm(StrEnum):
    """Frequency of mails: a digest each day, or each week.

    The values are those of `Mode`: mails are due on the days of that mode.
    """

    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """Settings of one destination; None is the host's default, or no rule.

    - Times of day are local to `zone`, an IANA name.
    - Nothing is posted from `quiet_from` to `quiet_until`; 22:00 to 07:00 ends on the next day.
    - `most_a_day` limits cards per local day; the other alerts are posted in the next daily digest.
    - `role_id` is mentioned in every message with alerts, not in those asked for by a button.
    - `likes_role_id`: picks follow the likes of people with this role.
    - `living`: posts are edited as papers reach milestones.
    - `versions`: papers are posted again once they are published or have a new version.
    - `language` is the language tag of posts.
    - `mail`: alerts are sent by e-mail instead, at digest times, whatever their modes and the quiet hours.
    """

    look: Look = Look.CARD
    digest_time: time | None = None
    digest_weekday: int | None = None  # 0 is Monday
    zone: str | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None
    most_a_day: int | None = None
    role_id: int | None = None
    likes_role_id: int | None = None
    thread_per_alert: bool = False
    living: bool = True
    versions: bool = False
    language: str | None = None
    mail: Rhythm | None = None


DEFAULTS = Preferences()


@dataclass(frozen=True, slots=True)
class StoredField:
    """Stored form of one field of Preferences: a JSON value under a key, left out for the default.

    The key is the `name` of the field, unless there is an `other_key`. `decode` raises TypeError or ValueError for
    a value that it cannot read.
    """

    name: str
    decode: Callable[[Any], Any]
    other_key: str = ""
    encode: Callable[[Any], object] = lambda value: value

    @property
    def key(self) -> str:
        """JSON key that it is stored under."""
        return self.other_key or self.name


def _plain(kind: type, value: object) -> Any:  # noqa: ANN401 - of that type, or None
    """Return a value of this type, or None; raise TypeError for any other."""
    if value is None or type(value) is kind:  # `isinstance(True, int)` is true
        return value
    raise TypeError(f"{kind.__name__} expected, not {value!r}")


_number, _text = partial(_plain, int), partial(_plain, str)


def _tag(value: object) -> str | None:
    """Decode a language tag; one that only a newer version supports becomes the default."""
    tag = _text(value)
    return tag and language_of(tag) and tag


def _time_of_day(value: str | None) -> time | None:
    return None if value is None else time.fromisoformat(value)


# One row per field of Preferences, in stored order.
STORED_FIELDS = (
    StoredField("look", Look, encode=attrgetter("value")),
    StoredField("digest_time", _time_of_day, encode=time.isoformat),
    StoredField("digest_weekday", _number),
    StoredField("zone", _text),
    StoredField("quiet_from", _time_of_day, encode=time.isoformat),
    StoredField("quiet_until", _time_of_day, encode=time.isoformat),
    StoredField("most_a_day", _number),
    StoredField("role_id", _number, "role"),
    StoredField("likes_role_id", _number, "likes_role"),
    StoredField("thread_per_alert", bool, "threads"),
    StoredField("living", not_, "still", encode=not_),  # stored as its opposite
    StoredField("versions", bool),
    StoredField("language", _tag),
    StoredField("mail", Rhythm, encode=attrgetter("value")),
)
