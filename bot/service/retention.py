"""Retention: how long what waits is kept, and what is old is pruned."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.domain.ports.store import KEEP_PAPERS

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from bot.service.trusted_time import TrustedTime

KEEP_ALERTS: Final = timedelta(days=7)  # that cannot be posted
KEEP_GONE: Final = timedelta(days=30)  # subscriptions of a channel that was deleted


async def forget_old(store: Store, time: TrustedTime, keep_papers: timedelta = KEEP_PAPERS) -> int:
    """Prune the store, papers not listed for `keep_papers` included, unless the time is in doubt; how much went.

    By a date years ahead everything that was posted would be forgotten, and posted again later.
    """
    moment = time.to_forget_by()
    return 0 if moment is None else await store.prune(moment, keep_papers=keep_papers)
