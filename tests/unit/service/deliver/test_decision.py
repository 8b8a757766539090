"""The delivery protocol as a table: what each outcome means for a message, and how one in doubt is tried."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.alert import Message, MessageKind, MessageState
from bot.domain.discord.ids import time_snowflake
from bot.domain.errors import (
    AlreadyPostedError,
    HistoryUnreadableError,
    RefusedError,
    RejectedError,
    TryLaterError,
    UnexplainedError,
)
from bot.domain.subscription import Kind
from bot.service.deliver.decision import (
    NONCE_WINDOW,
    End,
    Retry,
    Sent,
    Step,
    decide,
    step_in_doubt,
)
from bot.service.trusted_clock import TrustedClock
from tests.support.fakes import CHANNEL, START

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.errors import DeliveryError
    from bot.service.deliver.decision import DeliveryDecision

NOW = TrustedClock(lambda: START)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
JUST_BEFORE = timedelta(microseconds=1)
REFUSED = RefusedError("No.")
GONE = RefusedError("Gone.", gone=True)
SHUT = RefusedError("No.", closed_dm=True)
DOUBTFUL = RefusedError("No.", in_doubt=True)


class Half(random.Random):
    """Draws the middle of what can be drawn."""

    def random(self) -> float:
        return 0.5


def message(*, age: timedelta = timedelta(0), attempts: int = 0) -> Message:
    return Message(
        key="k" * 24,
        destination_id=CHANNEL,
        kind=MessageKind.CARD,
        paper_ids=("arxiv:2511.00001",),
        payload={},
        created=START - age,
        next_try=START,
        attempts=attempts,
    )


def after(seconds: float, reason: str, *, in_doubt: bool, attempts: int = 1) -> Retry:
    at = START + timedelta(seconds=seconds)
    return Retry(at=at, reason=reason, in_doubt=in_doubt, attempts=attempts)


def blocked(error: RefusedError) -> Retry:
    return Retry(at=START, reason=str(error), in_doubt=error.in_doubt, refused=error)


def row(
    answer: str, error: DeliveryError, decision: DeliveryDecision, *, age: timedelta = 0 * DAY, attempts: int = 0
) -> Any:
    return pytest.param(error, age, attempts, decision, id=answer)


@pytest.mark.parametrize(
    ("error", "age", "attempts", "decision"),
    [
        row(
            "429: as long as Discord says, and up to a tenth more",
            TryLaterError("429.", in_doubt=False, retry_after=40),
            after(42.0, "429.", in_doubt=False),
        ),
        row(
            "429 after an attempt that may have been accepted, longer than we would wait ourselves",
            TryLaterError("429.", in_doubt=True, retry_after=400),
            after(420.0, "429.", in_doubt=True),
        ),
        row(
            "5xx, a broken connection, no answer: soon, in doubt",
            TryLaterError("500.", in_doubt=True),
            after(0.75, "500.", in_doubt=True),
        ),
        row(
            "with growing pauses",
            TryLaterError("500.", in_doubt=True),
            after(6.0, "500.", in_doubt=True, attempts=4),
            attempts=3,
        ),
        row(
            "of five minutes at most, for days",
            TryLaterError("429.", in_doubt=False),
            after(225.0, "429.", in_doubt=False, attempts=100),
            age=9 * DAY,
            attempts=99,
        ),
        row(
            "in doubt of an hour at most: it has stepped aside, nobody waits for it",
            TryLaterError("500.", in_doubt=True),
            after(2700.0, "500.", in_doubt=True, attempts=100),
            age=9 * DAY,
            attempts=99,
        ),
        row("50013, 50001: permission missing", REFUSED, blocked(REFUSED)),
        row("10003, 10004: gone", GONE, blocked(GONE)),
        row(
            "50007: DMs closed",
            SHUT,
            blocked(SHUT),
            age=9 * DAY,
            attempts=99,
        ),
        row(
            "a 500 followed by a 403 is doubt, a 403 alone is not",
            DOUBTFUL,
            blocked(DOUBTFUL),
        ),
        row(
            "200000 (AutoMod), 50035 (bad body): a dead letter",
            RejectedError("AutoMod."),
            End(state=MessageState.DEAD, reason="AutoMod."),
        ),
        row("10008: counts as sent", AlreadyPostedError("Deleted."), Sent(message_id=None)),
        row(
            "doubt, and the history may not be read",
            HistoryUnreadableError("Unreadable."),
            End(state=MessageState.UNCERTAIN, reason="Unreadable.", in_doubt=True),
        ),
        row(
            "anything without a rule: tried for 24 hours",
            UnexplainedError("418.", in_doubt=False),
            after(225.0, "418.", in_doubt=False, attempts=11),
            age=DAY - JUST_BEFORE,
            attempts=10,
        ),
        row(
            "and ten times, though it waited for days",
            UnexplainedError("418.", in_doubt=True),
            after(384.0, "418.", in_doubt=True, attempts=10),
            age=9 * DAY,
            attempts=9,
        ),
        row(
            "then a dead letter",
            UnexplainedError("418.", in_doubt=True),
            End(state=MessageState.DEAD, reason="418.", in_doubt=True),
            age=DAY,
            attempts=10,
        ),
    ],
)
def test_what_a_failure_means(
    error: DeliveryError, age: timedelta, attempts: int, decision: DeliveryDecision
) -> None:
    """Each kind of answer has one consequence, which depends on the message's age and attempts alone."""
    assert decide(message(age=age, attempts=attempts), error, NOW, Half()) == decision


def test_doubt_in_a_forum_waits_from_the_failure_on() -> None:
    """A forum has no nonces: its post may come to be for half a minute after we gave it up."""
    error = TryLaterError("No answer.", in_doubt=True)
    decision = decide(message(), error, NOW, Half(), Kind.FORUM)
    assert isinstance(decision, Retry)
    assert decision.at >= START + NONCE_WINDOW


@pytest.mark.parametrize(
    ("kind", "ours", "discord", "step"),
    [
        pytest.param(Kind.CHANNEL, 0 * SECOND, 0 * SECOND, Step.REPEAT, id="at once"),
        pytest.param(Kind.DM, NONCE_WINDOW - JUST_BEFORE, 29 * SECOND, Step.REPEAT, id="within 30 seconds"),
        pytest.param(Kind.THREAD, NONCE_WINDOW, 29 * SECOND, Step.SEARCH, id="later"),
        pytest.param(Kind.CHANNEL, -JUST_BEFORE, 0 * SECOND, Step.SEARCH, id="our clock was set back"),
        pytest.param(Kind.CHANNEL, 5 * SECOND, NONCE_WINDOW, Step.SEARCH, id="our clock stood still"),
        pytest.param(Kind.CHANNEL, 5 * SECOND, None, Step.SEARCH, id="Discord's time is not known"),
        pytest.param(Kind.FORUM, 5 * SECOND, 5 * SECOND, Step.WAIT, id="a forum has no nonces"),
        pytest.param(Kind.FORUM, NONCE_WINDOW, NONCE_WINDOW, Step.SEARCH, id="a forum after the window"),
    ],
)
def test_how_one_in_doubt_is_tried(kind: Kind, ours: timedelta, discord: timedelta | None, step: Step) -> None:
    """The nonce is repeated while both clocks say that Discord knows it; else the history is read first."""
    bound = None if discord is None else time_snowflake(START + discord)
    assert step_in_doubt(START, time_snowflake(START), kind, now=START + ours, bound=bound) is step


def test_a_first_attempt_without_a_bound() -> None:
    """Where Discord's time was not known at the first attempt, ours alone is not trusted."""
    now: datetime = START + 5 * SECOND
    assert step_in_doubt(START, None, Kind.CHANNEL, now=now, bound=time_snowflake(now)) is Step.SEARCH
