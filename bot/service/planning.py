"""From alerts that are due to the messages that carry them."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from bot.domain.alert import Item, Message, MessageKind, MessageState, message_key
from bot.domain.subscription import Mode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.domain.alert import Alert, Payload
    from bot.domain.paper import Sighting
    from bot.domain.ports import Renderer
    from bot.domain.subscription import Subscription

_log = logging.getLogger(__name__)
MOST_CARDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be stored for one destination; `dropped` are keys of alerts that nobody wants any more."""

    messages: tuple[Message, ...]
    dropped: tuple[tuple[int, str], ...]


class Planner:
    """Groups due alerts into messages with their payloads: pure but for the renderer that it is given."""

    def __init__(
        self, renderer: Renderer, subscriptions: Mapping[str, Subscription], papers: Mapping[str, Sighting]
    ) -> None:
        self._renderer = renderer
        self._subscriptions = subscriptions
        self._papers = papers

    def plan(self, alerts: Sequence[Alert], now: datetime) -> Iterator[Plan]:
        """For each destination of `alerts` (grouped by it) what is to be stored.

        An alert is dropped when none of its subscriptions exists any more.
        """
        for destination_id, group in groupby(alerts, key=lambda alert: alert.destination_id):
            wanted: list[Alert] = []
            dropped: list[tuple[int, str]] = []
            for alert in group:
                if self._alive(alert) and alert.paper_id in self._papers:
                    wanted.append(alert)
                else:
                    dropped.append(alert.key)
            yield Plan(messages=tuple(self._for_destination(destination_id, wanted, now)), dropped=tuple(dropped))

    def _alive(self, alert: Alert) -> list[Subscription]:
        return [self._subscriptions[key] for key in alert.subscriptions if key in self._subscriptions]

    def _for_destination(self, destination_id: int, alerts: Sequence[Alert], now: datetime) -> Iterable[Message]:
        """Cards for up to five alerts that are wanted at once, digests for more and for digest modes."""
        at_once: list[Alert] = []
        gathered: list[Alert] = []
        for alert in alerts:
            now_too = any(s.mode is Mode.NOW for s in self._alive(alert))
            (at_once if now_too else gathered).append(alert)
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
        """The message with its payload; a dead letter when it cannot be rendered, which is our bug."""
        paper_ids = tuple(item.sighting.paper.id for item in items)
        message = Message(
            key=message_key(destination_id, kind, paper_ids),
            destination_id=destination_id,
            kind=kind,
            paper_ids=paper_ids,
            payload={},
            created=now,
            next_try=now,
        )
        try:
            return replace(message, payload=self._render(kind, items, message.key))
        except Exception as error:  # noqa: BLE001 - one strange paper must not stop all the others
            _log.exception("%s could not be rendered.", ", ".join(paper_ids))
            reason = f"It could not be rendered ({type(error).__name__}): please report this."
            return replace(message, state=MessageState.DEAD, reason=reason, finished=now)

    def _render(self, kind: MessageKind, items: Sequence[Item], key: str) -> Payload:
        if kind is MessageKind.CARD:
            return self._renderer.card(items[0], key)
        return self._renderer.digest(items, key)
