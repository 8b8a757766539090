"""The tables of a folder, the transaction that writes them, and reading much without holding up the event loop."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from typing_extensions import override

from bot.domain.alert import Alert, AlertState, Message, MessageState
from bot.domain.errors import ConflictError
from bot.domain.paper import Sighting
from bot.domain.subscription import Destination
from bot.store import codec, rules
from bot.store.codec.ascii_json import load_again
from bot.store.entries import KINDS, Note, Position, Subscribed, decoded, name_of, named
from bot.store.tinydb.files.storage import JournalStorage
from bot.store.tinydb.indexes import Indexes
from bot.store.verbs.transaction import Transaction

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Collection, Iterable, Mapping

    from bot.store.codec import Doc
    from bot.store.entries import Entry
    from bot.store.tinydb.files.documents import Rows
    from bot.store.tinydb.files.folder import Folder
    from bot.store.verbs.transaction import AlertKey, Counted

T = TypeVar("T")
Key = TypeVar("Key")
_AT_A_TIME = 200  # documents read before the event loop gets its turn, some 2 ms
_LONG = 0.005  # seconds after which it gets its turn anyway
_POSITION = "position "  # before a source: the names of facts with how far it has been read
_NAMES: Mapping[type[Any], str] = {
    Sighting: "papers",
    Destination: "destinations",
    Subscribed: "subscriptions",  # with what is never alerted apart, in `baselines`
    Alert: "alerts",
    Message: "messages",
    Position: "facts",  # among others
    Note: "notes",
}


class Reading:
    """Counts the documents that were read since the event loop had its turn, and the time since.

    Mostly the system has them in its cache. If it has not, one read from disk can take as long as hundreds.
    """

    def __init__(self) -> None:
        self._documents = 0
        self._since = 0.0

    def count(self) -> None:
        """One document is about to be read."""
        if not self._documents:
            self._since = time.perf_counter()
            with suppress(RuntimeError):  # a store that is being opened has no event loop to hold up
                asyncio.get_running_loop().call_soon(self._turned)
        self._documents += 1

    def _turned(self) -> None:
        self._documents = 0

    async def breathe(self) -> None:
        """Let the event loop turn when there were many: an operation that only reads from memory never waits."""
        if not self._documents:
            return
        if self._documents >= _AT_A_TIME or time.perf_counter() - self._since >= _LONG:
            self._documents = 0
            await asyncio.sleep(0)


async def in_batches(keys: Iterable[Key]) -> AsyncGenerator[list[Key]]:
    """Some of the keys at a time.

    The event loop gets its turn in between, so documents may change.
    """
    rest = iter(keys)
    while batch := list(islice(rest, _AT_A_TIME)):
        yield batch
        await asyncio.sleep(0)


class Tables(Transaction):
    """All documents by table, and the indexes in memory. `options` go to the JournalStorage.

    As a transaction it never awaits, so that no other task sees unwritten changes. `names` gives the names of the
    moment of the call, even if they change during iteration, and ignores an open transaction.
    """

    def __init__(self, folder: Folder, **options: Any) -> None:  # noqa: ANN401 - handed on as they are
        self.index = Indexes()
        self.reading = Reading()
        self.storage = JournalStorage(folder, self.index, **options)

    def rows(self, kind: type[Any]) -> Rows:
        """The table of a kind."""
        return self.storage.documents[_NAMES[kind]]

    def names(self, kind: type[Any]) -> Iterable[str]:
        """The names of all entries of a kind."""
        names = (key for key, _ in self.rows(kind).lines())
        return (
            names
            if kind is not Position
            else (name.removeprefix(_POSITION) for name in names if name.startswith(_POSITION))
        )

    def doc(self, kind: type[Any], name: str) -> Doc | None:
        """The document of an entry, which nobody may change."""
        if kind is Position:
            day = self.fact(f"{_POSITION}{name}")
            return None if day is None else {"day": day}
        document = self._doc(_NAMES[kind], name)
        if document is None or kind is not Subscribed:
            return document
        return {**document, "baseline": (self._doc("baselines", name) or {"papers": []})["papers"]}

    def _doc(self, table: str, key: str) -> Doc | None:
        decided = self.storage.decided
        if (table, key) in decided:
            return decided[table, key]
        raw = self.storage.documents[table].find(key)
        return None if raw is None else load_again(raw)

    def get(self, kind: type[Any], key: Any) -> Any:  # noqa: ANN401 - an entry of that kind
        """One entry by its key, or by the name that it has among documents; None where there is none."""
        self.reading.count()
        name = name_of(key)
        if (document := self.doc(kind, name)) is None:
            return None
        found = decoded(kind, name, document)
        if kind is Sighting and (note := self._doc("notes", rules.summary_note(name))) is not None:
            return replace(found, paper=replace(found.paper, summaries=codec.decode_summaries(note["value"])))
        return found

    def found(self, kind: type[T], keys: Iterable[Any]) -> list[T]:
        """The entries of a kind with these keys that there are."""
        return [found for key in keys if (found := self.get(kind, key)) is not None]

    def fact(self, name: str) -> Any:  # noqa: ANN401 - JSON
        """A small value that is no entry; None where there is none."""
        return (self._doc("facts", name) or {}).get("value")

    def set_fact(self, name: str, value: Any) -> None:  # noqa: ANN401 - JSON
        """Remember such a value, in a transaction; or forget it (None)."""
        self.storage.decided["facts", name] = None if value is None else {"value": value}

    def count(self, name: Counted) -> int:
        """The number of changes of papers, or of subscriptions, until now."""
        return int(self.fact(name) or 0)

    # --- as a transaction ---------------------------------------------------------------------------------

    @override
    async def lock(self) -> Mapping[Counted, int]:
        """There is one transaction at a time."""
        return {"papers": self.count("papers"), "subscriptions": self.count("subscriptions")}

    @override
    async def grow(self, *names: Counted) -> None:
        for name in names:
            self.set_fact(name, self.count(name) + 1)

    @override
    async def find(self, kind: type[T], keys: Iterable[Any]) -> dict[Any, T]:
        return {key: found for key in keys if (found := self.get(kind, key)) is not None}

    @override
    async def put(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            if isinstance(entry, Position):
                self.set_fact(f"{_POSITION}{entry.source}", entry.day.isoformat())
                continue
            name, document = named(entry), KINDS[type(entry)].encode(entry)
            if isinstance(entry, Message):
                document["n"] = self.number(name)
            elif isinstance(entry, Subscribed):
                self.storage.decided["baselines", name] = {"papers": document.pop("baseline")}
            self.storage.decided[_NAMES[type(entry)], name] = document

    @override
    async def add(self, messages: Collection[Message]) -> int:
        for message in messages:
            known = self.get(Message, message.key)
            if known is not None and known.state is not MessageState.DROPPED:
                raise ConflictError(f"The message {message.key} exists already: plan again.")
            await self.put([message if known is None else replace(message, claim=known.claim)])
        return self.count("subscriptions")

    def number(self, key: str) -> int:
        """By which messages of one moment stay in order; a new one for a new message."""
        if (stored := self._doc("messages", key)) is not None:
            return stored["n"]
        self.index.last_number += 1
        return self.index.last_number

    @override
    async def drop(self, kind: type[Entry], keys: Collection[Any]) -> None:
        for key in keys:
            name = name_of(key)
            self.storage.decided[_NAMES[kind], name] = None
            if kind is Subscribed:
                self.storage.decided["baselines", name] = None

    @override
    async def find_open(self, destination_id: int, *, naming: str | None = None) -> list[Alert]:
        unfinished = self.found(Message, self.index.outbox.unfinished(destination_id))
        carried = ((destination_id, paper) for message in unfinished for paper in message.paper_ids)
        alerts = self.found(Alert, dict.fromkeys((*self.index.outbox.pending(destination_id), *carried)))
        named = (one for one in alerts if naming is None or naming in one.subscriptions)
        return [one for one in named if one.state in rules.OPEN_ALERTS]

    @override
    async def find_unfinished(
        self, destination_id: int, states: Collection[MessageState] = rules.OPEN
    ) -> list[Message]:
        messages = self.found(Message, self.index.outbox.unfinished(destination_id))
        return [message for message in messages if message.state in states]

    @override
    async def find_subscribed(self, destination_id: int) -> Collection[str]:
        return list(self.index.subscribed.of(destination_id))

    @override
    async def had_elsewhere(self, keys: Collection[AlertKey]) -> Mapping[AlertKey, Collection[str]]:
        @cache  # several destinations of a server may ask for one paper
        def anywhere(guild: int, paper: str) -> list[Alert]:
            return self.found(Alert, [(place, paper) for place in self.index.destinations([guild])])

        had: defaultdict[AlertKey, set[str]] = defaultdict(set)
        for here, paper in keys:
            guild = (self._doc("destinations", str(here)) or {}).get("guild")
            for alert in (
                () if guild is None else anywhere(guild, paper)
            ):  # nobody's DM, which has none, can be left
                if alert.destination_id != here and alert.state is not AlertState.DROPPED:
                    had[here, paper].update(alert.subscriptions)
        return had

    @override
    async def widen(self, baselines: Mapping[str, frozenset[str]]) -> bool:
        known = await self.find(Subscribed, baselines)
        wider = [one for key, one in known.items() if not baselines[key] <= one.baseline]
        await self.put(replace(one, baseline=one.baseline | baselines[one.subscription.id]) for one in wider)
        return bool(wider)

    @override
    async def touch(self, destination_id: int) -> None:
        self.index.stale.update(self.index.subscribed.of(destination_id))
