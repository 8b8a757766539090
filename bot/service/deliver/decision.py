"""Decisions about a claimed message: how to try it, and what follows from the outcome. Pure functions.

They are the delivery protocol of docs/adr/0003-delivery-protocol.md; `Attempt` carries out what they return.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING, Literal, TypeAlias

from bot.domain.alert import TRIES_BEFORE_DEFERRAL, MessageState
from bot.domain.clock import delay
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

NONCE_WINDOW = timedelta(seconds=30)  # from the first attempt; Discord remembers a nonce for a few minutes
GIVE_UP_AFTER = timedelta(hours=24)
_GIVE_UP_ATTEMPTS = 10  # at least, however old the message is
_LONGEST_WAIT = 300.0  # seconds between two tries of a message that others wait for
_LONGEST_ASIDE = 3600.0  # of one that has stepped aside

EndState: TypeAlias = Literal[MessageState.DEAD, MessageState.UNCERTAIN, MessageState.DROPPED]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The post exists as `message_id`; None: it existed and was deleted."""

    message_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """Try again `at` a moment; `in_doubt` when it may have been posted all the same.

    `attempts` is how often it was tried by then; from the fifth in doubt it steps aside. In quiet hours that have
    begun since it was planned nothing was tried, and it waits for their end. With `refused` the destination is
    blocked first, as Discord refuses it, and the message waits until that is over.
    """

    at: datetime
    reason: str
    in_doubt: bool
    attempts: int = 0
    refused: RefusedError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """The end of all attempts; `in_doubt` when it may have been posted.

    `written`: the store has dropped it before, as nobody wants its papers any more.
    """

    state: EndState
    reason: str
    in_doubt: bool = False
    written: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Other messages carry its papers on: smaller ones, as Discord refuses it as a whole, for one of them perhaps.

    Or one that is made anew of what could not be rendered.
    """

    reason: str


DeliveryDecision: TypeAlias = Sent | Retry | End | Split


def decide(
    message: Message, error: DeliveryError, clock: TrustedClock, rng: random.Random, kind: Kind = Kind.CHANNEL
) -> DeliveryDecision:
    """Decide about a message after a failed attempt; `message` is as it was before the attempt.

    Only its age makes the bot give it up, and never while the time is in doubt.
    """
    match error:
        case AlreadyPostedError():
            return Sent(message_id=None)
        case RefusedError():
            return Retry(at=clock.now(), reason=str(error), in_doubt=error.in_doubt, refused=error)
        case HistoryUnreadableError():
            return End(state=MessageState.UNCERTAIN, reason=str(error), in_doubt=True)
        # That it is never taken was said for sure (in doubt it is looked for first), or nobody could say anything
        # for a day.
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
    aside = error.in_doubt and attempts >= TRIES_BEFORE_DEFERRAL
    at_least = error.retry_after if isinstance(error, TryLaterError) else None
    if error.in_doubt and kind is Kind.FORUM:  # its post may still come to be, from when it failed on
        at_least = max(at_least or 0.0, NONCE_WINDOW.total_seconds())
    wait = delay(attempts, rng, cap=_LONGEST_ASIDE if aside else _LONGEST_WAIT, at_least=at_least)
    return Retry(at=now + timedelta(seconds=wait), reason=str(error), in_doubt=error.in_doubt, attempts=attempts)


def _was_tried_enough(message: Message, agreed: datetime | None) -> bool:
    is_old = agreed is not None and agreed - message.created >= GIVE_UP_AFTER
    return is_old and message.attempts >= _GIVE_UP_ATTEMPTS


class Step(Enum):
    """The next step for a message that may have been posted."""

    REPEAT = auto()  # the same nonce again, which Discord de-duplicates
    SEARCH = auto()  # Discord may have forgotten the nonce: the history is read first
    WAIT = auto()  # a forum has no nonces, and its post may still come to be: nobody looks for it yet


def step_in_doubt(
    first_attempt: datetime, after: int | None, kind: Kind, *, now: datetime, bound: int | None
) -> Step:
    """Choose the next step for a message in doubt, at a destination of this kind.

    `after` is a snowflake that is older than the first attempt; `bound` is one for an attempt made now, by
    Discord's clock. Our own clock may have been changed or stopped, so Discord's must agree that the first attempt
    was a moment ago. If `bound` is not known, the history is read.
    """
    if not first_attempt <= now < first_attempt + NONCE_WINDOW:
        return Step.SEARCH
    if kind is Kind.FORUM:
        return Step.WAIT
    if after is None or bound is None or snowflake_time(bound) - snowflake_time(after) >= NONCE_WINDOW:
        return Step.SEARCH
    return Step.REPEAT
