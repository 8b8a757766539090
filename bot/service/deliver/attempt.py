"""One attempt at one message, as docs/adr/0003-delivery-protocol.md has it: what is decided, written down."""

from __future__ import annotations

import asyncio
import logging
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, assert_never

from bot.domain.alert import QUIET_HOURS, TRIES_BEFORE_DEFERRAL, MessageState
from bot.domain.errors import (
    DeliveryError,
    HistoryUnreadableError,
    PaperboyError,
    RefusedError,
    RejectedError,
    TryLaterError,
    UnexplainedError,
)
from bot.domain.schedule import schedule_of
from bot.service.deliver.decision import NONCE_WINDOW, End, Retry, Sent, Split, Step, decide, step_in_doubt
from bot.service.deliver.outages import written
from bot.service.deliver.saving import split

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator
    from datetime import datetime

    from bot.domain.alert import Message
    from bot.domain.errors import StoreError
    from bot.domain.ports import PostPermit
    from bot.domain.subscription import Destination
    from bot.service.deliver.blocks import Blocks
    from bot.service.deliver.compose import DeliveryContext
    from bot.service.deliver.decision import DeliveryDecision
    from bot.service.deliver.outages import Tenure

_log = logging.getLogger(__name__)
_PROMPT = timedelta(seconds=10)  # to write down that a message is being sent; later, what was judged is stale
_MOST_OF_IT = 0.9  # of a lease, for a post
_SOON = timedelta(seconds=1)  # until a message is tried again that the store kept from being sent
_UNWANTED = "Nobody subscribes to it any more."


class Attempt:
    """Tries a claimed message once, decides what the outcome means, and records that durably.

    While in doubt (`SENDING`): within 30 s of the first attempt the same nonce is sent again, which Discord
    de-duplicates, unless the post is seen in the channel; later its history is read before anything else is tried,
    and where that may not be, nothing is. After five tries it steps aside: its channel goes on without it. Nobody
    is told of anything here: that is for the caller, to whom the decision is returned once it is written.

    A request goes out only while the message is surely ours: writing down that it is being sent renews its
    lease, and the post ends, by force if need be, before that and before the `tenure` does. What has ended is
    forgotten some time later: when that was is the latest that a clock says, or a clock that was behind would make
    it old as soon as it is right.
    """

    def __init__(self, context: DeliveryContext, blocks: Blocks, tenure: Tenure) -> None:
        self._context = context
        self._store = context.store
        self._notifier = context.notifier
        self._clock = context.clock
        self._blocks = blocks
        self._tenure = tenure
        self._writing: set[asyncio.Task[None]] = set()

    async def make(self, message: Message) -> DeliveryDecision:
        """See the class; what was decided and by now is written.

        Raises ConflictError when the claim was lost, CredentialsError, and StoreError when nothing was sent: then
        it may be given back.
        """
        destination = await self._store.destination(message.destination_id)
        if destination is None:
            end = End(state=MessageState.DROPPED, reason=_UNWANTED, in_doubt=message.in_doubt)
            await self.record(lambda: self._end(message, end))
            return end
        decision: DeliveryDecision | None = None
        # One that is being sent goes on: it may be out already, and it is of the time before quiet hours began.
        if message.state is MessageState.READY:
            if unwanted := await self._drop_unwanted(message, in_doubt=message.in_doubt):
                return unwanted
            quiet = schedule_of(destination.preferences, self._context.times).quiet_end(self._clock.now())
            if quiet is not None:  # an admin may have let one be tried again that was posted
                decision = Retry(at=quiet, reason=QUIET_HOURS, in_doubt=message.first_attempt is not None)
        decided = decision or await self._outcome(message, destination)
        await self.record(lambda: self._carry_out(decided, message, destination))
        return decided

    async def record(self, write: Callable[[], Awaitable[None]]) -> None:
        """Write down what came of a post, however long the store does not take it.

        Who waits for that may be cancelled: it goes on as long as the process does.
        """
        task = asyncio.create_task(written(write))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)
        await asyncio.shield(task)

    async def give_back(self, message: Message, error: StoreError) -> None:
        """End the claim of a message that was not sent since, as soon as the store takes that."""
        retry = Retry(at=self._clock.now() + _SOON, reason=str(error), in_doubt=message.in_doubt)
        await self.record(lambda: self._again(message, retry))

    async def _drop_unwanted(self, message: Message, *, in_doubt: bool) -> End | None:
        """Drop it if nobody subscribes to its papers any more."""
        at = self._clock.latest()
        if not await self._store.drop_unwanted(message.key, message.claim, _UNWANTED, at, in_doubt=in_doubt):
            return None
        _log.info("Dropped message %s: %s", message.key, _UNWANTED)
        return End(state=MessageState.DROPPED, reason=_UNWANTED, in_doubt=in_doubt, written=True)

    async def _outcome(self, message: Message, destination: Destination) -> DeliveryDecision:
        """Try it; what comes of that."""
        if not message.payload:
            return Split(reason="It could not be rendered, and is tried again.")
        try:
            return await self._try(message, destination)
        except DeliveryError as error:
            failure = error
        except PaperboyError:
            raise
        except Exception as error:  # noqa: BLE001 - a bug must not hold the channel's queue for ever
            _log.exception("Message %s failed in a way that nobody thought of.", message.key)
            failure = UnexplainedError(f"{type(error).__name__} in Paperboy.", in_doubt=True)
        self._context.observer.post_failed(failure)
        return decide(message, failure, self._clock, self._context.rng, destination.kind)

    async def _try(self, message: Message, destination: Destination) -> Sent | End:
        if problem := self._notifier.problem(destination):
            problem.in_doubt = message.first_attempt is not None
            raise problem
        if (first_attempt := message.first_attempt) is None:
            turn = await self._notifier.permit()
            now, after = self._clock.now(), await self._lower_bound(destination)
            return await self._post(message, destination, now, after, turn)
        with _doubt_stays():
            turn = await self._notifier.permit()  # waiting comes before judging
            now = self._clock.now()
            glance = await self._notifier.check_channel(destination, message.after)
            step = step_in_doubt(first_attempt, message.after, destination.kind, now=now, bound=glance.bound)
            match step:
                case Step.WAIT:
                    wait = (first_attempt + NONCE_WINDOW - now).total_seconds()
                    raise TryLaterError("The post may still come to be.", in_doubt=True, retry_after=wait)
                case Step.REPEAT:
                    if glance.newer:
                        seen = await self._seen(message, destination, turn)
                        if isinstance(seen, Sent):
                            return seen
                        turn = seen
                    single = replace(turn, single=True)  # when it is repeated the nonce may be forgotten
                    return await self._post(message, destination, first_attempt, message.after, single)
                case Step.SEARCH:
                    found = await self._notifier.find(destination, message.key, message.after)
                case _:
                    assert_never(step)
        if found is not None:
            return Sent(message_id=found)
        if unwanted := await self._drop_unwanted(message, in_doubt=False):
            return unwanted
        turn = await self._notifier.permit()
        return await self._post(message, destination, self._clock.now(), message.after, turn)

    async def _seen(self, message: Message, destination: Destination, turn: PostPermit) -> Sent | PostPermit:
        """Look before a nonce is sent again: a machine may be paused until it is forgotten, between any two steps.

        Where nobody may look, the nonce has to do, by the `turn` of before it was judged that Discord knows it:
        one that is taken now would hide how long that was ago.
        """
        try:
            found = await self._notifier.find(destination, message.key, message.after)
        except HistoryUnreadableError:
            return turn
        return await self._notifier.permit() if found is None else Sent(message_id=found)

    async def _lower_bound(self, destination: Destination) -> int | None:
        known = await self._store.newest_message_id(destination.id)
        bound = self._notifier.lower_bound(destination)
        return max((value for value in (known, bound) if value is not None), default=None)

    async def _post(
        self,
        message: Message,
        destination: Destination,
        first_attempt: datetime,
        after: int | None,
        turn: PostPermit,
    ) -> Sent:
        """Write down that it is being sent, then send it."""
        self._tenure.require()
        judged = self._clock.now()
        lease = self._context.lease
        sending = await self._store.mark_sending(
            message.key, message.claim, first_attempt=first_attempt, after=after, leased_until=judged + lease
        )
        if not judged <= self._clock.now() < judged + _PROMPT:
            raise TryLaterError("It took too long to write down that it is sent.", in_doubt=message.in_doubt)
        self._tenure.require()
        _log.debug("Posting message %s, attempt %d.", message.key, sending.attempts)
        async with self._tenure.posting((lease * _MOST_OF_IT).total_seconds()):
            return Sent(message_id=await self._notifier.post(destination, message.payload, message.key, turn))

    async def _carry_out(self, decision: DeliveryDecision, message: Message, destination: Destination) -> None:
        match decision:
            case Sent(message_id=posted):
                await self._store.mark_sent(message.key, message.claim, posted, self._clock.latest())
                known = {} if posted is None else {"message_id": str(posted)}
                _log.info("Posted %s to %d.", ", ".join(message.paper_ids), destination.id, extra=known)
            case Retry(refused=RefusedError() as error):
                await self._blocks.block(destination, error)
                await self._again(message, decision)
            case Retry():
                await self._again(message, decision)
                level = logging.INFO if decision.reason == QUIET_HOURS else logging.WARNING
                _log.log(level, "Message %s: %s Next try at %s.", message.key, decision.reason, decision.at)
                if decision.in_doubt and decision.attempts == TRIES_BEFORE_DEFERRAL:
                    _log.warning("Message %s steps aside: its channel goes on without it.", message.key)
            case Split():
                await split(self._context, message, destination, decision.reason)
            case End():
                if not decision.written:
                    await self._end(message, decision)
            case _:
                assert_never(decision)

    async def _again(self, message: Message, retry: Retry) -> None:
        await self._store.retry_at(
            message.key, message.claim, retry.at, retry.reason, in_doubt=retry.in_doubt, attempts=retry.attempts
        )

    async def _end(self, message: Message, end: End) -> None:
        now = self._clock.latest()
        await self._store.finish(message.key, message.claim, end.state, end.reason, now, in_doubt=end.in_doubt)
        levels = {MessageState.DROPPED: logging.INFO, MessageState.DEAD: logging.ERROR}
        level = levels.get(end.state, logging.WARNING)
        _log.log(level, "Message %s for %d is %s: %s", message.key, message.destination_id, end.state, end.reason)


@contextmanager
def _doubt_stays() -> Generator[None]:
    """Keep the doubt about an earlier attempt when a search or a repeat fails."""
    try:
        yield
    except (TryLaterError, RefusedError, RejectedError) as error:
        error.in_doubt = True
        raise
