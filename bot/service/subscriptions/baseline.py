"""The baseline of a subscription (papers that are never alerted), and its changes.

A new subscription has everything in its baseline that matches and is stored of the lists that may be read again;
what was listed before makes no alerts (`baselines_begin`). Afterwards only another query,
another destination or the end of a pause give a new one; and that never holds what the subscription would have
been alerted of without the change: a large reading stores its alerts in several writes, with changes in between.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from bot.domain.errors import ConflictError, NotReadyError
from bot.domain.subscribed_sources import announced_by, source_names
from bot.domain.subscription_cache import baselines_begin
from bot.language.translating import gettext, gettext_noop
from bot.query import QueryError, parse
from bot.query.rewriting.rewrite import as_reached

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from bot.domain.ports import PastPapers, Revision, Store
    from bot.domain.subscription import Destination, Subscription
    from bot.query import Query

_ATTEMPTS = 20
_ENDLESS = gettext_noop("New papers keep arriving, so nothing was saved: try again in a minute.")
_LATELY = (timedelta(days=2), timedelta(days=5))  # where the newest list is, but after an outage; over holidays


@dataclass(frozen=True, slots=True)
class Baselines:
    """Writes subscriptions with what they never alert.

    Papers are found with the index `past`, or slowly without it; `lists` are the sources that are lists, by name
    (None: every one).
    """

    store: Store
    past: PastPapers | None = None
    lists: AbstractSet[str] | None = None

    async def save_new(self, subscription: Subscription, destination: Destination) -> None:
        """Write a subscription and, in the same write, the ids of the stored papers that match at this moment.

        Of those of its sources: a paper that a stream brought first is news when a list brings it. When papers
        arrive in between they are read again. Raises ConflictError when that never ends.
        """
        among = source_names(subscription.sources, self.lists)
        for _ in range(_ATTEMPTS):
            version = await self.store.papers_version()
            first = await first_listed(self.store, subscription.created, self.lists)
            baseline = await self._matches(subscription.query, since=first, version=version, among=among)
            with suppress(ConflictError):
                await self.store.save_subscription(
                    subscription, destination, baseline=baseline, papers_version=version
                )
                return
        raise ConflictError(gettext(_ENDLESS))

    async def save_change(self, new: Subscription, destination: Destination, revision: Revision) -> None:
        """Write a changed subscription; what waits for it follows in the same write.

        The `revision` says what it replaces, and when. Raises ConflictError when that was changed or ended
        meanwhile, or when papers never stop arriving.
        """
        old = revision.replaces
        for _ in range(_ATTEMPTS):
            version = await self.store.papers_version()
            cache = await self.store.subscriptions()
            if cache.by_id.get(old.id) != old:
                raise ConflictError(
                    gettext("Somebody else changed that subscription meanwhile: look at `/alerts list`.")
                )
            baseline, learned = await self._learn(new, revision, cache.baseline(old.id), version)
            with suppress(ConflictError):
                await self.store.save_subscription(
                    new, destination, baseline=baseline, papers_version=version, revision=learned
                )
                return
        raise ConflictError(gettext(_ENDLESS))

    async def _learn(
        self, new: Subscription, revision: Revision, known: frozenset[str], version: int
    ) -> tuple[frozenset[str] | None, Revision]:
        """The new baseline (None: the `known` one stays), and the revision with its sets of papers.

        Papers that the old query matches outside its baseline were alerted, or will be: they never become
        baseline. When a pause begins, those that a reading has not stored yet get their alerts here. Numbers that
        both queries ask for count as reached for waiting papers: `upvotes:>9` still matches one that has fallen to
        8. Other sources take away only waiting papers that none of the new ones has given; the papers of added
        sources become baseline. With the same sources, a baseline keeps papers that none of them has given yet: an
        earlier channel may have got them from an interrupted reading, and a list's reading looks for that only
        where a baseline has the paper.
        """
        old, at = revision.replaces, revision.at
        moved = old.destination_id != new.destination_id
        another = (old.query, old.sources) != (new.query, new.sources)
        pauses = new.paused and not old.paused
        if not (moved or another or old.paused != new.paused):
            return None, revision
        ids = partial(self._matches, version=version)
        earlier = None if _readable(old.query) is None else old.query
        before = None if old.paused else earlier
        first = await first_listed(self.store, at, self.lists)
        old_names, new_names = source_names(old.sources, self.lists), source_names(new.sources, self.lists)
        already_due = frozenset[str]() if before is None else await ids(before, since=first, among=old_names)
        unmade = already_due - known if pauses else frozenset[str]()
        if pauses and not (moved or another):
            # A pause learns nothing; given at all, the baseline is refused when papers arrive in between.
            asked = None if earlier is None else await ids(earlier, since=date.min, reached=earlier, among=None)
            return known, replace(revision, without_alert=unmade, matching=asked)
        matches = await ids(new.query, since=first, among=new_names)
        wanted, not_announced = None, frozenset[str]()
        if another or earlier is not None:  # not only when it changes: a post in doubt outlives an edit
            reached = partial(ids, new.query, since=date.min, reached=earlier or new.query)
            wanted = await reached(among=None)
            covers = new_names is None or (old_names is not None and old_names <= new_names)
            if moved or not covers:  # else all that waits was heard of
                not_announced = wanted - await reached(among=new_names)
        perhaps_due = frozenset[str]()
        if before is not None and moved:
            # Of any source: a list's alerts are stored before the paper counts as brought by it.
            perhaps_due = await ids(before, since=first, reached=before, among=None)
        kept = known & (
            await ids(new.query, since=first, among=None) if known and old_names == new_names else matches
        )
        learned = replace(
            revision,
            without_alert=unmade if wanted is None else unmade & (wanted - not_announced),
            matching=wanted,
            not_announced=not_announced,
            candidates=perhaps_due - known,
            already_announced=already_due - known,
        )
        return kept | matches - already_due, learned

    async def _matches(
        self,
        query: str,
        *,
        since: date,
        version: int,
        among: AbstractSet[str] | None,
        reached: str | None = None,
    ) -> frozenset[str]:
        """The ids of announced papers of list day `since` and later that match, with the store's at `version`.

        With `among`, of those alone that one of these sources brought. Numbers that `reached` asks for in the same
        way count as reached. A stored query that cannot be read any more matches nothing.
        """
        if (asked := _readable(query)) is None:
            return frozenset()
        if self.past is not None:
            with suppress(NotReadyError):
                return await self.past.matching(query, since=since, version=version, reached=reached, among=among)
        if reached is not None:
            asked = as_reached(asked, parse(reached))
        found: set[str] = set()
        for sighting in await self.store.papers_since(since):
            brought = announced_by(sighting)  # by nobody: somebody asked for it
            told = bool(brought) if among is None else not among.isdisjoint(brought)
            if told and asked.matches(sighting.paper, sighting.signals):
                found.add(sighting.paper.id)
            await asyncio.sleep(0)  # other people's interactions must be answered within 3 seconds
        return frozenset(found)


async def first_listed(store: Store, now: datetime, lists: AbstractSet[str] | None) -> date:
    """The first list day that may be read again; of a store without listed papers, any.

    The days of streams do not count: they go on while a list cannot be read.
    """
    for first in (*(now.date() - back for back in _LATELY), date.min):
        for sighting in await store.papers_since(first):
            brought = announced_by(sighting)
            if brought and (lists is None or not lists.isdisjoint(brought)):
                return baselines_begin(sighting.signals.list_day, now)
    return date.min


def _readable(text: str) -> Query | None:
    """None for a stored query that cannot be read any more."""
    try:
        return parse(text)
    except QueryError:
        return None
