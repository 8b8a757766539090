"""What Discord's answers mean, said to the person who waits for it, and again to those who read it later."""

from __future__ import annotations

import aiohttp
import pytest

from bot.discord_io.requests.error_codes import CLOSED_DMS, GONE, PLACE, REJECTED
from bot.discord_io.requests.failures import explain_failure, explain_lookup
from bot.discord_io.requests.trace import AttemptLog
from bot.language.current import speaking
from bot.language.languages import PSEUDO
from bot.language.translating import said_again
from tests.support.pseudo import forgotten
from tests.unit.discord_io.requests.test_failures import answer

TABLES = {**GONE, **PLACE, **CLOSED_DMS, **REJECTED}
SPOKEN = {
    **{f"code {code}": answer(400, code) for code in TABLES},
    "deleted": answer(404, 10008),
    "busy": answer(400, 40062),
    "body": answer(400, 50035),
    "refused": answer(418, 12345),
    "429": answer(429),
    "503": answer(503),
    "nonsense": ValueError("x"),
    "late": TimeoutError(),
    "broken": ConnectionResetError(),
    "offline": aiohttp.ClientConnectorError(None, OSError(5, "7")),  # pyright: ignore[reportArgumentType] - no request is made
    "a mistake of ours": RuntimeError(),
}


@pytest.mark.parametrize("name", SPOKEN)
def test_no_english_is_left(name: str) -> None:
    """What Discord says itself stands in code; the names of Python's errors are names."""
    with speaking(PSEUDO):
        text = str(explain_failure(SPOKEN[name], AttemptLog()))
        looked = str(explain_lookup(SPOKEN[name], AttemptLog()))
    assert forgotten(text, type(SPOKEN[name]).__name__) == []
    assert forgotten(looked, type(SPOKEN[name]).__name__) == []


@pytest.mark.parametrize("advice", TABLES.values())
def test_what_was_stored_is_said_again(advice: str) -> None:
    """A reason is stored in English, and read in any language; one that holds a stranger's braces stays."""
    assert said_again(advice) == advice
    with speaking(PSEUDO):
        assert forgotten(said_again(advice)) == []
        assert said_again("{x} {") != ""
