"""Bodies that a server may declare unchanged."""

from __future__ import annotations

from bot.sources.http.cache import Response, ResponseCache


def _answer(body: bytes, etag: str | None = '"1"', last_modified: str | None = None) -> Response:
    return Response(body=body, etag=etag, last_modified=last_modified)


def test_conditions_repeat_the_validators() -> None:
    """Each validator that was given is sent back under its own name."""
    answer = _answer(b"", last_modified="Wed, 12 Nov 2025 09:00:00 GMT")
    assert answer.conditions == {
        "If-None-Match": '"1"',
        "If-Modified-Since": "Wed, 12 Nov 2025 09:00:00 GMT",
    }


def test_only_answers_with_validators_are_kept() -> None:
    """An answer without validators costs no memory, and the older one is forgotten with it."""
    cache = ResponseCache(100)
    cache.put("a", _answer(b"old"))
    cache.put("a", _answer(b"new", etag=None))
    assert cache.get("a") is None


def test_the_oldest_go_first() -> None:
    """The bodies together never pass the bound; what was put in last stays."""
    cache = ResponseCache(10)
    for url in ("a", "b", "c"):
        cache.put(url, _answer(b"1234"))
    assert [cache.get(url) is not None for url in ("a", "b", "c")] == [False, True, True]


def test_replacing_does_not_count_twice() -> None:
    """The same address put in again and again takes its room once."""
    cache = ResponseCache(10)
    cache.put("a", _answer(b"1234"))
    for _ in range(50):
        cache.put("b", _answer(b"123456"))
    assert cache.get("a") is not None


def test_a_body_beyond_the_bound_is_not_kept() -> None:
    """One body that is larger than all the room pushes nothing else out."""
    cache = ResponseCache(10)
    cache.put("a", _answer(b"1234"))
    cache.put("b", _answer(b"x" * 11))
    assert cache.get("a") is not None
    assert cache.get("b") is None
