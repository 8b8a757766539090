"""Untrusted addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.safe import safe_url
from tests.support.data import tables

TABLES = tables(__file__)


@pytest.mark.parametrize(
    ("given", "expected"),
    TABLES["good addresses"],
)
def test_good_addresses(given: str, expected: str | None):
    """An http(s) address stays, with characters that could end a Markdown link encoded."""
    assert safe_url(given) == (expected or given)


@pytest.mark.parametrize(
    "url",
    TABLES["bad addresses"],
)
def test_bad_addresses(url: str | None):
    """An address that Discord refuses or that misleads is refused."""
    assert safe_url(url) is None


@given(st.text() | st.text("/:@[]()%.\\ a1").map("https://a.b".__add__))
def test_never_raises(url: str):
    """For any text, the result is None or short, ASCII and safe in a link, and stays when processed again."""
    result = safe_url(url)
    if result is not None:
        assert result.isascii()
        assert len(result) <= 512
        assert not set(result) & set(" ()<>\"'\\`")
        assert safe_url(result) == result
