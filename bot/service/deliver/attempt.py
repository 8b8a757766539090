"""One attempt to deliver one message, by the protocol of docs/adr/0003-delivery-protocol.md."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, assert_never

from bot.domain.alert import MAIL, QUIET_HOURS, TRIES_BEFORE_DEFERRAL, MessageState
from bot.domain.errors import (
    DeliveryError,
    HistoryUnreadableError,
    PaperboyError,
    RefusedError,
    RejectedError,
    TryLaterError,
    UnexplainedError,
    text_for_people,
)
from bot.domain.schedule import schedule_of
from bot.service.deliver.mailing import MailAttempt
from bot.service.deliver.outages import write_until_stored
from bot.service.deliver.retry_decision import NONCE_WINDOW, End, Retry, Sent, Split, Step, decide, step_in_doubt
from bot.service.deliver.saving import split

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
    from datetime import datetime

    from bot.domain.alert import Message
    from bot.domain.errors import StoreError
    from bot.domain.ports import PostPermit
    from bot.domain.subscription import Destination
    from bot.service.deliver.blocked_destinations import Blocks
    from bot.service.deliver.compose import DeliveryContext
    from bot.service.deliver.outages import Tenure
    from bot.service.deliver.retry_decision import DeliveryDecision

_log = logging.getLogger(__name__)
_MARK_TIMEOUT = timedelta(seconds=10)  # to store that a message is being sent; it is not sent after that
_POST_SHARE_OF_LEASE = 0.9  # of a lease, after which a post is cancelled
_STORE_RETRY_INTERVAL = timedelta(seconds=1)  # until the next try of a message that is given back
_UNWANTED_REASON = "No subscription matches it."


class Attempt:
    """Tries a claimed message once, decides what the outcome means, and stores the decision.

    A message in doubt (`SENDING`) may have been posted. Within 30 s of the first attempt, the same nonce is sent
    again, which Discord de-duplicates, unless the post is found in the channel; a forum, which has no nonces,
    waits. Later, the history is searched first; without permission to read it, nothing is sent. After five tries,
    the message is deferred and its channel continues without it. The caller sends notices, after the decision is
    stored.

    A request is sent only while the claim is certain: marking the message as sending renews the lease, and the
    post is cancelled before the lease and the `tenure` end. The time of a message's end is that of the later of
    the host's and Discord's clocks: that of a clock which is behind would soon look old enough to delete.
    """

    def __init__(self, context: DeliveryContext, blocks: Blocks, tenure: Tenure) -> None:
        self._context = context
        self._store = context.store
        self._notifier = context.notifier
        self._clock = context.clock
        self._blocks = blocks
        self._tenure = tenure
        self._writing: set[asyncio.Task[None]] = set()
        self._mail = MailAttempt(context, self._sending)

    async def make(self, message: Message) -> DeliveryDecision:
        """Make the attempt, store the decision, and return it.

        Raises ConflictError if the claim was lost, CredentialsError, and StoreError if nothing was sent: then the
        message can be given back.
        """
        destination = await self._store.destination(message.destination_id)
        if destination is None:
            end = End(state=MessageState.DROPPED, reason=_UNWANTED_REASON, in_doubt=message.in_doubt)
            await self.record(lambda: self._end(message, end))
            return end
        early: DeliveryDecision | None = None
        # A message in doubt is finished even in quiet hours: it may be posted already.
        if message.state is MessageState.READY:
            # A message that `paperboy outbox retry` released is READY, yet may have been posted.
            if dropped := await self._drop_unwanted(message, in_doubt=message.in_doubt):
                return dropped
            quiet_end = schedule_of(destination.preferences, self._context.times).quiet_end(self._clock.now())
            if quiet_end is not None:
                early = Retry(at=quiet_end, reason=QUIET_HOURS, in_doubt=message.first_attempt is not None)
        decision = early or await self._outcome(message, destination)
        await self.record(lambda: self._carry_out(decision, message, destination))
        return decision

    async def record(self, write: Callable[[], Awaitable[None]]) -> None:
        """Store the result of a post, retrying while the store is not available.

        The write continues even if the caller is cancelled, until the process ends.
        """
        task = asyncio.create_task(write_until_stored(write))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)
        await asyncio.shield(task)

    async def give_back(self, message: Message, error: StoreError) -> None:
        """Release the claim of a message that was not sent, as soon as the store is available."""
        retry = Retry(
            at=self._clock.now() + _STORE_RETRY_INTERVAL, reason=text_for_people(error), in_doubt=message.in_doubt
        )
        await self.record(lambda: self._retry(message, retry))

    async def _drop_unwanted(self, message: Message, *, in_doubt: bool) -> End | None:
        """Drop a message if no subscription or tombstone of its alerts is stored; None if it was not dropped."""
        at = self._clock.later_of_both()
        if not await self._store.drop_unwanted(
            message.key, message.claim, _UNWANTED_REASON, at, in_doubt=in_doubt
        ):
            return None
        _log.info("Dropped message %s: %s", message.key, _UNWANTED_REASON)
        return End(state=MessageState.DROPPED, reason=_UNWANTED_REASON, in_doubt=in_doubt, already_stored=True)

    async def _outcome(self, message: Message, destination: Destination) -> DeliveryDecision:
        """Try to post the message, and decide what the outcome means."""
        if not message.payload:
            return Split(reason="It could not be rendered.")
        try:
            if MAIL in message.payload:
                return await self._mail.make(message, destination)
            return await self._try(message, destination)
        except DeliveryError as error:
            failure = error
        except PaperboyError:
            raise
        except Exception as error:  # noqa: BLE001 - a bug must not block the channel's queue
            _log.exception("Message %s failed unexpectedly.", message.key)
            failure = UnexplainedError(f"{type(error).__name__} in Paperboy.", in_doubt=True)
        self._context.observer.post_failed(failure)
        return decide(message, failure, self._clock, self._context.rng, destination.kind)

    async def _try(self, message: Message, destination: Destination) -> Sent | End:
        """Post the message; if it is in doubt, only if no second post can appear (see the class)."""
        if problem := self._notifier.problem(destination):
            problem.in_doubt = message.first_attempt is not None
            raise problem
        if (first_attempt := message.first_attempt) is None:
            permit = await self._notifier.permit()
            now, after = self._clock.now(), await self._lower_bound(destination)
            return await self._post(message, destination, now, after, permit)
        with _keep_doubt():
            permit = await self._notifier.permit()  # wait first, so that the decision is fresh
            now = self._clock.now()
            recent = await self._notifier.check_channel(destination, message.after)
            step = step_in_doubt(first_attempt, message.after, destination.kind, now=now, bound=recent.bound)
            match step:
                case Step.WAIT:
                    wait = (first_attempt + NONCE_WINDOW - now).total_seconds()
                    raise TryLaterError("The post may still appear.", in_doubt=True, retry_after=wait)
                case Step.REPEAT:
                    if recent.newer:
                        result = await self._search(message, destination, permit)
                        if isinstance(result, Sent):
                            return result
                        permit = result
                    # No second request: by then Discord may have forgotten the nonce.
                    single = replace(permit, single=True)
                    return await self._post(message, destination, first_attempt, message.after, single)
                case Step.SEARCH:
                    found = await self._notifier.find(destination, message.key, message.after)
                case _:
                    assert_never(step)
        if found is not None:
            return Sent(message_id=found)
        if dropped := await self._drop_unwanted(message, in_doubt=False):
            return dropped
        permit = await self._notifier.permit()
        return await self._post(message, destination, self._clock.now(), message.after, permit)

    async def _search(self, message: Message, destination: Destination, permit: PostPermit) -> Sent | PostPermit:
        """Search for the post before its nonce is sent again; return it, or the permit for sending.

        Example of why: the machine sleeps for an hour between two steps, and Discord has forgotten the nonce. If
        the history cannot be read, the old `permit` is returned: after that hour it is too old to send with.
        """
        try:
            found = await self._notifier.find(destination, message.key, message.after)
        except HistoryUnreadableError:
            return permit
        return await self._notifier.permit() if found is None else Sent(message_id=found)

    async def _lower_bound(self, destination: Destination) -> int | None:
        """Return an id that is lower than that of the next post, so a search can begin there; None if unknown."""
        stored = await self._store.newest_message_ids(destination.id, 1)
        bound = self._notifier.lower_bound(destination)
        return max((*stored, *(() if bound is None else (bound,))), default=None)

    async def _post(
        self,
        message: Message,
        destination: Destination,
        first_attempt: datetime,
        after: int | None,
        permit: PostPermit,
    ) -> Sent:
        """Mark the message as sending, then send it."""
        async with self._sending(message, first_attempt, after):
            return Sent(message_id=await self._notifier.post(destination, message.payload, message.key, permit))

    @asynccontextmanager
    async def _sending(
        self, message: Message, first_attempt: datetime, after: int | None, to: str = "Discord"
    ) -> AsyncGenerator[None]:
        """Mark the message as sending, which renews the lease, and limit how long the `async with` block takes.

        `to` is who has to answer; the error for a late answer names it.
        """
        self._tenure.require()
        started, lease = self._clock.now(), self._context.lease
        sending = await self._store.mark_sending(
            message.key,
            message.claim,
            first_attempt=first_attempt,
            after=after,
            leased_until=started + lease,
        )
        if not started <= self._clock.now() < started + _MARK_TIMEOUT:
            raise TryLaterError("The store took too long.", in_doubt=message.in_doubt)
        self._tenure.require()
        _log.debug("Posting message %s, attempt %d.", message.key, sending.attempts)
        left = lease * _POST_SHARE_OF_LEASE - (self._clock.now() - started)
        async with self._tenure.posting(left.total_seconds(), to):
            yield

    async def _carry_out(self, decision: DeliveryDecision, message: Message, destination: Destination) -> None:
        """Store a decision, and log it."""
        match decision:
            case Sent(message_id=posted):
                await self._store.mark_sent(message.key, message.claim, posted, self._clock.later_of_both())
                fields = {} if posted is None else {"message_id": str(posted)}
                _log.info("Posted %s to %d.", ", ".join(message.paper_ids), destination.id, extra=fields)
            case Retry(refusal=RefusedError() as error):
                await self._blocks.block(destination, error)
                await self._retry(message, decision)
            case Retry():
                await self._retry(message, decision)
                level = logging.INFO if decision.reason == QUIET_HOURS else logging.WARNING
                _log.log(level, "Message %s: %s Next try at %s.", message.key, decision.reason, decision.at)
                if decision.in_doubt and decision.attempts == TRIES_BEFORE_DEFERRAL:
                    _log.warning("Message %s is deferred: its channel continues without it.", message.key)
            case Split():
                await split(self._context, message, destination, decision.reason)
            case End():
                if not decision.already_stored:
                    await self._end(message, decision)
            case _:
                assert_never(decision)

    async def _retry(self, message: Message, retry: Retry) -> None:
        await self._store.retry_at(
            message.key, message.claim, retry.at, retry.reason, in_doubt=retry.in_doubt, attempts=retry.attempts
        )

    async def _end(self, message: Message, end: End) -> None:
        now = self._clock.later_of_both()
        await self._store.finish(message.key, message.claim, end.state, end.reason, now, in_doubt=end.in_doubt)
        levels = {MessageState.DROPPED: logging.INFO, MessageState.DEAD: logging.ERROR}
        level = levels.get(end.state, logging.WARNING)
        _log.log(level, "Message %s for %d is %s: %s", message.key, message.destination_id, end.state, end.reason)


@contextmanager
def _keep_doubt() -> Generator[None]:
    """Keep the doubt about an earlier attempt when a search or a repeat fails."""
    try:
        yield
    except (TryLaterError, RefusedError, RejectedError) as error:
        error.in_doubt = True
        raise
