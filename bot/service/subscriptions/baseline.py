"""What matched a subscription already when it was made: its baseline, never alerted for it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.domain.errors import ConflictError
from bot.query import parse
from bot.service.papers.scan import matching

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from bot.domain.subscription import Destination, Subscription
    from bot.query import PaperCache

_ATTEMPTS = 20


async def save_with_baseline(
    store: Store,
    paper_cache: PaperCache,
    subscription: Subscription,
    destination: Destination,
    *,
    waiting: frozenset[str] = frozenset(),
) -> None:
    """Write a subscription and, in the same write, the ids of all stored papers that match at this moment.

    The ids in `waiting` are left out: these papers are still to be alerted. When papers arrive in between they are
    read again. Raises ConflictError when that never ends.
    """
    query = parse(subscription.query)
    for _ in range(_ATTEMPTS):
        version = await store.papers_version()
        papers = await store.papers_since(date.min)
        baseline = frozenset([s.paper.id async for s in matching(paper_cache, query, papers)]) - waiting
        try:
            await store.save_subscription(subscription, destination, baseline=baseline, papers_version=version)
        except ConflictError:
            continue
        return
    raise ConflictError("New papers keep arriving, so nothing was saved: try again in a minute.")
