"""One attempt at one message: the protocol of DESIGN.md section 8."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.alert import MessageState
from bot.domain.discord_ids import snowflake_time
from bot.domain.errors import (
    AlreadyPostedError,
    DeliveryError,
    HistoryUnreadableError,
    PaperboyError,
    RefusedError,
    TryLaterError,
    UnexplainedError,
)
from bot.domain.retry import delay
from bot.domain.subscription import Kind

if TYPE_CHECKING:
    import random
    from collections.abc import Callable
    from datetime import datetime

    from bot.domain.alert import Message
    from bot.domain.ports import Notifier, Observer, Store
    from bot.domain.subscription import Destination
    from bot.service.deliver.blocks import Blocks
    from bot.service.deliver.planner import Rooms

_log = logging.getLogger(__name__)
NONCE_WINDOW = timedelta(seconds=30)
GIVE_UP_AFTER = timedelta(hours=24)
_GIVE_UP_ATTEMPTS = 10


class Attempt:
    """Tries a claimed message once and records the outcome durably.

    While in doubt (`SENDING`): within 30 s of the first attempt the same nonce is sent again, which Discord
    de-duplicates; later the channel's history is read before anything else is tried.
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
        rooms: Rooms,
    ) -> None:
        self._store = store
        self._notifier = notifier
        self._blocks = blocks
        self._now = now
        self._rng = rng
        self._observer = observer
        self._rooms = rooms

    async def make(self, message: Message) -> MessageState | None:
        """See the class; the final state that the message has reached, None when it is tried again.

        Raises ConflictError when the claim was lost, StoreError, CredentialsError.
        """
        destination = await self._store.destination(message.destination_id)
        if destination is None or not await self._wanted(message):
            return await self._drop(message)
        if await self._is_held(message, destination):
            return None
        try:
            return await self._try(message, destination)
        except DeliveryError as error:
            self._observer.hindered(error)
            return await self._settle(message, destination, error)
        except PaperboyError:
            raise
        except Exception as error:  # noqa: BLE001 - a bug must not hold the channel's queue for ever
            _log.exception("Message %s failed in a way that nobody thought of.", message.key)
            unexplained = UnexplainedError(f"{type(error).__name__} in Paperboy.", in_doubt=True)
            self._observer.hindered(unexplained)
            return await self._later(message, unexplained)

    async def _is_held(self, message: Message, destination: Destination) -> bool:
        """Whether quiet hours have begun since it was planned: then it waits for their end.

        One that may be out already goes on: it belongs to the time before.
        """
        if message.state is not MessageState.READY:
            return False
        end = self._rooms.schedule(destination).quiet_end(self._now())
        if end is None:
            return False
        await self._store.retry_at(message.key, message.claim, end, "These are quiet hours.", in_doubt=False)
        _log.info("Message %s waits for the end of quiet hours at %s.", message.key, end)
        return True

    async def _settle(
        self, message: Message, destination: Destination, error: DeliveryError
    ) -> MessageState | None:
        """What a failure means for the message: the table of DESIGN.md section 8."""
        match error:
            case AlreadyPostedError():
                return await self._sent(message, None)
            case RefusedError():
                await self._blocks.block(destination, error)
                await self._again(message, error, 0.0)
                await self._blocks.tell(destination.id)  # may take long: by now everything is written
                return None
            case HistoryUnreadableError():
                return await self._end(message, MessageState.UNCERTAIN, str(error))
            case TryLaterError():
                return await self._later(message, error)
            case _:  # RejectedError, the one that is left
                return await self._end(message, MessageState.DEAD, str(error))

    async def _drop(self, message: Message) -> MessageState:
        reason = "Nobody subscribes to it any more."
        await self._store.finish(message.key, message.claim, MessageState.DROPPED, reason, self._now())
        _log.info("Dropped message %s: %s", message.key, reason)
        return MessageState.DROPPED

    async def _wanted(self, message: Message) -> bool:
        """Whether it must go on: it may be out already, or somebody still subscribes to one of its papers."""
        if message.state is MessageState.SENDING:
            return True
        return await self._store.is_wanted(message.key)

    async def _try(self, message: Message, destination: Destination) -> MessageState:
        if problem := self._notifier.problem(destination):
            problem.in_doubt = message.state is MessageState.SENDING
            raise problem
        now = self._now()
        first_attempt, after = message.first_attempt, message.after
        if first_attempt is None:
            first_attempt, after = now, await self._lower_bound(destination)
        elif not (self._repeatable(destination, first_attempt, now) and self._recent(destination, after)):
            if (found := await self._look(message, destination)) is not None:
                return await self._sent(message, found)
            if not await self._store.is_wanted(message.key):
                return await self._drop(message)
            first_attempt = now
        sending = await self._store.mark_sending(
            message.key, message.claim, first_attempt=first_attempt, after=after
        )
        _log.debug("Posting message %s, attempt %d.", message.key, sending.attempts)
        try:
            posted = await self._notifier.post(destination, message.payload, message.key)
        except (TryLaterError, RefusedError) as error:
            # An earlier try that nobody has looked for since keeps the doubt alive.
            error.in_doubt = error.in_doubt or message.first_attempt == sending.first_attempt
            raise
        return await self._sent(sending, posted)

    def _repeatable(self, destination: Destination, first_attempt: datetime, now: datetime) -> bool:
        """Whether sending the same nonce again is safe.

        Forums have none: there a post that is under way may still come to be, so nobody looks for it, nor tries
        again, before the window is over.
        """
        inside = first_attempt <= now < first_attempt + NONCE_WINDOW
        if inside and destination.kind is Kind.FORUM:
            wait = (first_attempt + NONCE_WINDOW - now).total_seconds()
            raise TryLaterError("The post may still come to be.", in_doubt=True, retry_after=wait)
        return inside

    def _recent(self, destination: Destination, after: int | None) -> bool:
        """Whether Discord's time agrees that the first attempt was just now: ours may have been set since."""
        bound = self._notifier.lower_bound(destination)
        return bound is None or after is None or snowflake_time(bound) - snowflake_time(after) < NONCE_WINDOW

    async def _look(self, message: Message, destination: Destination) -> int | None:
        """Search the history; whatever hinders the search leaves the doubt as it was."""
        try:
            return await self._notifier.find(destination, message.key, message.after)
        except (TryLaterError, RefusedError) as error:
            error.in_doubt = True
            raise

    async def _lower_bound(self, destination: Destination) -> int | None:
        known = await self._store.newest_message_id(destination.id)
        bound = self._notifier.lower_bound(destination)
        return max((value for value in (known, bound) if value is not None), default=None)

    async def _sent(self, message: Message, message_id: int | None) -> MessageState:
        await self._store.mark_sent(message.key, message.claim, message_id, self._now())
        known = {} if message_id is None else {"message_id": str(message_id)}
        _log.info("Posted %s to %d.", ", ".join(message.paper_ids), message.destination_id, extra=known)
        await self._blocks.works(message.destination_id)  # may tell people: by now everything is written
        return MessageState.SENT

    async def _end(self, message: Message, state: MessageState, reason: str) -> MessageState:
        await self._store.finish(message.key, message.claim, state, reason, self._now())
        level = logging.ERROR if state is MessageState.DEAD else logging.WARNING
        _log.log(level, "Message %s for %d is %s: %s", message.key, message.destination_id, state, reason)
        return state

    async def _later(self, message: Message, error: TryLaterError) -> MessageState | None:
        old = self._now() - message.created >= GIVE_UP_AFTER and message.attempts >= _GIVE_UP_ATTEMPTS
        if isinstance(error, UnexplainedError) and old:
            return await self._end(message, MessageState.DEAD, str(error))
        wait = delay(message.attempts + 1, self._rng, at_least=error.retry_after)
        await self._again(message, error, wait)
        _log.warning("Message %s: %s Next try in %.0f s.", message.key, error, wait)
        return None

    async def _again(self, message: Message, error: TryLaterError | RefusedError, wait: float) -> None:
        when = self._now() + timedelta(seconds=wait)
        await self._store.retry_at(message.key, message.claim, when, str(error), in_doubt=error.in_doubt)
