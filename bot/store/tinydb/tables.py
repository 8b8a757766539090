"""The tables of a folder, and the transaction that writes them."""

from __future__ import annotations

import sys
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from typing_extensions import override

from bot.domain.alert import AlertState, MessageState
from bot.domain.errors import ConflictError
from bot.store import codec, rules
from bot.store.tinydb.files.storage import JournalStorage
from bot.store.tinydb.indexes import Indexes
from bot.store.tinydb.table import Reading, Table
from bot.store.verbs.transaction import Transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import date

    from bot.domain.alert import Alert, Message
    from bot.domain.paper import Sighting
    from bot.domain.subscription import Destination
    from bot.store.codec import Doc
    from bot.store.tinydb.files.folder import Folder
    from bot.store.verbs.transaction import AlertKey, Counted, Put, Subscribed

T = TypeVar("T")
POSITION = "position "  # before a source: the names of facts with how far it has been read
_OPEN = frozenset({AlertState.PENDING, AlertState.PLANNED})


class Tables(Transaction):
    """What is stored, by table, and what is known of it in memory. `options` go to the JournalStorage.

    As a transaction it never waits, so that nobody else sees what is not written yet.
    """

    def __init__(self, folder: Folder, **options: Any) -> None:  # noqa: ANN401 - handed on as they are
        self.index = Indexes()
        self.reading = Reading()
        self.storage = JournalStorage(folder, self.index, **options)
        self.papers = self._table("papers", codec.encode_sighting, codec.decode_sighting)
        self.alerts = self._table("alerts", codec.encode_alert, codec.decode_alert)
        self.messages = self._table("messages", codec.encode_message, codec.decode_message)
        self.subscriptions = self._table("subscriptions", codec.encode_subscription, codec.decode_subscription)
        self.destinations = self._table("destinations", codec.encode_destination, codec.decode_destination)
        self.baselines = self._table("baselines", _encode_ids, _decode_ids)
        self.facts = self._table("facts", _encode_fact, _decode_fact)
        self.notes = self._table("notes", _encode_fact, _decode_fact)

    def _table(self, name: str, encode: Callable[[T], Doc], decode: Callable[[str, Doc], T]) -> Table[T]:
        return Table(self.storage, name, encode, decode, self.reading)

    def alert(self, destination_id: int, paper_id: str) -> Alert | None:
        """One alert."""
        return self.alerts.get(codec.alert_key(destination_id, paper_id))

    def found(self, keys: Iterable[str]) -> list[Message]:
        """The messages of these keys."""
        return [message for key in keys if (message := self.messages.get(key)) is not None]

    def paper(self, paper_id: str) -> Sighting | None:
        """A stored paper with what models wrote about it."""
        sighting = self.papers.get(paper_id)
        if sighting is None or (note := self.notes.get(rules.summary_note(paper_id))) is None:
            return sighting
        return replace(sighting, paper=replace(sighting.paper, summaries=codec.decode_summaries(note)))

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
    async def grow(self, name: Counted) -> None:
        self.facts.put(name, self.count(name) + 1)

    @override
    async def find_alerts(self, keys: Collection[AlertKey]) -> dict[AlertKey, Alert]:
        return {key: alert for key in keys if (alert := self.alert(*key)) is not None}

    @override
    async def find_naming(self, destination_id: int, subscription_id: str) -> list[Alert]:
        unfinished = self.found(self.index.outbox.unfinished(destination_id))
        carried = [paper for message in unfinished for paper in message.paper_ids]
        papers = (*self.index.outbox.pending(destination_id), *carried)
        alerts = (await self.find_alerts([(destination_id, paper) for paper in papers])).values()
        return [one for one in alerts if subscription_id in one.subscriptions and one.state in _OPEN]

    @override
    async def find_pending(self, destination_id: int) -> list[Alert]:
        papers = self.index.outbox.pending(destination_id)
        return list((await self.find_alerts([(destination_id, paper) for paper in papers])).values())

    @override
    async def put_alerts(self, alerts: Iterable[Put]) -> None:
        for alert, at in alerts:
            key = codec.alert_key(*alert.key)
            ended = at and codec.time_text(at)
            if ended is None and alert.state not in _OPEN:
                ended = (self.alerts.doc(key) or {}).get("finished")
            self.alerts.put(key, alert, finished=ended)

    @override
    async def drop_alerts(self, keys: Collection[AlertKey]) -> None:
        for key in keys:
            self.alerts.drop(codec.alert_key(*key))

    @override
    async def had_elsewhere(self, keys: Collection[AlertKey]) -> Mapping[AlertKey, Collection[str]]:
        read: dict[tuple[int, str], list[Alert]] = {}
        had: defaultdict[AlertKey, set[str]] = defaultdict(set)
        for here, paper in keys:
            if (guild := (self.destinations.doc(str(here)) or {}).get("guild")) is None:
                continue  # nobody's DM, which has none, can be left
            if (guild, paper) not in read:
                places = self.index.places.destinations([guild])
                alerts = await self.find_alerts([(place, paper) for place in places])
                read[guild, paper] = [one for one in alerts.values() if one.state is not AlertState.DROPPED]
            for alert in read[guild, paper]:
                if alert.destination_id != here:
                    had[here, paper].update(alert.subscriptions)
        return had

    @override
    async def find_message(self, key: str) -> Message | None:
        return self.messages.get(key)

    @override
    async def find_unfinished(
        self, destination_id: int, states: Collection[MessageState] = rules.OPEN
    ) -> list[Message]:
        messages = self.found(self.index.outbox.unfinished(destination_id))
        return [message for message in messages if message.state in states]

    @override
    async def put_messages(self, messages: Collection[Message]) -> None:
        """A message keeps its number, by which messages of one moment stay in order."""
        for message in messages:
            stored = self.messages.doc(message.key)
            if stored is None:
                self.index.last_number += 1
            self.messages.put(message.key, message, n=self.index.last_number if stored is None else stored["n"])

    @override
    async def add_messages(self, messages: Collection[Message]) -> None:
        for message in messages:
            known = self.messages.get(message.key)
            if known is not None and known.state is not MessageState.DROPPED:
                raise ConflictError(f"The message {message.key} exists already: plan again.")
            await self.put_messages([message if known is None else replace(message, claim=known.claim)])

    @override
    async def find_subscription(self, subscription_id: str) -> Subscribed | None:
        subscription = self.subscriptions.get(subscription_id)
        return None if subscription is None else (subscription, self.baseline(subscription_id))

    @override
    async def find_subscribed(self, destination_id: int) -> Collection[str]:
        return list(self.index.places.subscribed.get(destination_id, ()))

    @override
    async def put_subscriptions(self, subscriptions: Collection[Subscribed]) -> None:
        for subscription, baseline in subscriptions:
            self.subscriptions.put(subscription.id, subscription)
            self.baselines.put(subscription.id, baseline)

    @override
    async def drop_subscription(self, subscription_id: str) -> None:
        self.subscriptions.drop(subscription_id)
        self.baselines.drop(subscription_id)

    @override
    async def touch(self, destination_id: int) -> None:
        self.index.places.stale.update(await self.find_subscribed(destination_id))

    @override
    async def find_destination(self, destination_id: int) -> Destination | None:
        return self.destinations.get(str(destination_id))

    @override
    async def put_destinations(self, destinations: Collection[Destination]) -> None:
        for destination in destinations:
            self.destinations.put(str(destination.id), destination)

    @override
    async def drop_destination(self, destination_id: int) -> None:
        self.destinations.drop(str(destination_id))

    @override
    async def find_papers(self, paper_ids: Collection[str]) -> dict[str, Sighting]:
        return {key: sighting for key in paper_ids if (sighting := self.paper(key)) is not None}

    @override
    async def put_papers(self, sightings: Collection[Sighting]) -> None:
        for sighting in sightings:
            self.papers.put(sighting.paper.id, sighting)

    @override
    async def widen(self, baselines: Mapping[str, frozenset[str]]) -> bool:
        known = {key: self.baseline(key) for key in baselines}
        wider = {key: known[key] | papers for key, papers in baselines.items() if not papers <= known[key]}
        stored = [key for key in wider if key in self.subscriptions]
        for key in stored:
            self.baselines.put(key, wider[key])
        return bool(stored)

    @override
    async def put_notes(self, notes: Mapping[str, str]) -> None:
        for name, value in notes.items():
            self.notes.put(name, value)

    @override
    async def put_positions(self, positions: Mapping[str, date]) -> None:
        for source, day in positions.items():
            self.facts.put(POSITION + source, day.isoformat())


def _encode_ids(ids: Collection[str]) -> Doc:
    return {"papers": sorted(ids)}


def _decode_ids(_: str, document: Doc) -> frozenset[str]:
    """A paper stands in the baselines of many; a set made of a set has half the size of one that has grown."""
    return frozenset(set(map(sys.intern, document["papers"])))


def _encode_fact(value: Any) -> Doc:  # noqa: ANN401 - JSON
    return {"value": value}


def _decode_fact(_: str, document: Doc) -> Any:  # noqa: ANN401 - JSON
    return document["value"]
