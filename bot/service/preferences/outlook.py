"""What comes next in a channel: the facts, and the same in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.schedule import delivery, digest_modes
from bot.domain.subscription import Mode
from bot.language.formats import listed, sentences, short_day, some_of, weekday
from bot.language.translating import gettext, ngettext, pgettext
from bot.text.safe import safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime, tzinfo

    from bot.domain.schedule import Schedule
    from bot.domain.subscription import Subscription

_WEEK = 7
_NAMED = 5  # subscriptions
_NAME = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """A moment's view of one destination; times in UTC.

    `modes` are those of the subscriptions that are not paused, `gathered` those of them that come in digests,
    `paused` the others. `digests` has the next digest of each mode that is to have one, `due` holds the moment of
    each alert that waits, and `cards_today` counts the cards of the local day.
    """

    schedule: Schedule
    modes: frozenset[Mode]
    digests: Mapping[Mode, datetime]
    due: tuple[datetime, ...]
    most_a_day: int | None
    cards_today: int
    gathered: tuple[Subscription, ...] = ()
    paused: tuple[Subscription, ...] = ()

    def due_at(self, moment: datetime) -> int:
        """How many papers wait for this very moment."""
        return sum(due == moment for due in self.due)

    def held(self, now: datetime) -> int:
        """How many papers wait for the end of the quiet hours that `now` lies in."""
        end = self.schedule.quiet_end(now)
        return 0 if end is None else self.due_at(end)


def outlook_lines(outlook: Outlook, now: datetime) -> list[str]:
    """The effect of the preferences: "Next digest: tomorrow 09:00 Europe/Berlin, 7 papers waiting."."""
    if not outlook.modes and not outlook.due:
        return [gettext("Nothing comes here: every subscription is paused.")]
    lines = (
        _at_once(outlook),
        _gathered(outlook),
        *_digests(outlook, now),
        _quiet(outlook, now),
        _paused(outlook),
    )
    return [line for line in lines if line]


def _at_once(outlook: Outlook) -> str:
    if Mode.NOW not in outlook.modes:
        return ""
    if outlook.most_a_day is None:
        if outlook.gathered:
            return gettext("By default each paper comes as soon as it matches.")
        return gettext("Each paper comes as soon as it matches.")
    if outlook.gathered:
        told = gettext(
            "By default each paper comes as soon as it matches, at most {most} a day; the others come in the next "
            "daily digest.",
            most=outlook.most_a_day,
        )
    else:
        told = gettext(
            "Each paper comes as soon as it matches, at most {most} a day; the others come in the next daily "
            "digest.",
            most=outlook.most_a_day,
        )
    return sentences(told, _of_today(outlook.cards_today, outlook.most_a_day))


def _of_today(cards: int, most: int) -> str:
    """How many have come today; the limit may have been lowered since."""
    if not cards:
        return ""
    if cards < most:
        # NOTE: follows "Each paper comes as soon as it matches, at most 5 a day"
        return ngettext("Today {number} has come so far.", "Today {number} have come so far.", cards)
    # NOTE: follows "Each paper comes as soon as it matches, at most 5 a day"
    return ngettext(
        "Today {number} has come, so what else matches today waits for the digest.",
        "Today {number} have come, so what else matches today waits for the digest.",
        cards,
    )


def limit_sentence(most: int | None, mode: Mode) -> str:
    """That only so many papers of such a subscription come by themselves in a day; "" without a limit."""
    if most is None or mode is not Mode.NOW:
        return ""
    # NOTE: the limit of a channel, in a text about one of its subscriptions
    return ngettext(
        "At most {number} alert a day comes there; further ones come in the next daily digest.",
        "At most {number} alerts a day come there; further ones come in the next daily digest.",
        most,
    )


def _gathered(outlook: Outlook) -> str:
    """Which subscriptions chose a delivery of their own, that nobody takes the default for all of them."""
    if not outlook.gathered:
        return ""
    shown = [_with_delivery(one) for one in outlook.gathered[:_NAMED]]
    # NOTE: {subscriptions} is a list of names, each with "daily" or "weekly"
    told = ngettext(
        "{number} subscription here has its own delivery: {subscriptions}.",
        "{number} subscriptions here have their own delivery: {subscriptions}.",
        len(outlook.gathered),
        subscriptions=some_of(shown, len(outlook.gathered)),
    )
    return sentences(told, gettext("`/alerts edit` changes it."))


def _with_delivery(subscription: Subscription) -> str:
    how = delivery(subscription.mode).word
    # NOTE: how it is delivered: "daily" or "weekly"
    return pgettext("list", "{subscription} ({how})", subscription=_named(subscription), how=how)


def _paused(outlook: Outlook) -> str:
    if not outlook.paused:
        return ""
    return ngettext(
        "{number} subscription here is paused: {subscriptions}.",
        "{number} subscriptions here are paused: {subscriptions}.",
        len(outlook.paused),
        subscriptions=some_of([_named(one) for one in outlook.paused[:_NAMED]], len(outlook.paused)),
    )


def _named(subscription: Subscription) -> str:
    return f"**{safe(subscription.name, _NAME)}**"


def _digests(outlook: Outlook, now: datetime) -> Iterator[str]:
    """A line for each moment at which digests come; which digests those are, where there are several moments."""
    moments = sorted(set(outlook.digests.values()))
    for moment in moments:
        if len(moments) == 1:
            yield _digest(outlook, moment, now)
        else:
            yield _digest_of(outlook, moment, now)


def _digest(outlook: Outlook, moment: datetime, now: datetime) -> str:
    zone = outlook.schedule.times.zone
    when = moment_in_words(moment, now, zone)
    waiting = outlook.due_at(moment)
    if not waiting:
        # NOTE: {when} is a day and a time of day, such as "tomorrow 09:00"
        return gettext("Next digest: {when} {zone}, no papers waiting.", when=when, zone=zone)
    # NOTE: {when} is a day and a time of day, such as "tomorrow 09:00"
    return ngettext(
        "Next digest: {when} {zone}, {number} paper waiting.",
        "Next digest: {when} {zone}, {number} papers waiting.",
        waiting,
        when=when,
        zone=zone,
    )


def _digest_of(outlook: Outlook, moment: datetime, now: datetime) -> str:
    zone = outlook.schedule.times.zone
    when = moment_in_words(moment, now, zone)
    how = listed([delivery(mode).word for mode in digest_modes() if outlook.digests.get(mode) == moment])
    waiting = outlook.due_at(moment)
    if not waiting:
        # NOTE: {how} is "daily" or "weekly"; {when} is a day and a time of day, such as "tomorrow 09:00"
        return gettext("Next digest ({how}): {when} {zone}, no papers waiting.", how=how, when=when, zone=zone)
    # NOTE: {how} is "daily" or "weekly"; {when} is a day and a time of day, such as "tomorrow 09:00"
    return ngettext(
        "Next digest ({how}): {when} {zone}, {number} paper waiting.",
        "Next digest ({how}): {when} {zone}, {number} papers waiting.",
        waiting,
        how=how,
        when=when,
        zone=zone,
    )


def _quiet(outlook: Outlook, now: datetime) -> str:
    schedule = outlook.schedule
    if schedule.quiet_from is None or schedule.quiet_until is None:
        return ""
    hours = gettext("Quiet hours: from {begin} to {end} {zone}.", **_hours(schedule))
    end = schedule.quiet_end(now)
    if end is None:
        return hours
    return sentences(hours, _lasting(moment_in_words(end, now, schedule.times.zone), outlook.held(now)))


def quiet_sentence(schedule: Schedule, mode: Mode) -> str:
    """That what such a subscription posts waits for the end of the quiet hours; "" where they do not hold it."""
    if not schedule.quiet_matters(mode):
        return ""
    # NOTE: the quiet hours; {zone} is a time zone, such as Europe/Berlin
    return gettext(
        "Not between {begin} and {end} ({zone}): what comes then waits until {end}.", **_hours(schedule)
    )


def quiet_fact(schedule: Schedule, mode: Mode) -> str:
    """The same in a few words, for a list."""
    if not schedule.quiet_matters(mode):
        return ""
    # NOTE: the quiet hours, in a list of facts about a subscription; {zone} is a time zone, such as Europe/Berlin
    return gettext("not between {begin} and {end} ({zone})", **_hours(schedule))


def _hours(schedule: Schedule) -> dict[str, object]:
    begin, end = schedule.quiet_from, schedule.quiet_until
    return {"begin": f"{begin:%H:%M}", "end": f"{end:%H:%M}", "zone": schedule.times.zone}


def _lasting(until: str, waiting: int) -> str:
    if not waiting:
        # NOTE: the quiet hours; {until} is a day and a time of day, such as "tomorrow 07:00"
        return gettext("They last until {until}, no papers waiting.", until=until)
    # NOTE: the quiet hours; {until} is a day and a time of day, such as "tomorrow 07:00"
    return ngettext(
        "They last until {until}, {number} paper waiting.",
        "They last until {until}, {number} papers waiting.",
        waiting,
        until=until,
    )


def moment_in_words(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """`today 18:00`, `tomorrow 09:00`, `Monday 09:00` within a week, else `3 Dec 09:00`, in local time."""
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    ahead = local.date() - today
    clock = f"{local:%H:%M}"
    if ahead == timedelta(0):
        return pgettext("day and time", "today {time}", time=clock)
    if ahead == timedelta(days=1):
        return pgettext("day and time", "tomorrow {time}", time=clock)
    within_a_week = timedelta(0) < ahead < timedelta(days=_WEEK)
    day = weekday(local.weekday()) if within_a_week else short_day(local)
    # NOTE: {day} is a weekday, or a day and its month
    return pgettext("day and time", "{day} {time}", day=day, time=clock)
