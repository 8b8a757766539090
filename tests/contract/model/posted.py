"""Posted cards that need work, as dictionaries; see tests.contract.model.model."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain.alert import Message, MessageKind, MessageState, Payload
from bot.domain.preferences import Preferences
from bot.domain.subscription import Destination


class PostedModel:
    """Messages, and the destinations whose preferences apply to posted ones."""

    def __init__(self):
        self.places: dict[int, Destination] = {}
        self.outbox: dict[str, Message] = {}  # in the order of their plans

    def cards_between(self, destination_id: int, since: datetime, before: datetime) -> int:
        there = [m for m in self.outbox.values() if m.destination_id == destination_id]
        ours = [m for m in there if since <= m.created < before]
        return sum(m.kind is MessageKind.CARD and m.state is not MessageState.DROPPED for m in ours)

    def _posted(self, since: datetime, after: Message | None = None) -> list[tuple[Message, Preferences]]:
        """Posted cards in unblocked destinations, with the preferences there."""
        sent = [m for m in self.outbox.values() if m.state is MessageState.SENT and m.kind is MessageKind.CARD]
        there = [(m.finished, m.key, m) for m in sent if m.message_id is not None and m.finished is not None]
        begin = (since, "") if after is None or after.finished is None else (after.finished, after.key)
        placed = [(m, self.places.get(m.destination_id)) for at, key, m in sorted(there) if (at, key) > begin]
        return [(m, place.preferences) for m, place in placed if place is not None and place.block is None]

    def threadless_cards(
        self, since: datetime, *, limit: int, after: Message | None = None
    ) -> tuple[Message, ...]:
        """Cards that lack a thread; no destination of the model is a forum."""
        posted = [m for m, chosen in self._posted(since, after) if chosen.thread_per_alert]
        return tuple(m for m in posted if m.thread_id is None and "thread" in m.payload)[:limit]

    def _living(self, since: datetime, after: Message | None = None) -> list[Message]:
        posted = [m for m, chosen in self._posted(since, after) if chosen.living]
        return [m for m in posted if "gone" not in m.milestones]

    def shown_milestones(self, since: datetime) -> dict[str, set[tuple[str, ...]]]:
        living = self._living(since)
        papers = {m.paper_ids for m in living}
        return {ids[0]: {m.milestones for m in living if m.paper_ids == ids} for ids in papers}

    def outdated_cards(
        self,
        paper_id: str,
        reached: Collection[str],
        *,
        since: datetime,
        unchanged_since: datetime,
        limit: int,
        after: Message | None = None,
    ) -> tuple[Message, ...]:
        ours = [m for m in self._living(since, after) if m.paper_ids == (paper_id,)]
        behind = [m for m in ours if not set(reached) <= {*m.milestones}]
        changed = [(m.edited or m.finished, m) for m in behind]
        return tuple(m for at, m in changed if at is not None and at <= unchanged_since)[:limit]

    def record_edit(self, key: str, payload: Payload, milestones: tuple[str, ...], at: datetime):
        if key in self.outbox and self.outbox[key].state is MessageState.SENT:
            self.outbox[key] = replace(self.outbox[key], payload=payload, milestones=milestones, edited=at)

    def record_thread(self, key: str, thread_id: int):
        if key in self.outbox and self.outbox[key].state is MessageState.SENT:
            self.outbox[key] = replace(self.outbox[key], thread_id=thread_id)

    def newest_posts(self, destination_id: int, limit: int) -> tuple[Message, ...]:
        sent = [m for m in self.outbox.values() if m.state is MessageState.SENT and m.message_id is not None]
        here = [m for m in sent if m.destination_id == destination_id]
        return tuple(sorted(here, key=lambda m: m.message_id or 0, reverse=True)[:limit])

    def newest_message_ids(self, destination_id: int, limit: int) -> tuple[int, ...]:
        return tuple(m.message_id or 0 for m in self.newest_posts(destination_id, limit))


def compare_slices(both: Callable[..., Any], since: datetime, now: datetime, limit: int, paper_id: str):
    """Compare `both` slice by slice until there are no more."""
    both("shown_milestones", since)
    last = None
    while cards := both("threadless_cards", since, limit=limit, after=last):
        last = cards[-1]
    when: dict[str, Any] = {"since": since, "unchanged_since": now - timedelta(seconds=30), "limit": limit}
    last = None
    while cards := both("outdated_cards", paper_id, ["upvotes:50"], **when, after=last):
        last = cards[-1]
