"""Due times of digests, and quiet hours."""

from datetime import UTC, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from cronsim import CronSim
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.preferences import DEFAULTS, Preferences
from bot.domain.schedule import (
    LONGEST_UNTIL_DIGEST,
    DigestTimes,
    Schedule,
    delivery,
    digest_modes,
    schedule_of,
    zone_named,
)
from bot.domain.subscription import Mode
from bot.language.current import using_language
from tests.support.pseudo import PSEUDO, forgotten

BERLIN = DigestTimes(zone=ZoneInfo("Europe/Berlin"))
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC", "America/Phoenix")
# Local times that no zone of the above skips or repeats; those have tests of their own.
CLOCKS = st.times(time(4), time(23, 59)).map(lambda clock: clock.replace(second=0, microsecond=0))
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds zones


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("mode", "now", "expected"),
    [
        (Mode.NOW, "2025-11-12T12:00", "2025-11-12T12:00"),
        (Mode.DAILY, "2025-11-12T09:00", "2025-11-12T09:00"),
        (Mode.WEEKLY, "2025-11-17T09:00", "2025-11-17T09:00"),
        (Mode.WEEKLY, "2025-11-17T09:00:01", "2025-11-24T09:00"),
    ],
)
def test_due_in_utc(mode: Mode, now: str, expected: str):
    """An instant match is due now; a digest at nine includes what matched at that very moment."""
    assert Schedule(times=DigestTimes()).due(mode, at(now)) == at(expected)


@pytest.mark.parametrize(
    ("zone", "day", "hour", "expected"),
    [
        ("Europe/Berlin", "2026-03-28T22:00", time(2, 30), "2026-03-29T01:30"),
        ("Australia/Lord_Howe", "2025-10-04T15:00", time(2, 15), "2025-10-04T15:45"),
    ],
)
def test_skipped_time_comes_later_by_the_jump(zone: str, day: str, hour: time, expected: str):
    """A local time that a clock change skips moves later by the jump."""
    assert Schedule(times=DigestTimes(zone=ZoneInfo(zone), at=hour)).due(Mode.DAILY, at(day)) == at(expected)


@pytest.mark.parametrize(
    ("zone", "hour", "first"),
    [
        ("Europe/Berlin", time(2, 30), "2025-10-26T00:30"),
        ("Australia/Lord_Howe", time(1, 45), "2026-04-04T14:45"),
    ],
)
def test_repeated_time_counts_once(zone: str, hour: time, first: str):
    """A local time that occurs twice counts the first time; the next digest is a day later."""
    times = DigestTimes(zone=ZoneInfo(zone), at=hour)
    assert Schedule(times=times).due(Mode.DAILY, at(first)) == at(first)
    later = Schedule(times=times).due(Mode.DAILY, at(first) + timedelta(seconds=1))
    assert timedelta(hours=24) < later - at(first) <= timedelta(hours=25)


@given(zone=st.sampled_from(ZONES), clock=CLOCKS, now=MOMENTS, weekly=st.booleans())
def test_digests_agree_with_cron(zone: str, clock: time, now: datetime, *, weekly: bool):
    """Ten digests in a row agree with CronSim, clock changes included."""
    expression = f"{clock.minute} {clock.hour} * * {1 if weekly else '*'}"
    mode = Mode.WEEKLY if weekly else Mode.DAILY
    times = DigestTimes(at=clock, zone=ZoneInfo(zone))
    moment = now
    for expected in islice(CronSim(expression, now.astimezone(times.zone)), 10):
        moment = Schedule(times=times).due(mode, moment + timedelta(microseconds=1))
        assert moment == expected.astimezone(UTC)


@pytest.mark.parametrize("mode", Mode)
@given(zone=st.sampled_from(ZONES), clock=CLOCKS, now=MOMENTS)
def test_every_mode_is_due_in_time(mode: Mode, zone: str, clock: time, now: datetime):
    """An instant match is due now, and no digest is later than the longest plausible wait."""
    times = DigestTimes(at=clock, zone=ZoneInfo(zone))
    first = Schedule(times=times).due(mode, now)
    if mode not in digest_modes():
        assert first == now
        return
    later = Schedule(times=times).due(mode, first + timedelta(microseconds=1))
    assert now <= first < later <= first + LONGEST_UNTIL_DIGEST
    assert first <= now + LONGEST_UNTIL_DIGEST - timedelta(days=1)  # quiet hours may begin then
    assert {moment.astimezone(times.zone).time() for moment in (first, later)} == {clock}


def test_words_name_time_and_zone():
    """The words of a mode contain the digest time and zone of the settings."""
    assert delivery(Mode.NOW).when(BERLIN) == "instantly"
    assert delivery(Mode.DAILY).when(DigestTimes()) == "daily at 09:00 UTC"
    assert delivery(Mode.WEEKLY).when(BERLIN) == "weekly on Monday at 09:00 Europe/Berlin"


# --- quiet hours ----------------------------------------------------------------------------------------------


def quiet(begin: time, end: time, zone: str = "Europe/Berlin") -> Schedule:
    return Schedule(times=DigestTimes(zone=ZoneInfo(zone)), quiet_from=begin, quiet_until=end)


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2025-11-12T20:59:59", None),
        ("2025-11-12T21:00", "2025-11-13T06:00"),
        ("2025-11-13T05:59:59", "2025-11-13T06:00"),
        ("2025-11-13T06:00", None),
        ("2025-10-25T21:00", "2025-10-26T06:00"),  # a night of ten hours
        ("2026-03-28T22:00", "2026-03-29T05:00"),  # and one of eight
    ],
)
def test_quiet_hours_go_over_midnight(now: str, end: str | None):
    """Quiet hours last from their begin, inclusive, to their end, exclusive, by the local clock."""
    assert quiet(time(22), time(7)).quiet_end(at(now)) == (end and at(end))


def test_quiet_hours_end_once_when_the_end_comes_twice():
    """Quiet hours end at the first of two equal local times."""
    night = quiet(time(22), time(2, 30))
    assert night.quiet_end(at("2025-10-26T00:15")) == at("2025-10-26T00:30")
    assert night.quiet_end(at("2025-10-26T01:15")) is None
    assert quiet(time(2, 30), time(5)).quiet_end(at("2025-10-26T01:15")) == at("2025-10-26T04:00")


@pytest.mark.parametrize("times", [(None, None), (time(22), None), (None, time(7)), (time(7), time(7))])
def test_without_two_times_nothing_is_quiet(times: tuple[time | None, time | None]):
    """Quiet hours need both a begin and an end."""
    schedule = Schedule(quiet_from=times[0], quiet_until=times[1])
    assert schedule.quiet_end(at("2025-11-13T00:00")) is None


def test_what_is_due_in_quiet_hours_is_due_at_their_end():
    """Matches and digests in quiet hours are due at their end."""
    schedule = quiet(time(8), time(10))
    assert schedule.due(Mode.NOW, at("2025-11-12T07:30")) == at("2025-11-12T09:00")
    assert schedule.due(Mode.DAILY, at("2025-11-12T07:30")) == at("2025-11-12T09:00")


@pytest.mark.parametrize("mode", digest_modes())
def test_a_digest_that_quiet_hours_hold_is_still_the_next(mode: Mode):
    """A digest that quiet hours hold still includes what is rescheduled until then."""
    day, night = quiet(time(8), time(10)), quiet(time(8), time(7))
    assert day.due(mode, at("2025-11-17T08:30")) == at("2025-11-17T09:00")
    assert night.due(mode, at("2025-11-18T00:30")) == at("2025-11-18T06:00")


@given(zone=st.sampled_from(ZONES), begin=st.times(), end=st.times(), now=MOMENTS)
def test_held_moments_are_never_quiet_themselves(zone: str, begin: time, end: time, now: datetime):
    """A held time is outside of quiet hours and at most a day later (and a clock change)."""
    schedule = quiet(begin, end, zone)
    held = schedule.due(Mode.NOW, now)
    assert now <= held <= now + timedelta(hours=25)
    assert schedule.quiet_end(held) is None


# --- days -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "start", "end"),
    [
        ("Europe/Berlin", "2025-10-25T22:00", "2025-10-26T23:00"),  # a day of 25 hours
        ("Australia/Lord_Howe", "2026-04-04T13:00", "2026-04-05T13:30"),
        ("Asia/Beirut", "2026-03-28T22:00", "2026-03-29T21:00"),  # midnight is skipped there: it begins at one
    ],
)
def test_a_local_day_is_from_its_first_moment_to_the_next(zone: str, start: str, end: str):
    """A local day lasts from its first moment to the next day's, whatever its length."""
    schedule = Schedule(times=DigestTimes(zone=ZoneInfo(zone)))
    for now in (at(start), at(end) - timedelta(seconds=1)):
        assert schedule.local_day(now) == (at(start), at(end))


# --- preferences ----------------------------------------------------------------------------------------------


def test_the_host_sets_what_people_did_not():
    """Each of time, zone and weekday has the host's default; quiet hours have none."""
    assert schedule_of(DEFAULTS, BERLIN) == Schedule(times=BERLIN)
    chosen = Preferences(digest_weekday=0, quiet_from=time(22), quiet_until=time(7))
    host = DigestTimes(at=time(7), zone=UTC, weekday=4)
    expected = DigestTimes(at=time(7), zone=UTC, weekday=0)
    assert schedule_of(chosen, host) == Schedule(times=expected, quiet_from=time(22), quiet_until=time(7))
    midnight = Preferences(digest_time=time(0), zone="Asia/Tokyo")
    assert schedule_of(midnight, host).times == DigestTimes(at=time(0), zone=ZoneInfo("Asia/Tokyo"), weekday=4)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "Europe", "a\0b", "UTC" * 200])
def test_a_zone_that_does_not_exist_is_none(name: str):
    """An unknown zone is None, and a stored one falls back to the host's."""
    assert zone_named(name) is None
    assert schedule_of(Preferences(zone=name), BERLIN).times == BERLIN


@pytest.mark.parametrize("mode", Mode)
def test_modes_are_said_in_the_language_of_who_reads(mode: Mode):
    """Words of a mode are in the reader's language each time."""
    with using_language(PSEUDO):
        said = [
            delivery(mode).word(),
            delivery(mode).days(DigestTimes()),
            delivery(mode).when(BERLIN),
        ]
    assert [forgotten(text, "Europe/Berlin") for text in said] == [[]] * len(said)
