"""Waits that a wrong clock has made: nothing waits for a day that is a year away."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.ports import OutboxStore
    from bot.service.trusted_time import TrustedTime

_log = logging.getLogger(__name__)
_LONGEST = timedelta(days=8)  # a weekly digest, and the quiet hours into which it may fall


async def end_wrong_waits(store: OutboxStore, time: TrustedTime) -> int:
    """Let go now what was reckoned by a clock that was more than a week ahead; how much that was.

    Nothing is done while the time is in doubt: by a clock that is behind everything would be too late.
    """
    moment = time.to_forget_by()
    if moment is None:
        return 0
    count = await store.shorten_waits(time.to_reckon_from(), _LONGEST)
    if count:
        _log.warning("The clock was wrong: %d alerts or messages would have waited for more than a week.", count)
    return count
