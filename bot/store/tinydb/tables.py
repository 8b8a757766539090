"""The tables of a folder, and the transaction that writes them."""

from __future__ import annotations

import sys
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from typing_extensions import override

from bot.domain.alert import Alert, AlertState, Message, MessageState
from bot.domain.errors import ConflictError
from bot.domain.paper import Sighting
from bot.domain.subscription import Destination
from bot.store import codec, rules
from bot.store.entries import KINDS, Note, Position, Subscribed, name_of, named
from bot.store.tinydb.files.storage import JournalStorage
from bot.store.tinydb.indexes import Indexes
from bot.store.tinydb.table import Reading, Table
from bot.store.verbs.transaction import Transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from bot.store.codec import Doc
    from bot.store.entries import Entry
    from bot.store.tinydb.files.folder import Folder
    from bot.store.verbs.transaction import AlertKey, Counted

T = TypeVar("T")
POSITION = "position "  # before a source: the names of facts with how far it has been read


class Tables(Transaction):
    """What is stored, by table, and what is known of it in memory. `options` go to the JournalStorage.

    As a transaction it never waits, so that nobody else sees what is not written yet.
    """

    def __init__(self, folder: Folder, **options: Any) -> None:  # noqa: ANN401 - handed on as they are
        self.index = Indexes()
        self.reading = Reading()
        self.storage = JournalStorage(folder, self.index, **options)
        self.papers = self._of("papers", Sighting)
        self.alerts = self._of("alerts", Alert)
        self.messages = self._of("messages", Message)
        self.destinations = self._of("destinations", Destination)
        self.subscriptions = self._table("subscriptions", codec.encode_subscription, codec.decode_subscription)
        self.baselines = self._table("baselines", _encode_ids, _decode_ids)
        self.facts = self._table("facts", _encode_fact, _decode_fact)
        self.notes = self._of("notes", Note)
        self._by_kind: dict[type[Any], Table[Any]] = {
            Sighting: self.papers,
            Alert: self.alerts,
            Message: self.messages,
            Destination: self.destinations,
            Note: self.notes,
        }

    def _of(self, name: str, kind: type[T]) -> Table[T]:
        return self._table(name, KINDS[kind].encode, KINDS[kind].decode)

    def _table(self, name: str, encode: Callable[[T], Doc], decode: Callable[[str, Doc], T]) -> Table[T]:
        return Table(self.storage, name, encode, decode, self.reading)

    def get(self, kind: type[Any], key: Any) -> Any:  # noqa: ANN401 - an entry of that kind
        """One entry; None where there is none."""
        name = name_of(kind, key)
        if kind is Subscribed:
            subscription = self.subscriptions.get(name)
            return None if subscription is None else Subscribed(subscription, self.baseline(name))
        found = self._by_kind[kind].get(name)
        if (
            kind is Sighting
            and found is not None
            and (note := self.notes.get(rules.summary_note(name))) is not None
        ):
            return replace(found, paper=replace(found.paper, summaries=codec.decode_summaries(note.value)))
        return found

    def found(self, kind: type[T], keys: Iterable[Any]) -> list[T]:
        """The entries of a kind with these keys that there are."""
        return [found for key in keys if (found := self.get(kind, key)) is not None]

    def baseline(self, subscription_id: str) -> frozenset[str]:
        """The papers of which a subscription is never alerted."""
        return self.baselines.get(subscription_id) or frozenset()

    def count(self, name: Counted) -> int:
        """How often papers, or subscriptions, changed until now."""
        return int(self.facts.get(name) or 0)

    # --- as a transaction ---------------------------------------------------------------------------------

    @override
    async def lock(self) -> None:
        pass  # there is one transaction at a time

    @override
    async def version(self, name: Counted) -> int:
        return self.count(name)

    @override
    async def grow(self, *names: Counted) -> None:
        for name in names:
            self.facts.put(name, self.count(name) + 1)

    @override
    async def find(self, kind: type[T], keys: Iterable[Any]) -> dict[Any, T]:
        return {key: found for key in keys if (found := self.get(kind, key)) is not None}

    @override
    async def put(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            match entry:
                case Subscribed(subscription, baseline):
                    self.subscriptions.put(subscription.id, subscription)
                    self.baselines.put(subscription.id, baseline)
                case Position(source, day):
                    self.facts.put(POSITION + source, day.isoformat())
                case Message():
                    self.messages.put(entry.key, entry, n=self._number(entry.key))
                case _:
                    self._by_kind[type(entry)].put(named(entry), entry)

    @override
    async def add(self, messages: Collection[Message]) -> None:
        for message in messages:
            known = self.messages.get(message.key)
            if known is not None and known.state is not MessageState.DROPPED:
                raise ConflictError(f"The message {message.key} exists already: plan again.")
            await self.put([message if known is None else replace(message, claim=known.claim)])

    def _number(self, key: str) -> int:
        """By which messages of one moment stay in order."""
        if (stored := self.messages.doc(key)) is not None:
            return stored["n"]
        self.index.last_number += 1
        return self.index.last_number

    @override
    async def drop(self, kind: type[Entry], keys: Collection[Any]) -> None:
        for key in keys:
            if kind is Subscribed:
                self.subscriptions.drop(key)
                self.baselines.drop(key)
            else:
                self._by_kind[kind].drop(name_of(kind, key))

    @override
    async def find_open(self, destination_id: int, *, naming: str | None = None) -> list[Alert]:
        unfinished = self.found(Message, self.index.outbox.unfinished(destination_id))
        carried = (paper for message in unfinished for paper in message.paper_ids)
        papers = dict.fromkeys((*self.index.outbox.pending(destination_id), *carried))
        alerts = self.found(Alert, [(destination_id, paper) for paper in papers])
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
        return list(self.index.places.subscribed.get(destination_id, ()))

    @override
    async def had_elsewhere(self, keys: Collection[AlertKey]) -> Mapping[AlertKey, Collection[str]]:
        read: dict[AlertKey, list[Alert]] = {}
        had: defaultdict[AlertKey, set[str]] = defaultdict(set)
        for here, paper in keys:
            if (guild := (self.destinations.doc(str(here)) or {}).get("guild")) is None:
                continue  # nobody's DM, which has none, can be left
            if (guild, paper) not in read:
                places = self.index.places.destinations([guild])
                read[guild, paper] = self.found(Alert, [(place, paper) for place in places])
            for alert in read[guild, paper]:
                if alert.destination_id != here and alert.state is not AlertState.DROPPED:
                    had[here, paper].update(alert.subscriptions)
        return had

    @override
    async def widen(self, baselines: Mapping[str, frozenset[str]]) -> bool:
        known = {key: self.baseline(key) for key in baselines if key in self.subscriptions}
        wider = {key: ids | baselines[key] for key, ids in known.items() if not baselines[key] <= ids}
        for key, ids in wider.items():
            self.baselines.put(key, ids)
        return bool(wider)

    @override
    async def touch(self, destination_id: int) -> None:
        self.index.places.stale.update(await self.find_subscribed(destination_id))


def _encode_ids(ids: Collection[str]) -> Doc:
    return {"papers": sorted(ids)}


def _decode_ids(_: str, document: Doc) -> frozenset[str]:
    """A paper stands in the baselines of many; a set made of a set has half the size of one that has grown."""
    return frozenset(set(map(sys.intern, document["papers"])))


def _encode_fact(value: Any) -> Doc:  # noqa: ANN401 - JSON
    return {"value": value}


def _decode_fact(_: str, document: Doc) -> Any:  # noqa: ANN401 - JSON
    return document["value"]
