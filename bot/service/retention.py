"""Retention: how long what waits is kept, what a block held for too long, and what is old is pruned."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from bot.domain.alert import MessageState
from bot.domain.ports.store import KEEP_PAPERS
from bot.domain.subscription import UNDO_LASTS

if TYPE_CHECKING:
    from bot.domain.alert import Alert
    from bot.domain.ports import Store
    from bot.domain.subscription import Destination
    from bot.domain.subscription_cache import SubscriptionCache
    from bot.service.trusted_clock import TrustedClock

KEEP_ALERTS: Final = timedelta(days=7)  # that cannot be posted
# Of versions that kept there what Undo needs, how a source does, or a block that was lifted for a trial.
_FORMER_NOTES: Final = (
    "changed subscriptions",
    "paused alone",
    "ended subscriptions",
    "paused together",
    "imports",
    "outage",
    "lifted",
)
KEEP_GONE: Final = timedelta(days=30)  # subscriptions of a channel that was deleted


async def forget_old(store: Store, clock: TrustedClock, keep_papers: timedelta = KEEP_PAPERS) -> int:
    """Prune the store, papers not listed for `keep_papers` included, unless the time is in doubt; how much went.

    By a date years ahead everything that was posted would be forgotten, and posted again later.
    """
    moment = clock.agreed()
    if moment is None:
        return 0
    for kind in _FORMER_NOTES:
        for name in await store.notes(kind):
            if name == kind or name.startswith(f"{kind} "):
                await store.set_note(name, None)
    return await store.prune(moment, keep_papers=keep_papers)


async def forget_tombstones(store: Store, clock: TrustedClock) -> None:
    """Drop what Undo cannot put back any more, unless the time is in doubt."""
    if (moment := clock.agreed()) is None:
        return
    for one in (await store.subscriptions()).tombstones:
        if one.ended is not None and one.ended < moment - UNDO_LASTS:
            await store.remove_subscription(one.id, found=one)


async def stale(store: Store, destination: Destination, clock: TrustedClock) -> frozenset[str]:
    """The papers that the block of a destination has held for too long to be posted.

    It holds a paper from when that could have been posted: not while it waited for a digest, for quiet hours or
    in a pause, nor before it was listed, whatever our clock said then.
    """
    moment = clock.agreed()
    if moment is None or destination.block is None or destination.block.since > moment - KEEP_ALERTS:
        return frozenset()
    before = moment - KEEP_ALERTS
    cache = await store.subscriptions()
    pending = [one for one in await store.pending(destination.id) if one.due <= before and _is_wanted(one, cache)]
    messages = [one for one in await store.messages({MessageState.READY}) if one.destination_id == destination.id]
    ready = [one for one in messages if one.created <= before]
    groups = [(one.paper_id,) for one in pending] + [one.paper_ids for one in ready]
    papers = await store.sightings({paper for group in groups for paper in group})
    listed = {key: datetime.combine(s.signals.list_day, time(), UTC) for key, s in papers.items()}
    old = [group for group in groups if all(listed.get(paper, before) <= before for paper in group)]
    return frozenset(paper for group in old for paper in group)


def _is_wanted(alert: Alert, cache: SubscriptionCache) -> bool:
    """True if an alert has a subscription that is not paused; planning drops those without any."""
    return any(not one.paused for key in alert.subscriptions if (one := cache.get(key)) is not None)
