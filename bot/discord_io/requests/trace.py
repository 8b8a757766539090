"""What each HTTP exchange with Discord shows beside its answer."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import aiohttp

from bot.domain.discord_ids import time_snowflake

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from typing import TypeAlias

    from bot.discord_io.requests.breaker import Breaker
    from bot.discord_io.requests.pacer import Pacer

    Answered: TypeAlias = Callable[[int | None, str | None], None]

_SERVER_ERROR = 500
_TOO_MANY = 429
_LONGEST_WAIT = 3600.0
_attempts: ContextVar[AttemptLog | None] = ContextVar("attempts", default=None)


class AttemptLog(list[int]):
    """The status of each HTTP attempt; `on_doubt` is called, once, when one of them leaves doubt."""

    on_doubt: Callable[[], None] | None = None

    def add(self, status: int) -> None:
        """Note an attempt."""
        self.append(status)
        if self.on_doubt is not None and doubtful([status]):
            on_doubt, self.on_doubt = self.on_doubt, None
            on_doubt()


@contextmanager
def attempts() -> Generator[AttemptLog]:
    """The status of every HTTP attempt made inside; 0 for one that ended without an answer.

    discord.py retries by itself, so the last answer alone does not tell whether an earlier attempt may have
    been accepted.
    """
    log = AttemptLog()
    token = _attempts.set(log)
    try:
        yield log
    finally:
        _attempts.reset(token)


def doubtful(log: list[int]) -> bool:
    """Whether one of the attempts may have been carried out without our knowing."""
    return any(status == 0 or status >= _SERVER_ERROR for status in log)


class ServerClock:
    """Discord's time, from the Date header of its answers: what snowflakes are made of.

    Our own clock may be wrong; `monotonic` (seconds) only bridges the time since the last answer. The estimate
    is `margin` seconds early on purpose: it serves as a lower bound, and the header may be a proxy's.
    """

    def __init__(self, monotonic: Callable[[], float], *, margin: float = 60.0) -> None:
        self._monotonic = monotonic
        self._margin = margin
        self._seen: tuple[float, float] | None = None

    def observe(self, date_header: str | None) -> None:
        """Take note of an HTTP Date; anything unreadable is ignored."""
        if date_header is None:
            return
        try:
            moment = parsedate_to_datetime(date_header).timestamp()
        except ValueError:
            return
        self._seen = (moment, self._monotonic())

    def snowflake(self) -> int | None:
        """The lowest snowflake of about now; None before the first answer."""
        moment = self.time()
        return None if moment is None else time_snowflake(moment)

    def time(self) -> datetime | None:
        """The time in UTC, `margin` early; None before the first answer."""
        if self._seen is None:
            return None
        moment, at = self._seen
        return datetime.fromtimestamp(moment + self._monotonic() - at - self._margin, UTC)


def _ignore(_status: int | None, _limit: str | None) -> None:
    """Count nothing."""


def trace_config(
    clock: ServerClock, breaker: Breaker, pacer: Pacer, *, answered: Answered = _ignore
) -> aiohttp.TraceConfig:
    """Hooks for `discord.Client(http_trace=…)`.

    `answered` receives the status of each answer (None: there was none) and, of a 429, which limit was reached:
    `user`, `global`, `shared`, or `cloudflare` when it was not Discord itself that answered.
    """

    async def on_end(_s: aiohttp.ClientSession, _c: object, params: aiohttp.TraceRequestEndParams) -> None:
        clock.observe(params.response.headers.get("Date"))
        breaker.record(params.response.status)
        answered(params.response.status, _limit(params.response))
        if params.response.status == _TOO_MANY and "X-RateLimit-Global" in params.response.headers:
            pacer.hold(retry_after(params.response.headers, default=1.0))
        log = _attempts.get()
        if log is not None:
            log.add(params.response.status)

    async def on_exception(
        _s: aiohttp.ClientSession, _c: object, params: aiohttp.TraceRequestExceptionParams
    ) -> None:
        answered(None, None)
        log = _attempts.get()
        if log is not None and not isinstance(params.exception, aiohttp.ClientConnectorError):
            log.add(0)  # a connection that was never made cannot have carried the request

    config = aiohttp.TraceConfig()
    config.on_request_end.append(on_end)
    config.on_request_exception.append(on_exception)
    return config


def _limit(response: aiohttp.ClientResponse) -> str | None:
    if response.status != _TOO_MANY:
        return None
    return response.headers.get("X-RateLimit-Scope") or ("user" if "Via" in response.headers else "cloudflare")


def retry_after(headers: Mapping[str, str], *, default: float) -> float:
    """The seconds that a Retry-After names, at most an hour; `default` when it is missing or no number."""
    named = headers.get("Retry-After", "")
    digits = named.replace(".", "", 1)
    return min(float(named), _LONGEST_WAIT) if digits.isascii() and digits.isdigit() else default
