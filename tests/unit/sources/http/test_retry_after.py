"""How long a server asks to wait."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.http.responses import LONGEST_WAIT, retry_after

NOW = datetime(2025, 11, 12, 9, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", 120.0),
        ("1.5", 1.0),
        ("86400", LONGEST_WAIT),
        ("9" * 5_000, LONGEST_WAIT),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("Wed, 12 Nov 2025 09:01:30 GMT", 90.0),
        ("Wed, 12 Nov 2025 08:00:00 GMT", 0.0),
        ("Wed, 99 Nov 2025 08:00:00 GMT", None),
        ("Wed, 12 Nov 99999 08:00:00 GMT", None),
    ],
)
def test_retry_after(value: str, expected: float | None) -> None:
    """Retry-After is read as seconds or as an HTTP date, and never believed beyond an hour."""
    assert retry_after({"Retry-After": value}, NOW) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('"api";r=0;t=55', 55.0),
        ('"pages";r=0;t=12, "api";r=3;t=200', 12.0),
        ('"pages";r=0;t=12, "api";r=0;t=200', 200.0),
        ('"api";r=5;t=9', 9.0),
        ('"api";r=0;t=99999', LONGEST_WAIT),
        ('"api";r=0;t=99999999999999', None),
        ("nonsense", None),
    ],
)
def test_rate_limit(value: str, expected: float | None) -> None:
    """Hugging Face's RateLimit header says when the window ends: the longest one that is used up."""
    assert retry_after({"RateLimit": value}, NOW) == expected


def test_retry_after_goes_first() -> None:
    """The standard header wins over Hugging Face's, unless it is unreadable."""
    both = {"Retry-After": "7", "RateLimit": '"api";r=0;t=55'}
    assert retry_after(both, NOW) == 7.0
    assert retry_after(both | {"Retry-After": "soon"}, NOW) == 55.0


def test_no_header() -> None:
    """A server that names no time gives none."""
    assert retry_after({}, NOW) is None


@given(value=st.text())
def test_anything(value: str) -> None:
    """No header value raises, and none makes us wait for less than nothing or more than an hour."""
    for name in ("Retry-After", "RateLimit"):
        wait = retry_after({name: value}, NOW)
        assert wait is None or 0 <= wait <= LONGEST_WAIT
