"""What people type into the settings, and what they are told when it cannot be."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.current import speaking
from bot.language.languages import PSEUDO
from bot.service.preferences.parse import (
    EntryError,
    PreferenceError,
    check_language,
    check_most_a_day,
    check_quiet_hours,
    check_weekday,
    read_flag,
    read_language,
    read_look,
    read_most_a_day,
    read_quiet_hours,
    read_role,
    read_role_id,
    read_text,
    read_time,
    read_weekday,
)
from bot.service.preferences.zones import check_zone, read_zone

if TYPE_CHECKING:
    from collections.abc import Callable

READERS = (read_most_a_day, read_quiet_hours, read_time, read_weekday, read_zone)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9", time(9)),
        ("09:00", time(9)),
        (" 9.30 ", time(9, 30)),
        ("21h30", time(21, 30)),
        ("0:00", time(0)),
        ("9 pm", time(21)),
        ("9:30am", time(9, 30)),
        ("12 am", time(0)),
        ("12 p.m.", time(12)),
    ],
)
def test_times_are_read_as_people_write_them(text: str, expected: time) -> None:
    """With or without minutes, with the halves of the day or twenty-four hours."""
    assert read_time(text) == expected


@pytest.mark.parametrize("text", ["", "25:00", "9:60", "noon", "13 pm", "0 am", "9:5", "-1", "٣:00x"])
def test_a_wrong_time_says_how_to_write_one(text: str) -> None:
    """The sentence has an example in it."""
    with pytest.raises(PreferenceError, match=r"cannot read that time: write it like 09:00"):
        read_time(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("22:00-07:00", (time(22), time(7))),
        ("10 pm to 7 am", (time(22), time(7))),
        ("12 – 13:30", (time(12), time(13, 30))),
        ("off", None),
        (" None ", None),
    ],
)
def test_quiet_hours_are_a_beginning_and_an_end(text: str, expected: tuple[time, time] | None) -> None:
    """Over midnight or not; off means none."""
    assert read_quiet_hours(text) == expected


@pytest.mark.parametrize(("text", "hint"), [("22:00", "like 22:00-07:00"), ("7-7", "never end"), ("x-y", "09:00")])
def test_wrong_quiet_hours_say_how_to_write_them(text: str, hint: str) -> None:
    """An end is needed, another one than the beginning, and both are times."""
    with pytest.raises(PreferenceError, match=hint):
        read_quiet_hours(text)


@pytest.mark.parametrize(("text", "expected"), [("Monday", 0), ("tu", 1), ("SUN", 6)])
def test_weekdays_may_be_cut_short(text: str, expected: int) -> None:
    """Two letters tell them apart."""
    assert read_weekday(text) == expected


@pytest.mark.parametrize("text", ["", "t", "Mittwoch", "Mondays"])
def test_a_wrong_weekday_lists_them(text: str) -> None:
    """All seven."""
    with pytest.raises(PreferenceError, match=r"Monday, Tuesday.*Sunday"):
        read_weekday(text)


@pytest.mark.parametrize(("text", "expected"), [("1", 1), (" 100 ", 100), ("off", None), ("", None)])
def test_the_most_a_day_is_a_number_or_off(text: str, expected: int | None) -> None:
    """Nothing means no limit."""
    assert read_most_a_day(text) == expected


@pytest.mark.parametrize("text", ["0", "101", "-3", "2.5", "many", "²", "1" * 5000])
def test_a_wrong_number_says_which_are_right(text: str) -> None:
    """Digits that are none, and numbers beyond the bounds."""
    with pytest.raises(PreferenceError, match="from 1 to 100"):
        read_most_a_day(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("america/new york", "America/New_York"),
        ("Berlin", "Europe/Berlin"),
        ("lord howe", "Australia/Lord_Howe"),
        ("utc", "UTC"),
        ("etc/gmt+2", "Etc/GMT+2"),
    ],
)
def test_zones_are_found_by_name_or_city(text: str, expected: str) -> None:
    """In any case, with spaces, or by the city alone."""
    assert read_zone(text) == expected


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Europe/Berln", r"Did you mean .*Europe/Berlin"),
        ("Berlinn", r"Did you mean .*Europe/Berlin"),
        ("UTC+2", "Write it like Europe/Berlin"),
        ("GMT+2", "Write it like Europe/Berlin"),  # Etc/GMT+2 would be two hours behind
        ("", "Write it like Europe/Berlin"),
        ("../../etc/passwd", "I do not know that time zone"),
        ("Europe", "I do not know that time zone"),
        ("qqqqqqqqqqqqqq", "Write it like Europe/Berlin"),
    ],
)
def test_an_unknown_zone_offers_near_ones(text: str, hint: str) -> None:
    """A slip of the finger is answered with what was meant, nonsense with an example."""
    with pytest.raises(PreferenceError, match=hint):
        read_zone(text)


def test_only_roles_of_the_server_are_mentioned() -> None:
    """A role of another server, or everyone, is refused."""
    assert read_role(7, 1, {1, 7}) == 7
    with pytest.raises(PreferenceError, match="no such role"):
        read_role(8, 1, {1, 7})
    with pytest.raises(PreferenceError, match="not mention everyone"):
        read_role(1, 1, {1, 7})


@given(text=st.text(max_size=200), number=st.sampled_from(range(len(READERS))))
def test_whatever_is_typed_ends_in_a_value_or_a_sentence(text: str, number: int) -> None:
    """No reader fails in another way, and none repeats what a stranger typed."""
    try:
        READERS[number](text)
    except PreferenceError as error:
        assert len(str(error)) < 200  # noqa: PT017 - the point is that nothing else is raised


def test_a_city_that_two_zones_are_named_after_is_asked_about() -> None:
    """Nobody is put an hour off by a guess."""
    with pytest.raises(PreferenceError, match=r"Did you mean America/Kentucky/Louisville or America/Louisville\?"):
        read_zone("Louisville")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("de", "de"), ("zh-cn", "zh-CN"), (" Français ", "fr"), ("日本語", "ja"), ("server", None), ("Server", None)],
)
def test_a_language_is_its_tag_or_its_own_name(text: str, expected: str | None) -> None:
    """In any case; `server` leaves it to the server."""
    assert read_language(text) == expected
    check_language(expected)


@pytest.mark.parametrize("text", ["xx", "klingon", "d", "de-AT", "en-US", "x" * 5000])
def test_a_language_that_there_is_not_says_which_there_are(text: str) -> None:
    """The language that tests speak is nobody's choice."""
    with pytest.raises(PreferenceError, match=r"language: write server, en, zh-CN, ja, ko, de, fr or es\."):
        read_language(text)


def test_what_is_set_must_be_a_language() -> None:
    """Whoever calls."""
    with pytest.raises(PreferenceError, match="write server, en"):
        check_language("tlh")


def test_what_only_a_file_can_have_is_said_of_its_entry() -> None:
    """A menu never gives it; who forges one reads a sentence all the same."""
    with pytest.raises(EntryError) as caught:
        read_flag("perhaps")
    assert str(caught.value) == "This must be true or false."
    assert caught.value.of("channels[0].paused") == "channels[0].paused must be true or false."


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: read_text([]),
        lambda: read_flag(1),
        lambda: read_look("big"),
        lambda: read_role_id("x"),
        lambda: read_time("noon"),
        lambda: read_quiet_hours("22"),
        lambda: read_quiet_hours("9-9"),
        lambda: read_weekday("someday"),
        lambda: read_most_a_day("0"),
        lambda: read_role(1, 1, ()),
        lambda: read_role(1, 2, ()),
        lambda: read_zone("Mars"),
        lambda: read_zone("Berlim"),
        lambda: check_zone("Mars"),
        lambda: check_weekday(7),
        lambda: check_most_a_day(0),
        lambda: check_quiet_hours((time(9), None)),
    ],
)
def test_what_cannot_be_is_told_in_the_language_of_who_chose_it(wrong: Callable[[], object]) -> None:
    """As a whole sentence."""
    with speaking(PSEUDO), pytest.raises(PreferenceError) as caught:
        wrong()
    with speaking(PSEUDO):
        assert str(caught.value).startswith("[")
        assert str(caught.value).endswith("]")
