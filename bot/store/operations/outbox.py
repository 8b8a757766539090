"""Plan messages from alerts, and change messages from their claim to their final state."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from bot.domain.alert import Alert, AlertState, Message, MessageState, Payload
from bot.domain.errors import ConflictError
from bot.domain.paper import Sighting
from bot.domain.ports import Store
from bot.store import rules
from bot.store.entries import StoredSubscription
from bot.store.operations.transaction import AlertKey, Operations, Transaction, transactional

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime


class OutboxOperations(Operations, Store):
    """The outbox, except for the lookups of each engine."""

    @override
    @transactional
    async def mark_sending(
        self,
        transaction: Transaction,
        key: str,
        claim: int,
        *,
        first_attempt: datetime,
        after: int | None,
        leased_until: datetime | None = None,
    ) -> Message:
        message = await claimed_message(transaction, key, claim)
        sending = replace(
            message,
            state=MessageState.SENDING,
            attempts=message.attempts + 1,
            first_attempt=first_attempt,
            after=after,
            leased_until=leased_until or message.leased_until,
        )
        await transaction.put([sending])
        return sending

    @override
    @transactional
    async def mark_sent(
        self, transaction: Transaction, key: str, claim: int, message_id: int | None, at: datetime
    ) -> None:
        message = replace(await claimed_message(transaction, key, claim), message_id=message_id)
        await end_messages(transaction, [message], MessageState.SENT, None, at)

    @override
    @transactional
    async def retry_at(
        self,
        transaction: Transaction,
        key: str,
        claim: int,
        when: datetime,
        reason: str,
        *,
        in_doubt: bool,
        attempts: int = 0,
    ) -> None:
        """Unless `in_doubt`, reset the message by `rules.as_unposted`."""
        message = await claimed_message(transaction, key, claim, in_doubt=in_doubt)
        tries = max(message.attempts, attempts)
        await transaction.put([replace(message, next_try=when, reason=reason, leased_until=None, attempts=tries)])

    @override
    @transactional
    async def finish(
        self,
        transaction: Transaction,
        key: str,
        claim: int,
        state: MessageState,
        reason: str,
        at: datetime,
        *,
        in_doubt: bool = True,
    ) -> None:
        message = await claimed_message(transaction, key, claim, in_doubt=in_doubt)
        await end_messages(transaction, [message], state, reason, at)

    @override
    @transactional
    async def requeue(self, transaction: Transaction, key: str, at: datetime) -> bool:
        message = await _find_manageable(transaction, key, at)
        if message is None:
            return False
        if message.state in rules.OPEN_STATES:
            await transaction.put([replace(message, next_try=at)])
            return True
        retried = replace(message, state=MessageState.READY, next_try=at, attempts=0, reason=None, finished=None)
        await transaction.put([retried])
        await _set_alerts(transaction, message, AlertState.PLANNED, None)
        return True

    @override
    @transactional
    async def discard(
        self, transaction: Transaction, key: str, at: datetime, *, dropped_at: datetime | None = None
    ) -> bool:
        message = await _find_manageable(transaction, key, at)
        if message is not None:
            await end_messages(
                transaction, [message], MessageState.DROPPED, rules.DISCARDED_REASON, dropped_at or at
            )
        return message is not None

    @override
    @transactional
    async def record_edit(
        self, transaction: Transaction, key: str, payload: Payload, milestones: tuple[str, ...], at: datetime
    ) -> None:
        await _change_sent(transaction, key, payload=payload, milestones=milestones, edited=at)

    @override
    @transactional
    async def record_thread(self, transaction: Transaction, key: str, thread_id: int) -> None:
        await _change_sent(transaction, key, thread_id=thread_id)

    # --- from alerts to messages --------------------------------------------------------------------------

    @override
    async def find_alert(self, destination_id: int, paper_id: str) -> tuple[Alert, Message | None] | None:
        alert = await self.read_one(Alert, (destination_id, paper_id))
        return None if alert is None else (alert, await self.read_one(Message, alert.message_key or ""))

    @override
    @transactional
    async def plan(
        self,
        transaction: Transaction,
        messages: Sequence[Message],
        dropped: Sequence[Alert],
        at: datetime,
        *,
        postponed: Sequence[Alert] = (),
        subscriptions_version: int | None = None,
    ) -> None:
        planned_alerts = [(key, message) for message in messages for key in alert_keys(message)]
        keys = [*dict(planned_alerts), *(alert.key for alert in (*dropped, *postponed))]
        stored = await transaction.find(Alert, keys)
        changed: dict[AlertKey, Alert] = {}
        for key, message in planned_alerts:
            changed[key] = _in_message(_take_pending(stored, key), message)
        for alert in dropped:
            pending = _take_pending(stored, alert.key, alert)
            changed[alert.key] = replace(pending, state=AlertState.DROPPED, finished=at)
        for alert in postponed:
            pending = _take_pending(stored, alert.key, alert)
            changed[alert.key] = replace(pending, due=alert.due, deferred_to_digest=alert.deferred_to_digest)
        # `add_messages` returns the version of subscriptions. It is compared after the alerts were read: a later
        # change of a subscription waits for their locks.
        if subscriptions_version not in {None, await transaction.add_messages(messages)}:
            raise ConflictError("Subscriptions changed while alerts were planned. Plan again.")
        await transaction.put(changed.values())

    @override
    async def drop_unwanted(self, key: str, claim: int, reason: str, at: datetime, *, in_doubt: bool) -> bool:
        message = await self.read_one(Message, key)
        alerts = {} if message is None else await self.read(Alert, alert_keys(message))
        cache = await self.subscriptions()
        if any(name in cache.by_id for alert in alerts.values() for name in alert.subscriptions):
            return False

        async def work(transaction: Transaction) -> bool:
            await transaction.lock()  # Undo may restore the subscription while this waits
            message = await claimed_message(transaction, key, claim, in_doubt=in_doubt)
            if await _have_subscriptions(transaction, alert_keys(message)):
                return False
            await end_messages(transaction, [message], MessageState.DROPPED, reason, at)
            return True

        return await self.in_transaction(work)

    @override
    @transactional
    async def split(
        self,
        transaction: Transaction,
        key: str,
        claim: int,
        parts: Sequence[Message],
        *,
        reason: str,
        at: datetime,
    ) -> None:
        planned_alerts = {key: part for part in parts for key in alert_keys(part)}

        await transaction.lock()
        message = await claimed_message(transaction, key, claim, in_doubt=False)
        dropped_papers = set(message.paper_ids).difference(*(part.paper_ids for part in parts))
        stored = await transaction.find(Sighting, dropped_papers)
        if await _have_subscriptions(transaction, [(message.destination_id, paper) for paper in stored]):
            raise ConflictError(f"A subscription wants papers of {key} that are in no part. Split it again.")
        await end_messages(transaction, [message], MessageState.DROPPED, reason, at)
        await transaction.add_messages(parts)
        alerts = await transaction.find(Alert, list(planned_alerts))
        await transaction.put(_in_message(alert, planned_alerts[key]) for key, alert in alerts.items())


async def _change_sent(transaction: Transaction, key: str, **changes: Any) -> None:  # noqa: ANN401 - of fields of several types
    """Change a message if it was sent."""
    message = await transaction.find_one(Message, key)
    if message is not None and message.state is MessageState.SENT:
        await transaction.put([replace(message, **changes)])


async def claimed_message(transaction: Transaction, key: str, claim: int, *, in_doubt: bool = True) -> Message:
    """Return the message that a claim holds; unless `in_doubt`, reset by `rules.as_unposted`.

    Raises ConflictError if the claim no longer holds it: it was claimed again, given back or finished.
    """
    message = await transaction.find_one(Message, key)
    if message is None or message.claim != claim or message.leased_until is None:
        raise lost_claim(key, claim)
    return message if in_doubt else rules.as_unposted(message)


def lost_claim(key: str, claim: int) -> ConflictError:
    """Make the error for a claim that does not hold the message."""
    return ConflictError(f"Claim {claim} of message {key} is no longer valid. Another worker may have it.")


async def end_messages(
    transaction: Transaction, messages: Iterable[Message], state: MessageState, reason: str | None, at: datetime
) -> None:
    """Set messages and their alerts to a final state; alerts of a dropped message in doubt become `UNCERTAIN`."""
    for message in messages:
        await transaction.put([rules.finished_message(message, state, reason, at)])
        in_doubt = state is MessageState.DROPPED and message.in_doubt
        await _set_alerts(transaction, message, AlertState.UNCERTAIN if in_doubt else AlertState(state.value), at)


async def _set_alerts(transaction: Transaction, message: Message, state: AlertState, at: datetime | None) -> None:
    """Set the state of a message's alerts, except those that were pruned."""
    alerts = await transaction.find(Alert, alert_keys(message))
    await transaction.put(replace(alert, state=state, finished=at) for alert in alerts.values())


async def _find_manageable(transaction: Transaction, key: str, at: datetime) -> Message | None:
    """Return the message if the host can retry or drop it now: it is in such a state, and claimed by no worker."""
    message = await transaction.find_one(Message, key)
    if message is None or message.state not in rules.MANAGEABLE_STATES:
        return None
    return None if message.leased_until is not None and message.leased_until > at else message


def alert_keys(message: Message) -> list[AlertKey]:
    """Return the keys of the alerts in a message."""
    return [(message.destination_id, paper_id) for paper_id in message.paper_ids]


def _in_message(alert: Alert, message: Message) -> Alert:
    """Return the alert as a part of the message, in the state that follows from the message's."""
    state = AlertState.PLANNED if message.state in rules.OPEN_STATES else AlertState(message.state.value)
    return replace(alert, state=state, message_key=message.key, finished=message.finished)


def _take_pending(stored: dict[AlertKey, Alert], key: AlertKey, expected: Alert | None = None) -> Alert:
    """Remove a pending alert from `stored` and return it.

    Raises ConflictError if it is missing (as when taken twice), not pending, or has other subscriptions than
    `expected`.
    """
    alert = stored.pop(key, None)
    if (
        alert is None
        or alert.state is not AlertState.PENDING
        or (expected or alert).subscriptions != alert.subscriptions
    ):
        raise ConflictError(f"The alert for {key[1]} in {key[0]} has changed. Plan again.")
    return alert


async def _have_subscriptions(transaction: Transaction, keys: Collection[AlertKey]) -> bool:
    """True if a subscription of these alerts is stored, or its tombstone."""
    alerts = (await transaction.find(Alert, keys)).values()
    return bool(
        await transaction.find(StoredSubscription, {name for alert in alerts for name in alert.subscriptions})
    )
