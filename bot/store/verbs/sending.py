"""Messages from their claims to their ends."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.alert import Alert, AlertState, Message, MessageState
from bot.domain.errors import ConflictError
from bot.domain.ports import OutboxStore
from bot.store import rules
from bot.store.verbs.transaction import Verbs, change

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.domain.alert import Payload
    from bot.store.verbs.transaction import Transaction


class SendingVerbs(Verbs, OutboxStore):
    """The part of the outbox that is about messages."""

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
        message = await claimed(rows, key, claim)
        tries = max(message.attempts, attempts)
        message = replace(message, next_try=when, reason=reason, leased_until=None, attempts=tries)
        await rows.put([message if in_doubt else rules.as_unposted(message)])

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

        message = await claimed(rows, key, claim)
        await end(rows, [message if in_doubt else rules.as_unposted(message)], state, reason, at)

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
        for posted in await _posted(rows, key):
            await rows.put([replace(posted, payload=payload, milestones=milestones, edited=at)])

    @override
    @change
    async def record_thread(self, rows: Transaction, key: str, thread_id: int) -> None:
        for posted in await _posted(rows, key):
            await rows.put([replace(posted, thread_id=thread_id)])


async def _posted(rows: Transaction, key: str) -> list[Message]:
    """The message, if it was sent."""
    found = await rows.find(Message, [key])
    return [message for message in found.values() if message.state is MessageState.SENT]


async def claimed(rows: Transaction, key: str, claim: int) -> Message:
    """The message while a claim holds; raises ConflictError."""
    message = await rows.find_one(Message, key)  # a finished message is not leased either
    if message is None or message.claim != claim or message.leased_until is None:
        raise lost(key, claim)
    return message


def lost(key: str, claim: int) -> ConflictError:
    """The error for a claim that does not hold any more."""
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
