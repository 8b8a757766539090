"""Reading an alerts file: everything in it is checked, and every mistake is told with where it is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from bot.domain.listening import LISTS
from bot.domain.ports.catalogue import UNKNOWN
from bot.domain.preferences import Preferences
from bot.domain.subscription import Mode
from bot.language.formats import either
from bot.language.translating import gettext, gettext_noop
from bot.query import QueryError, parse
from bot.service.alerts_file.document import FORMAT
from bot.service.alerts_file.mistakes import (
    FileError,
    Mistakes,
    channel_place,
    subscription_place,
    unknown,
    whole,
    wrong_query,
)
from bot.service.preferences.catalogue import SETTINGS
from bot.service.preferences.parse import EntryError, PreferenceError, is_id, read_flag, read_text
from bot.service.subscriptions.chosen_sources import SourceChoiceError, is_name, read_sources, stored
from bot.service.subscriptions.pauses import read_end

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import datetime

    from bot.domain.ports.catalogue import Catalogue
    from bot.query import Query

T = TypeVar("T")

LARGEST: Final = 256 * 1024  # bytes; a hundred subscriptions take 20 KB
_MOST_CHANNELS = 500
_MOST_SUBSCRIPTIONS = 1000
_MOST_SOURCES = 120
_ENTRIES = ("id", "name", "query", "deliver", "sources", "paused", "paused_until")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A query that is stored here as it stands in the file, and that this version refuses: why."""

    canonical: str
    error: QueryError


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedSubscription:
    """A subscription as the file has it; `id` is "" for a new one.

    Its `sources` need not be read here: one that was exported before a source went away comes back as it was.
    `paused_until`, in UTC, may be past.
    """

    id: str
    name: str
    query: Query | Refused
    mode: Mode
    paused: bool
    paused_until: datetime | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedChannel:
    """A channel as the file has it; `preferences` is None when the file says nothing about them."""

    name: str
    id: int | None
    preferences: Preferences | None
    subscriptions: tuple[WantedSubscription, ...]


def read_file(
    body: bytes, catalogue: Catalogue = UNKNOWN, stored_queries: Collection[str] = ()
) -> tuple[WantedChannel, ...]:
    """What a file asks for; `catalogue` has the sources that its queries may name. Raises FileError.

    Of the `stored_queries` none is a mistake: an export can be read whatever an older version has stored.
    Takes up to a second for the largest file: call it on a thread.
    """
    if len(body) > LARGEST:
        raise FileError(gettext("The file is too large: {most} KB is the most.", most=LARGEST // 1024))
    try:
        content: object = json.loads(body.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise FileError(_broken(error)) from None
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise FileError(gettext("The file is not JSON: use the one that `/alerts export` gives.")) from None
    reader = _Reader(catalogue, stored_queries)
    found = reader.file(content)
    if reader.mistakes.count:
        raise FileError(reader.mistakes.told())
    return found


def _broken(error: json.JSONDecodeError) -> str:
    """Where JSON ends to be any, and what to do: a file that stops within it was most likely cut."""
    text = error.doc.rstrip()
    if not text:
        return gettext("The file is empty: use the one that `/alerts export` gives.")
    if error.pos >= len(text) or error.msg.startswith("Unterminated string"):
        return gettext(
            "The file ends too early, as if it had been cut off: use the whole one that `/alerts export` gives."
        )
    return gettext(
        "The file is not valid JSON: there is a mistake at line {line}, column {column}, or just before. Correct "
        "it, or use the file that `/alerts export` gives.",
        line=error.lineno,
        column=error.colno,
    )


class _Reader:
    """Reads the file as far as it can, and notes all that is wrong."""

    def __init__(self, catalogue: Catalogue, stored_queries: Collection[str]) -> None:
        self._catalogue = catalogue
        self._stored_queries = stored_queries
        self.mistakes = Mistakes()

    def file(self, content: object) -> tuple[WantedChannel, ...]:
        """All of it."""
        content = self._object(content, whole, ("paperboy", "channels"))
        if content.get("paperboy") != FORMAT:
            wrong = gettext_noop("{entry} must be {format}: take the file that `/alerts export` gives.")
            self.mistakes.note(whole, EntryError(wrong, format=FORMAT), "paperboy")
            return ()
        entries = self._list(content.get("channels"), whole, "channels", _MOST_CHANNELS)
        return tuple(self._channel(entry, number) for number, entry in enumerate(entries, 1))

    def _channel(self, content: object, number: int) -> WantedChannel:
        place = partial(channel_place, _text_of(content, "channel").removeprefix("#"), number)
        entry = self._object(content, place, ("channel", "id", "settings", "subscriptions"))
        key = self._value(entry, "id", place, _read_channel_id, None)
        name = self._value(entry, "channel", place, read_text, "").removeprefix("#")
        if isinstance(content, dict) and not key and not name:
            self.mistakes.note(place, EntryError(gettext_noop("{entry} needs a `channel` (its name) or an `id`.")))
        settings = entry.get("settings")
        some = self._list(entry.get("subscriptions", []), place, "subscriptions", _MOST_SUBSCRIPTIONS)
        found = [self._subscription(one, place, at) for at, one in enumerate(some, 1)]
        return WantedChannel(
            name=name,
            id=key,
            preferences=None if settings is None else self._settings(settings, place),
            subscriptions=tuple(one for one in found if one is not None),
        )

    def _subscription(self, content: object, channel: Callable[[], str], number: int) -> WantedSubscription | None:
        named = _text_of(content, "name"), _text_of(content, "query")
        place = partial(subscription_place, channel, number, *named)
        entry = self._object(content, place, _ENTRIES)
        if not isinstance(content, dict):
            return None
        sources = self._value(entry, "sources", place, self._sources, ())
        end = self._value(entry, "paused_until", place, read_end, None)
        paused = self._value({"paused": end is not None} | entry, "paused", place, read_flag, otherwise=False)
        mode = self._value(entry, "deliver", place, _read_mode, Mode.NOW)
        key, name, text = (self._value(entry, one, place, read_text, "") for one in ("id", "name", "query"))
        query = self._query(text, place, sources)
        if query is None:
            return None
        return WantedSubscription(
            id=key, name=name, query=query, mode=mode, paused=paused, paused_until=end, sources=sources
        )

    def _sources(self, content: object) -> tuple[str, ...]:
        """Each by any of its names; what could be a name is left to the import, which knows what was there."""
        if content is None:
            return ()
        if not isinstance(content, list):
            raise _no_list()
        names: list[str] = []
        for typed in map(read_text, cast("list[object]", content)[:_MOST_SOURCES]):
            names += read_sources(typed, self._catalogue, [typed] if is_name(typed) else []) or (LISTS,)
        return stored(names, self._catalogue)

    def _query(self, text: str, place: Callable[[], str], sources: tuple[str, ...]) -> Query | Refused | None:
        try:
            return parse(text, self._catalogue.listening(sources))
        except QueryError as error:
            if text in self._stored_queries:
                return Refused(canonical=text, error=error)
            self.mistakes.add(partial(wrong_query, place, text, error))
            return None

    def _settings(self, content: object, channel: Callable[[], str]) -> Preferences:
        entry = self._object(content, channel, [setting.key for setting in SETTINGS])
        fields: dict[str, Any] = {}
        for setting in SETTINGS:
            if setting.key in entry:
                fields |= self._value(entry, setting.key, channel, setting.read, {})
        return Preferences(**fields)

    def _object(self, content: object, place: Callable[[], str], known: Collection[str]) -> dict[str, object]:
        if not isinstance(content, dict):
            self.mistakes.note(place, EntryError(gettext_noop("{entry} must be an object: {{ … }}.")))
            return {}
        entry = cast("dict[str, object]", content)
        for name in entry:
            if name not in known:
                self.mistakes.add(partial(unknown, place, name, known))
        return entry

    def _list(self, content: object, place: Callable[[], str], name: str, most: int) -> list[object]:
        if not isinstance(content, list):
            self.mistakes.note(place, _no_list(), name)
            return []
        entries = cast("list[object]", content)
        if (count := len(entries)) > most:
            wrong = gettext_noop("{entry} has {count} entries; {most} is the most.")
            self.mistakes.note(place, EntryError(wrong, count=count, most=most), name)
        return entries[:most]

    def _value(
        self,
        entry: Mapping[str, object],
        name: str,
        place: Callable[[], str],
        read: Callable[[object], T],
        otherwise: T,
    ) -> T:
        try:
            return read(entry.get(name))
        except (PreferenceError, SourceChoiceError) as error:
            self.mistakes.note(place, error, name)
        return otherwise


def _no_list() -> EntryError:
    return EntryError(gettext_noop("{entry} must be a list: [ … ]."))


def _text_of(content: object, name: str) -> str:
    """What people call it, if it has that; what is no text is told elsewhere."""
    value = cast("dict[str, object]", content).get(name) if isinstance(content, dict) else None
    return value.strip() if isinstance(value, str) else ""


def _read_channel_id(value: object) -> int | None:
    text = read_text(value)
    if text and not is_id(text):
        raise EntryError(gettext_noop("{entry} must be a channel's id, only digits."))
    return int(text) if text else None


def _read_mode(value: object) -> Mode:
    """How it is delivered: at once, where nothing was written."""
    text = read_text(value) or Mode.NOW.value
    if text in set(Mode):
        return Mode(text)
    raise EntryError(gettext_noop("{entry} must be {values}."), values=either(list(Mode)))
