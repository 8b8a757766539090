"""Retention: how long data and undelivered alerts are kept, and the deletion of old ones."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.domain.alert import MessageState
from bot.domain.ports.store import KEEP_PAPERS
from bot.domain.subscription import PICKS_SOURCE, UNDO_PERIOD
from bot.service.trusted_clock import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.domain.alert import Alert
    from bot.domain.ports import Store
    from bot.domain.subscription import Destination
    from bot.domain.subscription_cache import SubscriptionCache
    from bot.service.trusted_clock import TrustedClock

KEEP_ALERTS = timedelta(days=7)  # of a blocked destination, from their due time
# Notes that earlier versions wrote for Undo, for the health of sources, and for blocks lifted to try again.
_FORMER_NOTES = (
    "changed subscriptions",
    "paused alone",
    "ended subscriptions",
    "paused together",
    "imports",
    "outage",
    "lifted",
)
KEEP_GONE = timedelta(days=30)  # the subscriptions of a channel that was deleted in Discord


async def forget_old(
    store: Store, clock: TrustedClock, keep_papers: timedelta = KEEP_PAPERS, *, kept: Collection[str] = ()
) -> int:
    """Delete old data, such as papers not listed for `keep_papers`; return how many documents, without notes.

    The papers `kept`, which people liked or saved, and examples of picks stay. Nothing is deleted while the clocks
    disagree: by a clock that is years ahead, all posted papers would be deleted and then posted again.
    """
    moment = clock.agreed()
    if moment is None:
        return 0
    for kind in _FORMER_NOTES:
        for name in await store.notes(kind):
            if name == kind or name.startswith(f"{kind} "):
                await store.set_note(name, None)
    last_picks = await store.notes(f"cursor {PICKS_SOURCE}")  # each name ends in a subscription's id
    subscriptions = (await store.subscriptions()).by_id
    for name in last_picks:
        if name.rpartition(" ")[2] not in subscriptions:
            await store.set_note(name, None)
    examples = {key for one in subscriptions.values() for key in one.examples}
    return await store.prune(moment, keep_papers=keep_papers, kept=examples.union(kept))


async def forget_tombstones(store: Store, clock: TrustedClock) -> None:
    """Delete tombstones that are too old for Undo, unless the clocks disagree.

    One that ended in the future is deleted too: a clock that was ahead wrote it, and it would hold its alerts
    until then.
    """
    if (moment := clock.agreed()) is None:
        return
    for one in (await store.subscriptions()).tombstones:
        if one.ended is not None and not moment - UNDO_PERIOD <= one.ended <= clock.later_of_both() + TOLERANCE:
            await store.remove_subscription(one.id, expected=one)


async def expired_papers(store: Store, destination: Destination, clock: TrustedClock) -> frozenset[str]:
    """Return the papers that a block has kept from being posted for longer than `KEEP_ALERTS`.

    The time counts from the day when a paper was due, or was listed if that is later. Waiting for a digest, for
    quiet hours or in a pause does not count. Example: due on day 1, blocked since day 2, a paper expires on day 9.
    """
    moment = clock.agreed()
    if moment is None or destination.block is None or destination.block.since > moment - KEEP_ALERTS:
        return frozenset()
    limit = moment - KEEP_ALERTS
    cache = await store.subscriptions()
    pending = [one for one in await store.pending(destination.id) if one.due <= limit and _is_active(one, cache)]
    ready = [
        message
        for message in await store.messages({MessageState.READY})
        if message.destination_id == destination.id and message.created <= limit
    ]
    groups = [(alert.paper_id,) for alert in pending] + [message.paper_ids for message in ready]
    papers = await store.sightings({paper for group in groups for paper in group})
    listed = {key: datetime.combine(s.signals.list_day, time(), UTC) for key, s in papers.items()}
    expired = [group for group in groups if all(listed.get(paper, limit) <= limit for paper in group)]
    return frozenset(paper for group in expired for paper in group)


def _is_active(alert: Alert, cache: SubscriptionCache) -> bool:
    """True if an alert has a subscription that is not paused; planning drops alerts without any."""
    return any(not one.paused for key in alert.subscriptions if (one := cache.get(key)) is not None)
