"""A clock that runs faster than the machine's and can jump, the same one for the servers and for the bot."""

from __future__ import annotations

import asyncio
import selectors
import time
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tests.fake_discord.state.ids import Clock

if TYPE_CHECKING:
    from selectors import SelectorKey

_monotonic = time.monotonic  # the machine's own, kept from before it is replaced


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """A time that goes `rate` times as fast as the machine's.

    It was `wall` (seconds since 1970) at the machine's monotonic second `since`.
    """

    wall: float
    since: float
    rate: float

    def now(self) -> float:
        """Seconds since 1970."""
        return self.wall + (_monotonic() - self.since) * self.rate


class FastClock(Clock):
    """The servers' clock. A bot that starts is given its `order`."""

    def __init__(self, start: datetime, rate: float) -> None:
        super().__init__()
        self._pace = Pace(wall=start.timestamp(), since=_monotonic(), rate=rate)

    def shift(self, seconds: float) -> None:
        """Jump ahead; a bot that runs already does not notice."""
        self._pace = replace(self._pace, wall=self._pace.wall + seconds)

    def now(self) -> float:
        """Seconds since 1970."""
        return self._pace.now()

    def today(self) -> datetime:
        """Now, as a datetime."""
        return datetime.fromtimestamp(self.now(), UTC)

    def order(self) -> dict[str, float]:
        """What `BotClock.set` takes."""
        return asdict(self._pace)


class BotClock:
    """The time of the process that it is installed in: `time.time`, `time.monotonic`, the event loop's."""

    def __init__(self) -> None:
        self._pace: Pace | None = None

    def install(self) -> None:
        """To be called before anything is imported that keeps a reference to these functions."""
        real_time = time.time

        def wall() -> float:
            return real_time() if self._pace is None else self._pace.now()

        def monotonic() -> float:
            return _monotonic() * (1.0 if self._pace is None else self._pace.rate)

        time.time, time.monotonic = wall, monotonic

    def set(self, order: dict[str, float]) -> None:
        """From now on it is so late, and time goes so fast."""
        self._pace = Pace(**order)
        asyncio.set_event_loop_policy(_FastPolicy(self._pace.rate))

    def utc_now(self) -> datetime:
        """In place of `bot.domain.clock.utc_now`."""
        return datetime.fromtimestamp(time.time(), UTC)


class _FastPolicy(asyncio.DefaultEventLoopPolicy):
    def __init__(self, rate: float) -> None:
        super().__init__()
        self._rate = rate

    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        return asyncio.SelectorEventLoop(_FastSelector(self._rate))


class _FastSelector(selectors.DefaultSelector):
    """Waits for less of the machine's time than the loop asks for."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self._rate = rate

    def select(self, timeout: float | None = None) -> list[tuple[SelectorKey, Any]]:
        return super().select(timeout if timeout is None else timeout / self._rate)
