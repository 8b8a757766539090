"""From alerts that are due to the messages that carry them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from bot.domain.alert import Item, Message, MessageKind, message_key
from bot.domain.subscription import Mode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.domain.alert import Alert
    from bot.domain.paper import Sighting
    from bot.domain.ports import Renderer
    from bot.domain.subscription import Subscription

MOST_CARDS = 5


class Planner:
    """Groups due alerts into messages with their payloads: pure but for the renderer that it is given."""

    def __init__(
        self, renderer: Renderer, subscriptions: Mapping[str, Subscription], papers: Mapping[str, Sighting]
    ) -> None:
        self._renderer = renderer
        self._subscriptions = subscriptions
        self._papers = papers

    def plan(self, alerts: Sequence[Alert], now: datetime) -> tuple[list[Message], list[tuple[int, str]]]:
        """Messages for `alerts` (grouped by destination), and the keys of alerts that nobody wants any more.

        An alert is dropped when none of its subscriptions exists any more.
        """
        messages: list[Message] = []
        dropped: list[tuple[int, str]] = []
        for destination_id, group in groupby(alerts, key=lambda alert: alert.destination_id):
            wanted: list[Alert] = []
            for alert in group:
                if self._alive(alert) and alert.paper_id in self._papers:
                    wanted.append(alert)
                else:
                    dropped.append(alert.key)
            messages += self._for_destination(destination_id, wanted, now)
        return messages, dropped

    def _alive(self, alert: Alert) -> list[Subscription]:
        return [self._subscriptions[key] for key in alert.subscriptions if key in self._subscriptions]

    def _for_destination(self, destination_id: int, alerts: Sequence[Alert], now: datetime) -> Iterable[Message]:
        """Cards for up to five alerts that are wanted at once, digests for more and for digest modes."""
        at_once = [a for a in alerts if any(s.mode is Mode.NOW for s in self._alive(a))]
        gathered = [a for a in alerts if a not in at_once]
        if len(at_once) > MOST_CARDS:
            at_once, gathered = [], list(alerts)
        for alert in at_once:
            yield self._message(destination_id, MessageKind.CARD, [self._item(alert)], now)
        for items in self._renderer.pack([self._item(alert) for alert in gathered]):
            yield self._message(destination_id, MessageKind.DIGEST, items, now)

    def _item(self, alert: Alert) -> Item:
        matched = tuple((s.name, s.query) for s in self._alive(alert))
        return Item(sighting=self._papers[alert.paper_id], matched=matched)

    def _message(self, destination_id: int, kind: MessageKind, items: Sequence[Item], now: datetime) -> Message:
        paper_ids = tuple(item.sighting.paper.id for item in items)
        key = message_key(destination_id, kind, paper_ids)
        card = kind is MessageKind.CARD
        return Message(
            key=key,
            destination_id=destination_id,
            kind=kind,
            paper_ids=paper_ids,
            payload=self._renderer.card(items[0], key) if card else self._renderer.digest(items, key),
            created=now,
            next_try=now,
        )
