"""Why a paper was posted, or was not, for the subscriptions that a person may see."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.schedule import schedule_of
from bot.service.subscriptions.reasons import ORDER, Case, Cause, InChannel, Reason, reasons_of, result_in
from bot.service.subscriptions.rules import find_subscription

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence
    from datetime import datetime

    from bot.domain.paper import Sighting
    from bot.domain.ports import Store
    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.schedule import DigestTimes
    from bot.domain.subscription import Destination, Owner, Subscription
    from bot.domain.subscription_book import SubscriptionBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks, in the channel `here`; `open_to` says which channels they may look into."""

    owner: Owner
    here: int
    open_to: Callable[[int], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """Reasons why a paper was posted or was not, each once; `sighting` is None when it is not stored.

    `subscriptions` are those asked about.
    """

    paper_id: str
    sighting: Sighting | None
    reasons: tuple[Reason, ...]
    subscriptions: tuple[Subscription, ...]

    @property
    def resumable(self) -> tuple[Subscription, ...]:
        """Those asked about that only a pause keeps back."""
        paused = [one.subscriptions for one in self.reasons if one.cause in {Cause.PAUSED, Cause.HELD}]
        return tuple(one for one in self.subscriptions if any(one in some for some in paused))


class Diagnoses:
    """Reads what is stored; changes nothing.

    `lists_with` names the lists that list a paper again in their next polls. `times` are the host's for digests,
    `now` gives aware UTC time.
    """

    def __init__(
        self,
        store: Store,
        catalogue: Catalogue,
        lists_with: Callable[[Sighting], Awaitable[Sequence[str]]],
        times: DigestTimes,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._lists_with = lists_with
        self._times = times
        self._now = now

    async def diagnose(self, paper_id: str, asker: Asker, ref: str | None = None) -> Diagnosis:
        """The reasons for the subscription `ref`, or for all that the asker may see, those of their channel first.

        A post in their channel is told even if its subscription is gone. Raises UnknownSubscriptionError.
        """
        book = await self._store.subscriptions()
        seen = [one for one in book.of(asker.owner) if asker.open_to(one.destination_id)]
        asked = seen if ref is None else [find_subscription(seen, asker.owner, ref)]
        asked = sorted(asked, key=lambda one: one.destination_id != asker.here)
        sighting = (await self._store.sightings([paper_id])).get(paper_id)
        places = await self._store.destinations_by_id({asker.here, *(one.destination_id for one in asked)})
        ours = [one for one in places.values() if one.guild_id == asker.owner.guild_id]
        channels = {one.id: await self._in_channel(one, paper_id, book) for one in ours}
        now = self._now()
        told = [result for one in channels.values() if not one.wanted_by and (result := result_in(one, now))]
        again = sighting is not None and bool(await self._lists_with(sighting))
        for subscription in asked:
            if (channel := channels.get(subscription.destination_id)) is None:
                continue
            case = Case(
                subscription=subscription,
                channel=channel,
                sighting=sighting,
                again=again,
                in_baseline=paper_id in book.baseline(subscription.id),
                next_due=schedule_of(channel.destination.preferences, self._times).due(subscription.mode, now),
                now=now,
            )
            told += reasons_of(case, self._catalogue, in_full=len(asked) == 1)
            await asyncio.sleep(0)  # a long abstract takes 20 ms to explain
        return Diagnosis(paper_id=paper_id, sighting=sighting, reasons=_grouped(told), subscriptions=tuple(asked))

    async def _in_channel(self, destination: Destination, paper_id: str, book: SubscriptionBook) -> InChannel:
        alert, message = await self._store.find_alert(destination.id, paper_id) or (None, None)
        found = filter(None, map(book.get, alert.subscriptions if alert else ()))
        wanted_by = tuple(one for one in found if one.destination_id == destination.id)
        return InChannel(destination=destination, alert=alert, message=message, wanted_by=wanted_by)


def _grouped(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Each reason once, with all subscriptions that have it, in the order of telling."""
    found: dict[Reason, dict[Subscription, None]] = {}
    for one in reasons:
        found.setdefault(replace(one, subscriptions=()), {}).update(dict.fromkeys(one.subscriptions))
    grouped = [replace(one, subscriptions=tuple(some)) for one, some in found.items()]
    return tuple(sorted(grouped, key=lambda one: ORDER[one.cause]))
