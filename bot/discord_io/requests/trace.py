"""Trace each HTTP request to Discord: status, Date, rate limits, and whether it may have taken effect."""

from __future__ import annotations

import json
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING, TypeAlias

import aiohttp

from bot.discord_io.requests.server_clock import ServerClock, http_date
from bot.domain.errors import LONGEST_WAIT

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from datetime import datetime
    from types import SimpleNamespace

    from bot.discord_io.requests.pacer import Breaker, Pacer

    OnAnswer: TypeAlias = Callable[[int | None, str | None], None]

_REQUEST_TIMEOUT = 408
_TOO_MANY_REQUESTS = 429
_attempts: ContextVar[AttemptLog | None] = ContextVar("attempts", default=None)


class AttemptLog:
    """The outcomes of one call's HTTP attempts: discord.py repeats some requests by itself.

    `may_begin` is called just before the first byte of an attempt is written, and raises when it is too late for
    one: the machine may have slept while it connected. `on_doubt` is called when an attempt may have taken effect.
    `date` and `status` are those of the last answer, `wait` the seconds that the last 429 named, `attempt_count`
    the number of attempts.
    """

    def __init__(self) -> None:
        self.may_begin: Callable[[], None] = lambda: None
        self.on_doubt: Callable[[], None] = lambda: None
        self.date: datetime | None = None
        self.status: int | None = None
        self.wait: float | None = None
        self.attempt_count = 0
        self._in_flight = False
        self._accepted = False
        self._in_doubt = False

    @property
    def in_doubt(self) -> bool:
        """For a failed call: True if an attempt may have taken effect, also if it was answered with success."""
        return self._in_doubt or self._accepted or self._in_flight

    def begin(self) -> None:
        """Record that an attempt is sent now. Raises what `may_begin` raises."""
        self.may_begin()
        self._in_flight = True
        self.attempt_count += 1

    def answered(self, status: int, headers: Mapping[str, str]) -> None:
        """Record that an attempt was answered."""
        self._in_flight = False
        self.date, self.status = http_date(headers), status
        if status == _TOO_MANY_REQUESTS:
            self.wait = retry_after(headers, default=1.0)
        if 200 <= status < 300:  # noqa: PLR2004 - HTTP's successes
            self._accepted = True  # its body may still get lost
        elif not _is_definite_refusal(status, headers):
            self._record_doubt()

    def failed(self) -> None:
        """Record that an attempt got no answer: it is in doubt, unless nothing was sent."""
        if self._in_flight:
            self._in_flight = False
            self._record_doubt()

    def _record_doubt(self) -> None:
        self._in_doubt = True
        self.on_doubt()


@contextmanager
def attempts() -> Generator[AttemptLog]:
    """Log the HTTP attempts made inside the block."""
    log = AttemptLog()
    token = _attempts.set(log)
    try:
        yield log
    finally:
        _attempts.reset(token)


def _is_definite_refusal(status: int, headers: Mapping[str, str]) -> bool:
    """Return True if Discord itself says by this error that the request had no effect.

    A proxy that timed out answers 408, 502, 503, 504 or 520 to 530, or a page with any status, though Discord may
    have carried out the request. Cloudflare sends its own 429 before Discord sees the request. A 429 by a proxy
    (nirn-proxy, when it lost another node) proves nothing.
    """
    if status == _TOO_MANY_REQUESTS:
        server = headers.get("Server", "").casefold()
        return "generated-by-proxy" not in headers and (
            "Via" in headers or "CF-Ray" in headers or server == "cloudflare"
        )
    return 400 <= status < 500 and status != _REQUEST_TIMEOUT and is_json(headers)  # noqa: PLR2004 - HTTP's ranges


def is_json(headers: Mapping[str, str]) -> bool:
    """Return True if the answer is JSON as Discord sends it, and as discord.py reads it."""
    return headers.get("Content-Type") == "application/json"


def trace_config(
    clock: ServerClock, breaker: Breaker, pacer: Pacer, *, on_answer: OnAnswer
) -> aiohttp.TraceConfig:
    """Return the hooks for `discord.Client(http_trace=…)`.

    `on_answer` receives the status of each answer (None for no answer) and, of a 429, which limit was reached:
    `user`, `global`, `shared`, or `cloudflare` when the answer is not Discord's own.
    """

    async def on_start(*_: object) -> None:
        if _attempts.get() is not None:
            await pacer.limit_burst()

    async def on_end(_: object, request: SimpleNamespace, params: aiohttp.TraceRequestEndParams) -> None:
        status, headers = params.response.status, params.response.headers
        clock.observe(http_date(headers))
        breaker.record(status)
        scope = headers.get("X-RateLimit-Scope") or ("user" if "Via" in headers else "cloudflare")
        on_answer(status, scope if status == _TOO_MANY_REQUESTS else None)
        request.limits_all = status == _TOO_MANY_REQUESTS and "X-RateLimit-Global" in headers
        request.header_wait = retry_after(headers, default=1.0)
        if (log := _attempts.get()) is not None:
            log.answered(status, headers)

    async def on_chunk(
        _: object, request: SimpleNamespace, params: aiohttp.TraceResponseChunkReceivedParams
    ) -> None:
        """Hold all requests after a global 429.

        Its body, here one chunk, has the fraction of a second that its header rounds up.
        """
        if request.limits_all:
            pacer.hold(exact_wait(params.chunk, request.header_wait))

    async def on_exception(*_: object) -> None:
        on_answer(None, None)
        if (log := _attempts.get()) is not None:
            log.failed()

    config = aiohttp.TraceConfig()
    config.on_request_start.append(on_start)
    config.on_request_headers_sent.append(_on_headers)
    config.on_request_end.append(on_end)
    config.on_response_chunk_received.append(on_chunk)
    config.on_request_exception.append(on_exception)
    return config


async def _on_headers(*_: object) -> None:
    """Begin the attempt: aiohttp calls this once it is connected, before it writes."""
    if (log := _attempts.get()) is not None:
        log.begin()


def exact_wait(body: bytes, header_wait: float) -> float:
    """Return the seconds that the body of a 429 names, if they agree with those of its header."""
    with suppress(ValueError, TypeError, KeyError, RecursionError):
        exact = float(json.loads(body)["retry_after"])
        return exact if header_wait - 1.0 <= exact <= header_wait else header_wait
    return header_wait


def retry_after(headers: Mapping[str, str], *, default: float) -> float:
    """Return the seconds of a Retry-After header, at most an hour; `default` when it is missing or invalid."""
    header_wait = headers.get("Retry-After", "")
    digits = header_wait.replace(".", "", 1)
    return min(float(header_wait), LONGEST_WAIT) if digits.isascii() and digits.isdigit() else default
