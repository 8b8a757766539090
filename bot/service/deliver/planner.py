"""What destinations take at this moment."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

from bot.domain.alert import MessageKind
from bot.domain.schedule import Schedule, schedule_of
from bot.domain.subscription import Destination, Mode
from bot.service.deliver.compose import alive, item_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.domain.alert import Alert, Item, Message
    from bot.domain.paper import Sighting
    from bot.domain.subscription import Subscription
    from bot.service.deliver.compose import Composer


MOST_CARDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What a destination takes at this moment; `cards_left` for the local day, None when nobody counts."""

    destination: Destination
    schedule: Schedule = field(default_factory=Schedule)
    cards_left: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be stored for one destination.

    `dropped` are keys of alerts that nobody wants any more, `postponed` those that have to wait.
    """

    messages: tuple[Message, ...]
    dropped: tuple[tuple[int, str], ...]
    postponed: tuple[Alert, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sorted:
    """Alerts by how they are posted."""

    cards: Sequence[Alert]
    digest: Sequence[Alert]
    postponed: Sequence[Alert] = ()


class Planner:
    """Groups due alerts into messages with their payloads: pure but for the composer's renderer."""

    def __init__(
        self,
        composer: Composer,
        subscriptions: Mapping[str, Subscription],
        papers: Mapping[str, Sighting],
        rooms: Mapping[int, Room],
    ) -> None:
        self._composer = composer
        self._subscriptions = subscriptions
        self._papers = papers
        self._rooms = rooms

    def plan(self, alerts: Sequence[Alert], now: datetime) -> Iterator[Plan]:
        """For each destination of `alerts` (grouped by it) what is to be stored.

        An alert is dropped when none of its subscriptions exists any more.
        """
        for destination_id, group in groupby(alerts, key=lambda alert: alert.destination_id):
            wanted: list[Alert] = []
            dropped: list[tuple[int, str]] = []
            for alert in group:
                if alive(alert, self._subscriptions) and alert.paper_id in self._papers:
                    wanted.append(alert)
                else:
                    dropped.append(alert.key)
            room = self._rooms.get(destination_id)
            room = room or Room(destination=Destination(id=destination_id, guild_id=None))
            found = self._sort(room, wanted, now)
            yield Plan(
                messages=tuple(self._messages(room.destination, found, now)),
                dropped=tuple(dropped),
                postponed=tuple(found.postponed),
            )

    def _sort(self, room: Room, alerts: Sequence[Alert], now: datetime) -> _Sorted:
        """Cards for up to five alerts that are wanted at once, digests for more and for digest modes.

        In quiet hours everything waits for their end. Cards beyond the day's number wait for the next digest,
        before anything else is decided: what is left for today may be a burst still.
        """
        if (quiet_end := room.schedule.quiet_end(now)) is not None:
            return _Sorted(cards=(), digest=(), postponed=[replace(alert, due=quiet_end) for alert in alerts])
        at_once = [alert for alert in alerts if self._at_once(alert)]
        left = len(at_once) if room.cards_left is None else max(room.cards_left, 0)
        cards, beyond = at_once[:left], at_once[left:]
        if len(cards) > MOST_CARDS:
            cards = []
        next_digest = room.schedule.next_digest(now) if beyond else now
        waits = next_digest > now  # else this very moment is that of the digest
        postponed = [replace(alert, due=next_digest, deferred_to_digest=True) for alert in beyond] if waits else []
        elsewhere = {alert.key for alert in (*cards, *postponed)}
        digest = [alert for alert in alerts if alert.key not in elsewhere]
        return _Sorted(cards=cards, digest=digest, postponed=postponed)

    def _at_once(self, alert: Alert) -> bool:
        return not alert.deferred_to_digest and any(s.mode is Mode.NOW for s in alive(alert, self._subscriptions))

    def _messages(self, destination: Destination, found: _Sorted, now: datetime) -> Iterator[Message]:
        for alert in found.cards:
            yield self._composer.message(destination, MessageKind.CARD, [self._item(alert)], now)
        for items in self._composer.pack([self._item(alert) for alert in found.digest], destination):
            yield self._composer.message(destination, MessageKind.DIGEST, items, now)

    def _item(self, alert: Alert) -> Item:
        return item_of(self._papers[alert.paper_id], alive(alert, self._subscriptions))


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.domain.ports import Store
    from bot.domain.schedule import DigestTimes


class Rooms:
    """Reads preferences and counts cards; `host` says when digests come where people did not choose."""

    def __init__(self, store: Store, host: DigestTimes) -> None:
        self._store = store
        self._host = host

    async def look(self, destination_ids: Iterable[int], now: datetime) -> dict[int, Room]:
        """By id; those that are forgotten are left out."""
        found = [await self._store.destination(destination_id) for destination_id in destination_ids]
        return {one.id: await self.room(one, now) for one in found if one is not None}

    def schedule(self, destination: Destination) -> Schedule:
        """The times that hold there."""
        return schedule_of(destination.preferences, self._host)

    async def room(self, destination: Destination, now: datetime) -> Room:
        """What one destination takes."""
        schedule = self.schedule(destination)
        most = destination.preferences.most_a_day
        left = None
        if most is not None:
            left = most - await self._store.cards_since(destination.id, schedule.day_start(now))
        return Room(destination=destination, schedule=schedule, cards_left=left)
