"""The fetcher against a real server that misbehaves."""

import asyncio
import json
import tracemalloc
from collections.abc import Awaitable
from typing import TypeVar

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import unused_port
from yarl import URL

from bot.domain.errors import SourceError
from bot.sources.http.fetcher import Fetcher
from tests.fake_sources import faults
from tests.fake_sources.faults import Fault
from tests.fake_sources.huggingface import LoopbackHuggingFace
from tests.wire.sources.http.asking import DAY, HASTY, PATIENT, address, error_of

T = TypeVar("T")

MB = 1024 * 1024


async def test_a_plain_answer(hf: LoopbackHuggingFace, session: aiohttp.ClientSession):
    """A good answer comes whole; we introduce ourselves and ask for JSON in encodings that are bounded."""
    answer = await Fetcher(session).get(address(hf), headers={"Authorization": "Bearer x"})
    assert json.loads(answer.body) == hf.days[DAY]
    headers = hf.requests[0].headers
    assert headers["User-Agent"].startswith("paperboy-bot/0.")
    assert (headers["Accept"], headers["Accept-Encoding"]) == ("application/json, */*;q=0.1", "gzip, deflate")
    assert headers["Authorization"] == "Bearer x"


@pytest.mark.parametrize(
    ("fault", "words", "wait"),
    [
        (faults.too_many(Retry_After="7"), r"429 \(Too Many Requests\): We had to rate limit", 7.0),
        (
            faults.too_many(Retry_After="Wed, 12 Nov 2025 09:00:40 GMT", Date="Wed, 12 Nov 2025 09:00:00 GMT"),
            "429",
            40.0,
        ),
        (faults.too_many(RateLimit='"api";r=0;t=55'), "429", 55.0),
        (
            faults.status(500, b"<h1>oops</h1>", kind="text/html"),
            r"500 \(Internal Server Error\); a running bot retries",
            None,
        ),
        (faults.status(503, headers={"Retry-After": "30"}), "503", 30.0),
        (
            faults.status(500, b'{"error":"' + b"x" * 5_000 + b'"}'),
            r"500 \(Internal Server Error\); a running",
            None,
        ),
        (faults.status(403), "check its token", None),
        (faults.status(404), "check its address", None),
        (faults.status(400, b'{"error":"no\\nsuch day"}'), "no such day", None),
        (faults.status(404, b'{"error":"It is gone."}'), "It is gone; check", None),
        (faults.status(204), "204", None),
        (faults.status(799), "no known status", None),
        (faults.html(), "text/html instead of application/json", None),
        (faults.broken_gzip(), "could not be read", None),
        (faults.status(200, b"x", headers={"Content-Encoding": "br"}), "could not be read", None),
        (faults.dropped(), "could not be read", None),
    ],
)
async def test_statuses_and_broken_answers(
    hf: LoopbackHuggingFace, session: aiohttp.ClientSession, fault: Fault, words: str, wait: float | None
):
    """Every answer without success is one short SourceError with the reason and the wait."""
    hf.fail(fault)
    error = await error_of(hf, session)
    assert error.retry_after == wait
    assert len(str(error)) < 400
    assert "\n" not in str(error)
    with pytest.raises(SourceError, match=words):
        raise error


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\x00\xff" * 50,
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: x\r\n\r\n[]",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n[]",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n[]",
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: 1\r\n" % i for i in range(9_999)) + b"\r\n[]",
        b"HTTP/1.1 302 Found\r\nLocation: http://\xff\xfe/\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 429 \xff\r\nRetry-After: \xff\r\nContent-Type: \xff/\xfe\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: \x1b[31m;charset=\xff\r\nContent-Length: 2\r\n\r\n[]",
    ],
)
async def test_bytes_that_are_no_answer(hf: LoopbackHuggingFace, session: aiohttp.ClientSession, sent: bytes):
    """Invalid HTTP and invalid headers are one printable SourceError too."""
    hf.break_down(faults.raw(sent))
    error = await error_of(hf, session)
    assert str(error).isprintable()
    str(error).encode()


@pytest.mark.parametrize(
    "fault", [faults.silence(), faults.drip(0.01), faults.drip(5)], ids=["silence", "slow drip", "stalled body"]
)
async def test_a_server_that_takes_for_ever(hf: LoopbackHuggingFace, session: aiohttp.ClientSession, fault: Fault):
    """A missing, stalled or endlessly slow answer ends in a timeout."""
    hf.fail(fault)
    assert "did not answer in time" in str(await error_of(hf, session, **HASTY))


async def test_a_refusal_whose_body_stalls(hf: LoopbackHuggingFace, session: aiohttp.ClientSession):
    """A refusal keeps its status and Retry-After if its body stalls."""

    async def stalled(request: web.Request) -> web.StreamResponse:
        headers = {"Content-Type": "application/json", "Retry-After": "9"}
        response = web.StreamResponse(status=429, headers=headers)
        await response.prepare(request)
        await response.write(b"{")
        await asyncio.Event().wait()
        return response

    hf.fail(stalled)
    error = await error_of(hf, session, **HASTY)
    assert error.retry_after == 9.0
    assert "429" in str(error)


async def test_nobody_listens(session: aiohttp.ClientSession):
    """A closed port is a SourceError that says so."""
    with pytest.raises(SourceError, match="could not be read"):
        await Fetcher(session).get(URL(f"http://127.0.0.1:{unused_port()}/"))


@pytest.mark.parametrize("declared", [True, False])
async def test_a_huge_body(hf: LoopbackHuggingFace, session: aiohttp.ClientSession, declared: bool):  # noqa: FBT001 - a parameter of the test
    """Of 50 MB not more than the cap is read, whether the length was declared or not."""
    hf.fail(faults.huge(50, declared=declared))
    error, peak = await _peak_of(error_of(hf, session, **PATIENT))
    assert "more than 4,096 KB" in str(error)
    assert peak < 16 * MB


async def test_a_gzip_bomb(hf: LoopbackHuggingFace, session: aiohttp.ClientSession):
    """200 MB in 200 KB of gzip cost no more memory than the cap; read the plain way they cost all of it."""
    hf.fail(faults.gzip_bomb(200), faults.gzip_bomb(200))
    error, peak = await _peak_of(error_of(hf, session, **PATIENT))
    assert "more than 4,096 KB" in str(error)
    _, naive = await _peak_of(_read_plainly(session, address(hf)))
    assert peak < 16 * MB
    assert naive > 190 * MB


async def _read_plainly(session: aiohttp.ClientSession, url: URL) -> int:
    async with session.get(url) as response:
        return len(await response.read())


async def _peak_of(work: Awaitable[T]) -> tuple[T, int]:
    """Return the result of work, and Python's peak memory for it in bytes."""
    tracemalloc.start()
    try:
        return await work, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
