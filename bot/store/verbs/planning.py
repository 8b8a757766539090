"""From alerts to the messages that carry them."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.alert import Alert, AlertState, Message, MessageState
from bot.domain.errors import ConflictError
from bot.domain.paper import Sighting
from bot.domain.ports import OutboxStore
from bot.store import rules
from bot.store.entries import Subscribed
from bot.store.verbs.sending import claimed, end
from bot.store.verbs.transaction import Verbs, change

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from bot.store.verbs.transaction import AlertKey, Transaction


class PlanningVerbs(Verbs, OutboxStore):
    """The part of the outbox that ties alerts to messages."""

    @override
    async def find_alert(self, destination_id: int, paper_id: str) -> tuple[Alert, Message | None] | None:
        alert = await self.read_one(Alert, (destination_id, paper_id))
        return None if alert is None else (alert, await self.read_one(Message, alert.message_key or ""))

    @override
    @change
    async def plan(
        self,
        rows: Transaction,
        messages: Sequence[Message],
        dropped: Sequence[Alert],
        at: datetime,
        *,
        postponed: Sequence[Alert] = (),
        subscriptions_version: int | None = None,
    ) -> None:
        carried = [(key, message) for message in messages for key in _keys(message)]

        known = await rows.find(Alert, [*dict(carried), *(one.key for one in (*dropped, *postponed))])
        puts: dict[AlertKey, Alert] = {}
        for key, message in carried:
            puts[key] = _tied(_pending(known, key), message)
        for gone in dropped:
            puts[gone.key] = replace(_pending(known, gone.key, gone), state=AlertState.DROPPED, finished=at)
        for one in postponed:
            kept = _pending(known, one.key, one)
            puts[one.key] = replace(kept, due=one.due, deferred_to_digest=one.deferred_to_digest)
        # After the alerts were asked for: whoever changes a subscription from now on waits for those of it.
        if subscriptions_version not in {None, await rows.add(messages)}:
            raise ConflictError("Subscriptions changed while alerts were planned: plan again.")
        await rows.put(puts.values())

    @override
    async def drop_unwanted(self, key: str, claim: int, reason: str, at: datetime, *, in_doubt: bool) -> bool:
        if await self._is_wanted(key):
            return False

        async def work(rows: Transaction) -> bool:
            await rows.lock()  # somebody may take the end back while this waits
            message = await claimed(rows, key, claim)
            if await _are_wanted(rows, _keys(message)):
                return False
            unwanted = message if in_doubt else rules.as_unposted(message)
            await end(rows, [unwanted], MessageState.DROPPED, reason, at)
            return True

        return await self.in_transaction(work)

    @abstractmethod
    async def _is_wanted(self, key: str) -> bool:
        """Whether a subscription exists of one of the alerts that a message carries, at a glance."""

    @override
    @change
    async def split(
        self,
        rows: Transaction,
        key: str,
        claim: int,
        parts: Sequence[Message],
        *,
        reason: str,
        at: datetime,
    ) -> None:
        carried = {place: part for part in parts for place in _keys(part)}

        await rows.lock()
        whole = await claimed(rows, key, claim)
        left = set(whole.paper_ids).difference(*(part.paper_ids for part in parts))
        stored = await rows.find(Sighting, left)
        if await _are_wanted(rows, [(whole.destination_id, paper) for paper in stored]):
            raise ConflictError(f"Somebody wants papers of the message {key} that are in no part: split again.")
        await end(rows, [rules.as_unposted(whole)], MessageState.DROPPED, reason, at)
        await rows.add(parts)
        alerts = await rows.find(Alert, list(carried))
        await rows.put(_tied(alert, carried[place]) for place, alert in alerts.items())


def _keys(message: Message) -> list[AlertKey]:
    return [(message.destination_id, paper_id) for paper_id in message.paper_ids]


def _tied(alert: Alert, message: Message) -> Alert:
    """An alert as its message is."""
    state = AlertState.PLANNED if message.state in rules.OPEN else AlertState(message.state.value)
    return replace(alert, state=state, message_key=message.key, finished=message.finished)


def _pending(known: dict[AlertKey, Alert], key: AlertKey, read: Alert | None = None) -> Alert:
    """Take the alert out, if it has the subscriptions with which it was `read`."""
    alert = known.pop(key, None)
    if (
        alert is None
        or alert.state is not AlertState.PENDING
        or (read or alert).subscriptions != alert.subscriptions
    ):
        raise ConflictError(f"The alert for {key[1]} in {key[0]} is not pending so: plan again.")
    return alert


async def _are_wanted(rows: Transaction, keys: Collection[AlertKey]) -> bool:
    """Whether a subscription of one of these alerts exists."""
    alerts = (await rows.find(Alert, keys)).values()
    return bool(await rows.find(Subscribed, {name for alert in alerts for name in alert.subscriptions}))
