"""The tables of a folder, a transaction on them, and helpers that let the event loop run between many reads."""

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
from bot.store import rules
from bot.store.codec import documents
from bot.store.codec.ascii_json import load_cached
from bot.store.entries import (
    KINDS,
    Entry,
    Note,
    Position,
    StoredSubscription,
    decode_entry,
    entry_key_text,
    key_text,
)
from bot.store.operations.transaction import AlertKey, Counted, Transaction
from bot.store.tinydb.files.storage import JournalStorage
from bot.store.tinydb.indexes.indexes import Indexes

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Collection, Iterable, Mapping

    from bot.store.codec.records import Doc
    from bot.store.tinydb.files.documents import Table
    from bot.store.tinydb.files.folder import Folder

T = TypeVar("T")
Key = TypeVar("Key")
_BATCH_SIZE = 200  # documents read (about 2 ms) before the event loop runs
_MAX_HOLD_SECONDS = 0.005  # seconds of reading after which the event loop runs in any case
_POSITION_PREFIX = "position "  # the fact "position daily" has the position of a list `daily`, a list day
_TABLE_NAMES: Mapping[type[Any], str] = {
    Sighting: "papers",
    Destination: "destinations",
    StoredSubscription: "subscriptions",  # their baselines are in the table `baselines`
    Alert: "alerts",
    Message: "messages",
    Position: "facts",  # which also has internal values (see `fact`)
    Note: "notes",
}


class LoopYielder:
    """Lets the event loop run after `_BATCH_SIZE` documents were read, or after `_MAX_HOLD_SECONDS`.

    The time counts too because a document that is not in the system's cache can take as long as hundreds that are.
    """

    def __init__(self) -> None:
        self._documents = 0  # read since the event loop ran
        self._since = 0.0  # when the first of them was read

    def count_read(self) -> None:
        """Count one document that is about to be read."""
        if not self._documents:
            self._since = time.perf_counter()
            with suppress(RuntimeError):  # there is no event loop while a store is opened
                asyncio.get_running_loop().call_soon(self._reset)
        self._documents += 1

    def _reset(self) -> None:
        self._documents = 0

    async def yield_to_loop(self) -> None:
        """Let the event loop run if much was read."""
        is_long = self._documents and time.perf_counter() - self._since >= _MAX_HOLD_SECONDS
        if is_long or self._documents >= _BATCH_SIZE:
            self._documents = 0
            await asyncio.sleep(0)


async def in_batches(keys: Iterable[Key]) -> AsyncGenerator[list[Key]]:
    """Yield the keys in lists; the event loop runs in between, so documents may change."""
    iterator = iter(keys)
    while batch := list(islice(iterator, _BATCH_SIZE)):
        yield batch
        await asyncio.sleep(0)


class Tables(Transaction):
    """All documents by table, and the indexes in memory. `options` are those of JournalStorage.

    Its methods as a Transaction are coroutines, as the interface wants, but none of them ever suspends. So no
    other task runs before the changes are written.
    """

    def __init__(self, folder: Folder, **options: Any) -> None:  # noqa: ANN401 - handed on as they are
        self.index = Indexes()
        self.yielder = LoopYielder()
        self.storage = JournalStorage(folder, self.index, **options)

    def table(self, kind: type[Any]) -> Table:
        """Return the table of a kind of entry."""
        return self.storage.documents[_TABLE_NAMES[kind]]

    def text_keys(self, kind: type[Any]) -> Iterable[str]:
        """Return the keys of all entries of a kind, as of the call, without an open transaction's changes."""
        keys = (key for key, _ in self.table(kind).lines())
        if kind is not Position:
            return keys
        return (key.removeprefix(_POSITION_PREFIX) for key in keys if key.startswith(_POSITION_PREFIX))

    def document(self, kind: type[Any], key: str) -> Doc | None:
        """Return the document of an entry, which must not be changed."""
        if kind is Position:
            day = self.fact(f"{_POSITION_PREFIX}{key}")
            return None if day is None else {"day": day}
        document = self._read_document(_TABLE_NAMES[kind], key)
        if document is None or kind is not StoredSubscription:
            return document
        return {**document, "baseline": (self._read_document("baselines", key) or {"papers": []})["papers"]}

    def _read_document(self, table: str, key: str) -> Doc | None:
        """Return a document as the open transaction has it, or None; it must not be changed."""
        staged = self.storage.staged
        if (table, key) in staged:
            return staged[table, key]
        raw = self.storage.documents[table].find(key)
        return None if raw is None else load_cached(raw)

    def get(self, kind: type[Any], key: Any) -> Any:  # noqa: ANN401 - an entry of that kind
        """Return an entry by its key, which may also be given as text; None if it is not stored."""
        self.yielder.count_read()
        text_key = key_text(key)
        if (document := self.document(kind, text_key)) is None:
            return None
        entry = decode_entry(kind, text_key, document)
        if kind is Sighting and (note := self._read_document("notes", rules.summary_note(text_key))) is not None:
            return replace(entry, paper=replace(entry.paper, summaries=documents.decode_summaries(note["value"])))
        return entry

    def get_all(self, kind: type[T], keys: Iterable[Any]) -> list[T]:
        """Return the stored entries of a kind with these keys."""
        return [entry for key in keys if (entry := self.get(kind, key)) is not None]

    def fact(self, name: str) -> Any:  # noqa: ANN401 - JSON
        """Return one of the engine's internal values by name, such as a change count; None if it is not set."""
        return (self._read_document("facts", name) or {}).get("value")

    def set_fact(self, name: str, value: Any) -> None:  # noqa: ANN401 - JSON
        """Set an internal value when the open transaction is written; None deletes it."""
        self.storage.staged["facts", name] = None if value is None else {"value": value}

    def change_count(self, name: Counted) -> int:
        """Return how many transactions have changed papers, or subscriptions."""
        return int(self.fact(name) or 0)

    # --- as a transaction ---------------------------------------------------------------------------------

    @override
    async def lock(self) -> Mapping[Counted, int]:
        """Return the change counts: there is only one transaction at a time."""
        return {"papers": self.change_count("papers"), "subscriptions": self.change_count("subscriptions")}

    @override
    async def count_changes(self, *names: Counted) -> None:
        for name in names:
            self.set_fact(name, self.change_count(name) + 1)

    @override
    async def find(self, kind: type[T], keys: Iterable[Any]) -> dict[Any, T]:
        return {key: entry for key in keys if (entry := self.get(kind, key)) is not None}

    @override
    async def put(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            if isinstance(entry, Position):
                self.set_fact(f"{_POSITION_PREFIX}{entry.source}", entry.day.isoformat())
                continue
            key, document = entry_key_text(entry), KINDS[type(entry)].encode(entry)
            if isinstance(entry, Message):
                document["n"] = self.number(key)
            elif isinstance(entry, StoredSubscription):
                self.storage.staged["baselines", key] = {"papers": document.pop("baseline")}
            self.storage.staged[_TABLE_NAMES[type(entry)], key] = document

    @override
    async def add_messages(self, messages: Collection[Message]) -> int:
        for message in messages:
            stored = self.get(Message, message.key)
            if stored is not None and stored.state is not MessageState.DROPPED:
                raise ConflictError(f"Message {message.key} already exists. Plan again.")
            await self.put([message if stored is None else replace(message, claim=stored.claim)])
        return self.change_count("subscriptions")

    def number(self, key: str) -> int:
        """Return a message's sequence number, which orders those of one moment; a new one if it is not stored."""
        if (stored := self._read_document("messages", key)) is not None:
            return stored["n"]
        self.index.last_number += 1
        return self.index.last_number

    @override
    async def drop(self, kind: type[Entry], keys: Collection[Any]) -> None:
        for key in keys:
            text_key = key_text(key)
            self.storage.staged[_TABLE_NAMES[kind], text_key] = None
            if kind is StoredSubscription:
                self.storage.staged["baselines", text_key] = None

    @override
    async def find_open_alerts(self, destination_id: int, subscription_id: str | None = None) -> list[Alert]:
        unfinished = self.get_all(Message, self.index.outbox.unfinished(destination_id))
        planned = ((destination_id, paper) for message in unfinished for paper in message.paper_ids)
        alerts = self.get_all(Alert, dict.fromkeys((*self.index.outbox.pending(destination_id), *planned)))
        wanted = (alert for alert in alerts if subscription_id is None or subscription_id in alert.subscriptions)
        return [alert for alert in wanted if alert.state in rules.OPEN_ALERT_STATES]

    @override
    async def find_unfinished_messages(
        self, destination_id: int, states: Collection[MessageState] = rules.OPEN_STATES
    ) -> list[Message]:
        messages = self.get_all(Message, self.index.outbox.unfinished(destination_id))
        return [message for message in messages if message.state in states]

    @override
    async def find_subscription_ids(self, destination_id: int) -> Collection[str]:
        return list(self.index.subscriptions_by_destination.of(destination_id))

    @override
    async def find_alerted_elsewhere(self, keys: Collection[AlertKey]) -> Mapping[AlertKey, Collection[str]]:
        @cache  # one paper is often looked up for several destinations of a server
        def server_alerts(guild_id: int, paper: str) -> list[Alert]:
            return self.get_all(Alert, [(other_id, paper) for other_id in self.index.destinations([guild_id])])

        alerted: defaultdict[AlertKey, set[str]] = defaultdict(set)
        for destination_id, paper in keys:
            guild_id = (self._read_document("destinations", str(destination_id)) or {}).get("guild")
            for alert in server_alerts(guild_id, paper):  # none in a direct message, which has no server
                if alert.destination_id != destination_id and alert.state is not AlertState.DROPPED:
                    alerted[destination_id, paper].update(alert.subscriptions)
        return alerted

    @override
    async def add_to_baselines(self, baselines: Mapping[str, frozenset[str]]) -> bool:
        stored = await self.find(StoredSubscription, baselines)
        grown = [entry for key, entry in stored.items() if not baselines[key] <= entry.baseline]
        await self.put(
            replace(entry, baseline=entry.baseline | baselines[entry.subscription.id]) for entry in grown
        )
        return bool(grown)

    @override
    async def mark_subscriptions_changed(self, destination_id: int) -> None:
        self.index.changed_subscriptions.update(self.index.subscriptions_by_destination.of(destination_id))
