"""Addresses from strangers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.safe import safe_url


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("https://arxiv.org/abs/2503.02130", None),
        ("http://example.org:8080/a?b=c&d=%20#e", None),
        (" https://example.org/a ", "https://example.org/a"),
        ("https://example.org/a_(b)", "https://example.org/a_%28b%29"),
        ('https://example.org/"><b>', "https://example.org/%22%3E%3Cb%3E"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://пример.рф/ю", "https://xn--e1afmkfd.xn--p1ai/%D1%8E"),
        ("HTTPS://Example.ORG/A", "https://example.org/A"),
        ("http://127.0.0.1:80/", None),
        ("http://[::1]:80/", None),
    ],
)
def test_good_addresses(given: str, expected: str | None) -> None:
    """An http(s) address stays, with what could end a Markdown link encoded."""
    assert safe_url(given) == (expected or given)


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "ftp://example.org/",
        "//example.org/",
        "example.org",
        "https://",
        "https:///path",
        "https://localhost/",
        "https://user:secret@example.org/",
        "https://user@example.org/",
        "https://exa mple.org/",
        "https://example.org/a b",
        "https://example.org/\n",
        "https://example.org/\u202e",
        "https://example.org\\@evil.org/",
        "https://example.org:99999/",
        "https://example.org:x/",
        "https://[::1/",
        "https://[v1.a]/",
        "https://[fe80::1%eth0]/",
        "https://1.2.3/",
        "https://-a.org/",
        "https://a..org/",
        "https://" + "ü" * 70 + ".org/",
        "https://example.org/" + "a" * 500,
        "https://example.org/" + "ü" * 100,
    ],
)
def test_bad_addresses(url: str | None) -> None:
    """Anything that Discord refuses or that misleads is no address."""
    assert safe_url(url) is None


@given(st.text() | st.text("/:@[]()%.\\ a1").map("https://a.b".__add__))
def test_never_raises(url: str) -> None:
    """Whatever comes in, the result is None or short, ASCII and without what ends a link; and it is stable."""
    result = safe_url(url)
    if result is not None:
        assert result.isascii()
        assert len(result) <= 512
        assert not set(result) & set(" ()<>\"'\\`")
        assert safe_url(result) == result
