"""The one clock of all that is posted, kept and forgotten: ours, checked against Discord's.

Our own clock may be wrong by years, and a proxy may write any Date. What waits or is kept costs nothing, what is
destroyed does not come back; so age is reckoned by the earlier of the two, from a moment by the later of them.
With ours a year ahead, `now` and `latest` say next year, and `agreed` says None: nothing is deleted.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.schedule import LONGEST_WAIT

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.domain.ports import OutboxStore

_log = logging.getLogger(__name__)
_AGREE = timedelta(days=1)


class TrustedClock:
    """`now` is our clock: what is due goes by it. `discord_time` gives Discord's, None while that is not known.

    Without it the two agree, as where nobody asks Discord.
    """

    def __init__(
        self, now: Callable[[], datetime], discord_time: Callable[[], datetime | None] | None = None
    ) -> None:
        self.now = now
        self._discord_time = discord_time or now

    def latest(self) -> datetime:
        """The present for what ends now and is deleted a fixed time later: the later of both clocks."""
        ours, theirs = self.now(), self._discord_time()
        return ours if theirs is None else max(ours, theirs)

    def agreed(self) -> datetime | None:
        """The time before which old things can be deleted or given up; None: nothing can be now.

        It is None while Discord's time is not known, or our clock is a day ahead of it.
        """
        ours, theirs = self.now(), self._discord_time()
        if theirs is None:
            return None
        if ours - theirs > _AGREE:
            _log.error("The clock says %s, Discord's %s: nothing is forgotten until you set it.", ours, theirs)
            return None
        return min(ours, theirs)


async def end_wrong_waits(store: OutboxStore, clock: TrustedClock) -> int:
    """Let go now what was reckoned by a clock that was more than a week ahead; how much that was.

    Nothing is done while the time is in doubt: by a clock that is behind everything would be too late.
    """
    if clock.agreed() is None:
        return 0
    count = await store.shorten_waits(clock.latest(), LONGEST_WAIT)
    if count:
        _log.warning("The clock was wrong: %d alerts or messages would have waited for more than a week.", count)
    return count
