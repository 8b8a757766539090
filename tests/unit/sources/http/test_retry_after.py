"""How long a server asks to wait."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.http.responses import LONGEST_WAIT, retry_after

SENT = {"Date": "Wed, 12 Nov 2025 09:00:00 GMT"}


@pytest.mark.parametrize(
    ("value", "limit", "expected"),
    [
        ("120", "", 120.0),
        ("1.5", "", 1.0),
        ("9" * 5_000, "", LONGEST_WAIT),
        ("-5", "", None),
        ("", "", None),
        ("Wed, 12 Nov 2025 09:01:30 GMT", "", 90.0),
        ("Wed, 12 Nov 2025 08:00:00 GMT", "", 0.0),
        ("Wed, 12 Nov 99999 08:00:00 GMT", "", None),
        ("7", '"api";r=0;t=55', 7.0),
        ("soon", '"api";r=0;t=55', 55.0),
        ("", '"pages";r=0;t=12, "api";r=3;t=200', 12.0),
        ("", '"pages";r=0;t=12, "api";r=0;t=200', 200.0),
        ("", '"api";r=5;t=9', 9.0),
        ("", '"api";r=0;t=99999', LONGEST_WAIT),
        ("", '"api";r=0;t=99999999999999', None),
    ],
)
def test_the_wait_that_is_named(value: str, limit: str, expected: float | None) -> None:
    """In seconds or as a date, else as the end of the longest window that is used up; an hour at most."""
    assert retry_after({**SENT, "Retry-After": value, "RateLimit": limit}) == expected


@given(value=st.text())
def test_anything(value: str) -> None:
    """No header value raises, and none makes us wait for less than nothing or more than an hour."""
    for name in ("Retry-After", "RateLimit", "Date"):
        wait = retry_after({"Retry-After": SENT["Date"], **SENT, name: value})
        assert wait is None or 0 <= wait <= LONGEST_WAIT
