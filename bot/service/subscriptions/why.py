"""Why a paper was posted, or was not, for the subscriptions that a person may see."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.alert import AlertState
from bot.domain.listening import brought_by
from bot.domain.schedule import schedule_of
from bot.domain.subscription import Destination
from bot.service.subscriptions.chosen_sources import in_words
from bot.service.subscriptions.reasons import (
    Case,
    Cause,
    InChannel,
    Readings,
    Reason,
    reasons_of,
    result_in,
    resuming_helps,
)
from bot.service.subscriptions.rules import find_subscription

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from bot.domain.paper import Sighting
    from bot.domain.ports import Store
    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.schedule import DigestTimes
    from bot.domain.subscription import Owner, Subscription
    from bot.domain.subscription_book import SubscriptionBook
    from bot.service.poll.read_again import ReadAgain


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks, in the channel `here`; `open_to` says which channels they may look into."""

    owner: Owner
    here: int
    visible: Callable[[Subscription], bool]
    open_to: Callable[[int], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """Reasons why a paper was posted or was not, each once; `sighting` is None when it is not stored.

    `subscriptions` are those asked about, `resumable` those that only have to be resumed. `has_others` says that
    the person may see more than these.
    """

    paper_id: str
    sighting: Sighting | None
    reasons: tuple[Reason, ...]
    subscriptions: tuple[Subscription, ...]
    resumable: tuple[Subscription, ...] = ()
    has_others: bool = False


class Diagnoses:
    """Reads what is stored; changes nothing. `times` are the host's for digests, `now` gives aware UTC time."""

    def __init__(
        self,
        store: Store,
        catalogue: Catalogue,
        read_again: ReadAgain,
        times: DigestTimes,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._read_again = read_again
        self._times = times
        self._now = now

    async def diagnose(self, paper_id: str, asker: Asker, ref: str | None = None) -> Diagnosis:
        """The reasons for the subscription `ref`, or for all that the asker may see, those of their channel first.

        Without a `ref` posts are told as well whose subscriptions are gone. Raises UnknownSubscriptionError.
        """
        book = await self._store.subscriptions()
        seen = [one for one in book.of(asker.owner) if asker.visible(one)]
        asked = seen if ref is None else [find_subscription(seen, asker.owner, ref)]
        asked = sorted(asked, key=lambda one: one.destination_id != asker.here)
        sighting = (await self._store.sightings([paper_id])).get(paper_id)
        readings = await self._readings(sighting)
        now = self._now()
        channels: dict[int, tuple[InChannel, Reason | None]] = {}
        told: list[Reason] = []
        resumable: list[Subscription] = []
        for subscription in asked:
            there = subscription.destination_id
            if there not in channels:
                known = await self._store.destination(there)
                destination = known or Destination(id=there, guild_id=subscription.guild_id)
                channel = await self._in_channel(destination, paper_id, book)
                channels[there] = channel, result_in(channel, now)
            channel, result = channels[there]
            schedule = schedule_of(channel.destination.preferences, self._times)
            case = Case(
                subscription=subscription,
                channel=channel,
                result=result,
                sighting=sighting,
                readings=readings,
                in_baseline=paper_id in book.baseline(subscription.id),
                next_due=schedule.due(subscription.mode, now),
                now=now,
            )
            reasons = list(reasons_of(case, self._catalogue, in_full=len(asked) == 1))
            told += [one if one == result else replace(one, subscriptions=(subscription,)) for one in reasons]
            if resuming_helps(case, reasons):
                resumable.append(subscription)
            await asyncio.sleep(0)  # a long abstract takes 20 ms to explain
        if ref is None:
            known_there = {one.destination.id for one in told if one.destination and one.cause < Cause.BLOCKED}
            for destination in await self._destinations(asker):
                if destination.id not in known_there and asker.open_to(destination.id):
                    channel = await self._in_channel(destination, paper_id, book)
                    if channel.alert and channel.alert.state is AlertState.SENT:
                        told += filter(None, [result_in(channel, now)])
        return Diagnosis(
            paper_id=paper_id,
            sighting=sighting,
            reasons=_grouped(told),
            subscriptions=tuple(asked),
            resumable=tuple(resumable),
            has_others=len(seen) > len(asked),
        )

    async def _destinations(self, asker: Asker) -> Sequence[Destination]:
        """Where the owner has, or had, subscriptions: a person's are in the DM where they ask."""
        if asker.owner.guild_id is not None:
            return await self._store.destinations_in([asker.owner.guild_id])
        found = await self._store.destination(asker.here)
        return [found] if found is not None and found.guild_id is None else []

    async def _in_channel(self, destination: Destination, paper_id: str, book: SubscriptionBook) -> InChannel:
        alert, message = await self._store.find_alert(destination.id, paper_id) or (None, None)
        found = filter(None, map(book.get, alert.subscriptions if alert else ()))
        wanted_by = tuple(one for one in found if one.destination_id == destination.id)
        return InChannel(destination=destination, alert=alert, message=message, wanted_by=wanted_by)

    async def _readings(self, sighting: Sighting | None) -> Readings:
        names = brought_by(sighting) if sighting else frozenset[str]()
        if sighting is None or not names:
            return Readings()
        streamed = names if names.isdisjoint(self._catalogue.lists) else ()
        again = await self._read_again.lists_with(sighting)
        return Readings(
            names=names,
            again=in_words(again, self._catalogue) if again else "",
            streamed=in_words(sorted(streamed), self._catalogue) if streamed else "",
            last_listed=await self._read_again.last_listed(sighting),
        )


def _grouped(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Each reason once, with all subscriptions that have it, in the order of telling."""
    found: dict[Reason, dict[Subscription, None]] = {}
    for one in reasons:
        found.setdefault(replace(one, subscriptions=()), {}).update(dict.fromkeys(one.subscriptions))
    grouped = [replace(one, subscriptions=tuple(some)) for one, some in found.items()]
    return tuple(sorted(grouped, key=lambda one: one.cause))
