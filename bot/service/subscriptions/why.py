"""Why a paper was posted, or was not, for the subscriptions that a person may see.

What became of the paper in a channel goes first (`result_of`), then what each subscription makes of it
(`reasons_of`): the terms that it misses, and where no word is missing, the first thing that keeps the paper back
or, if nothing does, what comes.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from bot.domain.alert import AlertState
from bot.domain.schedule import schedule_of
from bot.domain.subscribed_sources import announced_by, receives
from bot.language.translating import gettext_noop
from bot.query import QueryError, explain, parse, relaxed
from bot.service.subscriptions.chosen_sources import in_words
from bot.service.subscriptions.rules import find_subscription

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
    from datetime import datetime

    from bot.domain.alert import Alert, Message
    from bot.domain.paper import Sighting
    from bot.domain.ports import Store
    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.schedule import DigestTimes, Schedule
    from bot.domain.subscription import Destination, Owner, Subscription
    from bot.query import TermReport


class Cause(Enum):
    """A cause that decides about a paper, with its sign and its sentence, in the order of telling.

    • is before what kept the paper back and ✓ before terms that matched, and terms have their own sentences; any
    other sign is before what became of the paper in a channel.
    """

    # NOTE: {channel} is a channel's mention, {time} a day and a time; the address makes a link of the words
    # before it
    POSTED = "✅", gettext_noop("Posted in {channel} {time}: [see the post]({url}).")
    POSTED_LONG_AGO = "✅", gettext_noop("Posted in {channel} (it matched {time}).")  # or deleted since
    DUE = "⏳", gettext_noop("It is next to be posted in {channel}.")
    RETRY = "⏳", gettext_noop("No post in {channel} is confirmed yet. Next try: {time}. {text}")
    HELD = "⏸️", gettext_noop("Held by a pause: it is posted in {channel} when that ends.")
    WAITS = (
        "⏳",
        gettext_noop(
            "Waits until {time} in {channel}: `/alerts settings` has the digests, quiet hours and daily limit."
        ),
    )
    DEAD = (
        "❌",
        gettext_noop(
            "Not posted: Discord did not take it in {channel}. The host of this bot can try again with "
            "`paperboy outbox retry`. {text}"
        ),
    )
    UNCERTAIN = (
        "❓",
        gettext_noop(
            "I cannot tell whether it was posted in {channel}. Allow Read Message History for me there, and I can "
            "look. The host of this bot finds it with `paperboy outbox list`. {text}"
        ),
    )
    DROPPED = (
        "➖",
        gettext_noop(
            "Skipped in {channel}: its subscription or query had changed, or it had waited for a week. {text}"
        ),
    )
    NEXT_POLL = "⏳", gettext_noop("The query matches it: it is posted after the next poll.")
    ALSO_MATCHED = "➖", gettext_noop("The query matches it, too. No channel gets a paper twice.")
    BLOCKED = (
        "❌",
        gettext_noop("Discord has refused posts in {channel} since {time}. What waits is kept for a week. {text}"),
    )
    TERM = "•", ""
    # NOTE: why a paper was not posted; {text} is an error in a query
    UNREADABLE = (
        "•",
        gettext_noop("The query cannot be read any more: {text} `/alerts edit` gives it another query."),
    )
    # NOTE: why a paper was not posted; {text} are names of sources
    OTHER_SOURCES = (
        "•",
        gettext_noop("So far only {text} has this paper: `/alerts edit` adds sources to the subscription."),
    )
    UNANNOUNCED = (
        "•",
        gettext_noop("Somebody looked this paper up: no source has announced it yet. It is posted if one does."),
    )
    PAUSED = "•", gettext_noop("The subscription is paused: it matches nothing.")
    BASELINE = (
        "•",
        gettext_noop(
            "It matched already when the subscription was made, changed or resumed: only new matches are posted. "
            "`/papers search` finds older ones."
        ),
    )
    OVER = (
        "•",
        gettext_noop("Its sources do not list it again: it is posted only if another source lists it."),
    )
    NUMBERS = "•", gettext_noop("Nothing to do: I check its numbers regularly, and post it when it gets there.")
    # NOTE: {command} is something to type
    WEAKER = "•", gettext_noop("{command} would match it.")
    FOUND = "✓", ""

    def __init__(self, sign: str, sentence: str) -> None:
        self.sign = sign
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Reason:
    """A cause with its facts, and the subscriptions to which it applies.

    `text` is an error, Discord's reason, names of sources or a command; `term` the part of the query.
    """

    cause: Cause
    destination: Destination | None = None
    at: datetime | None = None
    message_id: int | None = None
    text: str = ""
    term: TermReport | None = None
    subscriptions: tuple[Subscription, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """Reasons why a paper was posted or was not, each once; `sighting` is None when it is not stored.

    `subscriptions` are those asked about.
    """

    paper_id: str
    sighting: Sighting | None
    reasons: tuple[Reason, ...]
    subscriptions: tuple[Subscription, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A paper in a channel, and the alert that `matched_by` have of it; `again` if a list will bring it once more.

    `learned` are the ids of the subscriptions that have it in their baselines.
    """

    destination: Destination
    schedule: Schedule
    now: datetime
    sighting: Sighting | None
    again: bool
    alert: Alert | None = None
    message: Message | None = None
    matched_by: tuple[Subscription, ...] = ()
    learned: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Diagnoses:
    """Reads what is stored; changes nothing.

    `relisting_sources` names the lists that list a paper again in their next polls. `times` are the host's for
    digests, `now` gives aware UTC time.
    """

    store: Store
    catalogue: Catalogue
    relisting_sources: Callable[[Sighting], Awaitable[Sequence[str]]]
    times: DigestTimes
    now: Callable[[], datetime]

    async def diagnose(
        self, paper_id: str, owner: Owner, here: int, may_see: Callable[[int], bool], ref: str | None = None
    ) -> Diagnosis:
        """The reasons for the subscription `ref`, or for all in channels that one may see, those `here` first.

        A post in this channel is told even if its subscription is gone. Raises UnknownSubscriptionError.
        """
        cache = await self.store.subscriptions()
        asked = [one for one in cache.of(owner) if may_see(one.destination_id)]
        if ref is not None:
            asked = [find_subscription(asked, owner, ref)]
        sighting = (await self.store.sightings([paper_id])).get(paper_id)
        again = sighting is not None and bool(await self.relisting_sources(sighting))
        ids = dict.fromkeys([here, *(one.destination_id for one in asked)])
        places = await self.store.destinations_by_id(ids)
        told: dict[Reason, dict[Subscription, None]] = {}
        for place in filter(None, map(places.get, ids)):
            if place.guild_id != owner.guild_id:
                continue
            there = [one for one in asked if one.destination_id == place.id]
            alert, message = await self.store.find_alert(place.id, paper_id) or (None, None)
            wanting = [one for key in (alert.subscriptions if alert else ()) if (one := cache.get(key))]
            case = Case(
                destination=place,
                schedule=schedule_of(place.preferences, self.times),
                now=self.now(),
                sighting=sighting,
                again=again,
                alert=alert,
                message=message,
                matched_by=tuple(one for one in wanting if one.destination_id == place.id),
                learned=[one.id for one in there if paper_id in cache.baseline(one.id)],
            )
            if (there or not case.matched_by) and (result := result_of(case)):
                told.setdefault(result, {}).update(dict.fromkeys(case.matched_by))
            for one in there:
                for reason in reasons_of(case, one, self.catalogue, in_full=len(asked) == 1):
                    told.setdefault(reason, {})[one] = None
                await asyncio.sleep(0)  # a long abstract takes 20 ms to explain
        reasons = [replace(one, subscriptions=tuple(some)) for one, some in told.items()]
        return Diagnosis(
            paper_id=paper_id,
            sighting=sighting,
            reasons=tuple(sorted(reasons, key=lambda one: list(Cause).index(one.cause))),
            subscriptions=tuple(asked),
        )


def result_of(case: Case) -> Reason | None:
    """The reason for the paper's state in the channel; None where nobody there subscribed to it."""
    alert, message, there = case.alert, case.message, case.destination
    if alert is None or not (case.matched_by or alert.state is AlertState.SENT):
        return None
    trouble, at = (message and message.reason) or "", None
    match alert.state:
        case AlertState.SENT if message and message.message_id:
            cause, at = Cause.POSTED, message.finished
        case AlertState.SENT:
            cause, at = Cause.POSTED_LONG_AGO, alert.created
        case AlertState.DEAD | AlertState.UNCERTAIN | AlertState.DROPPED:
            cause = Cause[alert.state.name]
        case _ if there.block:
            cause, at, trouble = Cause.BLOCKED, there.block.since, there.block.reason
        case _ if message and trouble:
            cause, at = Cause.RETRY, max(message.next_try, case.now)
        case AlertState.PENDING if all(one.paused for one in case.matched_by):
            cause = Cause.HELD
        case AlertState.PENDING if alert.due > case.now:
            cause, at = Cause.WAITS, alert.due
        case _:
            cause = Cause.DUE
    return Reason(cause, there, at, message and message.message_id, trouble)


def reasons_of(case: Case, one: Subscription, catalogue: Catalogue, *, in_full: bool) -> Iterator[Reason]:
    """The reasons for one subscription of the channel; `in_full` with each term in question."""
    mine, result, sighting = one in case.matched_by, result_of(case), case.sighting
    if sighting is None:
        return
    try:
        query = parse(one.query)
    except QueryError as error:
        if not mine:
            yield Reason(Cause.UNREADABLE, text=error.message)
        return
    explained = explain(query, sighting.paper, sighting.signals)
    missing = sorted(explained.blockers, key=lambda term: term.is_comparison)
    if not mine:
        yield from (Reason(Cause.TERM, term=term) for term in (missing if in_full else missing[:1]))
        if result and result.cause is not Cause.DROPPED:
            if not missing:
                yield Reason(Cause.ALSO_MATCHED)
        elif all(term.is_comparison for term in missing):
            yield next(_prospects(case, one, announced_by(sighting), catalogue, has_numbers=not missing))
        if missing and (less := relaxed(query, sighting.paper, sighting.signals)):
            yield Reason(Cause.WEAKER, text=f"/alerts subscribe query:{less.canonical}")
    if in_full or mine:
        found = [term for term in explained.terms if term.matched and not term.excluded]
        yield from (Reason(Cause.FOUND, term=term) for term in found)


def _prospects(
    case: Case, one: Subscription, names: frozenset[str], catalogue: Catalogue, *, has_numbers: bool
) -> Iterator[Reason]:
    """Reasons that exclude papers of these sources; then those of a paper that `has_numbers`."""
    there, due = case.destination, case.schedule.due(one.mode, case.now)
    if not names:
        yield Reason(Cause.UNANNOUNCED)
    if not receives(one.sources, names, catalogue.lists):
        yield Reason(Cause.OTHER_SOURCES, text=in_words(sorted(names), catalogue))
    if one.id in case.learned:
        yield Reason(Cause.BASELINE)
    if not case.again:
        yield Reason(Cause.OVER)
    if one.paused:
        yield Reason(Cause.PAUSED)
    if not has_numbers:
        yield Reason(Cause.NUMBERS)
    if there.block:
        yield Reason(Cause.BLOCKED, there, there.block.since, text=there.block.reason)
    yield Reason(Cause.WAITS, there, due) if due > case.now else Reason(Cause.NEXT_POLL)
