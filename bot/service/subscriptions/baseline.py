"""What is never alerted for a subscription: its baseline, and what a change of it does to that.

A new subscription has everything in its baseline that matches and is stored of the lists that may be read again;
what was listed before makes no alerts (`baselines_begin`). Afterwards only another query,
another destination or the end of a pause give a new one; and that never holds what the subscription would have
been alerted of without the change: a large reading stores its alerts in several writes, with changes in between.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import TYPE_CHECKING

from bot.domain.errors import ConflictError
from bot.domain.ports import Revision
from bot.domain.subscription_book import baselines_begin
from bot.query import QueryError, parse
from bot.query.rewrite import as_reached
from bot.service.papers.scan import matching, matching_each

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.domain.paper import Sighting
    from bot.domain.ports import Store
    from bot.domain.subscription import Destination, Subscription
    from bot.query import PaperCache, Query

_ATTEMPTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class _Learned:
    """A new baseline, and `wanted`, `candidates` and `owed` of a Revision."""

    baseline: frozenset[str] | None = None
    wanted: frozenset[str] | None = None
    candidates: frozenset[str] = frozenset()
    owed: frozenset[str] = frozenset()


async def save_with_baseline(
    store: Store, paper_cache: PaperCache, subscription: Subscription, destination: Destination
) -> None:
    """Write a new subscription and, in the same write, the ids of the stored papers that match at this moment.

    When papers arrive in between they are read again. Raises ConflictError when that never ends.
    """
    query = parse(subscription.query)
    for _ in range(_ATTEMPTS):
        version = await store.papers_version()
        papers = await store.papers_since(date.min)
        listed = list(takewhile(_listed_since(papers, subscription.created), papers))
        baseline = frozenset([s.paper.id async for s in matching(paper_cache, query, listed)])
        try:
            await store.save_subscription(subscription, destination, baseline=baseline, papers_version=version)
        except ConflictError:
            continue
        return
    raise _endless()


async def save_change(  # noqa: PLR0913 - what is changed, to what, and when, by name
    store: Store,
    paper_cache: PaperCache,
    *,
    old: Subscription,
    new: Subscription,
    destination: Destination,
    at: datetime,
    due: datetime,
) -> None:
    """Write a changed subscription; what waits for it follows in the same write (see `Revision`).

    `due` is when something that matched `at` is due by its new mode and destination. Raises ConflictError when it
    was changed or ended meanwhile, or when papers never stop arriving.
    """
    for _ in range(_ATTEMPTS):
        version = await store.papers_version()
        book = await store.subscriptions()
        if book.get(old.id) != old:
            raise ConflictError("Somebody else changed that subscription meanwhile: look at `/alerts list`.")
        learned = await _learn(store, paper_cache, old, new, book.baseline(old.id), at)
        revision = Revision(
            replaces=old,
            at=at,
            due=due,
            wanted=learned.wanted,
            candidates=learned.candidates,
            owed=learned.owed,
        )
        try:
            await store.save_subscription(
                new, destination, baseline=learned.baseline, papers_version=version, revision=revision
            )
        except ConflictError:
            continue
        return
    raise _endless()


async def _learn(  # noqa: PLR0913, PLR0917 - private, and called once
    store: Store,
    paper_cache: PaperCache,
    old: Subscription,
    new: Subscription,
    known: frozenset[str],
    at: datetime,
) -> _Learned:
    """What a change makes of the papers that are stored.

    What the old query matches and its baseline does not hold, it was or will be alerted of: that never becomes
    baseline, and when a pause begins it is made up for what a reading has left to do. Numbers that both queries
    ask for count as reached for what waits, whatever became of them since.
    """
    moved, another = old.destination_id != new.destination_id, old.query != new.query
    pauses = new.paused and not old.paused
    if not (moved or another or old.paused != new.paused):
        return _Learned()
    query, before = parse(new.query), None if old.paused else _parsed(old.query)
    earlier = _parsed(old.query) or query
    queries = (query, as_reached(query, earlier), before, before and as_reached(before, before))
    baseline, wanted, candidates, unmade = set[str](), set[str](), set[str](), set[str]()
    papers = await store.papers_since(date.min)
    is_listed = _listed_since(papers, at)
    async for sighting, (matches, reached, owed, may_be_owed) in matching_each(paper_cache, queries, papers):
        paper_id = sighting.paper.id
        if reached:
            wanted.add(paper_id)
        if not is_listed(sighting):
            continue
        if matches and (paper_id in known or not owed):
            baseline.add(paper_id)
        if may_be_owed and paper_id not in known:
            candidates.add(paper_id)
        if pauses and owed and paper_id not in known:
            unmade.add(paper_id)
    return _Learned(
        # A pause learns nothing; given at all, it is refused when papers arrive in between.
        baseline=frozenset(baseline) if moved or another or not pauses else known,
        owed=frozenset(unmade),
        wanted=frozenset(wanted) if another else None,
        candidates=frozenset(candidates) if moved else frozenset(),
    )


def _listed_since(papers: Sequence[Sighting], now: datetime) -> Callable[[Sighting], bool]:
    """Whether a paper is on a list that may be read again; `papers` are all, the newest first."""
    first = baselines_begin(papers[0].signals.list_day, now) if papers else date.min
    return lambda sighting: sighting.signals.list_day >= first


def _parsed(text: str) -> Query | None:
    """None for a stored query that cannot be read any more: it matches nothing."""
    try:
        return parse(text)
    except QueryError:
        return None


def _endless() -> ConflictError:
    return ConflictError("New papers keep arriving, so nothing was saved: try again in a minute.")
