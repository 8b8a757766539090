"""Discord's answers and the errors made of them: the table of docs/reliability.md."""

from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest

from bot.discord_io.requests.failures import (
    BUSY,
    CHANNEL_REFUSED,
    CLOSED_DMS,
    GONE,
    REJECTED,
    explain_failure,
    explain_lookup,
)
from bot.discord_io.requests.trace import AttemptLog
from bot.domain.errors import (
    AlreadyPostedError,
    CredentialsError,
    RefusedError,
    RejectedError,
    TryLaterError,
    UnexplainedError,
)
from bot.language.current import using_language
from bot.language.translating import translate_stored
from tests.support.pseudo import PSEUDO, forgotten

JSON = {"Content-Type": "application/json", "Via": "1.1 google"}
HTML = {"Content-Type": "text/html"}
CLOUDFLARE = {"Content-Type": "text/html", "CF-Ray": "9a1b2c3d4e5f6a7b-FRA"}


def answer(
    status: int, code: int = 0, headers: dict[str, str] | None = None, text: str | None = None
) -> discord.HTTPException:
    """Return the exception that discord.py makes of such an answer."""
    told = headers if headers is not None else JSON
    response: Any = SimpleNamespace(status=status, reason="", headers=told)
    words = text if text is not None else ("Words from Discord" if code else f"{status}: Words from Discord")
    return discord.HTTPException(
        response, {"code": code, "message": words} if told.get("Content-Type") == JSON["Content-Type"] else words
    )


def logged(*answers: tuple[int, dict[str, str]]) -> AttemptLog:
    """Return the log of attempts with these answers."""
    log = AttemptLog()
    for status, headers in answers:
        log.begin()
        log.answered(status, headers)
    return log


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        *((404, code, RefusedError) for code in GONE),
        *((403, code, RefusedError) for code in (*CHANNEL_REFUSED, *CLOSED_DMS)),
        *((400, code, RejectedError) for code in (*REJECTED, 50035, 12345)),
        *((400, code, TryLaterError) for code in sorted(BUSY)),
        (401, 0, CredentialsError),
        (404, 10008, AlreadyPostedError),
        (429, 0, TryLaterError),
        (503, 0, TryLaterError),
        (404, 0, UnexplainedError),
    ],
)
def test_each_answer_has_its_meaning(status: int, code: int, expected: type[Exception]):
    """Every row of the table gives its error, and only a 5xx leaves doubt."""
    explained = explain_failure(answer(status, code), logged((status, JSON)))
    assert type(explained) is expected
    assert getattr(explained, "in_doubt", False) is (status >= 500)


def test_gone_and_closed_are_told_apart():
    """A deleted channel, closed DMs and a missing permission are different blocks; so is one unseen."""
    kinds = []
    for status, code in ((404, 10003), (403, 50007), (403, 50278), (403, 50013), (403, 50001)):
        error = explain_failure(answer(status, code), logged((status, JSON)))
        assert isinstance(error, RefusedError)
        kinds.append((error.gone, error.closed_dm, error.unseen))
    gone, closed, refused, unseen = (True, False, False), (False, True, False), (False,) * 3, (False, False, True)
    assert kinds == [gone, closed, closed, refused, unseen]


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(answer(408, headers=HTML), id="nirn-proxy gave up waiting"),
        pytest.param(answer(408), id="408 in JSON"),
        *(
            pytest.param(answer(status, headers=HTML), id=str(status))
            for status in (401, 403, 404, 502, 504, 524, 530)
        ),
        pytest.param(answer(403, text="Forbidden"), id="JSON without a code"),
        pytest.param(
            answer(400, 50035, headers=JSON | {"Content-Type": "text/plain"}), id="JSON that calls itself text"
        ),
        pytest.param(answer(403, 40333), id="Cloudflare's word"),
        pytest.param(answer(429, headers=HTML), id="a 429 of nobody"),
        pytest.param(
            answer(429, headers=JSON | {"generated-by-proxy": "true"}), id="nirn-proxy lost another node"
        ),
    ],
)
def test_whatever_somebody_in_between_says_is_doubt(error: discord.HTTPException):
    """A proxy's refusal leaves doubt, since Discord may have accepted the post."""
    explained = explain_failure(error, logged((error.status, dict(error.response.headers))))
    assert isinstance(explained, TryLaterError)
    assert explained.in_doubt


@pytest.mark.parametrize("code", [50013, 50035, 200000, 12345])
def test_earlier_attempt_decides_about_doubt(code: int):
    """A refusal after a 500 that discord.py retried leaves the message in doubt, not dead."""
    sure = explain_failure(answer(403, code), logged((403, JSON)))
    unsure = explain_failure(answer(403, code), logged((500, HTML), (403, JSON)))
    assert not getattr(sure, "in_doubt", None)
    assert isinstance(unsure, RefusedError | TryLaterError)
    assert unsure.in_doubt


@pytest.mark.parametrize(
    ("headers", "least"),
    [
        (JSON | {"Retry-After": "7"}, 7.0),
        (CLOUDFLARE | {"Retry-After": "7"}, 300.0),
        (JSON | {"Retry-After": "soon"}, 0.0),
        (JSON | {"Retry-After": "9936000"}, 3600.0),
    ],
)
def test_cloudflare_is_left_alone_for_minutes(headers: dict[str, str], least: float):
    """After a 429 without Via nothing is sent for minutes; invalid waits are ignored, days count as an hour."""
    error = explain_failure(answer(429, headers=headers), logged((429, headers)))
    assert isinstance(error, TryLaterError)
    assert (error.retry_after, error.in_doubt) == (least, False)


@pytest.mark.parametrize("seconds", [9_936_000.0, float("inf"), float("nan"), -1.0])
def test_no_wait_is_longer_than_an_hour(seconds: float):
    """Any wait is at most an hour, even if 115 days were named."""
    error = explain_failure(discord.RateLimited(seconds), logged((429, JSON)))
    assert isinstance(error, TryLaterError)
    assert 0 <= (error.retry_after or 0) <= 3600
    assert not error.in_doubt


@pytest.mark.parametrize(
    "error",
    [aiohttp.ServerDisconnectedError(), ConnectionResetError(104, "reset"), KeyError("id"), RuntimeError("no")],
)
def test_broken_connections_are_doubt(error: Exception):
    """A connection that breaks after the request was sent leaves doubt."""
    explained = explain_failure(error, AttemptLog())
    assert isinstance(explained, TryLaterError)
    assert explained.in_doubt


def test_a_time_out_is_doubt_while_an_answer_is_owed():
    """Not when it only waited, nor when every attempt was answered by 429; their wait is kept."""
    under_way = AttemptLog()
    under_way.begin()
    cut_off = AttemptLog()
    cut_off.begin()
    cut_off.failed()
    limited = JSON | {"Retry-After": "7"}
    doubts = [
        (under_way, True),
        (cut_off, True),
        (logged((200, JSON)), True),  # its body never came
        (logged((502, HTML), (429, JSON)), True),
        (logged((429, limited), (429, limited)), False),
        (AttemptLog(), False),
    ]
    for log, in_doubt in doubts:
        explained = explain_failure(TimeoutError(), log)
        assert isinstance(explained, TryLaterError)
        assert (explained.in_doubt, explained.retry_after) == (in_doubt, log.wait)


def test_connection_never_made_is_no_doubt():
    """A request that could not even be sent was not carried out."""
    key: Any = SimpleNamespace(ssl=None, host="127.0.0.1", port=1, is_ssl=False)
    error = aiohttp.ClientConnectorError(key, ConnectionRefusedError(111, "refused"))
    log = AttemptLog()
    log.failed()
    explained = explain_failure(error, log)
    assert isinstance(explained, TryLaterError)
    assert not explained.in_doubt


@pytest.mark.parametrize(("status", "code"), [(404, 10008), (400, 50035), (403, 12345)])
def test_a_question_that_is_refused_says_nothing_of_the_message(status: int, code: int):
    """A refused lookup leaves the message neither sent nor dead."""
    explained = explain_lookup(answer(status, code), logged((status, JSON)))
    assert isinstance(explained, UnexplainedError)
    assert explained.in_doubt


@pytest.mark.parametrize(
    "advice", [*GONE.values(), *CHANNEL_REFUSED.values(), *CLOSED_DMS.values(), *REJECTED.values()]
)
def test_what_was_stored_is_said_again(advice: str):
    """A reason stored in English is shown in any language; one with a stranger's braces is unchanged."""
    assert translate_stored(advice) == advice
    with using_language(PSEUDO):
        assert forgotten(translate_stored(advice)) == []
        assert translate_stored("{x} {") != ""
