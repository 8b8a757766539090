"""Decisions about a claimed message: how to try it, and what to do after a failure. They change nothing.

They are the delivery protocol of docs/adr/0003-delivery-protocol.md; `Attempt` carries them out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING, Literal, TypeAlias

from bot.domain.alert import TRIES_BEFORE_DEFERRAL, MessageState
from bot.domain.clock import backoff
from bot.domain.discord.ids import snowflake_time
from bot.domain.errors import (
    AlreadyPostedError,
    HistoryUnreadableError,
    RefusedError,
    RejectedError,
    TryLaterError,
    UnexplainedError,
)
from bot.domain.subscription import Kind

if TYPE_CHECKING:
    import random
    from datetime import datetime

    from bot.domain.alert import Message
    from bot.domain.errors import DeliveryError
    from bot.service.trusted_clock import TrustedClock

# After the first attempt, while its nonce can be sent again; Discord remembers one for a few minutes
NONCE_WINDOW = timedelta(seconds=30)
GIVE_UP_AFTER = timedelta(hours=24)  # without a clear answer
_GIVE_UP_ATTEMPTS = 10  # at least, before one without a clear answer is given up, however old it is
# Seconds between two tries of a message that holds up its channel, unless Discord asks for more
_LONGEST_WAIT = 300.0
_LONGEST_DEFERRED_WAIT = 3600.0  # of a deferred one

EndState: TypeAlias = Literal[MessageState.DEAD, MessageState.UNCERTAIN, MessageState.DROPPED]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The post exists as `message_id`; None: it was posted and then deleted.

    A mail has no id: it gets one older than those of later posts, for its place among the newest.
    """

    message_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """Try again at the time `at`; `in_doubt` if the message may have been posted.

    `attempts` counts the tries so far (0 leaves the stored number); from the fifth, a message in doubt is
    deferred and its channel continues without it. In quiet hours only a `SENDING` message is
    tried; of others `at` is their end. With a `refusal`, the destination is blocked first, and the message waits
    for the end of the block. `mail_refused`: the person's address was refused for days, so mails end.
    """

    at: datetime
    reason: str
    in_doubt: bool
    attempts: int = 0
    refusal: RefusedError | None = None
    mail_refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """No more attempts; `in_doubt` if the message may have been posted.

    `already_stored`: the store has dropped it, as no subscription or tombstone of its alerts is left.
    """

    state: EndState
    reason: str
    in_doubt: bool = False
    already_stored: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Replace the message by halves, as Discord may refuse it for one of its papers.

    A message without a payload, as it could not be rendered, is replaced even if it has one paper (see `saving`),
    as is a mail that becomes a direct message.
    """

    reason: str


DeliveryDecision: TypeAlias = Sent | Retry | End | Split


def decide(
    message: Message, error: DeliveryError, clock: TrustedClock, rng: random.Random, kind: Kind = Kind.CHANNEL
) -> DeliveryDecision:
    """Decide what to do after a failed attempt; `message` is in its state before the attempt.

    Unless Discord rejects it for good, a message is given up only for its age, never while the clocks disagree.
    """
    match error:
        case AlreadyPostedError():
            return Sent(message_id=None)
        case RefusedError():
            return Retry(at=clock.now(), reason=str(error), in_doubt=error.in_doubt, refusal=error)
        case HistoryUnreadableError():
            return End(state=MessageState.UNCERTAIN, reason=str(error), in_doubt=True)
        # Rejected for good (a message in doubt is searched for first), or without a clear answer for a day.
        case RejectedError(in_doubt=False):
            pass
        case RejectedError() | UnexplainedError() if _was_tried_enough(message, clock.agreed()):
            pass
        case _:
            return _retry(message.attempts + 1, error, clock.now(), rng, kind)
    return _give_up(message, error)


def _give_up(message: Message, error: DeliveryError) -> End | Split:
    if len(message.paper_ids) > 1 and not error.in_doubt:
        return Split(reason=str(error))
    return End(state=MessageState.DEAD, reason=str(error), in_doubt=error.in_doubt)


def _retry(attempts: int, error: DeliveryError, now: datetime, rng: random.Random, kind: Kind) -> Retry:
    deferred = error.in_doubt and attempts >= TRIES_BEFORE_DEFERRAL
    shortest_wait = error.retry_after if isinstance(error, TryLaterError) else None
    if error.in_doubt and kind is Kind.FORUM:  # its post may still appear after the failure
        shortest_wait = max(shortest_wait or 0.0, NONCE_WINDOW.total_seconds())
    wait = backoff(
        attempts, rng, cap=_LONGEST_DEFERRED_WAIT if deferred else _LONGEST_WAIT, at_least=shortest_wait
    )
    return Retry(at=now + timedelta(seconds=wait), reason=str(error), in_doubt=error.in_doubt, attempts=attempts)


def _was_tried_enough(message: Message, agreed: datetime | None) -> bool:
    is_old = agreed is not None and agreed - message.created >= GIVE_UP_AFTER
    return is_old and message.attempts >= _GIVE_UP_ATTEMPTS


class Step(Enum):
    """The next step for a message that may have been posted."""

    REPEAT = auto()  # send the same nonce, which Discord de-duplicates
    SEARCH = auto()  # search the history first: Discord may have forgotten the nonce
    WAIT = auto()  # for a forum: it has no nonces, and the post may still appear


def step_in_doubt(
    first_attempt: datetime, after: int | None, kind: Kind, *, now: datetime, bound: int | None
) -> Step:
    """Choose the next step for a message in doubt, at a destination of this kind.

    `after` is a snowflake older than the first attempt, `bound` a current one, by Discord's clock. The host's
    clock may have been changed or stopped, so Discord's must agree that the first attempt was less than 30 s ago.
    Example: 10 s ago by both clocks: REPEAT; 10 s by the host's, 40 s by Discord's: SEARCH. Without a `bound`,
    the history is searched. In a forum, the host's clock alone decides.
    """
    if not first_attempt <= now < first_attempt + NONCE_WINDOW:
        return Step.SEARCH
    if kind is Kind.FORUM:
        return Step.WAIT
    if after is None or bound is None or snowflake_time(bound) - snowflake_time(after) >= NONCE_WINDOW:
        return Step.SEARCH
    return Step.REPEAT
