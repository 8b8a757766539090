"""Guesses, odd requests, and connections that keep the listener waiting."""

import asyncio
import gzip
import logging
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from multidict import CIMultiDict

from bot.app.web import clients
from bot.app.web.clients import RateLimit, client_of
from bot.domain.ports import Store
from tests.support.fakes import Clock
from tests.unit.app.web.serving import Served, served

EMPTY_404 = (404, b"")
_HUGE = 50_000_000


@pytest.fixture
async def web(store: Store, now: Clock) -> AsyncIterator[Served]:
    async with served(store, now) as found:
        yield found


async def sent(web: Served, data: bytes, patience: float = 5.0) -> bytes:
    """Send bytes and return all that is answered until the connection ends."""
    reader, writer = await asyncio.open_connection("127.0.0.1", web.port)
    writer.write(data)
    async with asyncio.timeout(patience):
        answer = await reader.read()
    writer.close()
    return answer


def unlike_any_other(answer: bytes) -> bytes:
    """An answer without its time."""
    return re.sub(rb"Date: [^\r]*", b"", answer)


async def test_whatever_is_unknown_looks_the_same(web: Served):
    """A wrong secret, an address of nothing, another method: one answer, to the last byte but the time."""
    secret = web.feed.secret
    near = secret[:-1] + ("A" if secret[-1] != "A" else "B")
    unknown = [
        ("GET", f"/feeds/{near}.atom"),
        ("GET", f"/feeds/{secrets.token_urlsafe(16)}.json"),
        ("GET", f"/feeds/{secret}"),
        ("GET", f"/feeds/{secret}.xml"),
        ("GET", f"/feeds/{secret}.atom/"),
        ("GET", f"/feeds/{secret.swapcase()}.atom"),
        ("GET", f"/FEEDS/{secret}.atom"),
        ("GET", f"//feeds/{secret}.atom"),
        ("GET", f"/feeds/{'x' * 3000}.atom"),
        ("GET", "/feeds/../feeds/"),
        ("GET", "/feeds/%00%ff%f0.atom"),
        ("GET", "/"),
        ("GET", "/metrics"),
        ("GET", "/livez"),
        ("GET", "/status"),
        ("GET", "/robots.txt"),
        ("POST", f"/feeds/{secret}.atom"),
        ("PUT", f"/feeds/{secret}.atom"),
        ("DELETE", f"/feeds/{secret}.atom"),
        ("OPTIONS", f"/feeds/{secret}.atom"),
        ("TRACE", f"/feeds/{secret}.atom"),
        ("PROPFIND", f"/feeds/{secret}.atom"),
    ]
    answers = {
        unlike_any_other(await sent(web, f"{method} {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode()))
        for method, path in unknown
    }
    (only,) = answers
    assert only.startswith(b"HTTP/1.1 404 Not Found\r\n")
    assert only.endswith(b"\r\n\r\n")
    assert b"Server" not in only


async def test_every_guess_is_looked_up(web: Served, monkeypatch: pytest.MonkeyPatch):
    """No form of a guess ends early: each one costs the same look-up of a hash."""
    names: list[str] = []
    find = web.feeds.store.note

    async def note(name: str) -> str | None:
        names.append(name)
        return await find(name)

    monkeypatch.setattr(web.feeds.store, "note", note)
    for guess in (".atom", "a.atom", "x" * 3000 + ".json", web.feed.secret, f"{web.feed.secret}.xml", "%ff.atom"):
        async with web.client.get(f"/feeds/{guess}") as answer:
            assert (answer.status, await answer.read()) == EMPTY_404
    # The right secret with a wrong ending alone leads on
    found = [name for name in names if name != f"feed {web.feed.destination_id} None"]
    assert len(found) == 6
    assert all(re.fullmatch("feedaddress [0-9a-f]{64}", name) for name in found)


@pytest.mark.parametrize(
    "data",
    [
        b"\0\1\2\3\r\n\r\n",
        b"GET\r\n\r\n",
        b"BREW /feeds/SECRET.atom HTTP/1.1\r\n\r\n",
        b"GET /feeds/SECRET.atom HTTP/9.9\r\n\r\n",
        b"GET /feeds/SECRET\x01.atom HTTP/1.1\r\n\r\n",
        b"GET /feeds/SECRET.atom HTTP/1.1\r\nContent-Length: minus\r\n\r\n",
        b"GET /" + b"a" * 10_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 1_000 + b"\r\n",
        b"GET / HTTP/1.1\r\nA: " + b"b" * 10_000 + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
async def test_no_bad_request_is_logged(web: Served, data: bytes, caplog: pytest.LogCaptureFixture):
    """A request that is none gets a 4xx at most, and no line of the log: it could hold a secret."""
    caplog.set_level(logging.DEBUG)
    answer = await sent(web, data.replace(b"SECRET", web.feed.secret.encode()))
    assert re.match(rb"HTTP/1\.[01] 4\d\d ", answer) or not answer
    assert b"Server:" not in answer
    assert web.feed.secret not in caplog.text
    assert not [one for one in caplog.records if one.name.startswith(("aiohttp", "bot"))]
    assert (await web.get())[0] == 200


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=200), begin=st.sampled_from([b"", b"GET /", b"POST /feeds/a HTTP/1.1\r\n"]))
async def test_any_bytes(web: Served, data: bytes, begin: bytes):
    """Whatever comes, the next request is answered."""
    reader, writer = await asyncio.open_connection("127.0.0.1", web.port)
    writer.write(begin + data + b"\r\n\r\n")
    writer.write_eof()
    async with asyncio.timeout(5):
        await reader.read()
    writer.close()
    assert (await web.get())[0] == 200


async def test_silent_connections_end(web: Served, monkeypatch: pytest.MonkeyPatch):
    """A connection that says nothing, half a request, or never the end of its body ends after its time."""
    monkeypatch.setattr("bot.app.web.listener._LIFETIME", 0.3)
    for said in (b"", b"GET /feeds/", b"POST /feeds/a HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nab"):
        reader, writer = await asyncio.open_connection("127.0.0.1", web.port)
        writer.write(said)
        async with asyncio.timeout(3):
            with suppress(ConnectionError):
                await reader.read()
        writer.close()


async def test_many_silent_connections_keep_nobody_out(web: Served):
    """With 600 connections that say nothing the oldest end, and a reader is answered at once."""
    silent = [await asyncio.open_connection("127.0.0.1", web.port) for _ in range(600)]
    async with asyncio.timeout(5):
        assert (await web.get())[0] == 200
    ended = 0
    for reader, writer in silent:
        await asyncio.sleep(0)
        ended += reader.at_eof() or reader.exception() is not None
        writer.close()
    assert 600 - 256 <= ended < 600


async def test_a_slow_reader_holds_nothing_for_long(web: Served, monkeypatch: pytest.MonkeyPatch):
    """A client that does not read its answer loses the connection, and others are answered meanwhile."""
    monkeypatch.setattr("bot.app.web.listener._LIFETIME", 0.5)
    monkeypatch.setattr(web.page, "_new_body", _huge)
    reader, writer = await asyncio.open_connection("127.0.0.1", web.port, limit=2**10)
    writer.write(f"GET /feeds/{web.feed.secret}.atom HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    await asyncio.sleep(0.2)
    async with web.client.get("/") as answer:
        assert answer.status == 404
    await asyncio.sleep(0.8)
    got = 0
    with suppress(ConnectionError):
        while part := await reader.read(2**16):
            got += len(part)
    assert got < _HUGE
    writer.close()


async def _huge(*_: object) -> bytes:
    return gzip.compress(b"x" * _HUGE)


async def test_too_many_requests(web: Served, monkeypatch: pytest.MonkeyPatch):
    """A client with too many requests is asked to wait, whatever it asks for."""
    monkeypatch.setattr(clients, "MAX_PER_MINUTE", 3)
    for path in ("/", f"/feeds/{web.feed.secret}.atom", "/nothing"):
        async with web.client.get(path) as answer:
            assert answer.status in {200, 404}
    for path in ("/", f"/feeds/{web.feed.secret}.atom"):
        async with web.client.get(path) as answer:
            assert (answer.status, answer.headers["Retry-After"], await answer.read()) == (429, "60", b"")


def test_counting_is_bounded():
    """Each client has its own count, for a minute; ten thousand addresses take no more room than that."""
    time = 0.0
    limit = RateLimit(lambda: time)
    assert [limit.allows("a") for _ in range(601)] == [True] * 600 + [False]
    assert limit.allows("b")
    time = 60.0
    assert limit.allows("a")
    for number in range(25_000):
        limit.allows(str(number))
    assert len(limit._counts) <= clients.MAX_CLIENTS + 1


@pytest.mark.parametrize(
    ("peer", "forwarded", "behind_proxy", "client"),
    [
        ("93.184.216.34", [], True, "93.184.216.34"),
        ("93.184.216.34", ["198.51.100.1"], True, "93.184.216.34"),  # not in our network
        ("127.0.0.1", ["198.51.100.1"], False, "127.0.0.1"),
        ("127.0.0.1", ["198.51.100.1"], True, "198.51.100.1"),
        ("10.0.0.2", ["6.6.6.6, 198.51.100.1"], True, "198.51.100.1"),  # the first one is the client's own word
        ("10.0.0.2", ["6.6.6.6", "198.51.100.1"], True, "198.51.100.1"),
        ("::ffff:10.0.0.2", ["2001:db8::1"], True, "2001:db8::1"),
        ("::1", [], True, "::1"),
        ("127.0.0.1", ["x" * 10_000], True, "x" * 45),
    ],
)
def test_who_asks(peer: str, forwarded: list[str], client: str, *, behind_proxy: bool):
    """X-Forwarded-For counts only from a proxy in our own network, and only if the host has set one up."""
    request: Any = SimpleNamespace(
        remote=peer, headers=CIMultiDict([("X-Forwarded-For", one) for one in forwarded])
    )
    assert client_of(request, behind_proxy=behind_proxy) == client
