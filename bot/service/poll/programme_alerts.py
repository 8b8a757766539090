"""Alerts of a conference's programme: every stored match once, a few with each digest, best matches first."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from bot.domain.alert import Alert, AlertState
from bot.domain.errors import NotReadyError
from bot.domain.ports import Order, PastPapers, PollCommit, PollReport, SourceSpec, Store
from bot.domain.schedule import delivery
from bot.domain.subscribed_sources import is_subscribed
from bot.query import QueryError
from bot.service.poll.context import PollContext, commit_with_retries
from bot.service.poll.due_alerts import due_alerts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.subscription import Subscription
    from bot.domain.subscription_cache import SubscriptionCache

_log = logging.getLogger(__name__)
_MATCHED_FOR = timedelta(days=365)  # from the list day; alerts, which tell what was posted, are kept for longer
_AGAIN_AFTER = timedelta(minutes=15)  # by then, a digest may have been posted, which makes room for more
_MAX_ALERTS_PER_WRITE = 300
# States of an alert to which a subscription can be added
_JOINABLE = frozenset({AlertState.PENDING, AlertState.PLANNED, AlertState.DROPPED})
_TICK = timedelta(microseconds=1)


class ProgrammeAlerts:
    """Makes the alerts of one conference, from the papers that are stored.

    A subscription to it gets all papers that match, whenever it was made, changed or resumed: baselines do not
    count. Instant ones get them at once. For a digest, no more are made than it may have, and the rest later. For
    example, of 25 matches of a daily subscription the best 10 are posted on the first day, 10 on the second and 5
    on the third. What is left is not stored: it is the matches without an alert. So a crash loses nothing, and a
    change of the query applies at once.
    """

    def __init__(self, store: Store, spec: SourceSpec, context: PollContext) -> None:
        self._store, self._spec, self._context = store, spec, context
        # Nothing is to be made for this version of subscriptions until this time
        self._idle: tuple[int, datetime] | None = None

    async def make(self, now: datetime, *, has_new_papers: bool = False) -> PollReport:
        """Make the alerts that are due with the next digests; none while the index of past papers is not ready.

        It can be called every minute: as long as nothing has changed, it searches every quarter of an hour.
        """
        made, past = list[Alert](), self._context.past
        cache = await self._store.subscriptions()
        is_idle = self._idle is not None and self._idle[0] == cache.version and now < self._idle[1]
        if past is None or (is_idle and not has_new_papers):
            return PollReport()
        self._idle = None
        try:
            for destination_id in {one.destination_id for one in cache.subscriptions if self._includes(one)}:
                made += await commit_with_retries(self._store, partial(self._make, past, destination_id, now))
            self._idle = cache.version, now + _AGAIN_AFTER
        except NotReadyError:
            _log.info("The alerts of %s wait for the index of past papers.", self._spec.title)
        if made:
            self._context.on_new_alerts()
        return PollReport(new_alerts=len(made), alerts=tuple(made))

    def _includes(self, one: Subscription) -> bool:
        """True for an active subscription to this conference, unless it has picks."""
        name, context = self._spec.name, self._context
        is_active = not (one.paused or one.has_picks) and context.catalogue.is_for(one.owner, name)
        return is_active and is_subscribed(one, source=name, lists=context.lists)

    async def _make(
        self, past: PastPapers, destination_id: int, now: datetime, cache: SubscriptionCache
    ) -> tuple[Alert, ...]:
        """Make the alerts of one destination. Raises ConflictError."""
        subscriptions = list(filter(self._includes, cache.at(destination_id)))
        matches: defaultdict[str, list[Subscription]] = defaultdict(list)
        places: dict[str, int] = {}  # a paper's best place among the matches of a subscription
        for one in subscriptions:
            for place, paper in enumerate(await self._matches(past, one, now)):
                matches[paper].append(one)
                places[paper] = min(place, places.get(paper, place))
        existing = await self._store.alerts_of({(destination_id, paper) for paper in matches})
        modes = {one.id: one.mode for one in subscriptions}
        room = Counter({mode: delivery(mode).most_of_programme for mode in modes.values()})
        for alert in existing.values():
            if alert.state is AlertState.PENDING:
                room.subtract({modes[key] for key in alert.subscriptions if key in modes})
        wanted: list[tuple[str, Sequence[Subscription]]] = []
        for paper in sorted(matches, key=places.__getitem__):
            alert = existing.get((destination_id, paper))
            new = [one for one in matches[paper] if alert is None or _can_join(alert, one)]
            if with_room := {one.mode for one in new if room[one.mode] > 0}:
                wanted.append((paper, new))
                room.subtract(with_room)
        made = await due_alerts(self._store, self._context.times, wanted, now)
        # In one digest, alerts are posted in the order of their creation.
        ordered = [replace(alert, created=now + _TICK * place) for place, alert in enumerate(made)]
        stored: list[Alert] = []
        for start in range(0, len(ordered), _MAX_ALERTS_PER_WRITE):
            alerts = tuple(ordered[start : start + _MAX_ALERTS_PER_WRITE])
            commit = PollCommit(
                source=self._spec.name,
                at=now,
                sightings=(),
                alerts=alerts,
                subscriptions_version=cache.version,
                already_stored=frozenset(alert.paper_id for alert in alerts),
            )
            stored += await self._store.commit_poll(commit)
        return tuple(stored)

    async def _matches(self, past: PastPapers, one: Subscription, now: datetime) -> list[str]:
        """Return the papers of the conference that a subscription matches, best first."""
        since, among = (now - _MATCHED_FOR).date(), {self._spec.name}
        version = await self._store.papers_version()
        try:
            found = await past.matching(one.query, since=since, version=version, among=among)
        except QueryError:  # an older version accepted it
            return []
        best = await past.find(one.query, since=since, order=Order.BEST, most=len(found), among=among)
        # Two searches: the index may have changed in between.
        return [paper for paper in dict.fromkeys((*best.ids, *sorted(found))) if paper in found]


def _can_join(alert: Alert, subscription: Subscription) -> bool:
    """True if a subscription can be added to an existing alert, and is not there yet."""
    return alert.state in _JOINABLE and subscription.id not in alert.subscriptions
