"""From alerts to the messages that carry them, and messages from their claims to their ends."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from bot.domain.alert import Alert, AlertState, Message, MessageState
from bot.domain.errors import ConflictError
from bot.domain.paper import Sighting
from bot.domain.ports import Store
from bot.store import rules
from bot.store.entries import Subscribed
from bot.store.verbs.transaction import Verbs, change

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from bot.domain.alert import Payload
    from bot.store.verbs.transaction import AlertKey, Transaction


class OutboxVerbs(Verbs, Store):
    """The outbox, but for what each engine looks up in its own way."""

    @override
    @change
    async def mark_sending(
        self,
        rows: Transaction,
        key: str,
        claim: int,
        *,
        first_attempt: datetime,
        after: int | None,
        leased_until: datetime | None = None,
    ) -> Message:
        message = await claimed(rows, key, claim)
        sending = replace(
            message,
            state=MessageState.SENDING,
            attempts=message.attempts + 1,
            first_attempt=first_attempt,
            after=after,
            leased_until=leased_until or message.leased_until,
        )
        await rows.put([sending])
        return sending

    @override
    @change
    async def mark_sent(
        self, rows: Transaction, key: str, claim: int, message_id: int | None, at: datetime
    ) -> None:
        message = replace(await claimed(rows, key, claim), message_id=message_id)
        await end(rows, [message], MessageState.SENT, None, at)

    @override
    @change
    async def retry_at(
        self,
        rows: Transaction,
        key: str,
        claim: int,
        when: datetime,
        reason: str,
        *,
        in_doubt: bool,
        attempts: int = 0,
    ) -> None:
        """A message that is surely not posted forgets its first attempt."""
        message = await claimed(rows, key, claim, in_doubt=in_doubt)
        tries = max(message.attempts, attempts)
        await rows.put([replace(message, next_try=when, reason=reason, leased_until=None, attempts=tries)])

    @override
    @change
    async def finish(
        self,
        rows: Transaction,
        key: str,
        claim: int,
        state: MessageState,
        reason: str,
        at: datetime,
        *,
        in_doubt: bool = True,
    ) -> None:
        if state not in rules.ENDS:
            raise ValueError(f"{state} does not end a message")

        message = await claimed(rows, key, claim, in_doubt=in_doubt)
        await end(rows, [message], state, reason, at)

    @override
    @change
    async def requeue(self, rows: Transaction, key: str, at: datetime) -> bool:
        message = await _tended(rows, key, at)
        if message is None:
            return False
        if message.state in rules.OPEN:
            await rows.put([replace(message, next_try=at)])
            return True
        again = replace(message, state=MessageState.READY, next_try=at, attempts=0, reason=None, finished=None)
        await rows.put([again])
        await _set_alerts(rows, message, AlertState.PLANNED, None)
        return True

    @override
    @change
    async def discard(self, rows: Transaction, key: str, at: datetime, *, ended: datetime | None = None) -> bool:
        message = await _tended(rows, key, at)
        if message is not None:
            await end(rows, [message], MessageState.DROPPED, rules.DISCARDED_BY, ended or at)
        return message is not None

    @override
    @change
    async def record_edit(
        self, rows: Transaction, key: str, payload: Payload, milestones: tuple[str, ...], at: datetime
    ) -> None:
        await _amend(rows, key, payload=payload, milestones=milestones, edited=at)

    @override
    @change
    async def record_thread(self, rows: Transaction, key: str, thread_id: int) -> None:
        await _amend(rows, key, thread_id=thread_id)

    # --- from alerts to messages --------------------------------------------------------------------------

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
        message = await self.read_one(Message, key)
        alerts = {} if message is None else await self.read(Alert, _keys(message))
        cache = await self.subscriptions()
        if any(name in cache.by_id for alert in alerts.values() for name in alert.subscriptions):
            return False

        async def work(rows: Transaction) -> bool:
            await rows.lock()  # somebody may take the end back while this waits
            message = await claimed(rows, key, claim, in_doubt=in_doubt)
            if await _are_wanted(rows, _keys(message)):
                return False
            await end(rows, [message], MessageState.DROPPED, reason, at)
            return True

        return await self.in_transaction(work)

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
        whole = await claimed(rows, key, claim, in_doubt=False)
        left = set(whole.paper_ids).difference(*(part.paper_ids for part in parts))
        stored = await rows.find(Sighting, left)
        if await _are_wanted(rows, [(whole.destination_id, paper) for paper in stored]):
            raise ConflictError(f"Somebody wants papers of the message {key} that are in no part: split again.")
        await end(rows, [whole], MessageState.DROPPED, reason, at)
        await rows.add(parts)
        alerts = await rows.find(Alert, list(carried))
        await rows.put(_tied(alert, carried[place]) for place, alert in alerts.items())


async def _amend(rows: Transaction, key: str, **changes: Any) -> None:  # noqa: ANN401 - of fields of several types
    """Change a message, if it was sent."""
    message = await rows.find_one(Message, key)
    if message is not None and message.state is MessageState.SENT:
        await rows.put([replace(message, **changes)])


async def claimed(rows: Transaction, key: str, claim: int, *, in_doubt: bool = True) -> Message:
    """The message while a claim holds, as unposted when that is sure; raises ConflictError."""
    message = await rows.find_one(Message, key)  # a finished message is not leased either
    if message is None or message.claim != claim or message.leased_until is None:
        raise lost(key, claim)
    return message if in_doubt else rules.as_unposted(message)


def lost(key: str, claim: int) -> ConflictError:
    """Make the error for a claim that does not hold any more."""
    return ConflictError(f"The claim {claim} of the message {key} was lost: leave it to its new holder.")


async def end(
    rows: Transaction, messages: Iterable[Message], state: MessageState, reason: str | None, at: datetime
) -> None:
    """End messages, and their alerts with them."""
    for message in messages:
        await rows.put([rules.ended(message, state, reason, at)])
        in_doubt = state is MessageState.DROPPED and message.in_doubt
        await _set_alerts(rows, message, AlertState.UNCERTAIN if in_doubt else AlertState(state.value), at)


async def _set_alerts(rows: Transaction, message: Message, state: AlertState, at: datetime | None) -> None:
    """Set the state of a message's alerts; those that were pruned meanwhile stay gone."""
    alerts = await rows.find(Alert, [(message.destination_id, paper) for paper in message.paper_ids])
    await rows.put(replace(alert, state=state, finished=at) for alert in alerts.values())


async def _tended(rows: Transaction, key: str, at: datetime) -> Message | None:
    """A message that an admin may try again or drop now."""
    message = await rows.find_one(Message, key)
    if message is None or message.state not in rules.TENDED:
        return None
    return None if message.leased_until is not None and message.leased_until > at else message


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
    """True if some subscription of these alerts exists."""
    alerts = (await rows.find(Alert, keys)).values()
    return bool(await rows.find(Subscribed, {name for alert in alerts for name in alert.subscriptions}))
