"""Why a paper was posted for a subscription, or was not: everything that decides it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from bot.domain.alert import AlertState
from bot.domain.listening import LISTS, brought_by, listens_to
from bot.domain.ports.catalogue import UNKNOWN
from bot.domain.schedule import DigestTimes, schedule_of
from bot.domain.subscription import Kind
from bot.query import QueryError, explain, parse, relaxed
from bot.service.subscriptions.chosen_sources import as_typed, in_words, stored
from bot.service.subscriptions.rules import find_subscription

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import date, datetime

    from bot.domain.alert import Alert, Message
    from bot.domain.paper import Sighting
    from bot.domain.ports import Store
    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.subscription import Block, Destination, Owner, Subscription
    from bot.domain.subscription_book import SubscriptionBook
    from bot.query import Explanation
    from bot.service.poll.read_again import ReadAgain


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheard:
    """What a subscription listens to, what brought the paper, both in words, and what to choose to hear of it."""

    listens: str
    brought: str
    choice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What decides whether one subscription posts one paper.

    `explanation` is None when the paper is not stored or the query cannot be read (`unreadable` says why).
    `less` is a query that would match. `alert` is that of its destination (of that `kind`) for the
    paper, whichever subscription it is for; `message` carries it, and `others` are the other subscriptions for
    which it is, as far as they still post there. `held` says that all who want it are paused.
    `unheard` is there when no source to which it listens has brought the paper; `announced` is False for what
    somebody asked for and no source at all has brought. `last_listed` is the list day of a paper that is read no
    more: its numbers stay, and no alert is made. `next_from` has the lists that bring it again, in words;
    `streamed` the streams that have brought it, in words, where no list has: these bring a paper once. `lists` are
    those that may have it yet. What is matched next is due at `next_due`, if that is known.
    """

    subscription: Subscription
    block: Block | None
    in_baseline: bool
    explanation: Explanation | None = None
    less: str | None = None
    unreadable: str | None = None
    alert: Alert | None = None
    message: Message | None = None
    others: tuple[Subscription, ...] = ()
    kind: Kind = Kind.CHANNEL
    held: bool = False
    unheard: Unheard | None = None
    announced: bool = True
    last_listed: date | None = None
    next_from: str | None = None
    streamed: str = ""
    lists: str = ""
    next_due: datetime | None = None

    @property
    def has_alert(self) -> bool:
        """Whether this very subscription has the alert made."""
        return self.alert is not None and self.subscription.id in self.alert.subscriptions

    @property
    def through_others(self) -> bool:
        """Whether other subscriptions alone brought the paper there, or are about to."""
        if self.alert is None or self.has_alert or self.alert.state is AlertState.DROPPED:
            return False
        return self.alert.state is AlertState.SENT or bool(self.others)  # what nobody wants will be dropped

    @property
    def served(self) -> bool:
        """Whether the alert is for this subscription, or brings what it matches as well."""
        return self.has_alert or (self.matched and self.through_others)

    @property
    def matched(self) -> bool:
        """Whether the query matches the paper as it is known now."""
        return self.explanation is not None and self.explanation.matched


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A destination that has a paper; `message` is None when it was forgotten before the alert."""

    destination: Destination
    alert: Alert
    message: Message | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """The verdicts on a paper; `sighting` is None when it is not stored.

    `formerly` has where it was posted for subscriptions that have ended since. Where one was asked for, `beside`
    has the others of its channel.
    """

    paper_id: str
    sighting: Sighting | None
    verdicts: tuple[Verdict, ...]
    formerly: tuple[Posted, ...] = ()
    beside: tuple[Subscription, ...] = ()


class _Again(NamedTuple):
    """Who brings a paper again, or does not: the fields of a verdict."""

    last_listed: date | None = None
    next_from: str | None = None
    streamed: str = ""


class Diagnoses:
    """Reads what is stored; changes nothing.

    Without a `catalogue` every source is a list, without `read_again` every paper may be read again. `times` are
    the host's for digests; without `now`, which gives aware UTC time, nobody knows when they come.
    """

    def __init__(
        self,
        store: Store,
        catalogue: Catalogue | None = None,
        *,
        read_again: ReadAgain | None = None,
        times: DigestTimes | None = None,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self._store = store
        self._read_again = read_again
        self._times = times or DigestTimes()
        self._now = now
        self._catalogue = catalogue or UNKNOWN
        self._lists = None if catalogue is None else catalogue.lists

    async def diagnose(  # noqa: PLR0913 - what is asked, by whom, and what they may know
        self,
        paper_id: str,
        owner: Owner,
        *,
        here: int,
        visible: Callable[[Subscription], bool],
        open_to: Callable[[int], bool] = lambda _: False,
        ref: str | None = None,
    ) -> Diagnosis:
        """The verdict of the owner's subscription `ref`, or of all of them.

        Those that are not `visible` do not exist for who asks. Those of the channel `here` come first, then those
        with an alert for the paper, then those that match it. `open_to` tells which destinations who asks may look
        into: what is posted there for no subscription of these is told as well, unless one is asked for. Raises
        UnknownSubscriptionError.
        """
        book = await self._store.subscriptions()
        seen = [s for s in book.of(owner) if visible(s)]
        asked = seen if ref is None else [find_subscription(seen, owner, ref)]
        sighting = (await self._store.sightings([paper_id])).get(paper_id)
        again = await self._again(sighting)
        verdicts: list[Verdict] = []
        for subscription in asked:
            known = paper_id in book.baseline(subscription.id)
            verdict = await self._verdict(subscription, paper_id, sighting, in_baseline=known)
            others = tuple(one for one in _those_of(verdict.alert, book) if one.id != subscription.id)
            held = _held(verdict.alert, book)
            more = replace(verdict, held=held, others=others, last_listed=again.last_listed)
            more = replace(more, next_from=again.next_from, streamed=again.streamed)
            verdicts.append(replace(more, lists=in_words((), self._catalogue)))
            await asyncio.sleep(0)  # a long abstract takes 20 ms to explain
        known_there = {verdict.subscription.destination_id for verdict in verdicts if verdict.served}
        others = [] if ref else [one for one in await self._destinations(owner, here) if open_to(one.id)]
        formerly = [await self._posted(one, paper_id) for one in others if one.id not in known_there]
        return Diagnosis(
            paper_id=paper_id,
            sighting=sighting,
            verdicts=_in_order(verdicts, here),
            formerly=tuple(filter(None, formerly)),
            beside=tuple(
                s for s in seen if ref and s not in asked and s.destination_id == asked[0].destination_id
            ),
        )

    async def _destinations(self, owner: Owner, here: int) -> Sequence[Destination]:
        """Where the owner has, or had, subscriptions: a person's are in the DM where they ask."""
        if owner.guild_id is not None:
            return await self._store.destinations_in([owner.guild_id])
        found = await self._store.destination(here)
        return [found] if found is not None and found.guild_id is None else []

    async def _posted(self, destination: Destination, paper_id: str) -> Posted | None:
        alert, message = await self._store.find_alert(destination.id, paper_id) or (None, None)
        if alert is None or alert.state is not AlertState.SENT:
            return None
        return Posted(destination=destination, alert=alert, message=message)

    async def _verdict(
        self, subscription: Subscription, paper_id: str, sighting: Sighting | None, *, in_baseline: bool
    ) -> Verdict:
        destination = await self._store.destination(subscription.destination_id)
        alert, message = await self._store.find_alert(subscription.destination_id, paper_id) or (None, None)
        explanation = less = unreadable = None
        if sighting is not None:
            try:
                query = parse(subscription.query)
            except QueryError as error:
                unreadable = error.message
            else:
                explanation = explain(query, sighting.paper, sighting.signals)
                weaker = relaxed(query, sighting.paper, sighting.signals)
                less = weaker and weaker.canonical
        return Verdict(
            subscription=subscription,
            block=destination and destination.block,
            in_baseline=in_baseline,
            explanation=explanation,
            less=less,
            unreadable=unreadable,
            alert=alert,
            message=message,
            kind=Kind.CHANNEL if destination is None else destination.kind,
            unheard=None if sighting is None else self._unheard(subscription, sighting),
            announced=sighting is None or sighting.paper.announced,
            next_due=self._next_due(subscription, destination),
        )

    def _next_due(self, subscription: Subscription, destination: Destination | None) -> datetime | None:
        if self._now is None or destination is None:
            return None
        return schedule_of(destination.preferences, self._times).due(subscription.mode, self._now())

    async def _again(self, sighting: Sighting | None) -> _Again:
        names = brought_by(sighting) if sighting else ()
        if sighting is None or not names:
            return _Again()
        streamed = "" if self._lists is None or not names.isdisjoint(self._lists) else self._titles(names)
        if self._read_again is None:
            return _Again(None, None if streamed else self._titles(names), streamed)
        lists = await self._read_again.lists_with(sighting)
        listed = await self._read_again.last_listed(sighting)
        return _Again(listed, self._titles(lists) if lists else None, streamed)

    def _titles(self, names: Collection[str]) -> str:
        return in_words(sorted(names), self._catalogue)

    def _unheard(self, subscription: Subscription, sighting: Sighting) -> Unheard | None:
        brought = brought_by(sighting)
        if not brought or listens_to(subscription.sources, brought, self._lists):
            return None
        return Unheard(
            listens=in_words(subscription.sources, self._catalogue),
            brought=self._titles(brought),
            choice=as_typed(stored([*(subscription.sources or (LISTS,)), *brought], self._catalogue)),
        )


def _held(alert: Alert | None, book: SubscriptionBook) -> bool:
    """Whether an alert waits because of pauses alone."""
    if alert is None or alert.state is not AlertState.PENDING:
        return False
    return all(subscription.paused for subscription in _those_of(alert, book))


def _those_of(alert: Alert | None, book: SubscriptionBook) -> list[Subscription]:
    """The subscriptions for which an alert is, without those that have ended or post elsewhere by now."""
    found = filter(None, map(book.get, alert.subscriptions if alert else ()))
    return [one for one in found if alert and one.destination_id == alert.destination_id]


def _in_order(verdicts: Sequence[Verdict], here: int) -> tuple[Verdict, ...]:
    return tuple(
        sorted(verdicts, key=lambda v: (v.subscription.destination_id != here, not v.has_alert, not v.matched))
    )
