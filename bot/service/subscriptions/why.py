"""Reasons why a paper was posted or not, for the subscriptions that a person can see.

First the paper's state in each channel (`result_of`), then the reasons of each subscription (`reasons_of`): the
terms that do not match. If all words match: the first obstacle, or else when the paper will be posted.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from bot.domain.alert import MAIL, AlertState
from bot.domain.errors import NotReadyError
from bot.domain.paper import SourceKind
from bot.domain.schedule import schedule_of
from bot.domain.subscribed_sources import announced_by
from bot.domain.subscription import EVERY_PAPER, Mode
from bot.language.translating import gettext_noop
from bot.query import QueryError, explain, parse, relaxed
from bot.query.rewriting.parts import in_title
from bot.service.picks.picked import last_picks
from bot.service.picks.picker import FEWEST_EXAMPLES
from bot.service.subscriptions.causes import Cause, Reason
from bot.service.subscriptions.chosen_sources import source_titles
from bot.service.subscriptions.rules import find_subscription

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from bot.domain.alert import Alert, Message, PickReason
    from bot.domain.paper import Sighting
    from bot.domain.ports import PastPapers, Store, Taste
    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.schedule import Schedule
    from bot.domain.subscription import Destination, Owner, Subscription
    from bot.query import TermReport
    from bot.service.picks.picked import Picked
    from bot.service.picks.picker import Picker

_NARROW_SHARE, _NARROW_MATCHES = 0.05, 10  # a query is narrow with at most this share of the papers, or so many
_UNRECORDED_REASON = gettext_noop("The subscription changed, or posting failed for over a week.")
_MIN_TITLE_SHARE = 0.3  # of a subject's papers name it in the title: 0.46 for diffusion, 0.07 for framework


class Finding(NamedTuple):
    """Reasons that these subscriptions share; without subscriptions, of a post whose subscription was deleted."""

    reasons: tuple[Reason, ...]
    subscriptions: tuple[Subscription, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """Why a paper was posted or not, each subscription once; `sighting` is None if the paper is not stored.

    `subscriptions` are those that were examined.
    """

    sighting: Sighting | None
    findings: tuple[Finding, ...]
    subscriptions: tuple[Subscription, ...]


class Picks(NamedTuple):
    """The last picks of a subscription, and what they resemble."""

    last: Picked
    taste: Taste


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A paper in a channel, with its alert there, if any, and the subscriptions that it was `matched_by`.

    `will_be_repolled`: a list has it on a day that is polled again. `in_baseline`: ids of the subscriptions whose
    baseline has it.
    """

    destination: Destination
    schedule: Schedule
    now: datetime
    sighting: Sighting | None
    will_be_repolled: bool
    alert: Alert | None = None
    message: Message | None = None
    matched_by: tuple[Subscription, ...] = ()
    in_baseline: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Diagnoses:
    """Finds the reasons in the store, and changes nothing.

    `relisting_sources` returns the names of the lists whose next poll will have a paper; `now` returns aware UTC
    time.
    """

    store: Store
    past: PastPapers
    catalogue: Catalogue
    relisting_sources: Callable[[Sighting], Awaitable[Sequence[str]]]
    picker: Picker
    now: Callable[[], datetime]

    async def diagnose(
        self, paper_id: str, owner: Owner, channel_id: int, may_see: Callable[[int], bool], ref: str | None = None
    ) -> Diagnosis:
        """Return the reasons for the subscription `ref` (id or name), or all visible ones, sorted by cause.

        A post in that channel is reported even if its subscription was deleted. Raises UnknownSubscriptionError.
        """
        cache = await self.store.subscriptions()
        requested = [one for one in cache.of(owner) if may_see(one.destination_id)]
        if ref is not None:
            requested = [find_subscription(requested, owner, ref)]
        sighting = (await self.store.sightings([paper_id])).get(paper_id)
        will_be_repolled = sighting is not None and bool(await self.relisting_sources(sighting))
        ids = dict.fromkeys([channel_id, *(one.destination_id for one in requested)])
        destinations = await self.store.destinations_by_id(ids)
        groups = defaultdict[tuple[Reason, ...], list["Subscription"]](list)
        for destination in filter(None, map(destinations.get, ids)):
            if destination.guild_id != owner.guild_id:
                continue
            in_channel = [one for one in requested if one.destination_id == destination.id]
            alert, message = await self.store.find_alert(destination.id, paper_id) or (None, None)
            alerted = map(cache.get, alert.subscriptions if alert else ())
            case = Case(
                destination=destination,
                schedule=schedule_of(destination.preferences, self.picker.times),
                now=self.now(),
                sighting=sighting,
                will_be_repolled=will_be_repolled,
                alert=alert,
                message=message,
                matched_by=tuple(one for one in alerted if one and one.destination_id == destination.id),
                in_baseline=[one.id for one in in_channel if paper_id in cache.baseline(one.id)],
            )
            # `_reasons` tells the result if a requested subscription has matched. Otherwise it is a finding of its
            # own; where none is requested, only if all that matched are deleted.
            is_for_others = {*in_channel}.isdisjoint(case.matched_by)
            if is_for_others and (in_channel or not case.matched_by) and (result := result_of(case)):
                groups[(result,)] += case.matched_by
            for one in in_channel:
                groups[await self._reasons(case, one, full=len(requested) == 1)].append(one)
                await asyncio.sleep(0)  # a long abstract takes 20 ms to explain
        found = [Finding(reasons, tuple(subscriptions)) for reasons, subscriptions in groups.items() if reasons]
        return Diagnosis(
            sighting=sighting,
            findings=tuple(sorted(found, key=lambda finding: list(Cause).index(finding.reasons[0].cause))),
            subscriptions=tuple(requested),
        )

    async def _reasons(self, case: Case, one: Subscription, *, full: bool) -> tuple[Reason, ...]:
        result = result_of(case) if one in case.matched_by else None
        picks = Picks(await last_picks(self.store, one), await self.picker.taste(one)) if one.has_picks else None
        found = filter(None, (result, *reasons_of(case, one, self.catalogue, full=full, picks=picks)))
        return tuple([r for r in found if r.cause is not Cause.RELAXED_QUERY or await self._is_subject(r.text)])

    async def _is_subject(self, query: str) -> bool:
        """True if a query names a subject: few stored papers match, or many of those have it in the title.

        General words alone are no subject (`models upvotes:>=50`), unless as a rare phrase (`"data selection"`).
        """
        try:
            found, titled = await self.past.find(query, since=date.min), in_title(parse(query))
            if found.total <= max(_NARROW_MATCHES, _NARROW_SHARE * found.searched):
                return bool(titled) or '"' in query
            least = _MIN_TITLE_SHARE * found.total
            return bool(titled) and (await self.past.find(str(titled), since=date.min)).total >= least
        except NotReadyError:
            return False


def result_of(case: Case) -> Reason | None:
    """Return the paper's state in the channel as a reason; None if it was not posted and none there matched."""
    alert, message, destination = case.alert, case.message, case.destination
    if alert is None or not (case.matched_by or alert.state is AlertState.SENT):
        return None
    trouble, at = (message and message.reason) or "", None
    match alert.state:
        case AlertState.SENT if message and message.post_id:
            cause, at = Cause.POSTED, message.finished
        case AlertState.SENT:
            came_by_mail = message and MAIL in message.payload
            cause, at = Cause.MAILED if came_by_mail else Cause.POSTED_LONG_AGO, alert.created
        case AlertState.DEAD | AlertState.UNCERTAIN:
            cause = Cause[alert.state.name]
        case AlertState.DROPPED:  # before a message was planned, no reason is stored
            cause, trouble = Cause.DROPPED, trouble or _UNRECORDED_REASON
        case _ if destination.block:
            cause, at, trouble = Cause.BLOCKED, destination.block.since, destination.block.reason
        case _ if message and trouble:
            cause, at = Cause.RETRY, max(message.next_try, case.now)
        case AlertState.PENDING if all(one.paused for one in case.matched_by):
            cause = Cause.HELD
        case AlertState.PENDING if alert.due > case.now:
            cause, at = Cause.WAITS, alert.due
        case _:
            cause = Cause.DUE
    return Reason(cause, destination, at, message and message.message_id, trouble)


def reasons_of(
    case: Case, subscription: Subscription, catalogue: Catalogue, *, full: bool, picks: Picks | None = None
) -> Iterator[Reason]:
    """Yield the reasons for one subscription of the channel.

    The terms that match are told if `full`, or if the subscription matched.
    """
    is_matched, result, sighting = subscription in case.matched_by, result_of(case), case.sighting
    if sighting is None:
        return
    try:
        query = parse(subscription.query)
    except QueryError as error:
        if not is_matched:
            yield Reason(Cause.UNREADABLE, text=error.message)
        return
    reports = explain(query, sighting.paper, sighting.signals)
    missing = [term for term in reports if term.blocking]
    if not is_matched:
        absent = tuple(term for term in missing if not (term.excluded or term.is_comparison))
        parts = [absent, *((term,) for term in missing if term not in absent)]
        yield from (Reason(Cause.TERM_MISSING, terms=terms) for terms in parts if terms)
        if cause := _why_not_again(result, sighting, picks):
            if not missing:
                yield Reason(cause)
        elif all(term.is_comparison for term in missing):
            yield next(_prospects(case, subscription, sighting, catalogue, picks, has_numbers=not missing))
        if missing and (relaxed_query := relaxed(query, sighting.paper, sighting.signals)):
            yield Reason(Cause.RELAXED_QUERY, text=relaxed_query.canonical)
    if full or is_matched:
        yield from _matched(subscription, reports, picks and picks.last.reasons.get(sighting.paper.id))


def _why_not_again(result: Reason | None, sighting: Sighting, picks: Picks | None) -> Cause | None:
    """Return why a paper that matches is not posted, if the channel has it or picks cannot take it; else None."""
    if picks and (result or sighting.paper.id in (*picks.taste.liked, *picks.taste.disliked)):
        return Cause.NEVER_PICKED
    if picks and len(picks.taste.liked) < FEWEST_EXAMPLES:
        return Cause.TOO_FEW_LIKED
    return Cause.ALSO_MATCHED if result and result.cause is not Cause.DROPPED else None


def _matched(
    subscription: Subscription, reports: Iterable[TermReport], pick: PickReason | None
) -> Iterator[Reason]:
    if pick is not None:
        yield Reason(Cause.TERM_FOUND, pick=pick)
    if subscription.query != EVERY_PAPER:
        yield from (Reason(Cause.TERM_FOUND, terms=(one,)) for one in reports if one.matched and not one.excluded)


def _is_of_subscribed_conference(sighting: Sighting, subscription: Subscription) -> bool:
    return any(
        one.kind is SourceKind.PROGRAMME and one.paper.source in subscription.sources for one in sighting.by_source
    )


def _prospects(  # noqa: PLR0913 - a paper, a subscription and all that is known of both
    case: Case,
    subscription: Subscription,
    sighting: Sighting,
    catalogue: Catalogue,
    picks: Picks | None,
    *,
    has_numbers: bool,
) -> Iterator[Reason]:
    """Yield the obstacles of a paper whose words match, in order, and last when it will be posted.

    `has_numbers`: the numbers that the query compares match too.
    """
    sources = announced_by(sighting)
    of_conference = _is_of_subscribed_conference(sighting, subscription)
    destination, due = case.destination, case.schedule.due(subscription.mode, case.now)
    if not sources:
        yield Reason(Cause.UNANNOUNCED)
    if catalogue.names_for(subscription).isdisjoint(sources):
        yield Reason(Cause.OTHER_SOURCES, text=source_titles(sorted(sources), catalogue))
    if subscription.id in case.in_baseline and not of_conference:
        yield Reason(Cause.BASELINE)
    if not (case.will_be_repolled or picks or of_conference):
        yield Reason(Cause.NO_LONGER_LISTED)
    if subscription.paused:
        yield Reason(Cause.PAUSED)
    if picks and sighting.signals.first_seen <= picks.last.at:
        yield Reason(Cause.NOT_PICKED)
    if not has_numbers:
        yield Reason(Cause.NUMBERS_DIFFER)
    if destination.block:
        yield Reason(Cause.BLOCKED, destination, destination.block.since, text=destination.block.reason)
    if picks:
        yield Reason(Cause.CANDIDATE, destination, due)
    soon = Reason(Cause.WAITS, destination, due) if due > case.now else Reason(Cause.NEXT_POLL)
    yield Reason(Cause.IN_TURN) if of_conference and subscription.mode is not Mode.NOW else soon
