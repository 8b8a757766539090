"""Reading an alerts file: everything in it is checked, and every mistake is named with its path."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from bot.domain.errors import PaperboyError
from bot.domain.listening import LISTS
from bot.domain.ports.catalogue import UNKNOWN
from bot.domain.preferences import Preferences
from bot.domain.subscription import Mode
from bot.language.formats import either
from bot.language.translating import gettext, gettext_noop, ngettext
from bot.query import QueryError, parse
from bot.service.alerts_file.document import FORMAT
from bot.service.preferences.catalogue import SETTINGS
from bot.service.preferences.parse import EntryError, PreferenceError, is_id, read_flag, read_text
from bot.service.subscriptions.chosen_sources import SourceChoiceError, is_name, read_sources, stored
from bot.service.subscriptions.pauses import read_end
from bot.text.safe import clean, clip, safe, within_code

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from bot.domain.ports.catalogue import Catalogue
    from bot.query import Query

T = TypeVar("T")

LARGEST: Final = 256 * 1024  # bytes; a hundred subscriptions take 20 KB
_MOST_MISTAKES = 10  # that are named
_ENOUGH_MISTAKES = 100  # the rest of the file is not read then
_LONGEST_ERROR = 300  # characters of what is wrong with a query
_MOST_CHANNELS = 500
_MOST_SUBSCRIPTIONS = 1000
_MOST_SOURCES = 120
_ENTRIES = frozenset({"id", "name", "query", "deliver", "sources", "paused", "paused_until"})


class FileError(PaperboyError):
    """The file cannot be read. The text lists what is wrong where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedSubscription:
    """A subscription as the file has it; `id` is "" for a new one.

    Its `sources` need not be read here: one that was exported before a source went away comes back as it was.
    `paused_until`, in UTC, may be past.
    """

    id: str
    name: str
    query: Query
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


def read_file(body: bytes, catalogue: Catalogue = UNKNOWN) -> tuple[WantedChannel, ...]:
    """What a file asks for; `catalogue` has the sources that its queries may name. Raises FileError.

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
    reader = _Reader(catalogue)
    try:
        found = reader.file(content)
    except _EnoughError:
        found = ()
    if reader.count:
        first = gettext("Nothing was changed. The file has mistakes:")
        raise FileError("\n".join([first, *reader.named, *_more(reader)]))
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


def _more(reader: _Reader) -> list[str]:
    if reader.count >= _ENOUGH_MISTAKES:
        # NOTE: the last line of a list of mistakes in a file
        return [gettext("… and many more.")]
    count = reader.count - len(reader.named)
    # NOTE: the last line of a list of mistakes in a file
    return [ngettext("… and {number} more.", "… and {number} more.", count)] if count else []


class _EnoughError(Exception):
    """So many mistakes were found that nobody wants to know of more."""


class _Reader:
    """Notes mistakes instead of raising them, so that a person reads several at once.

    The first few are `named`, `count` is of all. Raises _EnoughError once there are very many.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.named: list[str] = []
        self.count = 0

    def file(self, content: object) -> tuple[WantedChannel, ...]:
        # NOTE: stands where a sentence names an entry: "the file must be an object"
        whole = self._object(content, gettext("the file"), {"paperboy", "channels"})
        if whole.get("paperboy") != FORMAT:
            self._note(
                "`paperboy`",
                gettext_noop("{entry} must be {format}: take the file that `/alerts export` gives."),
                format=FORMAT,
            )
            return ()
        entries = self._list(whole.get("channels"), "`channels`", _MOST_CHANNELS)
        return tuple(self._channel(entry, f"channels[{n}]") for n, entry in enumerate(entries))

    def _channel(self, content: object, path: str) -> WantedChannel:
        entry = self._object(content, path, {"channel", "id", "settings", "subscriptions"})
        listed = self._list(entry.get("subscriptions", []), f"{path}.subscriptions", _MOST_SUBSCRIPTIONS)
        key = self._text(entry, "id", path)
        name = self._text(entry, "channel", path)
        if key and not is_id(key):
            self._note(f"{path}.id", gettext_noop("{entry} must be a channel's id, only digits."))
            key = ""
        if isinstance(content, dict) and not key and not name:
            self._note(path, gettext_noop("{entry} needs a `channel` (its name) or an `id`."))
        settings = entry.get("settings")
        return WantedChannel(
            name=name.removeprefix("#"),
            id=int(key) if key else None,
            preferences=None if settings is None else self._settings(settings, f"{path}.settings"),
            subscriptions=tuple(
                found
                for n, one in enumerate(listed)
                if (found := self._subscription(one, f"{path}.subscriptions[{n}]"))
            ),
        )

    def _subscription(self, content: object, path: str) -> WantedSubscription | None:
        entry = self._object(content, path, _ENTRIES)
        deliver = self._text(entry, "deliver", path) or Mode.NOW.value
        if deliver not in set(Mode):
            self._note(f"{path}.deliver", gettext_noop("{entry} must be {values}."), values=either(list(Mode)))
            return None
        sources = self._sources(entry.get("sources", []), f"{path}.sources")
        query = self._query(self._text(entry, "query", path), f"{path}.query", sources)
        if query is None:
            return None
        end = self._value(entry.get("paused_until"), f"{path}.paused_until", read_end, otherwise=None)
        paused = entry.get("paused", end is not None)
        return WantedSubscription(
            id=self._text(entry, "id", path),
            name=self._text(entry, "name", path),
            query=query,
            mode=Mode(deliver),
            sources=sources,
            paused=self._value(paused, f"{path}.paused", read_flag, otherwise=False),
            paused_until=end,
        )

    def _sources(self, content: object, path: str) -> tuple[str, ...]:
        names: list[str] = []
        for number, one in enumerate(self._list(content, path, _MOST_SOURCES)):
            where = f"{path}[{number}]"
            typed = self._value(one, where, read_text, "")
            if "," in typed or not typed.strip():
                self._note(where, gettext_noop('{entry} must be the name of one source, such as "lists".'))
                continue
            try:
                names += read_sources(typed, self._catalogue, [typed] if is_name(typed) else []) or (LISTS,)
            except SourceChoiceError as error:
                self._note(where, gettext_noop("{entry} is wrong: {error}"), error=error)
        return stored(names, self._catalogue)

    def _query(self, text: str, path: str, sources: tuple[str, ...]) -> Query | None:
        try:
            return parse(text, self._catalogue.listening(sources))
        except QueryError as error:
            wrong = safe(within_code(error.message), _LONGEST_ERROR)
            self._note(
                path,
                # NOTE: {error} is a whole sentence
                gettext_noop("{entry}, at character {position} of {query}: {error}"),
                error=wrong,
                position=error.position + 1,
                query=_code(text, 60),
            )
            return None

    def _settings(self, content: object, path: str) -> Preferences:
        entry = self._object(content, path, {setting.key for setting in SETTINGS})
        fields: dict[str, Any] = {}
        for setting in SETTINGS:
            if setting.key in entry:
                fields |= self._value(entry[setting.key], f"{path}.{setting.key}", setting.read, {})
        return Preferences(**fields)

    def _object(self, content: object, path: str, known: AbstractSet[str]) -> Mapping[str, object]:
        if not isinstance(content, dict):
            self._note(path, gettext_noop("{entry} must be an object: {{ … }}."))
            return {}
        entry = cast("dict[str, object]", content)
        for name in entry:
            if name not in known:
                self._note(
                    path,
                    gettext_noop("{entry} has the unknown entry {unknown}; known are {known}."),
                    unknown=_code(name, 40),
                    known=", ".join(sorted(known)),
                )
        return entry

    def _list(self, content: object, path: str, most: int) -> list[object]:
        if not isinstance(content, list):
            self._note(path, gettext_noop("{entry} must be a list: [ … ]."))
            return []
        entries = cast("list[object]", content)
        if len(entries) > most:
            self._note(
                path,
                gettext_noop("{entry} has {count} entries; {most} is the most."),
                count=len(entries),
                most=most,
            )
        return entries[:most]

    def _text(self, entry: Mapping[str, object], name: str, path: str) -> str:
        return self._value(entry.get(name), f"{path}.{name}", read_text, "")

    def _value(self, value: object, path: str, read: Callable[[object], T], otherwise: T) -> T:
        try:
            return read(value)
        except EntryError as error:
            self._mistake(partial(error.of, path))
        except PreferenceError as error:
            self._note(path, gettext_noop("{entry}: {error}"), error=error)
        return otherwise

    def _note(self, path: str, message: str, **places: object) -> None:
        self._mistake(partial(gettext, message, entry=path, **places))

    def _mistake(self, said: Callable[[], str]) -> None:
        """It becomes a text where it is named; some errors look for advice then, which takes its time."""
        self.count += 1
        if len(self.named) < _MOST_MISTAKES:
            self.named.append(f"• {said()}")
        if self.count >= _ENOUGH_MISTAKES:
            raise _EnoughError


def _code(text: str, limit: int) -> str:
    """A stranger's text as one line of code: at a backtick Discord would end it."""
    shown = clip(within_code(clean(text[: 8 * limit])), limit)
    return f"`{shown or '?'}`"
