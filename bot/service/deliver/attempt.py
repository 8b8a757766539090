"""One attempt at one message, as docs/adr/0003-delivery-protocol.md has it: what is decided, written down."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, assert_never

from bot.domain.alert import QUIET, TRIES_IN_LINE, MessageState
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
from bot.service.deliver.decision import (
    NONCE_WINDOW,
    BlockAndRetry,
    End,
    Postpone,
    Retry,
    Sent,
    Split,
    Step,
    Unwanted,
    decide,
    step_in_doubt,
)
from bot.service.deliver.outages import Recorder

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Generator
    from datetime import datetime

    from bot.domain.alert import Message
    from bot.domain.errors import StoreError
    from bot.domain.ports import Notifier, Observer, Store, Turn
    from bot.domain.schedule import DigestTimes
    from bot.domain.subscription import Destination
    from bot.service.deliver.blocks import Blocks
    from bot.service.deliver.decision import DeliveryDecision
    from bot.service.deliver.outages import Tenure
    from bot.service.deliver.split import Splitter
    from bot.service.trusted_time import TrustedTime

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
    `lease`, and the post ends, by force if need be, before that and before the `tenure` does. What has ended is
    forgotten some time later: when that was is written down by `trusted`, or a clock that was behind would make it
    old as soon as it is right.
    """

    def __init__(  # noqa: PLR0913 - what delivery is made of, by name
        self,
        *,
        store: Store,
        notifier: Notifier,
        blocks: Blocks,
        now: Callable[[], datetime],
        rng: random.Random,
        observer: Observer,
        times: DigestTimes,
        lease: timedelta,
        splitter: Splitter,
        trusted: TrustedTime,
        tenure: Tenure,
    ) -> None:
        self._store = store
        self._notifier = notifier
        self._blocks = blocks
        self._now = now
        self._rng = rng
        self._observer = observer
        self._times = times
        self._lease = lease
        self._splitter = splitter
        self._trusted = trusted
        self._tenure = tenure
        self._recorder = Recorder()

    async def make(self, message: Message) -> DeliveryDecision:
        """See the class; what was decided and by now is written.

        Raises ConflictError when the claim was lost, CredentialsError, and StoreError when nothing was sent: then
        it may be given back.
        """
        destination = await self._store.destination(message.destination_id)
        if destination is None:
            end = End(state=MessageState.DROPPED, reason=_UNWANTED, in_doubt=message.in_doubt)
            await self._recorder.write(lambda: self._end(message, end))
            return end
        # One that is being sent goes on: it may be out already.
        if message.state is MessageState.READY and await self._drop_unwanted(message, in_doubt=message.in_doubt):
            return Unwanted()
        decision = self._postpone(message, destination) or await self._outcome(message, destination)
        await self._recorder.write(lambda: self._carry_out(decision, message, destination))
        return decision

    async def give_back(self, message: Message, error: StoreError) -> None:
        """End the claim of a message that was not sent since, as soon as the store takes that."""
        again = partial(self._again, message, reason=str(error), in_doubt=message.in_doubt)
        await self._recorder.write(lambda: again(self._now() + _SOON))

    async def _drop_unwanted(self, message: Message, *, in_doubt: bool) -> bool:
        """Drop it if nobody subscribes to its papers any more; whether that was so."""
        at = self._trusted.to_reckon_from()
        if not await self._store.drop_unwanted(message.key, message.claim, _UNWANTED, at, in_doubt=in_doubt):
            return False
        _log.info("Dropped message %s: %s", message.key, _UNWANTED)
        return True

    def _postpone(self, message: Message, destination: Destination) -> Postpone | None:
        """In quiet hours, wait for their end. One that may be out already goes on: it is of the time before."""
        if message.state is not MessageState.READY:
            return None
        end = schedule_of(destination.preferences, self._times).quiet_end(self._now())
        return None if end is None else Postpone(until=end, in_doubt=message.first_attempt is not None)

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
        self._observer.hindered(failure)
        trusted = self._trusted.to_forget_by()
        return decide(message, failure, self._now(), self._rng, kind=destination.kind, trusted=trusted)

    async def _try(self, message: Message, destination: Destination) -> Sent | Unwanted:
        if problem := self._notifier.problem(destination):
            problem.in_doubt = message.first_attempt is not None
            raise problem
        if (first_attempt := message.first_attempt) is None:
            turn = await self._notifier.turn()
            now, after = self._now(), await self._lower_bound(destination)
            return await self._post(message, destination, now, after, turn)
        with _doubt_stays():
            turn = await self._notifier.turn()  # waiting comes before judging
            now = self._now()
            glance = await self._notifier.glance(destination, message.after)
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
        if await self._drop_unwanted(message, in_doubt=False):
            return Unwanted()
        turn = await self._notifier.turn()
        return await self._post(message, destination, self._now(), message.after, turn)

    async def _seen(self, message: Message, destination: Destination, turn: Turn) -> Sent | Turn:
        """Look before a nonce is sent again: a machine may be paused until it is forgotten, between any two steps.

        Where nobody may look, the nonce has to do, by the `turn` of before it was judged that Discord knows it:
        one that is taken now would hide how long that was ago.
        """
        try:
            found = await self._notifier.find(destination, message.key, message.after)
        except HistoryUnreadableError:
            return turn
        return await self._notifier.turn() if found is None else Sent(message_id=found)

    async def _lower_bound(self, destination: Destination) -> int | None:
        known = await self._store.newest_message_id(destination.id)
        bound = self._notifier.lower_bound(destination)
        return max((value for value in (known, bound) if value is not None), default=None)

    async def _post(
        self, message: Message, destination: Destination, first_attempt: datetime, after: int | None, turn: Turn
    ) -> Sent:
        """Write down that it is being sent, then send it."""
        self._tenure.require()
        judged = self._now()
        sending = await self._store.mark_sending(
            message.key,
            message.claim,
            first_attempt=first_attempt,
            after=after,
            leased_until=judged + self._lease,
        )
        if not judged <= self._now() < judged + _PROMPT:
            raise TryLaterError("It took too long to write down that it is sent.", in_doubt=message.in_doubt)
        self._tenure.require()
        _log.debug("Posting message %s, attempt %d.", message.key, sending.attempts)
        async with self._tenure.posting((self._lease * _MOST_OF_IT).total_seconds()):
            return Sent(message_id=await self._notifier.post(destination, message.payload, message.key, turn))

    async def _carry_out(self, decision: DeliveryDecision, message: Message, destination: Destination) -> None:
        match decision:
            case Sent():
                await self._sent(message, decision.message_id)
            case Unwanted():
                pass  # that is written
            case Postpone():
                await self._again(message, decision.until, QUIET, in_doubt=decision.in_doubt)
                _log.info("Message %s waits for the end of quiet hours at %s.", message.key, decision.until)
            case Retry():
                await self._retry(decision, message)
            case BlockAndRetry():
                await self._blocks.block(destination, decision.error)
                await self._again(message, decision.at, str(decision.error), in_doubt=decision.in_doubt)
            case Split():
                await self._split(message, destination, decision.reason)
            case End():
                await self._end(message, decision)
            case _:
                assert_never(decision)

    async def _sent(self, message: Message, message_id: int | None) -> None:
        await self._store.mark_sent(message.key, message.claim, message_id, self._trusted.to_reckon_from())
        known = {} if message_id is None else {"message_id": str(message_id)}
        _log.info("Posted %s to %d.", ", ".join(message.paper_ids), message.destination_id, extra=known)

    async def _split(self, message: Message, destination: Destination, reason: str) -> None:
        ended = self._trusted.to_reckon_from()
        for part in await self._splitter.split(message, destination, reason, self._now(), ended):
            if part.state is MessageState.DEAD:  # it could not be rendered
                self._observer.ended(part.kind, part.state, [])

    async def _retry(self, retry: Retry, message: Message) -> None:
        await self._store.retry_at(
            message.key,
            message.claim,
            retry.at,
            retry.reason,
            in_doubt=retry.in_doubt,
            attempts=retry.attempts,
        )
        _log.warning("Message %s: %s Next try in %.0f s.", message.key, retry.reason, retry.wait)
        if retry.in_doubt and retry.attempts == TRIES_IN_LINE:
            _log.warning("Message %s steps aside: its channel goes on without it.", message.key)

    async def _again(self, message: Message, when: datetime, reason: str, *, in_doubt: bool) -> None:
        await self._store.retry_at(message.key, message.claim, when, reason, in_doubt=in_doubt)

    async def _end(self, message: Message, end: End) -> None:
        now = self._trusted.to_reckon_from()
        await self._store.finish(message.key, message.claim, end.state, end.reason, now, in_doubt=end.in_doubt)
        if end.state is MessageState.DROPPED:
            _log.info("Dropped message %s: %s", message.key, end.reason)
            return
        level = logging.ERROR if end.state is MessageState.DEAD else logging.WARNING
        _log.log(level, "Message %s for %d is %s: %s", message.key, message.destination_id, end.state, end.reason)


@contextmanager
def _doubt_stays() -> Generator[None]:
    """What hinders a search or a repeat leaves the doubt about the earlier attempt as it was."""
    try:
        yield
    except (TryLaterError, RefusedError, RejectedError) as error:
        error.in_doubt = True
        raise
