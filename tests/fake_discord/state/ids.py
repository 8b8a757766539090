"""The server's clock and the snowflakes made from it."""

import time
from datetime import UTC, datetime
from email.utils import format_datetime

_EPOCH_MS = 1_420_070_400_000  # the first second of 2015, Discord's epoch


class Clock:
    """The machine's clock, moved forward by a test where it would otherwise have to wait.

    The Date of its answers is `ahead` seconds off: a proxy wrote it.
    """

    def __init__(self):
        self._shift = 0.0
        self.ahead = 0.0

    def shift(self, seconds: float):
        """Advance the server's time."""
        self._shift += seconds

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time() + self._shift

    def iso(self) -> str:
        """Now, as Discord writes times in JSON."""
        return datetime.fromtimestamp(self.now(), UTC).isoformat()

    def http_date(self) -> str:
        """Now, as the Date header writes it."""
        return format_datetime(datetime.fromtimestamp(self.now() + self.ahead, UTC), usegmt=True)


class Snowflakes:
    """Ids that grow with time: 42 bits of milliseconds, 22 bits of worker and counter."""

    def __init__(self, clock: Clock):
        self._clock = clock
        self._last = 0

    def next(self) -> int:
        """An id of now, larger than every one before."""
        fresh = (int(self._clock.now() * 1000) - _EPOCH_MS) << 22
        self._last = max(fresh, self._last + 1)
        return self._last
