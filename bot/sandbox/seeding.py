"""Fill a store as if Paperboy had run before: subscriptions, and a first poll with some papers held back."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.query import parse
from bot.sandbox.feed import WithoutThumbnails
from bot.service.poll.list_days import LEARNED_DAYS
from bot.service.poll.poller import Poller
from bot.service.subscriptions.subscriptions import Draft, Subscriptions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from bot.domain.paper import SourceList
    from bot.domain.ports import ListSource, Store
    from bot.domain.subscription import Destination
    from bot.sandbox.feed import Feed, ReadySubscription

_EACH = 2  # papers held back for each subscription


async def seed(store: Store, feed: Feed, now: Callable[[], datetime]) -> None:
    """Poll the feed's past into an empty store, without the newest papers that the subscriptions will match.

    The bot's first real poll finds those, so that the first alerts are posted instantly. Several weeks are polled
    week by week, since a poll reads no more than one week.
    """
    held = held_back(feed.past[-LEARNED_DAYS:], feed.ready)  # no poll reads older lists again
    for end in reversed(range(len(feed.past), 0, -LEARNED_DAYS)):
        await Poller(store, RecordedSource(feed.source, feed.past[:end], held), now).poll()


async def subscribe(
    store: Store,
    ready: Sequence[ReadySubscription],
    destination: Destination,
    creator_id: int,
    now: Callable[[], datetime],
) -> None:
    """Make the subscriptions as a command makes them."""
    subscriptions = Subscriptions(store, now)
    for each in ready:
        draft = Draft(
            query=parse(each.query),
            destination=destination,
            creator_id=creator_id,
            name=each.name,
            sources=each.sources,
        )
        await subscriptions.save(draft)


def held_back(past: Sequence[SourceList], ready: Sequence[ReadySubscription]) -> frozenset[str]:
    """Return the ids of the newest and most upvoted papers for each subscription to the lists."""
    newest_first = [
        s for listed in reversed(past) for s in sorted(listed.sightings, key=lambda s: -s.signals.upvotes)
    ]
    held: set[str] = set()
    for query in (parse(each.query) for each in ready if not each.sources):
        matching = (
            s.paper.id for s in newest_first if s.paper.id not in held and query.matches(s.paper, s.signals)
        )
        held.update(list(islice(matching, _EACH)))
    return frozenset(held)


class RecordedSource(WithoutThumbnails):
    """A source that returns the `lists` read earlier, without the papers `held` back (their ids)."""

    def __init__(self, source: ListSource, lists: Sequence[SourceList], held: frozenset[str]) -> None:
        super().__init__(source)
        self._lists = {
            listed.day: replace(listed, sightings=tuple(s for s in listed.sightings if s.paper.id not in held))
            for listed in lists
        }

    @override
    def today(self, now: datetime) -> date:
        return max(self._lists)

    @override
    async def read(self, day: date, now: datetime) -> SourceList:
        return self._lists[day]
