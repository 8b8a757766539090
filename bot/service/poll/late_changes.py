"""Stored papers that are published, revised or retracted: their cards, and posts of their own."""

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
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from bot.domain.ports import Store
    from bot.domain.schedule import DigestTimes
    from bot.domain.subscription import Subscription


async def late_posts(
    store: Store, times: DigestTimes, stored: Mapping[str, Sighting], current: Iterable[Sighting], now: datetime
) -> tuple[tuple[Sighting, ...], tuple[Alert, ...]]:
    """Note papers that reached a late milestone since they were stored; return new papers to post, and alerts.

    Alerts are for channels that want `versions`, of the subscriptions that had the paper posted. An article is
    posted under its own identity, which a source may announce too, a version under one like `arxiv:2503.02130v2`.
    Both are unannounced papers, so they count in no list.

    Call it before the current readings are stored: after a crash it is repeated, which changes nothing.
    """
    changes = [
        (old, new)
        for new in current
        if (old := stored.get(new.paper.id))
        and {*late_milestones(new.paper)}.difference(late_milestones(old.paper))
    ]
    if not changes:
        return (), ()
    await note_changes(store, [new.paper.id for _, new in changes], now)
    wanting = [one.id for one in await store.destinations() if one.preferences.versions]
    cache = await store.subscriptions()
    posts: dict[str, Sighting] = {}
    matches: list[tuple[str, list[Subscription]]] = []
    for old, new in changes if wanting else ():
        alerts = await store.alerts_of([(one, new.paper.id) for one in wanting])
        keys = {key for one in alerts.values() if one.state is AlertState.SENT for key in one.subscriptions}
        subscriptions = [found for key in sorted(keys) if (found := cache.get(key))]
        await asyncio.sleep(0)  # a thousand channels may want versions
        for post in _posts(old, new, now) if subscriptions else ():
            posts[post.paper.id] = post
            matches.append((post.paper.id, subscriptions))
    known = await store.sightings(list(posts))
    new_posts = tuple(one for key, one in posts.items() if key not in known)
    return new_posts, await due_alerts(store, times, matches, now)


def _posts(old: Sighting, new: Sighting, now: datetime) -> Iterator[Sighting]:
    """Yield the article and the version that only the new reading has, as papers to be posted."""
    paper, signals = new.paper, replace(new.signals, list_day=now.date())
    base = replace(new, signals=signals, original=False, readings=())
    if paper.published and not old.paper.published and (page := address_of(paper.published)):
        article = replace(paper, id=paper.published, preprint=paper.id, published=None, version=1)
        yield replace(base, paper=replace(article, links=Links(page=page))).as_unannounced()
    if paper.version > old.paper.version:
        yield replace(base, paper=replace(paper, id=f"{paper.id}v{paper.version}")).as_unannounced()
