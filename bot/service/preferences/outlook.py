"""What comes next in a channel: the facts, and the same in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.schedule import WEEKDAYS
from bot.domain.subscription import Mode
from bot.text.phrases import counted, short_day

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from bot.domain.schedule import Schedule

_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """A moment's view of one destination; times in UTC.

    `modes` are those of the subscriptions that are not paused, `next_digest` is None when none is to come, `due`
    holds the moment of each alert that waits, and `cards_today` counts the cards of the local day.
    """

    schedule: Schedule
    modes: frozenset[Mode]
    next_digest: datetime | None
    due: tuple[datetime, ...]
    most_a_day: int | None
    cards_today: int

    @property
    def in_next_digest(self) -> int:
        """How many papers wait for the next digest."""
        return sum(due == self.next_digest for due in self.due)

    def held(self, now: datetime) -> int:
        """How many papers wait for the end of the quiet hours that `now` lies in."""
        end = self.schedule.quiet_end(now)
        return sum(due == end for due in self.due)


def outlook_lines(outlook: Outlook, now: datetime) -> list[str]:
    """The effect of the preferences: "Next digest: tomorrow 09:00 Europe/Berlin, 7 papers waiting."."""
    if not outlook.modes and not outlook.due:
        return ["Nothing comes here: every subscription is paused."]
    lines = (_at_once(outlook), _digest(outlook, now), _quiet(outlook, now))
    return [line for line in lines if line]


def _at_once(outlook: Outlook) -> str:
    if Mode.NOW not in outlook.modes:
        return ""
    if outlook.most_a_day is None:
        return "Each paper comes as soon as it matches."
    limit = f"at most {outlook.most_a_day} a day ({outlook.cards_today} today)"
    return f"Each paper comes as soon as it matches, {limit}; the others come in the next daily digest."


def _digest(outlook: Outlook, now: datetime) -> str:
    if outlook.next_digest is None:
        return ""
    zone = outlook.schedule.times.zone
    when = moment_in_words(outlook.next_digest, now, zone)
    return f"Next digest: {when} {zone}, {papers(outlook.in_next_digest)} waiting."


def _quiet(outlook: Outlook, now: datetime) -> str:
    schedule = outlook.schedule
    if schedule.quiet_from is None or schedule.quiet_until is None:
        return ""
    hours = f"from {schedule.quiet_from:%H:%M} to {schedule.quiet_until:%H:%M} {schedule.times.zone}"
    end = schedule.quiet_end(now)
    if end is None:
        return f"Quiet hours: {hours}."
    until = moment_in_words(end, now, schedule.times.zone)
    return f"Quiet hours: {hours}. They last until {until}, {papers(outlook.held(now))} waiting."


def papers(count: int) -> str:
    """`no papers`, `1 paper`, `7 papers`."""
    return counted(count, "paper") if count else "no papers"


def moment_in_words(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """`today 18:00`, `tomorrow 09:00`, `Monday 09:00` within a week, else `3 Dec 09:00`, in local time."""
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    ahead = local.date() - today
    if ahead == timedelta(0):
        day = "today"
    elif ahead == timedelta(days=1):
        day = "tomorrow"
    elif timedelta(0) < ahead < timedelta(days=_WEEK):
        day = WEEKDAYS[local.weekday()]
    else:
        day = short_day(local)
    return f"{day} {local:%H:%M}"
