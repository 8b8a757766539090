"""The reasons that decide about a paper for a subscription: pure rules over what is stored.

What became of the paper in a channel goes first (`result_in`). Else the first thing that keeps it back is told,
not all of them: where a word is missing, sources do not matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, auto
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, assert_never

from bot.domain.alert import AlertState, MessageState
from bot.domain.listening import LISTS, listens_to
from bot.domain.subscription import Mode
from bot.query import QueryError, explain, parse, relaxed
from bot.service.subscriptions.chosen_sources import as_typed, in_words, stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime

    from bot.domain.alert import Alert, Message
    from bot.domain.paper import Sighting
    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.subscription import Destination, Subscription
    from bot.query import TermReport


class Cause(IntEnum):
    """What decides about a paper, in the order of telling.

    Those before `FOUND` are what became of it in a channel, those after it what kept it back.
    """

    POSTED = auto()
    POSTED_AND_DELETED = auto()
    POSTED_LONG_AGO = auto()  # the message is forgotten before the alert
    DUE = auto()
    RETRY = auto()
    DOUBT = auto()
    HELD = auto()
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
    WEAKER = auto()


_ENDS = {
    AlertState.DEAD: Cause.DEAD,
    AlertState.UNCERTAIN: Cause.UNCERTAIN,
    AlertState.DROPPED: Cause.DROPPED,
}


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
    """

    names: frozenset[str] = frozenset()
    again: str = ""
    streamed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InChannel:
    """A channel with its alert for the paper; `wanted_by` are the subscriptions that have it posted there."""

    destination: Destination
    alert: Alert | None = None
    message: Message | None = None
    wanted_by: tuple[Subscription, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One subscription and one paper; `next_due` is when a match of now would be posted."""

    subscription: Subscription
    channel: InChannel
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
    match alert.state:
        case AlertState.SENT:
            if message is None or message.finished is None:
                return told(cause=Cause.POSTED_LONG_AGO, at=alert.created)
            cause = Cause.POSTED_AND_DELETED if message.message_id is None else Cause.POSTED
            return told(cause=cause, at=message.finished, message_id=message.message_id)
        case AlertState.DEAD | AlertState.UNCERTAIN | AlertState.DROPPED:
            return told(cause=_ENDS[alert.state], text=(message and message.reason) or "")
        case AlertState.PENDING | AlertState.PLANNED:
            return told(**_wait(channel, alert, now))
        case _:
            assert_never(alert.state)


def reasons_of(case: Case, catalogue: Catalogue, *, in_full: bool) -> Iterator[Reason]:
    """The reasons for one subscription, its channel's result first; `in_full` with each term in question."""
    one, channel, result = case.subscription, case.channel, result_in(case.channel, case.now)
    mine = one in channel.wanted_by
    if result is not None and not mine and result.cause is Cause.DROPPED:
        result = None
    if result is not None:
        yield result
    if case.sighting is None:
        return
    told = partial(Reason, subscriptions=(one,))
    try:
        query = parse(one.query)
    except QueryError as error:
        if not mine:
            yield told(cause=Cause.UNREADABLE, text=error.message)
        return
    explanation = explain(query, case.sighting.paper, case.sighting.signals)
    terms = sorted(explanation.blockers, key=lambda term: term.is_comparison)
    missing = [told(cause=Cause.TERM, term=term) for term in (terms if in_full else terms[:1])]
    if result is None:
        kept_back = list(_kept_back(case, case.sighting, missing, catalogue))
        yield from kept_back
        less = relaxed(query, case.sighting.paper, case.sighting.signals)
        if less is not None and missing and kept_back[0] is missing[0]:
            yield told(cause=Cause.WEAKER, command=f"/alerts subscribe query:{less.canonical}")
    elif not mine:
        yield from missing or [told(cause=Cause.ALSO_MATCHED)]
    if in_full or mine:
        found = [term for term in explanation.terms if term.matched and not term.excluded]
        yield from (told(cause=Cause.FOUND, term=term) for term in found)


def _kept_back(
    case: Case, sighting: Sighting, missing: Sequence[Reason], catalogue: Catalogue
) -> Iterator[Reason]:
    """What decides: missing words, else what no numbers change, else numbers with whoever checks them again."""
    one, (names, again, streamed) = case.subscription, case.readings
    told = partial(Reason, subscriptions=(one,))
    over = bool(names) and not (again or streamed)
    if any(reason.term and not reason.term.is_comparison for reason in missing):
        yield from missing
    elif names and not listens_to(one.sources, names, catalogue.lists):
        choice = as_typed(stored([*(one.sources or (LISTS,)), *names], catalogue))
        yield told(
            cause=Cause.OTHER_SOURCES,
            text=in_words(one.sources, catalogue),
            others=in_words(sorted(names), catalogue),
            command=f"sources:{choice}",
        )
    elif not sighting.paper.announced:
        yield told(cause=Cause.UNANNOUNCED)
    elif case.in_baseline:
        yield told(cause=Cause.BASELINE)
    elif one.paused and not over:
        yield told(cause=Cause.PAUSED)
    else:
        yield from missing
        if over:
            yield told(cause=Cause.LISTED_LONG_AGO, at=sighting.signals.list_day)
        elif streamed:
            yield told(cause=Cause.LISTED_ONCE, text=streamed)
        else:
            yield told(cause=Cause.NUMBERS) if missing else _to_come(case)


def _wait(channel: InChannel, alert: Alert, now: datetime) -> dict[str, Any]:
    """What an alert that is not posted yet waits for, and until when."""
    block, message = channel.destination.block, channel.message
    if block is not None:
        return {"cause": Cause.BLOCKED, "at": block.since, "text": block.reason}
    if message is not None and message.reason:
        cause = Cause.DOUBT if message.state is MessageState.SENDING else Cause.RETRY
        return {"cause": cause, "at": max(message.next_try, now), "text": message.reason}
    if alert.state is AlertState.PENDING and all(one.paused for one in channel.wanted_by):
        return {"cause": Cause.HELD}
    if alert.state is AlertState.PLANNED or alert.due <= now:
        return {"cause": Cause.DUE}
    return {"cause": Cause.DAY_FULL if alert.deferred_to_digest else _by_mode(channel.wanted_by), "at": alert.due}


def _by_mode(subscriptions: Iterable[Subscription]) -> Cause:
    """An alert of a subscription that posts instantly waits for quiet hours alone."""
    return Cause.QUIET_HOURS if any(one.mode is Mode.NOW for one in subscriptions) else Cause.DIGEST


def _to_come(case: Case) -> Reason:
    """A match that no poll has seen yet."""
    there, told = case.channel.destination, partial(Reason, subscriptions=(case.subscription,))
    if block := there.block:
        return told(cause=Cause.BLOCKED, destination=there, at=block.since, text=block.reason)
    if case.next_due > case.now:
        return told(cause=_by_mode([case.subscription]), destination=there, at=case.next_due)
    return told(cause=Cause.NEXT_POLL, text=case.readings.again)
