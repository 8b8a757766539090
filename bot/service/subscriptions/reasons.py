"""The reasons that decide about a paper for a subscription: pure rules over what is stored.

What became of the paper in a channel goes first (`result_in`). Else the first thing that keeps it back is told,
not all of them: where a word is missing, sources do not matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING

from bot.domain.alert import AlertState
from bot.domain.listening import brought_by, listens_to
from bot.language.translating import gettext_noop
from bot.query import QueryError, explain, parse, relaxed
from bot.service.subscriptions.chosen_sources import in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from bot.domain.alert import Alert, Message
    from bot.domain.paper import Sighting
    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.subscription import Destination, Subscription
    from bot.query import Query, TermReport


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


ORDER = {cause: number for number, cause in enumerate(Cause)}


@dataclass(frozen=True, slots=True, kw_only=True)
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
class InChannel:
    """A channel with its alert for the paper; `wanted_by` are the subscriptions that have it posted there."""

    destination: Destination
    alert: Alert | None = None
    message: Message | None = None
    wanted_by: tuple[Subscription, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One subscription and one paper; `again` if a list still lists it in its next polls.

    `next_due` is when a match of now would be posted.
    """

    subscription: Subscription
    channel: InChannel
    sighting: Sighting | None
    again: bool
    in_baseline: bool
    next_due: datetime
    now: datetime


def result_in(channel: InChannel, now: datetime) -> Reason | None:
    """Reason for the state of the paper in the channel; None where nobody there subscribed to it."""
    alert, message, wanted_by = channel.alert, channel.message, channel.wanted_by
    if alert is None or not (wanted_by or alert.state is AlertState.SENT):
        return None
    at: datetime | None = None
    trouble = (message and message.reason) or ""
    match alert.state:
        case AlertState.SENT if message and message.message_id:
            cause, at = Cause.POSTED, message.finished
        case AlertState.SENT:
            cause, at = Cause.POSTED_LONG_AGO, alert.created
        case AlertState.DEAD | AlertState.UNCERTAIN | AlertState.DROPPED:
            cause = Cause[alert.state.name]
        case _ if block := channel.destination.block:
            cause, at, trouble = Cause.BLOCKED, block.since, block.reason
        case _ if message and trouble:
            cause, at = Cause.RETRY, max(message.next_try, now)
        case AlertState.PENDING if all(one.paused for one in wanted_by):
            cause = Cause.HELD
        case AlertState.PENDING if alert.due > now:
            cause, at = Cause.WAITS, alert.due
        case _:
            cause = Cause.DUE
    return Reason(
        cause=cause,
        destination=channel.destination,
        at=at,
        message_id=message and message.message_id,
        text=trouble,
        subscriptions=wanted_by,
    )


def reasons_of(case: Case, catalogue: Catalogue, *, in_full: bool) -> Iterator[Reason]:
    """The reasons for one subscription, its channel's result first; `in_full` with each term in question."""
    one, sighting, result = case.subscription, case.sighting, result_in(case.channel, case.now)
    mine, told = one in case.channel.wanted_by, partial(Reason, subscriptions=(case.subscription,))
    if result is not None and result.cause is Cause.DROPPED and not mine:
        result = None
    if result is not None:
        yield result
    if sighting is None:
        return
    try:
        query = parse(one.query)
    except QueryError as error:
        if not mine:
            yield told(cause=Cause.UNREADABLE, text=error.message)
        return
    explanation = explain(query, sighting.paper, sighting.signals)
    terms = sorted(explanation.blockers, key=lambda term: term.is_comparison)
    missing = [told(cause=Cause.TERM, term=term) for term in (terms if in_full else terms[:1])]
    if result is None:
        yield from _not_posted(case, sighting, catalogue, query, missing)
    elif not mine:
        yield from missing or [told(cause=Cause.ALSO_MATCHED)]
    if in_full or mine:
        found = [term for term in explanation.terms if term.matched and not term.excluded]
        yield from (told(cause=Cause.FOUND, term=term) for term in found)


def _not_posted(
    case: Case, sighting: Sighting, catalogue: Catalogue, query: Query, missing: Sequence[Reason]
) -> Iterator[Reason]:
    """Missing words; else the first thing that keeps it back, or missing numbers and what comes of them."""
    lacks_words = any(one.term and not one.term.is_comparison for one in missing)
    if not lacks_words and (first := _kept_back(case, sighting, catalogue)):
        yield first
        return
    yield from missing
    if not lacks_words:
        yield _to_come(case, has_numbers=not missing)
    if missing and (less := relaxed(query, sighting.paper, sighting.signals)):
        text = f"/alerts subscribe query:{less.canonical}"
        yield Reason(cause=Cause.WEAKER, text=text, subscriptions=(case.subscription,))


def _kept_back(case: Case, sighting: Sighting, catalogue: Catalogue) -> Reason | None:
    """The first thing that keeps the paper back, whatever becomes of its numbers."""
    one, names = case.subscription, brought_by(sighting)
    told = partial(Reason, subscriptions=(one,))
    if not names:
        return told(cause=Cause.UNANNOUNCED)
    if not listens_to(one.sources, names, catalogue.lists):
        return told(cause=Cause.OTHER_SOURCES, text=in_words(sorted(names), catalogue))
    if case.in_baseline:
        return told(cause=Cause.BASELINE)
    return told(cause=Cause.PAUSED) if one.paused and case.again else None


def _to_come(case: Case, *, has_numbers: bool) -> Reason:
    """The prospects of a paper that matches, or will once it `has_numbers`."""
    there = case.channel.destination
    told = partial(Reason, subscriptions=(case.subscription,))
    if not case.again:
        return told(cause=Cause.OVER)
    if not has_numbers:
        return told(cause=Cause.NUMBERS)
    if there.block:
        return told(cause=Cause.BLOCKED, destination=there, at=there.block.since, text=there.block.reason)
    if case.next_due > case.now:
        return told(cause=Cause.WAITS, destination=there, at=case.next_due)
    return told(cause=Cause.NEXT_POLL)
