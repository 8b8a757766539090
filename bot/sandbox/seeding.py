"""A store as Paperboy would have left it a moment ago: subscriptions, and a first poll that held papers back."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from bot.query import parse
from bot.sandbox.derived_sources import RecordedSource
from bot.service.poll.list_days import LEARNED_DAYS
from bot.service.poll.poller import Poller
from bot.service.subscriptions.subscriptions import Draft, Subscriptions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.domain.paper import SourceList
    from bot.domain.ports import Store
    from bot.domain.subscription import Destination
    from bot.sandbox.feed import Feed, ReadySubscription

_EACH = 2  # papers held back for each subscription; five at once would still come one by one


async def seed(store: Store, feed: Feed, now: Callable[[], datetime]) -> None:
    """Poll the feed's past into an empty store, without the newest papers that the subscriptions will match.

    The bot's first real poll finds those, so that the first alerts come at once. A past of several weeks is polled
    week by week, as a poll reads no more than a bot that was away would have missed.
    """
    held = held_back(feed.past[-LEARNED_DAYS:], feed.ready)  # no poll reads the lists before these again
    for end in reversed(range(len(feed.past), 0, -LEARNED_DAYS)):
        await Poller(store, RecordedSource(feed.source, feed.past[:end], held), now).poll()


async def subscribe(
    store: Store,
    ready: Sequence[ReadySubscription],
    destination: Destination,
    creator_id: int,
    now: Callable[[], datetime],
) -> None:
    """Make the subscriptions in the way in which a command makes them."""
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
    """The ids of the newest and most upvoted papers for each subscription that listens to the list."""
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
