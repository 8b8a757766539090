"""Retention: what is old is pruned, as long as our clock and Discord's agree."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.domain.ports import Store

_log = logging.getLogger(__name__)
_AGREE = timedelta(days=1)


async def forget_old(
    store: Store, now: Callable[[], datetime], discord_time: Callable[[], datetime | None]
) -> int:
    """Prune the store, unless our clock is a day ahead of Discord's or Discord's is not known; how much went.

    By a date years ahead everything that was posted would be forgotten, and posted again later.
    """
    ours, theirs = now(), discord_time()
    if theirs is None:
        return 0
    if ours - theirs > _AGREE:
        _log.error("The clock says %s, Discord's %s: nothing is forgotten until you set it.", ours, theirs)
        return 0
    return await store.prune(ours)
