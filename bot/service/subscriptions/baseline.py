"""What is never alerted for a subscription: its baseline, and what a change of it does to that.

A new subscription has everything in its baseline that matches and is stored of the lists that may be read again;
what was listed before makes no alerts (`baselines_begin`). Afterwards only another query,
another destination or the end of a pause give a new one; and that never holds what the subscription would have
been alerted of without the change: a large reading stores its alerts in several writes, with changes in between.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from bot.domain.errors import ConflictError
from bot.domain.listening import brought_by, names_of
from bot.domain.ports import Revision
from bot.domain.subscription_book import baselines_begin
from bot.language.translating import gettext
from bot.query import QueryError, parse
from bot.service.subscriptions.matches import matching
from bot.service.subscriptions.rules import changed_by_another

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from bot.domain.ports import PastPapers, Store
    from bot.domain.subscription import Destination, Subscription
    from bot.query import Query

_ATTEMPTS = 20
_LATELY = (timedelta(days=2), timedelta(days=5))  # where the newest list is, but after an outage; over holidays


@dataclass(frozen=True, slots=True, kw_only=True)
class _Learned:
    """A new baseline, and `wanted`, `unheard`, `candidates`, `heard` and `owed` of a Revision."""

    baseline: frozenset[str] | None = None
    wanted: frozenset[str] | None = None
    unheard: frozenset[str] = frozenset()
    candidates: frozenset[str] = frozenset()
    heard: frozenset[str] = frozenset()
    owed: frozenset[str] = frozenset()


async def save_with_baseline(
    store: Store,
    past: PastPapers | None,
    subscription: Subscription,
    destination: Destination,
    *,
    lists: AbstractSet[str] | None,
) -> None:
    """Write a new subscription and, in the same write, the ids of the stored papers that match at this moment.

    Of those that it hears of: a paper that a stream brought first is news when a list brings it. `lists` are the
    sources that are lists (None: every one). When papers arrive in between they are read again. Raises
    ConflictError when that never ends.
    """
    among = names_of(subscription.sources, lists)
    for _ in range(_ATTEMPTS):
        version = await store.papers_version()
        first = await first_listed(store, subscription.created, lists)
        baseline = await matching(store, past, subscription.query, since=first, version=version, among=among)
        try:
            await store.save_subscription(subscription, destination, baseline=baseline, papers_version=version)
        except ConflictError:
            continue
        return
    raise _endless()


async def save_change(  # noqa: PLR0913 - what is changed, to what, and when, by name
    store: Store,
    past: PastPapers | None,
    *,
    old: Subscription,
    new: Subscription,
    destination: Destination,
    at: datetime,
    ended: datetime,
    due: datetime,
    lists: AbstractSet[str] | None,
    kept: datetime | None,
) -> None:
    """Write a changed subscription; what waits for it follows in the same write (see `Revision`).

    `due` is when something that matched `at` is due by its new mode and destination, `ended` the same moment by
    the later of two clocks. `kept` as in a Revision. Raises ConflictError when it was changed or ended
    meanwhile, or when papers never stop arriving.
    """
    for _ in range(_ATTEMPTS):
        version = await store.papers_version()
        book = await store.subscriptions()
        if book.by_id.get(old.id) != old:
            raise changed_by_another()
        learned = await _learn(store, past, old, new, book.baseline(old.id), at, version, lists)
        revision = Revision(
            replaces=old,
            at=at,
            ended=ended,
            due=due,
            wanted=learned.wanted,
            unheard=learned.unheard,
            candidates=learned.candidates,
            heard=learned.heard,
            owed=learned.owed,
            kept=kept,
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
    past: PastPapers | None,
    old: Subscription,
    new: Subscription,
    known: frozenset[str],
    at: datetime,
    version: int,
    lists: AbstractSet[str] | None,
) -> _Learned:
    """What a change makes of the papers that are stored.

    What the old query matches and its baseline does not hold, it was or will be alerted of: that never becomes
    baseline, and when a pause begins it is made up for what a reading has left to do. Numbers that both queries
    ask for count as reached for what waits, whatever became of them since. Of that, other sources take away
    only what none of the new ones has brought; the papers of those that are added become baseline. With the same
    sources a baseline keeps what none of them has brought yet: an earlier channel may have it of a reading that
    broke off, and only a baseline makes a list's pick ask for that.
    """
    moved = old.destination_id != new.destination_id
    another = (old.query, old.sources) != (new.query, new.sources)
    pauses = new.paused and not old.paused
    if not (moved or another or old.paused != new.paused):
        return _Learned()
    ids = partial(_matching, store, past, version)
    earlier = None if _parsed(old.query) is None else old.query
    before = None if old.paused else earlier
    first = await first_listed(store, at, lists)
    heard, hears = names_of(old.sources, lists), names_of(new.sources, lists)
    owed = frozenset[str]() if before is None else await ids(before, since=first, among=heard)
    unmade = owed - known if pauses else frozenset[str]()
    if pauses and not (moved or another):
        # A pause learns nothing; given at all, the baseline is refused when papers arrive in between.
        asked = None if earlier is None else await ids(earlier, since=date.min, reached=earlier, among=None)
        return _Learned(baseline=known, owed=unmade, wanted=asked)
    matches = await ids(new.query, since=first, among=hears)
    wanted, unheard = None, frozenset[str]()
    if another or earlier is not None:  # not only when it changes: a post in doubt outlives an edit, and may wait
        reached = partial(ids, new.query, since=date.min, reached=earlier or new.query)
        wanted = await reached(among=None)
        if moved or not _covers(hears, heard):  # else all that waits was heard of
            unheard = wanted - await reached(among=hears)
    may_be_owed = frozenset[str]()
    if before is not None and moved:
        # Of any source: a list's alerts are stored before the paper counts as brought by it.
        may_be_owed = await ids(before, since=first, reached=before, among=None)
    kept = known & (await ids(new.query, since=first, among=None) if known and heard == hears else matches)
    return _Learned(
        baseline=kept | matches - owed,
        owed=unmade,
        wanted=wanted,
        unheard=unheard,
        candidates=may_be_owed - known,
        heard=owed - known,
    )


async def first_listed(store: Store, now: datetime, lists: AbstractSet[str] | None) -> date:
    """The first list day that may be read again; of a store without listed papers, any.

    The days of streams do not count: they go on while a list cannot be read.
    """
    for first in (*(now.date() - back for back in _LATELY), date.min):
        for sighting in await store.papers_since(first):
            brought = brought_by(sighting)
            if brought and (lists is None or not lists.isdisjoint(brought)):
                return baselines_begin(sighting.signals.list_day, now)
    return date.min


async def _matching(  # noqa: PLR0913 - as those of `matching`
    store: Store,
    past: PastPapers | None,
    version: int,
    query: str,
    *,
    since: date,
    among: AbstractSet[str] | None,
    reached: str | None = None,
) -> frozenset[str]:
    """The same as `matching`; nothing for a stored query that cannot be read any more."""
    if _parsed(query) is None:
        return frozenset()
    return await matching(store, past, query, since=since, version=version, among=among, reached=reached)


def _covers(hears: AbstractSet[str] | None, heard: AbstractSet[str] | None) -> bool:
    """Whether whoever listens to the former hears of all that the latter bring."""
    return hears is None or (heard is not None and heard <= hears)


def _parsed(text: str) -> Query | None:
    """None for a stored query that cannot be read any more: it matches nothing."""
    try:
        return parse(text)
    except QueryError:
        return None


def _endless() -> ConflictError:
    return ConflictError(gettext("New papers keep arriving, so nothing was saved: try again in a minute."))
