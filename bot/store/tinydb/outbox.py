"""Alerts and messages, from the moment they are due to their end."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.alert import AlertState, MessageState
from bot.domain.errors import ConflictError
from bot.domain.ports import OutboxStore
from bot.store import rules
from bot.store.tinydb.core import Core
from bot.store.tinydb.typed_table import in_batches

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Collection, Iterable, Sequence
    from datetime import datetime, timedelta

    from bot.domain.alert import Alert, Message


class OutboxOperations(Core, OutboxStore):
    """Alerts and messages until they are finished; what is due, the index knows in order."""

    @override
    async def due_alerts(self, now: datetime, limit: int) -> tuple[Alert, ...]:
        found: list[Alert] = []
        for key in self._index.outbox.due(now, limit):
            await self._breathe()
            alert = self._alert(*key)
            if alert is not None and alert.state is AlertState.PENDING:
                found.append(alert)
        return tuple(found)

    @override
    async def pending(self, destination_id: int) -> tuple[Alert, ...]:
        await self._breathe()
        papers = self._index.outbox.pending(destination_id)
        alerts = (self._alert(destination_id, paper) for paper in papers)
        return tuple(alert for alert in alerts if alert is not None)

    @override
    async def find_alert(self, destination_id: int, paper_id: str) -> tuple[Alert, Message | None] | None:
        await self._breathe()
        alert = self._alert(destination_id, paper_id)
        if alert is None:
            return None
        return alert, self._messages.get(alert.message_key) if alert.message_key else None

    @override
    async def plan(
        self,
        messages: Sequence[Message],
        dropped: Sequence[Alert],
        at: datetime,
        *,
        postponed: Sequence[Alert] = (),
        subscriptions_version: int | None = None,
    ) -> None:
        async with self._write():
            if subscriptions_version not in {None, self._version("subscriptions")}:
                raise ConflictError("Subscriptions changed while alerts were planned: plan again.")
            for message in messages:
                alerts = [self._pending(message.destination_id, paper) for paper in message.paper_ids]
                self._plan(message, alerts)
            for gone in dropped:
                self._put_alert(
                    replace(self._pending(*gone.key, gone.subscriptions), state=AlertState.DROPPED), at
                )
            for later in postponed:
                kept = self._pending(*later.key, later.subscriptions)
                self._put_alert(replace(kept, due=later.due, deferred_to_digest=later.deferred_to_digest))

    def _plan(self, message: Message, alerts: Iterable[Alert]) -> None:
        known = self._messages.get(message.key)
        if known is not None and known.state is not MessageState.DROPPED:
            raise ConflictError(f"The message {message.key} exists already: plan again.")
        state = AlertState.PLANNED if message.state in rules.OPEN else AlertState(message.state.value)
        for alert in alerts:
            self._put_alert(replace(alert, state=state, message_key=message.key), message.finished)
        # A message that is planned again goes on counting its claims: none of its earlier tokens may fit.
        self._put_message(message if known is None else replace(message, claim=known.claim))

    def _pending(self, destination_id: int, paper_id: str, read: tuple[str, ...] | None = None) -> Alert:
        """The alert, with those subscriptions if any are `read`."""
        alert = self._alert(destination_id, paper_id)
        if alert is None or alert.state is not AlertState.PENDING or read not in {None, alert.subscriptions}:
            raise ConflictError(f"The alert for {paper_id} in {destination_id} is not pending so: plan again.")
        return alert

    @override
    async def claim_due(
        self, now: datetime, lease: timedelta, limit: int, *, in_work: Collection[str] = ()
    ) -> tuple[Message, ...]:
        def free() -> list[str]:
            return [key for key in self._index.outbox.claimable(now) if key not in in_work]

        if not free():
            return ()
        async with self._write(followed=True):  # by that they are sent: whoever restarts ends all claims
            claimed: list[Message] = []
            for message in self._found(free()[:limit]):
                leased = replace(message, claim=message.claim + 1, leased_until=now + lease)
                self._put_message(leased)
                claimed.append(leased)
        return tuple(claimed)

    @override
    async def drop_unwanted(self, key: str, claim: int, reason: str, at: datetime, *, in_doubt: bool) -> bool:
        await self._breathe()
        found = self._messages.get(key)
        if found is not None and self._is_wanted(found.destination_id, found.paper_ids):
            return False
        async with self._write():  # somebody may take the end back while this waits
            message = self._claimed(key, claim)
            wanted = self._is_wanted(message.destination_id, message.paper_ids)
            if not wanted:
                self._end(message if in_doubt else rules.as_unposted(message), MessageState.DROPPED, reason, at)
        return not wanted

    def _is_wanted(self, destination_id: int, papers: Iterable[str]) -> bool:
        """Whether a subscription of one of these alerts exists."""
        alerts = (self._alert(destination_id, paper) for paper in papers)
        return any(s in self._subscriptions for alert in alerts if alert is not None for s in alert.subscriptions)

    def _claimed(self, key: str, claim: int) -> Message:
        message = self._messages.get(key)  # a finished message is not leased either
        if message is None or message.claim != claim or message.leased_until is None:
            raise ConflictError(f"The claim {claim} of the message {key} was lost: leave it to its new holder.")
        return message

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
        async with self._write():
            message = self._claimed(key, claim)
            sending = replace(
                message,
                state=MessageState.SENDING,
                attempts=message.attempts + 1,
                first_attempt=first_attempt,
                after=after,
                leased_until=leased_until or message.leased_until,
            )
            self._put_message(sending)
        return sending

    @override
    async def mark_sent(self, key: str, claim: int, message_id: int | None, at: datetime) -> None:
        async with self._write():
            message = replace(self._claimed(key, claim), message_id=message_id)
            self._end(message, MessageState.SENT, None, at)

    @override
    async def retry_at(
        self, key: str, claim: int, when: datetime, reason: str, *, in_doubt: bool, attempts: int = 0
    ) -> None:
        """A message that is surely not posted forgets its first attempt."""
        async with self._write():
            message = self._claimed(key, claim)
            message = replace(
                message,
                next_try=when,
                reason=reason,
                leased_until=None,
                attempts=max(message.attempts, attempts),
            )
            self._put_message(message if in_doubt else rules.as_unposted(message))

    @override
    async def finish(
        self, key: str, claim: int, state: MessageState, reason: str, at: datetime, *, in_doubt: bool = True
    ) -> None:
        if state not in rules.ENDS:
            raise ValueError(f"{state} does not end a message")
        async with self._write():
            message = self._claimed(key, claim)
            self._end(message if in_doubt else rules.as_unposted(message), state, reason, at)

    @override
    async def split(
        self,
        key: str,
        claim: int,
        parts: Sequence[Message],
        *,
        reason: str,
        at: datetime,
    ) -> None:
        async with self._write():
            whole = self._claimed(key, claim)
            left = set(whole.paper_ids).difference(*(part.paper_ids for part in parts))
            if self._is_wanted(whole.destination_id, filter(self._papers.__contains__, left)):
                raise ConflictError(
                    f"Somebody wants papers of the message {key} that are in no part: split again."
                )
            self._end(rules.as_unposted(whole), MessageState.DROPPED, reason, at)
            for part in parts:
                found = (self._alert(part.destination_id, paper) for paper in part.paper_ids)
                self._plan(part, [alert for alert in found if alert is not None])

    def _end(self, message: Message, state: MessageState, reason: str | None, at: datetime) -> None:
        self._put_message(replace(message, state=state, reason=reason, finished=at, leased_until=None))
        self._alerts_of(message, rules.alert_end(message, state), at)

    @override
    async def messages(self, states: Collection[MessageState]) -> tuple[Message, ...]:
        found: list[tuple[datetime, int, Message]] = []
        async for keys in self._candidates(states):
            for key in keys:
                document = self._messages.doc(key)
                if document is not None and document["state"] in states:
                    message = self._messages.decode(key, document)
                    found.append((message.created, document["n"], message))
        return tuple(message for *_, message in sorted(found, key=lambda entry: entry[:2]))

    async def _candidates(self, states: Collection[MessageState]) -> AsyncGenerator[list[str]]:
        """The keys of messages that may be in these states: the open ones are known, others searched for."""
        if rules.OPEN.issuperset(states):
            yield self._index.outbox.all_unfinished()
        else:
            async for keys in in_batches(self._messages):
                yield keys

    @override
    async def requeue(self, key: str, at: datetime) -> bool:
        async with self._write():
            message = self._tended(key, at)
            if message is None:
                return False
            if message.state in rules.OPEN:
                self._put_message(replace(message, next_try=at))
                return True
            self._put_message(
                replace(message, state=MessageState.READY, next_try=at, attempts=0, reason=None, finished=None)
            )
            self._alerts_of(message, AlertState.PLANNED, None)
        return True

    @override
    async def discard(self, key: str, at: datetime, *, ended: datetime | None = None) -> bool:
        async with self._write():
            message = self._tended(key, at)
            if message is not None:
                self._end(message, MessageState.DROPPED, rules.DISCARDED_BY, ended or at)
        return message is not None

    def _tended(self, key: str, at: datetime) -> Message | None:
        """A message that an admin may try again or drop now."""
        message = self._messages.get(key)
        if message is None or message.state not in rules.TENDED:
            return None
        return None if message.leased_until is not None and message.leased_until > at else message

    @override
    async def shorten_waits(self, now: datetime, longest: timedelta) -> int:
        latest = now + longest

        def late() -> tuple[list[Alert], list[Message]]:
            alerts = (self._alert(*key) for key in self._index.outbox.pending_after(latest))
            messages = self._found(self._index.outbox.unfinished_after(latest))
            return [alert for alert in alerts if alert is not None], messages

        if not any(late()):
            return 0
        async with self._write():
            alerts, messages = late()
            for alert in alerts:
                self._put_alert(rules.shortened_alert(alert, now, latest))
            for message in messages:
                self._put_message(rules.shortened_message(message, now, latest))
        return len(alerts) + len(messages)

    @override
    async def next_wake(self) -> datetime | None:
        return self._index.outbox.next_wake
