"""Discord's time, estimated from its answers and two local clocks, none of which is trusted alone."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from bot.domain.discord.ids import snowflake_time, time_snowflake
from bot.domain.ports import PostPermit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_MARGIN = timedelta(seconds=60)  # estimates are earlier by so much, so that they are lower bounds for sure
SKEW = timedelta(hours=1)  # by which a proxy's Date can be wrong without harm


def http_date(headers: Mapping[str, str]) -> datetime | None:
    """Return the time of an answer; None when it has no valid Date, or is cached."""
    if "X-Cached" in headers or headers.get("Age", "0") != "0":  # nirn-proxy keeps some answers for an hour
        return None
    try:
        return parsedate_to_datetime(headers["Date"]).astimezone(UTC)
    except (KeyError, ValueError, OverflowError):
        return None


def one_hour_before(snowflake: int) -> int:
    """Return a snowflake one hour older, in case the Date that gave this one was an hour ahead."""
    return time_snowflake(snowflake_time(snowflake) - SKEW)


class ServerClock:
    """Discord's time, from the Date header of its answers; snowflakes are made of it.

    Local clocks only bridge the time since the last answer: `monotonic` (seconds) stops while the machine sleeps,
    `wall` (seconds since 1970) can be set. Where they disagree the shorter time counts, so that the estimate is
    early rather than late: it serves as a lower bound.
    """

    def __init__(self, monotonic: Callable[[], float], wall: Callable[[], float] = time.time) -> None:
        self._monotonic = monotonic
        self._wall = wall
        self._last_answer: tuple[datetime, PostPermit] | None = None

    def observe(self, date: datetime | None) -> None:
        """Set the clock by the Date of an answer."""
        if date is not None:
            self._last_answer = (date, self.permit())

    def permit(self) -> PostPermit:
        """Return a permit for a post at this moment, by both local clocks."""
        return PostPermit(monotonic=self._monotonic(), wall=self._wall())

    def age(self, permit: PostPermit) -> float:
        """Return the seconds since `permit` by the clock that says more.

        If the wall clock went back by more than a second, it says by how much it went back.
        """
        by_wall = self._wall() - permit.wall
        return max(self._monotonic() - permit.monotonic, by_wall if by_wall >= -1 else -by_wall)

    def snowflake(self) -> int | None:
        """Return a snowflake of a minute ago, by Discord's clock or ours if that is earlier.

        None before the first answer.
        """
        if (moment := self._moment()) is None:
            return None
        return time_snowflake(min(moment, datetime.fromtimestamp(self._wall(), UTC)) - _MARGIN)

    def time(self) -> datetime | None:
        """Return Discord's time in UTC, at least a minute early; None before the first answer."""
        moment = self._moment()
        return None if moment is None else moment - _MARGIN

    def _moment(self) -> datetime | None:
        """Return Discord's time without the margin."""
        if self._last_answer is None:
            return None
        date, then = self._last_answer
        passed = min(self._monotonic() - then.monotonic, self._wall() - then.wall)
        return date + timedelta(seconds=max(0.0, passed))


def snowflake_at(date: datetime) -> int:
    """Return a snowflake of a minute before the Date of an answer that just arrived: a lower bound."""
    return time_snowflake(date - _MARGIN)
