"""A clock that runs faster than the machine's and can jump, the same one for the servers and for the bot."""

from __future__ import annotations

import asyncio
import mmap
import selectors
import struct
import time
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tests.fake_discord.state.ids import Clock

if TYPE_CHECKING:
    from pathlib import Path
    from selectors import SelectorKey

_BOTH = struct.Struct("dd")
_GLANCE = 0.02  # of the machine's seconds: how soon a loop notices that its clock was moved

_monotonic = time.monotonic  # the machine's own, kept from before it is replaced


@dataclass(frozen=True, kw_only=True)
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


class Offsets:
    """Seconds by which a bot's wall and monotonic clocks are moved, in a file that it maps into its memory."""

    def __init__(self, path: Path):
        self.path = path
        path.write_bytes(_BOTH.pack(0.0, 0.0))
        with path.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), _BOTH.size)

    def set(self, *, wall: float):
        """The wall clock is that much ahead, the monotonic one as it is."""
        _BOTH.pack_into(self._shared, 0, wall, 0.0)

    def move(self, *, wall: float = 0.0, monotonic: float = 0.0):
        """Move them by so much more."""
        before_wall, before_monotonic = _BOTH.unpack_from(self._shared)
        _BOTH.pack_into(self._shared, 0, before_wall + wall, before_monotonic + monotonic)


class FastClock(Clock):
    """The servers' clock. A bot that starts is given its `order`."""

    def __init__(self, start: datetime, rate: float):
        super().__init__()
        self._pace = Pace(wall=start.timestamp(), since=_monotonic(), rate=rate)

    def shift(self, seconds: float):
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

    def __init__(self):
        self._pace: Pace | None = None
        self._offsets: mmap.mmap | bytes = _BOTH.pack(0.0, 0.0)

    def install(self):
        """To be called before anything is imported that keeps a reference to these functions."""
        real_time = time.time

        def wall() -> float:
            return real_time() if self._pace is None else self._pace.now() + _BOTH.unpack_from(self._offsets)[0]

        def monotonic() -> float:
            if self._pace is None:
                return _monotonic()
            return _monotonic() * self._pace.rate + _BOTH.unpack_from(self._offsets)[1]

        time.time, time.monotonic = wall, monotonic

    def set(self, order: dict[str, float], offsets: str):
        """From now on it is so late, and time goes so fast; what is in the file `offsets` comes to it."""
        with open(offsets, "r+b") as file:  # noqa: PTH123 - `pathlib` passes points
            self._offsets = mmap.mmap(file.fileno(), _BOTH.size, access=mmap.ACCESS_READ)
        self._pace = Pace(**order)
        asyncio.set_event_loop_policy(_FastPolicy(self._pace.rate))

    def utc_now(self) -> datetime:
        """In place of `bot.domain.clock.utc_now`."""
        return datetime.fromtimestamp(time.time(), UTC)


class _FastPolicy(asyncio.DefaultEventLoopPolicy):
    def __init__(self, rate: float):
        super().__init__()
        self._rate = rate

    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        return asyncio.SelectorEventLoop(_FastSelector(self._rate))


class _FastSelector(selectors.DefaultSelector):
    """Waits for less of the machine's time than the loop asks for, and never for long: the clock may be moved."""

    def __init__(self, rate: float):
        super().__init__()
        self._rate = rate

    def select(self, timeout: float | None = None) -> list[tuple[SelectorKey, Any]]:
        return super().select(_GLANCE if timeout is None else min(_GLANCE, timeout / self._rate))
