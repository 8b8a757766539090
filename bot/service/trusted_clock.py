"""The clock for posting and deleting: the host's clock, checked against Discord's.

The host's clock can be wrong by years, and a proxy can send any Date header. Keeping data too long does no harm,
deleting it too early does. So an age counts from the later clock at its start to the earlier clock at its end.
Example: with the host a year ahead, `now` and `later_of_both` return next year, `agreed` None: nothing is deleted.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.schedule import LONGEST_UNTIL_DIGEST

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.ports import OutboxStore

_log = logging.getLogger(__name__)
TOLERANCE = timedelta(days=1)  # by which the host's clock can be ahead of Discord's


class TrustedClock:
    """The host's clock `now`, which decides what is due, compared with Discord's.

    `discord_time` returns None while Discord's time is unknown. Without that function both clocks agree.
    """

    def __init__(
        self, now: Callable[[], datetime], discord_time: Callable[[], datetime | None] | None = None
    ) -> None:
        self.now = now
        self._discord_time = discord_time or now

    def later_of_both(self) -> datetime:
        """Return the later time of both clocks, for an end that is stored: data is deleted some time after it."""
        ours, theirs = self.now(), self._discord_time()
        return ours if theirs is None else max(ours, theirs)

    def agreed(self) -> datetime | None:
        """Return the time by which data is old enough to delete; None: delete nothing now.

        It is None while Discord's time is unknown, or the host's clock is more than a day ahead of it.
        """
        ours, theirs = self.now(), self._discord_time()
        if theirs is None:
            return None
        if ours - theirs > TOLERANCE:
            _log.error(
                "The host's clock says %s, Discord's %s. Nothing is deleted until you correct it.", ours, theirs
            )
            return None
        return min(ours, theirs)


async def shorten_wrong_waits(store: OutboxStore, clock: TrustedClock) -> int:
    """Make due now what a clock more than a week ahead had scheduled; return how many alerts and messages it was.

    Nothing is changed while `agreed` returns None. The later clock counts: to one that is behind, every waiting
    time looks too long.
    """
    if clock.agreed() is None:
        return 0
    count = await store.shorten_waits(clock.later_of_both(), LONGEST_UNTIL_DIGEST)
    if count:
        _log.warning("The clock was wrong: %d alerts or messages were due in over a week, and are due now.", count)
    return count
