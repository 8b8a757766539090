"""All that is kept in memory beside the documents, so that no operation searches a whole table."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from bot.domain.alert import MessageState
from bot.store.codec.ascii_json import load
from bot.store.tinydb.indexes.glance import glance
from bot.store.tinydb.indexes.outbox import OutboxIndex
from bot.store.tinydb.indexes.paper_days import PaperDays
from bot.store.tinydb.indexes.places import PlaceIndex
from bot.store.tinydb.indexes.planned_cards import PlannedCards
from bot.store.tinydb.indexes.posted_cards import PostedCards

if TYPE_CHECKING:
    from bot.store.codec import Doc


class Indexes:
    """Follows every document (see JournalStorage)."""

    def __init__(self) -> None:
        self.outbox = OutboxIndex()
        self.places = PlaceIndex()
        self.planned = PlannedCards()
        self.posted = PostedCards()
        self.alerts: Counter[str] = Counter()  # by state
        self.messages: Counter[str] = Counter()  # by state
        self.papers = PaperDays()
        self.paper_changes: Counter[date] = Counter()  # by list day, how often one of its papers changed
        self.published: dict[str, str] = {}  # by journal version: its preprint
        self.newest: dict[int, int] = {}  # by destination, the highest id of a message of ours
        self.last_number = 0  # the highest number of a message

    def found(self, table: str, key: str, raw: bytes) -> None:
        """A document, as JSON, stands there at the start."""
        self.changed(table, key, None, glance(table, raw) or load(raw))

    def changed(self, table: str, key: str, old: Doc | None, new: Doc | None) -> None:
        """A document was inserted (`old` is None), replaced or removed (`new` is None)."""
        match table:
            case "alerts":
                _count(self.alerts, old, new)
                self.outbox.alert(key, old, new)
            case "messages":
                _count(self.messages, old, new)
                self.outbox.message(key, old, new)
                self.planned.message(old, new)
                self.posted.message(key, old, new)
                self._message(old, new)
            case "papers":
                self._paper(key, old, new)
            case "subscriptions":
                self.places.subscription(key, old, new)
            case "baselines":
                self.places.baseline(key)
            case "destinations":
                self.places.destination(int(key), old, new)
                self.outbox.block(int(key), blocked=new is not None and "block" in new)
                self.posted.destination(int(key), new)
            case _:
                pass

    def _message(self, old: Doc | None, new: Doc | None) -> None:
        if new is None:
            if old is not None and self.newest.get(old["to"]) == old.get("message_id", 0):
                del self.newest[old["to"]]  # pruned at 400 days: what remains there is no newer
            return
        self.last_number = max(self.last_number, new["n"])
        if new["state"] == MessageState.SENT and (posted := new.get("message_id")) is not None:
            self.newest[new["to"]] = max(posted, self.newest.get(new["to"], 0))

    def _paper(self, key: str, old: Doc | None, new: Doc | None) -> None:
        self._versions(key, old, new)
        before, after = _list_day(old), _list_day(new)
        for day in (before, after):
            if day is not None:
                self.paper_changes[day] += 1
        if before == after:
            return
        if before is not None:
            self.papers.remove(before, key)
        if after is not None:
            self.papers.add(after, key)

    def _versions(self, key: str, old: Doc | None, new: Doc | None) -> None:
        before, after = _published(old), _published(new)
        if before is not None and before != after and self.published.get(before) == key:
            del self.published[before]
        if after is not None:
            self.published[after] = key


def _published(document: Doc | None) -> str | None:
    return None if document is None else document["paper"].get("published")


def _count(states: Counter[str], old: Doc | None, new: Doc | None) -> None:
    if old is not None:
        states[old["state"]] -= 1
    if new is not None:
        states[new["state"]] += 1


def _list_day(document: Doc | None) -> date | None:
    return None if document is None else date.fromisoformat(document["signals"]["list_day"])
