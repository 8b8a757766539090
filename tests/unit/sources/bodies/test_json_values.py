"""Reading single untrusted values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.bodies.json_values import as_count, decode, http_url, mapping, one_line, prose, sequence
from tests.support.data import tables

_CASES = tables(__file__, "urls.json")
_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.text(st.characters(categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, 0),
        (-4, 0),
        (10**30, 1_000_000_000),
        (12.7, 12),
        (" 19 ", 19),
        ("9" * 50, None),
        ("٣", None),
        (True, None),
        (float("nan"), None),
        (None, None),
    ],
)
def test_count(value: object, expected: int | None):
    """A count is a bounded natural number, or None."""
    assert as_count(value) == expected
    assert type(as_count(value)) is type(expected)


@pytest.mark.parametrize("url", _CASES["urls_that_are_kept"])
def test_urls_that_are_kept(url: str):
    """An absolute http(s) URL is kept, stripped."""
    assert http_url(f" {url}\n") == url


@pytest.mark.parametrize("value", _CASES["urls_that_are_refused"])
def test_urls_that_are_refused(value: object):
    """A URL that is no plain http(s) URL, or hides its host, is refused."""
    assert http_url(value) is None


def test_line_has_single_spaces():
    """Line breaks, tabs, NULs and exotic spaces of a title become single spaces."""
    assert (
        one_line("  Flow\n  Matching\t for\x00Images\u2028 and\r\nSound\u00a0", 100)
        == "Flow Matching for Images and Sound"
    )


def test_prose_keeps_line_breaks():
    """Line breaks of an abstract stay, as line feeds."""
    assert prose("One.\r\nTwo.\rThree.\u2029Four.\n", 100) == "One.\nTwo.\nThree.\nFour."


def test_prose_is_cut_on_the_border_of_a_character():
    """A cut text is valid UTF-8 within the size, and one byte less removes a whole character."""
    text = "π" * 50
    assert prose(text, 100) == text
    assert prose(text, 99) == "π" * 49
    assert prose("🦙" * 3, 11) == "🦙🦙"


@given(value=_JSON, most=st.integers(1, 40))
def test_texts_are_always_storable(value: object, most: int):
    """For any input a text is None, or 1 to `most` bytes without control characters."""
    for read in (one_line, prose):
        text = read(value, most)
        assert text is None or 0 < len(text.encode()) <= most
        assert text is None or not any(ord(c) < 32 and c not in "\n\t" for c in text)


@given(value=_JSON)
def test_nothing_raises(value: object):
    """No JSON value makes a reader raise."""
    assert isinstance(mapping(value), dict)
    assert isinstance(sequence(value), list)
    assert (number := as_count(value)) is None or 0 <= number <= 1_000_000_000
    assert (url := http_url(value)) is None or url.startswith("http")


@pytest.mark.parametrize("number", ["0.1", "-1.7976931348623157e+308", "5e-324", "0." + "1" * 38])
def test_numbers_are_read_whole(number: str):
    """Also the longest that programs write."""
    assert decode(number.encode(), "A host") == float(number)


def test_overlong_numbers_are_none():
    """They are no measure of anything, and each would cost a microsecond."""
    assert decode(f"[1.5, 0.{'1' * 78}, {'1' * 19}]".encode(), "A host") == [1.5, None, None]
