"""All indexes of a store in a folder, and how they follow its documents."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from bot.domain.alert import MessageKind, MessageState
from bot.store.codec.ascii_json import load
from bot.store.codec.records import parse_time
from bot.store.tinydb.indexes.groups import Groups, micros
from bot.store.tinydb.indexes.newest_posts import NewestPosts
from bot.store.tinydb.indexes.outbox import OutboxIndex
from bot.store.tinydb.indexes.paper_days import PaperDays, list_day
from bot.store.tinydb.indexes.posted_cards import PostedCardIndex

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from bot.domain.subscription import Destination
    from bot.store.codec.records import Doc

# The start of a paper's signals in `encode_sighting`. Texts cannot contain it, as their quotes are escaped.
_SIGNALS_START = re.compile(rb'"signals":\{"first_seen":"[^"]*","list_day":"([0-9-]{10})"')
_PUBLISHED_KEY = b'"published":'


class Indexes:
    """All indexes, updated with every change of a document (see JournalStorage)."""

    def __init__(self) -> None:
        self.outbox = OutboxIndex()
        self.posted_cards = PostedCardIndex()
        # Of alerts, messages and subscriptions, by table and state; tombstones have the state "ended", other
        # subscriptions "".
        self.counts: Counter[tuple[str, str]] = Counter()
        self.papers_by_day = PaperDays()
        # By list day, the sum of its papers' marks, or a placeholder while `Core.changed_days` adds them up.
        self.day_marks: dict[date, object] = {}
        # By journal version.
        self.preprints: Groups[str, str] = Groups(
            lambda key, paper: (version, key) if (version := paper["paper"].get("published")) else None
        )
        self.subscriptions_by_destination: Groups[int, str] = Groups(
            lambda key, subscription: (subscription["to"], key)
        )
        self.destinations_by_guild: Groups[int, int] = Groups(
            lambda key, place: None if (guild := place.get("guild")) is None else (guild, int(key))
        )
        # Ids of subscriptions that changed since the cache last read them.
        self.changed_subscriptions: set[str] = set()
        self.recent_destinations: dict[int, Destination] = {}  # read since the last change of one
        self.last_number = 0  # the highest number of a message
        self.newest_posts = NewestPosts()
        # By destination, the creation times of cards in µs; messages are kept for three months.
        self.card_times: Groups[int, int] = Groups(
            lambda _, message: (
                (message["to"], micros(parse_time(message["created"])))
                if message["kind"] == MessageKind.CARD and message["state"] != MessageState.DROPPED
                else None
            ),
            partial(array, "q"),
        )

    def load_document(self, table: str, key: str, raw: bytes) -> None:
        """Index a document, given as JSON, that was stored before the start."""
        self.changed(table, key, None, partial_paper(table, raw) or load(raw))

    def changed(self, table: str, key: str, old: Doc | None, new: Doc | None) -> None:
        """Update for a document that was inserted (`old` is None), replaced or deleted (`new` is None)."""
        match table:
            case "alerts":
                self._count(table, old, new)
                self.outbox.alerts.changed(key, old, new)
            case "messages":
                self._count(table, old, new)
                self.outbox.messages.changed(key, old, new)
                self.posted_cards.message_changed(key, old, new)
                self.card_times.changed(key, old, new)
                self.newest_posts.changed(key, old, new)
                self.last_number = max(self.last_number, (new or {}).get("n", 0))
            case "papers":
                self.preprints.changed(key, old, new)
                self.papers_by_day.changed(key, old, new)
                for paper in (old, new):
                    if paper is not None:
                        self.day_marks.pop(list_day(paper), None)
            case "subscriptions":
                self.changed_subscriptions.add(key)
                self._count(table, old, new)
                self.subscriptions_by_destination.changed(key, old, new)
            case "baselines":
                self.changed_subscriptions.add(key)
            case "destinations":
                self.recent_destinations.clear()
                self.destinations_by_guild.changed(key, old, new)
                self.outbox.set_blocked(int(key), blocked=new is not None and "block" in new)
                self.posted_cards.destination_changed(int(key), new)
            case _:
                pass

    def _count(self, table: str, old: Doc | None, new: Doc | None) -> None:
        for document, difference in ((old, -1), (new, 1)):
            if document is not None:
                self.counts[table, document.get("state") or ("ended" if "ended" in document else "")] += difference

    def destinations(self, guild_ids: Iterable[int]) -> set[int]:
        """Return the destinations of these servers."""
        return set[int]().union(*map(self.destinations_by_guild.of, guild_ids))

    def cards_between(self, destination: int, since: datetime, before: datetime) -> int:
        """Count a destination's cards created from `since` until `before`, without dropped ones."""
        moments = self.card_times.of(destination)
        return max(0, bisect_left(moments, micros(before)) - bisect_left(moments, micros(since)))


def partial_paper(table: str, raw: bytes) -> Doc | None:
    """Return the part that the indexes need of a paper's document; None if it must be decoded as a whole.

    With arXiv there are 150,000 papers of 1.6 KB, of which the indexes need only the list day.
    """
    if table != "papers" or _PUBLISHED_KEY in raw or (signals := _SIGNALS_START.search(raw)) is None:
        return None
    return {"paper": {}, "signals": {"list_day": signals[1].decode("ascii")}}
