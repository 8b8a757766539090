"""Messages from their claims to their ends."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.alert import Alert, AlertState, Message, MessageState
from bot.domain.errors import ConflictError
from bot.domain.ports import OutboxStore
from bot.store import rules
from bot.store.verbs.transaction import Verbs, find_one

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from bot.domain.alert import Payload
    from bot.store.verbs.transaction import Transaction


class SendingVerbs(Verbs, OutboxStore):
    """The part of the outbox that is about messages."""

    @override
    async def mark_sending(
        self,
        key: str,
        claim: int,
        *,
        first_attempt: datetime,
        after: int | None,
        leased_until: datetime | None = None,
    ) -> Message:
        async def work(rows: Transaction) -> Message:
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

        return await self._change(work)

    @override
    async def mark_sent(self, key: str, claim: int, message_id: int | None, at: datetime) -> None:
        async def work(rows: Transaction) -> None:
            message = replace(await claimed(rows, key, claim), message_id=message_id)
            await end(rows, [message], MessageState.SENT, None, at)

        await self._change(work)

    @override
    async def retry_at(
        self, key: str, claim: int, when: datetime, reason: str, *, in_doubt: bool, attempts: int = 0
    ) -> None:
        """A message that is surely not posted forgets its first attempt."""

        async def work(rows: Transaction) -> None:
            message = await claimed(rows, key, claim)
            tries = max(message.attempts, attempts)
            message = replace(message, next_try=when, reason=reason, leased_until=None, attempts=tries)
            await rows.put([message if in_doubt else rules.as_unposted(message)])

        await self._change(work)

    @override
    async def finish(
        self, key: str, claim: int, state: MessageState, reason: str, at: datetime, *, in_doubt: bool = True
    ) -> None:
        if state not in rules.ENDS:
            raise ValueError(f"{state} does not end a message")

        async def work(rows: Transaction) -> None:
            message = await claimed(rows, key, claim)
            await end(rows, [message if in_doubt else rules.as_unposted(message)], state, reason, at)

        await self._change(work)

    @override
    async def requeue(self, key: str, at: datetime) -> bool:
        async def work(rows: Transaction) -> bool:
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

        return await self._change(work)

    @override
    async def discard(self, key: str, at: datetime, *, ended: datetime | None = None) -> bool:
        async def work(rows: Transaction) -> bool:
            message = await _tended(rows, key, at)
            if message is not None:
                await end(rows, [message], MessageState.DROPPED, rules.DISCARDED_BY, ended or at)
            return message is not None

        return await self._change(work)

    @override
    async def record_edit(self, key: str, payload: Payload, milestones: tuple[str, ...], at: datetime) -> None:
        await self._record(key, lambda posted: replace(posted, payload=payload, milestones=milestones, edited=at))

    @override
    async def record_thread(self, key: str, thread_id: int) -> None:
        await self._record(key, lambda posted: replace(posted, thread_id=thread_id))

    async def _record(self, key: str, change: Callable[[Message], Message]) -> None:
        async def work(rows: Transaction) -> None:
            message = await find_one(rows, Message, key)
            if message is not None and message.state is MessageState.SENT:
                await rows.put([change(message)])

        await self._change(work)


async def claimed(rows: Transaction, key: str, claim: int) -> Message:
    """The message while a claim holds; raises ConflictError."""
    message = await find_one(rows, Message, key)  # a finished message is not leased either
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
        ended = replace(message, state=state, reason=reason, finished=at, leased_until=None)
        await rows.put([ended])
        await _set_alerts(rows, message, rules.alert_end(message, state), at)


async def _set_alerts(rows: Transaction, message: Message, state: AlertState, at: datetime | None) -> None:
    """Set the state of a message's alerts; those that were pruned meanwhile stay gone."""
    alerts = await rows.find(Alert, [(message.destination_id, paper) for paper in message.paper_ids])
    await rows.put(replace(alert, state=state, finished=at) for alert in alerts.values())


async def _tended(rows: Transaction, key: str, at: datetime) -> Message | None:
    """A message that an admin may try again or drop now."""
    message = await find_one(rows, Message, key)
    if message is None or message.state not in rules.TENDED:
        return None
    return None if message.leased_until is not None and message.leased_until > at else message
