"""Reading an alerts file: everything in it is checked, and every mistake told with its place."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from bot.domain.errors import PaperboyError
from bot.domain.preferences import Look, Preferences
from bot.domain.subscription import Mode
from bot.query import QueryError, parse
from bot.service.alerts_file.document import FORMAT
from bot.service.preferences.parse import (
    PreferenceError,
    either,
    read_most_a_day,
    read_quiet_hours,
    read_time,
    read_weekday,
    read_zone,
)
from bot.text.safe import clean, clip, safe

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.query import Query

LARGEST: Final = 256 * 1024  # bytes; a hundred subscriptions take 20 KB
_MOST_MISTAKES = 10
_SAID = 300  # characters of what is wrong with a query
_MOST_CHANNELS = 500
_MOST_SUBSCRIPTIONS = 1000
_ID_LENGTH = 20


class FileError(PaperboyError):
    """The file cannot be read. The text lists what is wrong where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedSubscription:
    """A subscription as the file has it; `id` is "" for a new one."""

    id: str
    name: str
    query: Query
    mode: Mode
    paused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedChannel:
    """A channel as the file has it; `preferences` is None when the file says nothing about them."""

    name: str
    id: int | None
    preferences: Preferences | None
    subscriptions: tuple[WantedSubscription, ...]


def read_file(body: bytes) -> tuple[WantedChannel, ...]:
    """What a file asks for. Raises FileError."""
    if len(body) > LARGEST:
        raise FileError(f"The file is too large: {LARGEST // 1024} KB is the most.")
    try:
        content: object = json.loads(body.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise FileError(f"The file is no JSON: line {error.lineno}, column {error.colno}: {error.msg}.") from None
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise FileError("The file is no JSON text: take the one that `/alerts export` gives.") from None
    reader = _Reader()
    found = reader.file(content)
    if reader.mistakes:
        shown = reader.mistakes[:_MOST_MISTAKES]
        more = len(reader.mistakes) - len(shown)
        raise FileError("\n".join(["Nothing was changed. The file has mistakes:", *shown, *_more(more)]))
    return found


def _more(count: int) -> list[str]:
    return [f"… and {count} more."] if count else []


class _Reader:
    """Walks through the file and notes mistakes, so that all are told at once."""

    def __init__(self) -> None:
        self.mistakes: list[str] = []

    def file(self, content: object) -> tuple[WantedChannel, ...]:
        whole = self._object(content, "the file", {"paperboy", "channels"})
        if whole.get("paperboy") != FORMAT:
            self._note("`paperboy`", f"must be {FORMAT}: take the file that `/alerts export` gives")
            return ()
        entries = self._list(whole.get("channels"), "`channels`", _MOST_CHANNELS)
        return tuple(self._channel(entry, f"channels[{n}]") for n, entry in enumerate(entries))

    def _channel(self, content: object, place: str) -> WantedChannel:
        entry = self._object(content, place, {"channel", "id", "settings", "subscriptions"})
        listed = self._list(entry.get("subscriptions", []), f"{place}.subscriptions", _MOST_SUBSCRIPTIONS)
        key = self._text(entry, "id", place)
        name = self._text(entry, "channel", place)
        if key and not (key.isascii() and key.isdecimal() and len(key) <= _ID_LENGTH):
            self._note(f"{place}.id", "must be a channel's id, only digits")
            key = ""
        if not key and not name:
            self._note(place, "needs a `channel` (its name) or an `id`")
        settings = entry.get("settings")
        return WantedChannel(
            name=name.removeprefix("#"),
            id=int(key) if key else None,
            preferences=None if settings is None else self._settings(settings, f"{place}.settings"),
            subscriptions=tuple(
                found
                for n, one in enumerate(listed)
                if (found := self._subscription(one, f"{place}.subscriptions[{n}]"))
            ),
        )

    def _subscription(self, content: object, place: str) -> WantedSubscription | None:
        entry = self._object(content, place, {"id", "name", "query", "deliver", "paused"})
        deliver = self._text(entry, "deliver", place) or Mode.NOW.value
        if deliver not in set(Mode):
            self._note(f"{place}.deliver", f"must be {either(Mode)}")
            return None
        query = self._query(self._text(entry, "query", place), f"{place}.query")
        if query is None:
            return None
        return WantedSubscription(
            id=self._text(entry, "id", place),
            name=self._text(entry, "name", place),
            query=query,
            mode=Mode(deliver),
            paused=self._flag(entry, "paused", place, default=False),
        )

    def _query(self, text: str, place: str) -> Query | None:
        try:
            return parse(text)
        except QueryError as error:
            said = safe(error.message, _SAID)
            self._note(place, f"{said} (at character {error.position + 1} of {_code(text, 60)})")
            return None

    def _settings(self, content: object, place: str) -> Preferences:
        fields = {"look", "mention_role", "thread_per_alert", "living", *_READ}
        entry = self._object(content, place, fields)
        look = self._text(entry, "look", place) or Look.CARD.value
        if look not in set(Look):
            self._note(f"{place}.look", "must be card or compact")
            look = Look.CARD.value
        role = self._text(entry, "mention_role", place)
        if role and not (role.isascii() and role.isdecimal() and len(role) <= _ID_LENGTH):
            self._note(f"{place}.mention_role", "must be a role's id, only digits")
            role = ""
        values: dict[str, Any] = {}
        for name, read in _READ.items():
            values |= self._read(entry, name, place, read)
        return Preferences(
            look=Look(look),
            role_id=int(role) if role else None,
            thread_per_alert=self._flag(entry, "thread_per_alert", place, default=False),
            living=self._flag(entry, "living", place, default=True),
            **values,
        )

    def _read(
        self, entry: Mapping[str, object], name: str, place: str, read: Callable[[str], dict[str, Any]]
    ) -> dict[str, Any]:
        text = self._text(entry, name, place)
        try:
            return read(text) if text else {}
        except PreferenceError as error:
            self._note(f"{place}.{name}", str(error))
            return {}

    def _object(self, content: object, place: str, known: set[str]) -> Mapping[str, object]:
        if not isinstance(content, dict):
            self._note(place, "must be an object: { … }")
            return {}
        entry = cast("dict[str, object]", content)
        for name in entry:
            if name not in known:
                self._note(place, f"has the unknown entry {_code(name, 40)}; known are {', '.join(sorted(known))}")
        return entry

    def _list(self, content: object, place: str, most: int) -> list[object]:
        if not isinstance(content, list):
            self._note(place, "must be a list: [ … ]")
            return []
        entries = cast("list[object]", content)
        if len(entries) > most:
            self._note(place, f"has {len(entries)} entries; {most} is the most")
        return entries[:most]

    def _text(self, entry: Mapping[str, object], name: str, place: str) -> str:
        """A text, also where a number was written; "" when it is left out."""
        value = entry.get(name)
        if value is None:
            return ""
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, str):
            return value.strip()
        self._note(f"{place}.{name}", 'must be a text in quotation marks: "…"')
        return ""

    def _flag(self, entry: Mapping[str, object], name: str, place: str, *, default: bool) -> bool:
        value = entry.get(name, default)
        if isinstance(value, bool):
            return value
        self._note(f"{place}.{name}", "must be true or false")
        return default

    def _note(self, place: str, what: str) -> None:
        self.mistakes.append(f"• {place} {what}".rstrip(".") + ".")


def _code(text: str, limit: int) -> str:
    """A stranger's text as one line of code: at a backtick Discord would end it."""
    shown = clip(clean(text[: 8 * limit].replace("`", "'")), limit)
    return f"`{shown or '?'}`"


def _quiet_hours(text: str) -> dict[str, Any]:
    begin, end = read_quiet_hours(text) or (None, None)
    return {"quiet_from": begin, "quiet_until": end}


_READ: Final[dict[str, Callable[[str], dict[str, Any]]]] = {
    "digest_time": lambda text: {"digest_time": read_time(text)},
    "digest_weekday": lambda text: {"digest_weekday": read_weekday(text)},
    "zone": lambda text: {"zone": read_zone(text)},
    "quiet_hours": _quiet_hours,
    "most_a_day": lambda text: {"most_a_day": read_most_a_day(text)},
}
