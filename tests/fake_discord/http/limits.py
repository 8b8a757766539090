"""Discord's rate limits: buckets per route and channel, and one over everything."""

import hashlib
from dataclasses import dataclass

from tests.fake_discord.http.calls import Call
from tests.fake_discord.state.ids import Clock

_ROOMY = (1000, 1.0)  # what the headers say while limits are off
_PER_CHANNEL = (5, 5.0)
_EVERYWHERE = (50, 1.0)
_MAJOR = ("channel_id", "guild_id", "webhook_id")


@dataclass(eq=False)
class _Window:
    start: float
    used: int = 0


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The rate-limit headers; a refused request also has its wait (seconds) and whether the limit is global."""

    bucket: str
    limit: int
    remaining: int
    reset: float
    reset_after: float
    refused: bool = False
    everywhere: bool = False

    def headers(self) -> dict[str, str]:
        """The X-RateLimit headers."""
        told = {
            "X-RateLimit-Bucket": self.bucket,
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": f"{self.reset:.3f}",
            "X-RateLimit-Reset-After": f"{self.reset_after:.3f}",
        }
        if not self.refused:
            return told
        scope = "global" if self.everywhere else "user"
        told |= {"Retry-After": str(int(self.reset_after) + 1), "X-RateLimit-Scope": scope}
        return told | {"X-RateLimit-Global": "true"} if self.everywhere else told


class Limits:
    """Counts requests. All limits are off until a test switches them on; `refused` counts 429 answers.

    `per_route` holds the requests and seconds of a window by method and route, as "GET /users/@me".
    """

    def __init__(self, clock: Clock):
        self._clock = clock
        self._windows: dict[str, _Window] = {}
        self.per_channel = False
        self.everywhere = False
        self.per_route: dict[str, tuple[int, float]] = {}
        self.refused = 0

    def judge(self, call: Call, *, exempt: bool) -> Verdict:
        """Count one request; interaction callbacks and webhooks are `exempt` from the limit over everything."""
        if self.everywhere and not exempt:
            verdict = self._count("*", "*", *_EVERYWHERE)
            if verdict.refused:
                return verdict
        bucket = hashlib.blake2b(f"{call.method} {call.route}".encode(), digest_size=8).hexdigest()
        key = ":".join([bucket, *(call.ids[name] for name in _MAJOR if name in call.ids)])
        channel_bound = self.per_channel and call.route.startswith("/channels/")
        usual = _PER_CHANNEL if channel_bound else _ROOMY
        return self._count(bucket, key, *self.per_route.get(f"{call.method} {call.route}", usual))

    def _count(self, bucket: str, key: str, limit: int, period: float) -> Verdict:
        now = self._clock.now()
        window = self._windows.get(key)
        if window is None or now - window.start >= period:
            window = self._windows[key] = _Window(now)
        refused = limit != _ROOMY[0] and window.used >= limit
        if refused:
            self.refused += 1
        else:
            window.used += 1
        end = window.start + period
        return Verdict(
            bucket=bucket,
            limit=limit,
            remaining=max(0, limit - window.used),
            reset=end,
            reset_after=end - now,
            refused=refused,
            everywhere=bucket == "*",
        )
