"""Reasons why a paper was posted for a subscription, or was not: pure rules over what is stored."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, auto
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, assert_never

from bot.domain.alert import AlertState, MessageState
from bot.domain.listening import LISTS, listens_to
from bot.domain.subscription import Mode
from bot.query import QueryError, explain, parse, relaxed
from bot.service.subscriptions.chosen_sources import as_typed, in_words, stored

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date, datetime

    from bot.domain.alert import Alert, Message
    from bot.domain.paper import Sighting
    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.subscription import Destination, Subscription
    from bot.query import Explanation, TermReport


class Cause(IntEnum):
    """A circumstance that decides about a paper, in the order of telling.

    Those up to `NEXT_POLL` are what became of the paper in a channel, those after `FOUND` what kept it back.
    """

    POSTED = auto()
    POSTED_AND_DELETED = auto()
    POSTED_LONG_AGO = auto()  # the message is forgotten before the alert
    BEING_POSTED = auto()
    DUE = auto()
    RETRY = auto()
    DOUBT = auto()
    HELD = auto()
    NO_PERMISSION = auto()
    DAY_FULL = auto()
    QUIET_HOURS = auto()
    DIGEST = auto()
    DEAD = auto()
    UNCERTAIN = auto()
    DROPPED = auto()
    NEXT_POLL = auto()
    ALSO_MATCHED = auto()
    BLOCKED = auto()
    FOUND = auto()
    TERM = auto()
    UNREADABLE = auto()
    OTHER_SOURCES = auto()
    UNANNOUNCED = auto()
    PAUSED = auto()
    BASELINE = auto()
    LISTED_ONCE = auto()
    LISTED_LONG_AGO = auto()
    NUMBERS = auto()
    NUMBERS_ELSEWHERE = auto()
    NUMBERS_OVER = auto()
    WEAKER = auto()


_OVER = frozenset(
    {Cause.POSTED, Cause.POSTED_AND_DELETED, Cause.POSTED_LONG_AGO, Cause.DROPPED}
)  # nothing is left to be posted
_ENDS = {
    AlertState.DEAD: Cause.DEAD,
    AlertState.UNCERTAIN: Cause.UNCERTAIN,
    AlertState.DROPPED: Cause.DROPPED,
}
_BESIDE_A_PAUSE = frozenset({Cause.PAUSED, Cause.BLOCKED, Cause.FOUND, Cause.TERM, Cause.WEAKER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A cause with its facts, and the subscriptions to which it applies.

    `destination` is the channel in question, `at` the moment or day. `text` and `others` are an error, Discord's
    reason or names of sources, `command` is what can be typed, `term` the part of the query.
    """

    cause: Cause
    destination: Destination | None = None
    at: date | None = None
    message_id: int | None = None
    text: str = ""
    others: str = ""
    command: str = ""
    term: TermReport | None = None
    subscriptions: tuple[Subscription, ...] = ()


class Readings(NamedTuple):
    """Sources of a paper: their stored `names`, and in words the lists that list it `again` in their next polls.

    `streamed` are the streams that have it, in words, where no list does: a stream gives a paper once.
    `last_listed` is the list day of a paper whose lists are read no more.
    """

    names: frozenset[str] = frozenset()
    again: str = ""
    streamed: str = ""
    last_listed: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InChannel:
    """A channel with its alert for the paper; `wanted_by` are the subscriptions that have it posted there."""

    destination: Destination
    alert: Alert | None
    message: Message | None
    wanted_by: tuple[Subscription, ...]

    @property
    def held(self) -> bool:
        """True if pauses alone keep the alert waiting."""
        pending = self.alert is not None and self.alert.state is AlertState.PENDING
        return pending and all(one.paused for one in self.wanted_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One subscription and one paper; `next_due` is when a match of now would be posted."""

    subscription: Subscription
    channel: InChannel
    result: Reason | None
    sighting: Sighting | None
    readings: Readings
    in_baseline: bool
    next_due: datetime
    now: datetime


def result_in(channel: InChannel, now: datetime) -> Reason | None:
    """Reason for the state of the paper in the channel; None where nobody there subscribed to it."""
    alert, message = channel.alert, channel.message
    if alert is None or not (channel.wanted_by or alert.state is AlertState.SENT):
        return None
    told = partial(Reason, destination=channel.destination, subscriptions=channel.wanted_by)
    said = message.reason or "" if message else ""
    match alert.state:
        case AlertState.SENT:
            if message is None or message.finished is None:
                return told(cause=Cause.POSTED_LONG_AGO, at=alert.created)
            cause = Cause.POSTED_AND_DELETED if message.message_id is None else Cause.POSTED
            return told(cause=cause, at=message.finished, message_id=message.message_id)
        case AlertState.DEAD | AlertState.UNCERTAIN | AlertState.DROPPED:
            return told(cause=_ENDS[alert.state], text=said)
        case AlertState.PENDING | AlertState.PLANNED:
            cause, at = _waits(channel, alert, message, now)
            return told(cause=cause, at=at, text=said)
        case _:
            assert_never(alert.state)


def reasons_of(case: Case, catalogue: Catalogue, *, in_full: bool) -> Iterator[Reason]:
    """Every reason for one subscription, the channel's result first; `in_full` with each term that is found."""
    channel, result = case.channel, case.result
    mine = case.subscription in channel.wanted_by
    there = result is not None and (mine or result.cause is not Cause.DROPPED)
    if result is not None and there:
        yield result
    block = channel.destination.block
    if block is not None and not (result is not None and there and result.cause in _OVER):
        yield Reason(cause=Cause.BLOCKED, destination=channel.destination, at=block.since, text=block.reason)
    if case.sighting is None:
        return
    try:
        query = parse(case.subscription.query)
    except QueryError as error:
        if not mine:
            yield Reason(cause=Cause.UNREADABLE, text=error.message)
        return
    explanation = explain(query, case.sighting.paper, case.sighting.signals)
    kept_back: Sequence[Reason] = ()
    if explanation.matched and there and not mine:
        yield Reason(cause=Cause.ALSO_MATCHED)
    elif not mine:
        kept_back = tuple(_kept_back(case, explanation, catalogue, in_full=in_full, there=there))
        yield from kept_back or (_to_come(case),)
    if in_full or mine:
        found = [term for term in explanation.terms if term.matched and not term.excluded]
        yield from (Reason(cause=Cause.FOUND, term=term) for term in found)


def resuming_helps(case: Case, reasons: Collection[Reason]) -> bool:
    """True if a pause alone keeps the paper back, apart from numbers that can still change."""
    if case.subscription in case.channel.wanted_by:
        return case.subscription.paused and case.channel.held
    causes = {one.cause for one in reasons}
    numbers_alone = all(one.term is None or one.term.is_comparison for one in reasons if one.cause is Cause.TERM)
    return (
        Cause.PAUSED in causes
        and causes <= _BESIDE_A_PAUSE
        and numbers_alone
        and case.readings.last_listed is None
    )


def _waits(
    channel: InChannel, alert: Alert, message: Message | None, now: datetime
) -> tuple[Cause, datetime | None]:
    if channel.destination.block:
        return Cause.NO_PERMISSION, None
    if channel.held:
        return Cause.HELD, None
    if message is not None:
        return _of_tries(message), max(message.next_try, now) if message.reason else None
    if alert.due <= now:
        return Cause.DUE, None
    if alert.deferred_to_digest:
        return Cause.DAY_FULL, alert.due
    return _by_mode(channel.wanted_by), alert.due


def _of_tries(message: Message) -> Cause:
    if message.reason is None:
        return Cause.BEING_POSTED
    return Cause.DOUBT if message.state is MessageState.SENDING else Cause.RETRY


def _by_mode(subscriptions: Collection[Subscription]) -> Cause:
    """An alert of a subscription that posts instantly waits for quiet hours alone."""
    return Cause.QUIET_HOURS if any(one.mode is Mode.NOW for one in subscriptions) else Cause.DIGEST


def _to_come(case: Case) -> Reason:
    """A match that no poll has seen yet."""
    destination = case.channel.destination
    if destination.block:
        return Reason(cause=Cause.NO_PERMISSION, destination=destination)
    if case.next_due > case.now:
        return Reason(cause=_by_mode([case.subscription]), destination=destination, at=case.next_due)
    return Reason(cause=Cause.NEXT_POLL, text=case.readings.again)


def _kept_back(
    case: Case, explanation: Explanation, catalogue: Catalogue, *, in_full: bool, there: bool
) -> Iterator[Reason]:
    """Everything that keeps the paper from being posted, and what changes that."""
    blockers = sorted(explanation.blockers, key=lambda term: term.is_comparison)
    yield from (Reason(cause=Cause.TERM, term=term) for term in (blockers if in_full else blockers[:1]))
    circumstances = tuple(_circumstances(case, catalogue))
    yield from circumstances
    if case.in_baseline:
        yield Reason(cause=Cause.BASELINE)
    elif explanation.matched:
        yield from _never_again(case, alone=not circumstances)
    elif not there and case.sighting is not None:
        yield from _numbers(case, explanation, catalogue)
        if less := relaxed(parse(case.subscription.query), case.sighting.paper, case.sighting.signals):
            yield Reason(cause=Cause.WEAKER, command=f"/alerts subscribe query:{less.canonical}")


def _circumstances(case: Case, catalogue: Catalogue) -> Iterator[Reason]:
    subscription, names = case.subscription, case.readings.names
    if names and not listens_to(subscription.sources, names, catalogue.lists):
        choice = as_typed(stored([*(subscription.sources or (LISTS,)), *names], catalogue))
        yield Reason(
            cause=Cause.OTHER_SOURCES,
            text=in_words(subscription.sources, catalogue),
            others=in_words(sorted(names), catalogue),
            command=f"sources:{choice}",
        )
    if case.sighting is not None and not case.sighting.paper.announced:
        yield Reason(cause=Cause.UNANNOUNCED)
    if subscription.paused:
        yield Reason(cause=Cause.PAUSED)


def _never_again(case: Case, *, alone: bool) -> Iterator[Reason]:
    """That no source lists a paper again which has no alert."""
    _, again, streamed, last_listed = case.readings
    if streamed and alone:
        yield Reason(cause=Cause.LISTED_ONCE, text=streamed)
    elif not streamed and case.sighting and (last_listed or (alone and not again)):
        day = last_listed or case.sighting.signals.list_day
        yield Reason(cause=Cause.LISTED_LONG_AGO, at=day)


def _numbers(case: Case, explanation: Explanation, catalogue: Catalogue) -> Iterator[Reason]:
    """Where numbers alone are missing: who checks them again, if anybody does."""
    _, _, streamed, last_listed = case.readings
    over = last_listed is not None and not streamed
    announced = case.sighting is not None and case.sighting.paper.announced
    numbers_alone = all(term.is_comparison for term in explanation.blockers)
    if not announced or not numbers_alone or (case.subscription.paused and not over):
        return
    if streamed:
        yield Reason(cause=Cause.NUMBERS_ELSEWHERE, text=streamed, others=in_words((), catalogue))
    else:
        yield Reason(cause=Cause.NUMBERS_OVER if over else Cause.NUMBERS)
