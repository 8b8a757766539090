"""Parsers for settings, and their error messages."""

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.preferences import Look
from bot.domain.schedule import WEEKDAYS
from bot.language.current import using_language
from bot.language.languages import LANGUAGES
from bot.service.preferences.parse import (
    EntryError,
    PreferenceError,
    one_of,
    read_flag,
    read_language,
    read_most_a_day,
    read_quiet_hours,
    read_role,
    read_role_id,
    read_text,
    read_time,
    read_weekday,
)
from bot.service.preferences.zones import known_zones, offered_zones, read_zone
from tests.support.pseudo import PSEUDO

_TABLE = Path("bot/service/preferences/zones.txt")
READERS = (read_language, read_most_a_day, read_quiet_hours, read_time, read_weekday, read_zone)
TIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
WRITTEN = ("{0:%H:%M}", " {0:%H.%M} ", "{0.hour}h{0:%M}", "{0:%I:%M %p}", "{0:%I:%M}{0:%p}m")


@given(TIMES, st.sampled_from(WRITTEN))
def test_times_are_read_as_people_write_them(clock: time, written: str):
    """Times can be written with or without minutes, in 12 or 24 hours."""
    assert read_time(written.format(clock).replace("Mm", "M")) == clock
    assert read_time(f"{clock.hour}") == clock.replace(minute=0)


@given(TIMES, TIMES, st.sampled_from(["-", " – ", " to ", " until "]))
def test_quiet_hours_are_a_beginning_and_an_end(begin: time, end: time, between: str):
    """Quiet hours have a begin and an end, over midnight or not."""
    written = f"{begin:%H:%M}{between}{end:%H:%M}"
    if begin != end:
        assert read_quiet_hours(written) == (begin, end)
    else:
        with pytest.raises(PreferenceError, match="Invalid quiet hours"):
            read_quiet_hours(written)


@given(st.sampled_from(WEEKDAYS), st.integers(2, 9))
def test_weekdays_may_be_cut_short(name: str, length: int):
    """Two letters are enough for a weekday."""
    assert read_weekday(name[:length].upper()) == WEEKDAYS.index(name)


@given(st.integers(-10, 200))
def test_the_most_a_day_is_from_one_to_a_hundred(number: int):
    """A daily limit is from 1 to 100."""
    if 1 <= number <= 100:
        assert read_most_a_day(f" {number} ") == number
    else:
        with pytest.raises(PreferenceError, match="`1` – `100`"):
            read_most_a_day(str(number))


@given(st.sampled_from(sorted(set(known_zones().values()) - {"EST", "MST"})))  # which people use otherwise
def test_zones_are_found_by_name_or_city(zone: str):
    """Zones are found in any case, with spaces, or by a unique city."""
    assert read_zone(zone.lower().replace("_", " ")) == zone
    assert (read_zone("lord howe"), read_zone("utc")) == ("Australia/Lord_Howe", "UTC")


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("JST", "Asia/Tokyo"),
        ("Tokyo time", "Asia/Tokyo"),
        ("tokyo time zone", "Asia/Tokyo"),
        ("CET", "CET"),
        ("EST", "America/New_York"),
        ("Pacific Standard Time", "America/Los_Angeles"),
        ("utc", "UTC"),
        ("UTC+5:30", "Asia/Kolkata"),
        ("GMT \N{MINUS SIGN}03:30", "America/St_Johns"),
    ],
)
def test_zones_are_read_as_people_say_them(typed: str, zone: str):
    """A zone can be an abbreviation, a city with `time`, or an offset that only one zone has."""
    assert read_zone(typed) == zone


def test_every_zone_of_the_table_exists_and_has_its_offset():
    """The zones proposed for an abbreviation or an offset exist, and have that offset in winter or summer."""
    for typed in (line.split()[0] for line in _TABLE.read_text("utf-8").splitlines() if line[0] != "#"):
        for zone in offered_zones(typed, 3):
            offset = re.fullmatch(r"utc([+-])(\d{1,2}?)(30|45)?", typed)
            moments = [datetime(2026, month, 15, tzinfo=ZoneInfo(zone)) for month in (1, 7)]
            if offset:
                ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0)) * int(f"{offset[1]}1")
                assert ahead in [moment.utcoffset() for moment in moments]


@given(st.sampled_from(LANGUAGES))
def test_a_language_is_its_tag_or_its_own_name(language: Any):
    """A language is its tag or own name in any case; `server` is None."""
    assert read_language(language.tag.upper()) == read_language(f" {language.name} ") == language.tag
    assert read_language("Server") is None


WRONG: list[tuple[Callable[[Any], object], str, list[Any]]] = [
    (read_time, "Examples: 09:00", ["", "25:00", "13 pm", "0 am", "9:5"]),
    (read_quiet_hours, "Example: 22:00-07:00", ["22"]),
    (read_weekday, "must be `Monday`, `Tuesday`", ["", "t", "Mittwoch"]),
    (read_most_a_day, "must be `off` or `1` – `100`", ["2.5", "²", "1" * 5000]),
    (read_zone, "Unknown time zone", ["UTC+99", "../../etc", "time", "-0"]),
    (read_zone, "Choose Europe/Athens, Africa/Johannesburg or Etc/GMT-2", ["GMT+2", "+2", "utc+02:00"]),
    (read_zone, "Choose Asia/Kolkata, Europe/Dublin or Asia/Jerusalem", ["IST"]),
    (read_zone, "Choose America/Kentucky/Louisville or America/Louisville", ["Louisville"]),
    (read_language, "must be `server`, `en`, `zh-CN`", ["klingon", "de-AT", "x" * 5000]),
    (read_text, 'must be `"…"`', [[]]),
    (read_flag, "must be `true` or `false`", [1]),
    (partial(one_of, Look), "must be `card` or `compact`", ["big"]),
    (read_role_id, "must be a numeric ID", ["x"]),
    (lambda role: read_role(role, 1, {1, 7}), "can't mention", [1]),
    (lambda role: read_role(role, 1, {1, 7}), "can't mention", [8]),
]


@pytest.mark.parametrize(
    ("read", "hint", "wrong"), [(read, hint, one) for read, hint, all_ in WRONG for one in all_]
)
def test_what_cannot_be_is_told_with_what_can(read: Callable[[Any], object], hint: str, wrong: Any):
    """An invalid value gives a whole sentence in the reader's language."""
    with pytest.raises(PreferenceError, match=hint):
        read(wrong)
    with using_language(PSEUDO), pytest.raises(PreferenceError) as caught:
        read(wrong)
    with using_language(PSEUDO):
        assert (str(caught.value)[0], str(caught.value)[-1]) == ("[", "]")


@given(text=st.text(max_size=200), number=st.sampled_from(range(len(READERS))))
def test_whatever_is_typed_ends_in_a_value_or_a_sentence(text: str, number: int):
    """Any text gives a value or a PreferenceError that does not repeat it."""
    try:
        READERS[number](text)
    except PreferenceError as error:
        assert len(str(error)) < 200  # noqa: PT017 - the point is that nothing else is raised


def test_a_mistake_in_a_file_is_said_of_its_entry():
    """An error in a file names its entry; without an entry it is a sentence too."""
    with pytest.raises(EntryError) as caught:
        read_flag("perhaps")
    assert str(caught.value) == "This value must be `true` or `false`."
    assert caught.value.of("`paused`") == "`paused` must be `true` or `false`."
