"""Papers that were published, have a new version or were retracted since: their cards, and posts of their own."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.alert import Alert, AlertState
from bot.domain.identity import address_of
from bot.domain.paper import Links, Sighting, late_milestones
from bot.service.poll.changed_papers_note import note_changes
from bot.service.poll.due_alerts import due_alerts

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.domain.ports import Store
    from bot.domain.subscription import Subscription
    from bot.service.poll.context import PollContext


class LateChanges:
    """Follows papers that reach a late milestone; `put` stores papers with alerts."""

    def __init__(
        self,
        store: Store,
        context: PollContext,
        put: Callable[[tuple[Sighting, ...], datetime, tuple[Alert, ...]], Awaitable[None]],
    ) -> None:
        self._store = store
        self._context = context
        self._put = put

    async def follow(self, stored: Mapping[str, Sighting], current: Iterable[Sighting], now: datetime) -> None:
        """See to the cards and posts of papers that reached a late milestone between two readings.

        Call it before the current readings are stored: after a crash it is repeated, which changes nothing.
        """
        changes = [
            (old, new)
            for new in current
            if (old := stored.get(new.paper.id))
            and {*late_milestones(new.paper)}.difference(late_milestones(old.paper))
        ]
        if changes:
            await note_changes(self._store, [new.paper.id for _, new in changes], now)
            await self._post(changes, now)

    async def _post(self, changes: Sequence[tuple[Sighting, Sighting]], now: datetime) -> None:
        """Make alerts in channels that want posts of their own, for the subscriptions whose post was sent.

        An article is posted under its own identity, which a source may announce too, a version under one like
        `arxiv:2503.02130v2`. Both are unannounced papers, so they count in no list.
        """
        wanting = [one.id for one in await self._store.destinations() if one.preferences.versions]
        cache = await self._store.subscriptions()
        posts: dict[str, Sighting] = {}
        matches: list[tuple[str, list[Subscription]]] = []
        for old, new in changes if wanting else ():
            alerts = await self._store.alerts_of([(one, new.paper.id) for one in wanting])
            keys = {key for one in alerts.values() if one.state is AlertState.SENT for key in one.subscriptions}
            subscriptions = [found for key in sorted(keys) if (found := cache.get(key))]
            await asyncio.sleep(0)  # a thousand channels may want versions
            for post in _posts(old, new, now) if subscriptions else ():
                posts[post.paper.id] = post
                matches.append((post.paper.id, subscriptions))
        if matches:
            known = await self._store.sightings(list(posts))
            alerts = await due_alerts(self._store, self._context.times, matches, now)
            await self._put(tuple(one for key, one in posts.items() if key not in known), now, alerts)
            self._context.on_new_alerts()


def _posts(old: Sighting, new: Sighting, now: datetime) -> Iterator[Sighting]:
    """Yield the article and the version that only the new reading has, as papers to be posted."""
    paper, signals = new.paper, replace(new.signals, list_day=now.date())
    base = replace(new, signals=signals, original=False, readings=())
    if paper.published and not old.paper.published and (page := address_of(paper.published)):
        article = replace(paper, id=paper.published, preprint=paper.id, published=None, version=1)
        yield replace(base, paper=replace(article, links=Links(page=page))).as_unannounced()
    if paper.version > old.paper.version:
        yield replace(base, paper=replace(paper, id=f"{paper.id}v{paper.version}")).as_unannounced()
