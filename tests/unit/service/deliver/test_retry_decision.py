"""The delivery protocol as a table: the decision for each outcome and each doubt."""

import random
from datetime import datetime, timedelta

import pytest

from bot.domain.alert import Message, MessageKind, MessageState
from bot.domain.discord.ids import time_snowflake
from bot.domain.errors import (
    AlreadyPostedError,
    DeliveryError,
    HistoryUnreadableError,
    RefusedError,
    RejectedError,
    TryLaterError,
    UnexplainedError,
)
from bot.domain.subscription import Kind
from bot.service.deliver.retry_decision import (
    NONCE_WINDOW,
    DeliveryDecision,
    End,
    Retry,
    Sent,
    Step,
    decide,
    step_in_doubt,
)
from bot.service.trusted_clock import TrustedClock
from tests.support.fakes import CHANNEL, START

NOW = TrustedClock(lambda: START)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
JUST_BEFORE = timedelta(microseconds=1)
REFUSED = RefusedError("No.")
GONE = RefusedError("Gone.", gone=True)
SHUT = RefusedError("No.", closed_dm=True)
DOUBTFUL = RefusedError("No.", in_doubt=True)


class Half(random.Random):
    """A random number generator that returns the middle."""

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


def retry(error: DeliveryError, seconds: float = 0.0, *, attempts: int = 1) -> Retry:
    """Return the retry after so many seconds; at once for a refusal."""
    refused = error if isinstance(error, RefusedError) else None
    at, attempts = START + timedelta(seconds=seconds), 0 if refused else attempts
    return Retry(at=at, reason=str(error), in_doubt=error.in_doubt, attempts=attempts, refusal=refused)


def dead(error: DeliveryError) -> End:
    return End(state=MessageState.DEAD, reason=str(error), in_doubt=error.in_doubt)


LATER = TryLaterError("429.", in_doubt=False)
UNSURE = TryLaterError("500.", in_doubt=True)
UNREADABLE = HistoryUnreadableError("Unreadable.")
NEVER = RejectedError("AutoMod.")
ODD, ODD_IN_DOUBT = UnexplainedError("418.", in_doubt=False), UnexplainedError("418.", in_doubt=True)
SOON, LONGER = (
    TryLaterError("429.", in_doubt=doubt, retry_after=after) for doubt, after in ((False, 40), (True, 400))
)
ROWS: dict[str, tuple[DeliveryError, timedelta, int, DeliveryDecision]] = {
    "429: as long as Discord says, and up to a tenth more": (SOON, 0 * DAY, 0, retry(SOON, 42.0)),
    "429 in doubt, longer than we would wait ourselves": (LONGER, 0 * DAY, 0, retry(LONGER, 420.0)),
    "5xx, a broken connection, no answer: soon, in doubt": (UNSURE, 0 * DAY, 0, retry(UNSURE, 0.75)),
    "with growing pauses": (UNSURE, 0 * DAY, 3, retry(UNSURE, 6.0, attempts=4)),
    "of five minutes at most, for days": (LATER, 9 * DAY, 99, retry(LATER, 225.0, attempts=100)),
    "in doubt of an hour at most: nobody waits for it": (UNSURE, 9 * DAY, 99, retry(UNSURE, 2700.0, attempts=100)),
    "50013, 50001: permission missing": (REFUSED, 0 * DAY, 0, retry(REFUSED)),
    "10003, 10004: gone": (GONE, 0 * DAY, 0, retry(GONE)),
    "50007: DMs closed": (SHUT, 9 * DAY, 99, retry(SHUT)),
    "a 500 followed by a 403 is doubt, a 403 alone is not": (DOUBTFUL, 0 * DAY, 0, retry(DOUBTFUL)),
    "200000 (AutoMod), 50035 (bad body): a dead letter": (NEVER, 0 * DAY, 0, dead(NEVER)),
    "10008: counts as sent": (AlreadyPostedError("Deleted."), 0 * DAY, 0, Sent(message_id=None)),
    "doubt, and the history may not be read": (
        UNREADABLE,
        0 * DAY,
        0,
        End(state=MessageState.UNCERTAIN, reason="Unreadable.", in_doubt=True),
    ),
    "anything without a rule: tried for 24 hours": (ODD, DAY - JUST_BEFORE, 10, retry(ODD, 225.0, attempts=11)),
    "and ten times, though it waited for days": (
        ODD_IN_DOUBT,
        9 * DAY,
        9,
        retry(ODD_IN_DOUBT, 384.0, attempts=10),
    ),
    "then a dead letter": (ODD_IN_DOUBT, DAY, 10, dead(ODD_IN_DOUBT)),
}


@pytest.mark.parametrize(("error", "age", "attempts", "decision"), ROWS.values(), ids=ROWS)
def test_what_a_failure_means(error: DeliveryError, age: timedelta, attempts: int, decision: DeliveryDecision):
    """Each error has one decision, by the message's age and attempts."""
    assert decide(message(age=age, attempts=attempts), error, NOW, Half()) == decision


def test_doubt_in_a_forum_waits_after_the_failure():
    """A forum's post in doubt is not tried again within 30 s, as it may still appear."""
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
def test_the_next_step_of_a_message_in_doubt(kind: Kind, ours: timedelta, discord: timedelta | None, step: Step):
    """The nonce is sent again if both clocks agree that Discord knows it; else the history is searched."""
    bound = None if discord is None else time_snowflake(START + discord)
    assert step_in_doubt(START, time_snowflake(START), kind, now=START + ours, bound=bound) is step


def test_a_first_attempt_without_a_bound():
    """If Discord's time was unknown at the first attempt, the history is searched."""
    now: datetime = START + 5 * SECOND
    assert step_in_doubt(START, None, Kind.CHANNEL, now=now, bound=time_snowflake(now)) is Step.SEARCH
