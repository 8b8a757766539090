"""What Discord's answers mean: the table of docs/reliability.md."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest

from bot.discord_io.requests.failures import explain_failure
from bot.domain.errors import (
    AlreadyPostedError,
    CredentialsError,
    RefusedError,
    RejectedError,
    TryLaterError,
    UnexplainedError,
)


def answer(status: int, code: int = 0, headers: dict[str, str] | None = None) -> discord.HTTPException:
    """The exception that discord.py makes of such an answer."""
    response: Any = SimpleNamespace(status=status, reason="", headers=headers or {})
    kind = {403: discord.Forbidden, 404: discord.NotFound}.get(status, discord.HTTPException)
    if status >= 500:
        kind = discord.DiscordServerError
    return kind(response, {"code": code, "message": "Words from Discord"})


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (401, 0, CredentialsError),
        (404, 10008, AlreadyPostedError),
        (404, 10003, RefusedError),
        (404, 10004, RefusedError),
        (403, 50001, RefusedError),
        (403, 50013, RefusedError),
        (403, 50007, RefusedError),
        (400, 50083, RefusedError),
        (400, 160005, RefusedError),
        (400, 200000, RejectedError),
        (400, 50035, RejectedError),
        (429, 0, TryLaterError),
        (503, 0, TryLaterError),
        (418, 12345, UnexplainedError),
    ],
)
def test_each_answer_has_its_meaning(status: int, code: int, expected: type[Exception]) -> None:
    """Every row of the table maps to the error that makes it happen."""
    assert type(explain_failure(answer(status, code), [status])) is expected


def test_gone_and_closed_are_told_apart() -> None:
    """A deleted channel, closed DMs and a missing permission are different blocks."""
    kinds = []
    for status, code in ((404, 10003), (403, 50007), (403, 50013)):
        error = explain_failure(answer(status, code), [status])
        assert isinstance(error, RefusedError)
        kinds.append((error.gone, error.closed_dm))
    assert kinds == [(True, False), (False, True), (False, False)]


def test_earlier_attempt_decides_about_doubt() -> None:
    """A refusal after a 500 that discord.py retried by itself leaves the message in doubt."""
    sure = explain_failure(answer(403, 50013), [403])
    unsure = explain_failure(answer(403, 50013), [500, 403])
    assert isinstance(sure, RefusedError)
    assert isinstance(unsure, RefusedError)
    assert (sure.in_doubt, unsure.in_doubt) == (False, True)


@pytest.mark.parametrize(
    ("headers", "least"),
    [
        ({"Retry-After": "7", "Via": "1.1 google"}, 7.0),
        ({"Retry-After": "7"}, 300.0),
        ({"Retry-After": "soon", "Via": "1.1 google"}, 0.0),
    ],
)
def test_cloudflare_is_left_alone_for_minutes(headers: dict[str, str], least: float) -> None:
    """A 429 without Via is not Discord's own; a Retry-After that is no number is ignored."""
    error = explain_failure(answer(429, headers=headers), [429])
    assert isinstance(error, TryLaterError)
    assert (error.retry_after, error.in_doubt) == (least, False)


@pytest.mark.parametrize(
    ("error", "in_doubt"),
    [
        (aiohttp.ServerDisconnectedError(), True),
        (TimeoutError(), True),
        (ConnectionResetError(104, "reset"), True),
        (discord.RateLimited(99.0), False),
        (KeyError("id"), True),
    ],
)
def test_broken_connections_are_doubt(error: Exception, in_doubt: bool) -> None:  # noqa: FBT001 - a table's column
    """Whatever may have happened after the request left is doubt; a local rate limit is not."""
    explained = explain_failure(error, [])
    assert isinstance(explained, TryLaterError)
    assert explained.in_doubt is in_doubt


def test_connection_never_made_is_no_doubt() -> None:
    """A request that could not even be sent was not carried out."""
    key: Any = SimpleNamespace(ssl=None, host="127.0.0.1", port=1, is_ssl=False)
    error = aiohttp.ClientConnectorError(key, ConnectionRefusedError(111, "refused"))
    explained = explain_failure(error, [])
    assert isinstance(explained, TryLaterError)
    assert not explained.in_doubt
