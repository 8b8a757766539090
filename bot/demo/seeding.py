"""Fill a store as if Paperboy had run before: subscriptions, and a first poll with some papers held back."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.demo.shown_papers import WithoutThumbnails
from bot.query import parse
from bot.service.poll.list_days import LEARNED_DAYS
from bot.service.poll.poller import Poller
from bot.service.subscriptions.subscriptions import Draft, Subscriptions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from bot.demo.shown_papers import DemoSubscription, ShownPapers
    from bot.domain.paper import SourceList
    from bot.domain.ports import ListSource, Store
    from bot.domain.subscription import Destination

_HELD_BACK = 2  # papers held back for each subscription


async def seed(store: Store, shown: ShownPapers, now: Callable[[], datetime]) -> None:
    """Poll the past lists into an empty store, without the newest papers that the subscriptions will match.

    The bot's first real poll finds those, so that the first alerts are posted instantly. Several weeks are polled
    week by week, since a first poll reads no more than one week.
    """
    held_ids = held_back(shown.past_lists[-LEARNED_DAYS:], shown.subscriptions)  # older ones are never read again
    for end in reversed(range(len(shown.past_lists), 0, -LEARNED_DAYS)):
        await Poller(store, RecordedSource(shown.source, shown.past_lists[:end], held_ids), now).poll()


async def subscribe(
    store: Store,
    wanted: Sequence[DemoSubscription],
    destination: Destination,
    creator_id: int,
    now: Callable[[], datetime],
) -> None:
    """Make the subscriptions as a command makes them."""
    subscriptions = Subscriptions(store, now)
    for each in wanted:
        draft = Draft(
            query=parse(each.query),
            destination=destination,
            creator_id=creator_id,
            name=each.name,
            sources=each.sources,
        )
        await subscriptions.save(draft)


def held_back(past: Sequence[SourceList], wanted: Sequence[DemoSubscription]) -> frozenset[str]:
    """Return the ids of the newest matches, the most upvoted first, a few of each subscription to the lists."""
    newest_first = [
        s for listed in reversed(past) for s in sorted(listed.sightings, key=lambda s: -s.signals.upvotes)
    ]
    held_ids: set[str] = set()
    for query in (parse(each.query) for each in wanted if not each.sources):
        matching = (
            s.paper.id for s in newest_first if s.paper.id not in held_ids and query.matches(s.paper, s.signals)
        )
        held_ids.update(list(islice(matching, _HELD_BACK)))
    return frozenset(held_ids)


class RecordedSource(WithoutThumbnails):
    """A source that returns the `lists` read earlier, without the papers of `held_ids`.

    It inherits only `spec` and `opens`.
    """

    def __init__(self, source: ListSource, lists: Sequence[SourceList], held_ids: frozenset[str]) -> None:
        super().__init__(source)
        self._lists = {
            listed.day: replace(listed, sightings=tuple(s for s in listed.sightings if s.paper.id not in held_ids))
            for listed in lists
        }

    @override
    def today(self, now: datetime) -> date:
        return max(self._lists)

    @override
    async def read(self, day: date, now: datetime) -> SourceList:
        return self._lists[day]
