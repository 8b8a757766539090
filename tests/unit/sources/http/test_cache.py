"""Bodies that a server may declare unchanged."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.sources.http.cache import Response, ResponseCache

_MOST = 10
_PUTS = st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, _MOST + 2), st.booleans()))


def test_conditions_repeat_the_validators() -> None:
    """Each validator that was given is sent back under its own name."""
    answer = Response(body=b"", etag='"1"', last_modified="Wed, 12 Nov 2025 09:00:00 GMT")
    assert answer.conditions == {
        "If-None-Match": '"1"',
        "If-Modified-Since": "Wed, 12 Nov 2025 09:00:00 GMT",
    }


@given(_PUTS)
def test_the_newest_that_fit_are_kept(puts: list[tuple[str, int, bool]]) -> None:
    """The latest of each address, newest first, as far as all fit; none without validators, or too large alone."""
    cache, last = ResponseCache(_MOST), dict[str, int]()
    for url, size, valid in puts:
        cache.put(url, Response(body=b"x" * size, etag='"1"' if valid else None))
        last.pop(url, None)
        if valid and size <= _MOST:
            last[url] = size
        while sum(last.values()) > _MOST:
            del last[next(iter(last))]
    assert [url for url in "abcd" if cache.get(url)] == sorted(last)
