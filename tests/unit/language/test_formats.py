"""Formats of numbers, days and lists."""

import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.language import formats
from bot.language.current import using_language
from bot.language.formats import (
    day_range,
    decimal,
    either,
    full_day,
    joined,
    listed,
    named_day,
    number,
    sentences,
    short_day,
    utc_text,
)
from bot.language.languages import ENGLISH, LANGUAGES, language_of
from bot.language.translating import LOCALES
from tests.support.pseudo import PSEUDO


def test_numbers():
    """Thousands and decimals have the language's separators."""
    assert (number(1601), decimal(1601.55, 1), decimal(3.0, 0)) == ("1,601", "1,601.5", "3")
    assert (decimal(0, 1), decimal(0.04, 1), decimal(0.1, 1)) == ("0", "<0.1", "0.1")  # not 0.0
    with using_language(language_of("de") or ENGLISH):
        assert (number(1601), decimal(1601.55, 1), decimal(-3.0, 0)) == ("1.601", "1.601,5", "-3")
    with using_language(language_of("fr") or ENGLISH):
        assert number(-1234567) == "-1\u202f234\u202f567"


@pytest.mark.parametrize(
    ("items", "both", "one", "plain"),
    [
        ([], "", "", ""),
        (["a"], "a", "a", "a"),
        (["a", "b"], "a and b", "a or b", "a, b"),
        (["a", "b", "c"], "a, b and c", "a, b or c", "a, b, c"),
    ],
)
def test_lists(items: list[str], both: str, one: str, plain: str):
    """Lists of none, one, two and more items are joined."""
    assert (joined(items), either(items), listed(items)) == (both, one, plain)


def test_days():
    """A day has the month's short name."""
    assert (short_day(date(2025, 11, 3)), full_day(date(2025, 11, 3))) == ("3 Nov", "3 Nov 2025")
    assert [short_day(date(2025, month, 1))[2:] for month in (1, 5, 12)] == ["Jan", "May", "Dec"]


@pytest.mark.parametrize(
    ("tag", "week", "turn", "named"),
    [
        ("en", "8–14 Jan", "29 Dec – 4 Jan", "Monday 3 November"),
        ("de", "8.–14. Jan.", "29. Dez. – 4. Jan.", "Montag, 3. November"),
        ("fr", "8–14 janv.", "29 déc. – 4 janv.", "lundi 3 novembre"),
        ("es", "8–14 ene", "29 dic – 4 ene", "lunes, 3 de noviembre"),
        ("ja", "1月8日～14日", "12月29日～1月4日", "11月3日(月曜日)"),
        ("ko", "1월 8일~14일", "12월 29일 ~ 1월 4일", "11월 3일 (월요일)"),
        ("zh-CN", "1月8日至14日", "12月29日至1月4日", "11月3日星期一"),
    ],
)
def test_spans_of_days(tag: str, week: str, turn: str, named: str):
    """Days and spans of them are written as CLDR has it for the language; a day alone is no span."""
    with using_language(language_of(tag) or ENGLISH):
        assert day_range(date(2026, 1, 8), date(2026, 1, 14)) == week
        assert day_range(date(2025, 12, 29), date(2026, 1, 4)).replace("\u2009", " ") == turn
        assert day_range(date(2026, 1, 8), date(2026, 1, 8)) == short_day(date(2026, 1, 8))
        assert named_day(date(2025, 11, 3)) == named


def test_days_that_were_not_compiled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    """The log has one warning, and days are in English."""
    monkeypatch.setattr(formats, "LOCALES", tmp_path)
    shutil.copy(LOCALES / "english.json", tmp_path)
    formats._calendars.cache_clear()
    try:
        test_spans_of_days("de", "8–14 Jan", "29 Dec – 4 Jan", "Monday 3 November")
        assert full_day(date(2025, 12, 1)) == "1 Dec 2025"
    finally:
        formats._calendars.cache_clear()
    assert len(caplog.records) == 1


def test_only_languages_of_the_bot_have_days():
    """The compiled calendars have no days of the pseudo-language."""
    compiled = json.loads((LOCALES / "calendars.json").read_bytes())
    assert set(compiled) == {language.tag for language in LANGUAGES if language is not ENGLISH}


def test_the_first_of_a_month():
    """In French only the first is an ordinal; other languages write the number."""
    with using_language(language_of("fr") or ENGLISH):
        assert [short_day(date(2025, 6, day)).partition(" ")[0] for day in (1, 2, 21)] == ["1er", "2", "21"]
        assert full_day(date(2025, 6, 1)).startswith("1er ")
        assert "1er" in named_day(date(2025, 6, 1))
    with using_language(language_of("es") or ENGLISH):
        assert short_day(date(2025, 6, 1)).partition(" ")[0] == "1"


def test_moments():
    """A moment is in UTC, whatever the process's locale is."""
    moment = datetime(2025, 11, 3, 9, 5, tzinfo=UTC)
    assert utc_text(moment) == "3 Nov 09:05 UTC"
    with using_language(PSEUDO):
        assert utc_text(moment).startswith("[")


def test_sentences():
    """Sentences are joined as the language does, without empty ones."""
    assert sentences("One.", "", "Two.") == "One. Two."
    with using_language(language_of("ja") or ENGLISH):
        assert sentences("一。", "二。") == "一。二。"
