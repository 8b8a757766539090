"""Reading an alerts file: everything in it is checked, and every mistake is told with where it is."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from bot.domain.listening import LISTS
from bot.domain.ports.catalogue import UNKNOWN
from bot.domain.preferences import Preferences
from bot.domain.subscription import Mode
from bot.language.translating import gettext, gettext_noop
from bot.query import QueryError, parse
from bot.service.alerts_file.document import FORMAT
from bot.service.alerts_file.errors import FileError
from bot.service.alerts_file.mistakes import (
    ChannelPlace,
    EnoughError,
    Mistakes,
    Part,
    SubscriptionPlace,
    Whole,
    code,
)
from bot.service.preferences.catalogue import SETTINGS
from bot.service.preferences.parse import ChoiceError, EntryError, PreferenceError, is_id, read_flag, read_text
from bot.service.subscriptions.chosen_sources import SourceChoiceError, is_name, read_sources, stored
from bot.service.subscriptions.pauses import read_end
from bot.text.closest import closest
from bot.text.safe import clip, told_with_code

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import datetime

    from bot.domain.ports.catalogue import Catalogue
    from bot.query import Query
    from bot.service.alerts_file.mistakes import Place

T = TypeVar("T")

LARGEST: Final = 256 * 1024  # bytes; a hundred subscriptions take 20 KB
_LONGEST_ERROR = 300  # characters of what is wrong with a query
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
    mistakes = Mistakes()
    try:
        found = _Reader(catalogue, mistakes, stored_queries).file(content)
    except EnoughError:
        found = ()
    if mistakes.count:
        raise FileError(mistakes.told())
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

    def __init__(self, catalogue: Catalogue, mistakes: Mistakes, stored_queries: Collection[str]) -> None:
        self._catalogue = catalogue
        self._mistakes = mistakes
        self._stored_queries = stored_queries

    def file(self, content: object) -> tuple[WantedChannel, ...]:
        """All of it. Raises EnoughError."""
        whole = self._object(content, Whole(), ("paperboy", "channels"))
        if whole.get("paperboy") != FORMAT:
            wrong = gettext_noop("{entry} must be {format}: take the file that `/alerts export` gives.")
            self._mistakes.note_in(None, partial(gettext, wrong, entry="`paperboy`", format=FORMAT))
            return ()
        entries = self._list(whole.get("channels"), None, "channels", _MOST_CHANNELS)
        return tuple(self._channel(entry, number) for number, entry in enumerate(entries, 1))

    def _channel(self, content: object, number: int) -> WantedChannel:
        place = ChannelPlace(number=number, name=_text_of(content, "channel").removeprefix("#"))
        entry = self._object(content, place, ("channel", "id", "settings", "subscriptions"))
        listed = self._list(entry.get("subscriptions", []), place, "subscriptions", _MOST_SUBSCRIPTIONS)
        key = self._text(entry, "id", place)
        name = self._text(entry, "channel", place)
        if key and not is_id(key):
            self._note(place, "`id`", gettext_noop("{entry} must be a channel's id, only digits."))
            key = ""
        if isinstance(content, dict) and not key and not name:
            self._mistakes.note(place, gettext_noop("{entry} needs a `channel` (its name) or an `id`."))
        settings = entry.get("settings")
        return WantedChannel(
            name=name.removeprefix("#"),
            id=int(key) if key else None,
            preferences=None if settings is None else self._settings(settings, place),
            subscriptions=tuple(
                found for at, one in enumerate(listed, 1) if (found := self._subscription(one, place, at))
            ),
        )

    def _subscription(self, content: object, channel: ChannelPlace, number: int) -> WantedSubscription | None:
        name, typed = _text_of(content, "name"), _text_of(content, "query")
        place = SubscriptionPlace(channel=channel, number=number, name=name, query=typed)
        entry = self._object(content, place, _ENTRIES)
        if not isinstance(content, dict):
            return None
        mode = self._value(entry.get("deliver"), place, "`deliver`", _read_mode, Mode.NOW)
        sources = self._sources(entry.get("sources", []), place)
        is_misspelt = "query" not in entry and any(closest(key, _ENTRIES) == "query" for key in entry)
        query = None  # what is misspelt is told of already
        if not is_misspelt:
            query = self._query(self._text(entry, "query", place), replace(place, query=""), sources)
        end = self._value(entry.get("paused_until"), place, "`paused_until`", read_end, otherwise=None)
        paused = entry.get("paused", end is not None)
        paused = self._value(paused, place, "`paused`", read_flag, otherwise=False)
        known = {one: self._text(entry, one, place) for one in ("id", "name")}
        if query is None:
            return None
        return WantedSubscription(
            query=query, mode=mode, sources=sources, paused=paused, paused_until=end, **known
        )

    def _sources(self, content: object, place: Place) -> tuple[str, ...]:
        names: list[str] = []
        for number, one in enumerate(self._list(content, place, "sources", _MOST_SOURCES), 1):
            typed = one if isinstance(one, str) else self._value(one, place, _source(number), read_text, None)
            if typed is None:
                continue
            if "," in typed or not typed.strip():
                wrong = gettext_noop('{entry} must be the name of one source, such as "lists".')
                self._note(place, _source(number), wrong)
                continue
            try:
                names += read_sources(typed, self._catalogue, [typed] if is_name(typed) else []) or (LISTS,)
            except SourceChoiceError as error:
                self._mistakes.note_in(Part(of=place, entry="`sources`"), partial(str, error))
        return stored(names, self._catalogue)

    def _query(self, text: str, place: Place, sources: tuple[str, ...]) -> Query | Refused | None:
        try:
            return parse(text, self._catalogue.listening(sources))
        except QueryError as error:
            if text in self._stored_queries:
                return Refused(canonical=text, error=error)
            wrong = told_with_code(clip(error.message, _LONGEST_ERROR), partial(code, limit=_LONGEST_ERROR))
            self._mistakes.note(
                place,
                # NOTE: {error} is a whole sentence
                gettext_noop("{entry}, at character {position} of {query}: {error}"),
                error=wrong,
                position=error.position + 1,
                query=code(text, 60),
            )
            return None

    def _settings(self, content: object, channel: ChannelPlace) -> Preferences:
        place = Part(of=channel, entry="`settings`")
        entry = self._object(content, place, [setting.key for setting in SETTINGS])
        fields: dict[str, Any] = {}
        for setting in SETTINGS:
            if setting.key in entry:
                fields |= self._value(entry[setting.key], channel, f"`{setting.key}`", setting.read, {})
        return Preferences(**fields)

    def _object(self, content: object, place: Place, known: Collection[str]) -> Mapping[str, object]:
        if not isinstance(content, dict):
            self._mistakes.note(place, gettext_noop("{entry} must be an object: {{ … }}."))
            return {}
        entry = cast("dict[str, object]", content)
        for name in entry:
            if name not in known:
                self._mistakes.note_unknown(place, name, known)
        return entry

    def _list(self, content: object, place: Place | None, name: str, most: int) -> list[object]:
        where = f"`{name}`"
        if not isinstance(content, list):
            self._note(place, where, gettext_noop("{entry} must be a list: [ … ]."))
            return []
        entries = cast("list[object]", content)
        if (count := len(entries)) > most:
            wrong = gettext_noop("{entry} has {count} entries; {most} is the most.")
            self._note(place, where, wrong, count=count, most=most)
        return entries[:most]

    def _text(self, entry: Mapping[str, object], name: str, place: Place) -> str:
        return self._value(entry.get(name), place, f"`{name}`", read_text, "")

    def _value(self, value: object, place: Place, where: str, read: Callable[[object], T], otherwise: T) -> T:
        """What stands there. Mistakes name the entry within their sentence, or before it."""
        try:
            return read(value)
        except EntryError as error:
            self._mistakes.note_in(place, partial(error.of, where))
        except PreferenceError as error:
            self._mistakes.note_in(Part(of=place, entry=where), partial(str, error))
        return otherwise

    def _note(self, place: Place | None, where: str, message: str, **places: object) -> None:
        self._mistakes.note_in(place, partial(gettext, message, entry=where, **places))


def _text_of(content: object, name: str) -> str:
    """What people call it, if it has that; what is no text is told elsewhere."""
    value = cast("dict[str, object]", content).get(name) if isinstance(content, dict) else None
    return value.strip() if isinstance(value, str) else ""


def _source(number: int) -> str:
    # NOTE: the second source of a subscription in a file, say; within a sentence
    return gettext("source {number}", number=number)


def _read_mode(value: object) -> Mode:
    """How it is delivered: at once, where nothing was written."""
    text = read_text(value) or Mode.NOW.value
    if text in set(Mode):
        return Mode(text)
    raise ChoiceError(text, list(Mode))
