"""The wait that a server asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.http.responses import MAX_WAIT, retry_after
from tests.support.data import tables

_CASES = tables(__file__, "waits.json")
SENT = {"Date": "Wed, 12 Nov 2025 09:00:00 GMT"}


@pytest.mark.parametrize(("value", "limit", "expected"), _CASES["the_wait_that_is_named"])
def test_the_wait_that_is_named(value: str, limit: str, expected: float | None):
    """The wait is read from seconds, a date, or the longest used-up window, and is at most an hour."""
    assert retry_after({**SENT, "Retry-After": value, "RateLimit": limit}) == expected


@given(value=st.text())
def test_anything(value: str):
    """No header value raises, and every wait is from 0 to an hour."""
    for name in ("Retry-After", "RateLimit", "Date"):
        wait = retry_after({"Retry-After": SENT["Date"], **SENT, name: value})
        assert wait is None or 0 <= wait <= MAX_WAIT
