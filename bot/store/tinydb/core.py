"""What the operations of the TinyDB engine share: the tables, the indexes, the clock."""

from __future__ import annotations

import sys
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.domain.alert import AlertState
from bot.store import codec
from bot.store.tinydb.book import BookKeeper
from bot.store.tinydb.files.storage import JournalStorage
from bot.store.tinydb.indexes import Indexes
from bot.store.tinydb.table import Reading, Table

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Collection, Iterable, Iterator
    from datetime import datetime

    from bot.domain.alert import Alert, Message
    from bot.domain.paper import Sighting
    from bot.domain.subscription import Destination, Subscription
    from bot.store.tinydb.files.folder import Folder


POSITION = "position "  # before a source: the names of facts with how far it has been read


class Core:
    """The open database. `options` go to the JournalStorage."""

    def __init__(self, folder: Folder, *, now: Callable[[], datetime], **options: Any) -> None:  # noqa: ANN401 - handed on as they are
        self._now = now
        self._index = Indexes()
        self._reading = Reading()
        self.storage = JournalStorage(folder, self._index, **options)
        self._papers: Table[Sighting] = self._table("papers", codec.encode_sighting, codec.decode_sighting)
        self._alerts: Table[Alert] = self._table("alerts", codec.encode_alert, codec.decode_alert)
        self._messages: Table[Message] = self._table("messages", codec.encode_message, codec.decode_message)
        self._subscriptions: Table[Subscription] = self._table(
            "subscriptions", codec.encode_subscription, codec.decode_subscription
        )
        self._destinations: Table[Destination] = self._table(
            "destinations", codec.encode_destination, codec.decode_destination
        )
        self._baselines: Table[Collection[str]] = self._table("baselines", _encode_ids, _decode_ids)
        self._facts: Table[Any] = self._table("facts", _encode_fact, _decode_fact)
        self._notes: Table[Any] = self._table("notes", _encode_fact, _decode_fact)
        stale = self._index.places.stale
        self._book = BookKeeper(
            self._subscriptions, self._baselines, stale, lambda: self._version("subscriptions")
        )

    def _table(self, name: str, encode: Any, decode: Any) -> Table[Any]:  # noqa: ANN401 - typed where it is kept
        return Table(self.storage, name, encode, decode, self._reading)

    async def _breathe(self) -> None:
        """To be awaited by an operation that only reads, before it does."""
        await self._reading.breathe()

    @asynccontextmanager
    async def _write(self, *, followed: bool = False) -> AsyncGenerator[None]:
        """One transaction; see JournalStorage.transaction. Its body must not await.

        One that changes nothing waits for nothing, so the event loop may get its turn before.
        """
        self._reading.count()
        await self._breathe()
        async with self.storage.transaction(followed=followed):
            yield

    def _version(self, name: str) -> int:
        return int(self._facts.get(name) or 0)

    def _increment(self, name: str) -> None:
        self._facts.put(name, self._version(name) + 1)

    def _baseline(self, subscription_id: str) -> frozenset[str]:
        return frozenset(self._baselines.get(subscription_id) or ())

    def _put_message(self, message: Message) -> None:
        """Store a message; it keeps its number, by which messages of one moment stay in order."""
        stored = self._messages.doc(message.key)
        if stored is None:
            self._index.last_number += 1
        self._messages.put(message.key, message, n=self._index.last_number if stored is None else stored["n"])

    def _found(self, keys: Iterable[str]) -> list[Message]:
        """The messages of these keys."""
        return [message for key in keys if (message := self._messages.get(key)) is not None]

    def _put_alert(self, alert: Alert, finished: datetime | None = None) -> None:
        """Store an alert; `finished` tells prune its age."""
        key = codec.alert_key(*alert.key)
        self._alerts.put(key, alert, finished=finished and codec.time_text(finished))

    def _alert(self, destination_id: int, paper_id: str) -> Alert | None:
        return self._alerts.get(codec.alert_key(destination_id, paper_id))

    def _open_alerts(self, destination_id: int) -> Iterator[Alert]:
        """Those that are pending, and those of messages that may be posted."""
        for paper_id in self._index.outbox.pending(destination_id):
            if (alert := self._alert(destination_id, paper_id)) is not None:
                yield alert
        for message in self._found(self._index.outbox.unfinished(destination_id)):
            yield from self._tied(message)

    def _tied(self, message: Message) -> Iterator[Alert]:
        alerts = (self._alert(message.destination_id, paper_id) for paper_id in message.paper_ids)
        return (alert for alert in alerts if alert is not None and alert.state is AlertState.PLANNED)

    def _guild(self, destination_id: int) -> int | None:
        """The server of a destination; nobody's DM, which has none, can be left."""
        place = self._destinations.doc(str(destination_id))
        return None if place is None else place.get("guild")

    def _had_elsewhere(
        self, destination_id: int, paper_id: str, read: dict[tuple[int, str], dict[int, tuple[str, ...]]]
    ) -> frozenset[str]:
        """The subscriptions for which another destination of the same server has a paper, or has had it.

        What was looked up is kept in `read`: nobody moves within a transaction.
        """
        if (guild := self._guild(destination_id)) is None:
            return frozenset()
        if (guild, paper_id) not in read:
            found = (self._alert(one, paper_id) for one in self._index.places.destinations([guild]))
            there = [alert for alert in found if alert is not None and alert.state is not AlertState.DROPPED]
            read[guild, paper_id] = {alert.destination_id: alert.subscriptions for alert in there}
        others = (keys for one, keys in read[guild, paper_id].items() if one != destination_id)
        return frozenset[str]().union(*others)

    def _finished(self, alert: Alert) -> datetime | None:
        """When it was over, as `_put_alert` was told."""
        finished = (self._alerts.doc(codec.alert_key(*alert.key)) or {}).get("finished")
        return None if finished is None else codec.parse_time(finished)

    def _drop_alert(self, destination_id: int, paper_id: str) -> None:
        self._alerts.drop(codec.alert_key(destination_id, paper_id))

    def _alerts_of(self, message: Message, state: AlertState, at: datetime | None) -> None:
        """Set the state of a message's alerts; those that were pruned meanwhile stay gone."""
        for paper_id in message.paper_ids:
            if (alert := self._alert(message.destination_id, paper_id)) is not None:
                self._put_alert(replace(alert, state=state), at)


def _encode_ids(ids: Collection[str]) -> codec.Doc:
    return {"papers": sorted(ids)}


def _decode_ids(_: str, document: codec.Doc) -> frozenset[str]:
    """A paper stands in the baselines of many; a set made of a set has half the size of one that has grown."""
    return frozenset(set(map(sys.intern, document["papers"])))


def _encode_fact(value: object) -> codec.Doc:
    return {"value": value}


def _decode_fact(_: str, document: codec.Doc) -> object:
    return document["value"]
