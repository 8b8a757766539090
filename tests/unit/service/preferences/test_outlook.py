"""The effect of preferences in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bot.domain.schedule import DigestTimes, Schedule
from bot.domain.subscription import Mode
from bot.language.current import speaking
from bot.language.languages import PSEUDO
from bot.service.preferences.outlook import Outlook, moment_in_words, outlook_lines
from tests.support.fakes import subscription
from tests.support.pseudo import forgotten

if TYPE_CHECKING:
    from collections.abc import Mapping

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2025, 10, 25, 20, 30, tzinfo=UTC)  # 22:30 in Berlin, the evening before the clocks go back
NINE = datetime(2025, 10, 26, 8, 0, tzinfo=UTC)
SEVEN = datetime(2025, 10, 26, 6, 0, tzinfo=UTC)
CALM = Schedule(times=DigestTimes(zone=BERLIN), quiet_from=time(22), quiet_until=time(7))


def outlook(
    *modes: Mode,
    schedule: Schedule = CALM,
    digests: Mapping[Mode, datetime] | None = None,
    due: tuple[datetime, ...] = (),
    most_a_day: int | None = None,
) -> Outlook:
    return Outlook(
        schedule=schedule,
        modes=frozenset(modes),
        digests=digests or {},
        due=due,
        most_a_day=most_a_day,
        cards_today=2,
    )


def test_the_next_digest_is_named_with_what_waits() -> None:
    """Local time, the zone, and only the papers that come in it."""
    found = outlook(Mode.DAILY, digests={Mode.DAILY: NINE}, due=(NINE, NINE, NINE + timedelta(days=1), SEVEN))
    assert "Next digest: tomorrow 09:00 Europe/Berlin, 2 papers waiting." in outlook_lines(found, NOW)


def test_each_digest_is_named_where_there_are_several() -> None:
    """A daily and a weekly one at different times have a line each; where they come together one is enough."""
    monday = NINE + timedelta(days=1)
    both = outlook(
        Mode.DAILY,
        Mode.WEEKLY,
        digests={Mode.DAILY: NINE, Mode.WEEKLY: monday},
        due=(NINE, NINE),
        schedule=Schedule(),
    )
    assert outlook_lines(both, NOW) == [
        "Next digest (daily): tomorrow 08:00 UTC, 2 papers waiting.",
        "Next digest (weekly): Monday 08:00 UTC, no papers waiting.",
    ]
    together = replace(both, digests={Mode.DAILY: NINE, Mode.WEEKLY: NINE})
    assert outlook_lines(together, NOW) == ["Next digest: tomorrow 08:00 UTC, 2 papers waiting."]


def test_quiet_hours_tell_until_when() -> None:
    """While they last, with the papers that wait for their end; otherwise only when they are."""
    found = outlook(Mode.NOW, due=(SEVEN,))
    hours = "Quiet hours: from 22:00 to 07:00 Europe/Berlin."
    assert outlook_lines(found, NOW)[-1] == f"{hours} They last until tomorrow 07:00, 1 paper waiting."
    assert outlook_lines(found, NINE)[-1] == hours
    assert found.held(NINE) == 0


@pytest.mark.parametrize("due", [(), (SEVEN, NINE)], ids=["nothing waits", "papers wait"])
def test_what_comes_next_is_said_in_the_language_of_who_reads(due: tuple[datetime, ...]) -> None:
    """With days and numbers."""
    found = outlook(Mode.NOW, Mode.DAILY, digests={Mode.DAILY: NINE}, due=due, most_a_day=5)
    with speaking(PSEUDO):
        lines = outlook_lines(found, NOW)
    assert len(lines) == 3
    assert [forgotten(line, "Europe/Berlin") for line in lines] == [[]] * 3


@pytest.mark.parametrize(
    ("most", "first"),
    [(None, "By default each paper comes as soon as it matches."), (5, "By default each paper comes as soon")],
)
def test_what_has_a_delivery_of_its_own_is_told_beside_the_default(most: int | None, first: str) -> None:
    """By name, the first five; so is what is paused. Names are strangers' text."""
    daily = [replace(subscription(f"aaaa{n}", "trees"), name=f"T*{n}*", mode=Mode.DAILY) for n in range(7)]
    found = replace(
        outlook(Mode.NOW, Mode.DAILY, schedule=Schedule(), most_a_day=most),
        gathered=(daily[0], replace(daily[1], mode=Mode.WEEKLY)),
        paused=tuple(daily),
    )
    told, own, paused = outlook_lines(found, NOW)
    assert told.startswith(first)
    assert own == (
        r"2 subscriptions here have their own delivery: **T\*0\*** (daily), **T\*1\*** (weekly). "
        "`/alerts edit` changes it."
    )
    assert paused.startswith(r"7 subscriptions here are paused: **T\*0\***, ")
    assert paused.endswith(r"**T\*4\*** and 2 more.")


def test_a_limit_tells_what_becomes_of_the_others() -> None:
    """How many came today, and where the rest goes."""
    (line,) = outlook_lines(outlook(Mode.NOW, most_a_day=5, schedule=Schedule()), NOW)
    told = (
        "Each paper comes as soon as it matches, at most {most} a day; the others come in the next daily digest."
    )
    assert line == told.format(most=5) + " Today 2 have come so far."
    (line,) = outlook_lines(outlook(Mode.NOW, most_a_day=1, schedule=Schedule()), NOW)
    assert line == told.format(most=1) + " Today 2 have come, so what else matches today waits for the digest."


@pytest.mark.parametrize(
    ("modes", "expected"),
    [((), "Nothing comes here: every subscription is paused."), ((Mode.NOW,), "Each paper comes as soon as")],
)
def test_without_rules_there_is_one_line(modes: tuple[Mode, ...], expected: str) -> None:
    """Nothing is said of digests and quiet hours that do not exist."""
    (line,) = outlook_lines(outlook(*modes, schedule=Schedule()), NOW)
    assert line.startswith(expected)


@pytest.mark.parametrize(
    ("ahead", "expected"),
    [
        (timedelta(hours=1), "today 23:30"),
        (timedelta(hours=2), "tomorrow 00:30"),
        (timedelta(days=2), "Monday 21:30"),
        (timedelta(days=7), "1 Nov 21:30"),
        (-timedelta(days=1), "24 Oct 22:30"),
    ],
)
def test_moments_are_told_as_people_do(ahead: timedelta, expected: str) -> None:
    """By the local day, across the clock change too."""
    assert moment_in_words(NOW + ahead, NOW, BERLIN) == expected
