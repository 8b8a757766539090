"""Catching up missed days of arXiv through its API."""

from dataclasses import replace

import pytest

from bot.sources.arxiv.source import Cursor
from bot.sources.bodies.json_values import dump_stored, load_stored
from tests.fake_sources.arxiv import submitted_for
from tests.wire.sources.arxiv.reading import DAYS, MONDAY, Reader, item


async def test_two_days_missed_are_caught_up(begun: Reader):
    """The feed, then day by day through the API: each paper once, also while the API lags."""
    for number in range(1, 4):
        day = MONDAY + number * DAYS
        begun.server.announce(day, [item(number * 10 + n, day) for n in range(3)])
    begun.server.day = MONDAY + 3 * DAYS
    begun.server.lag = True
    found = await begun.poll()
    assert found == [f"2611.000{n}{m}" for n in (3, 1, 2) for m in range(3)]
    assert [part.more for part in begun.parts] == [True, True, False]
    days = [{sighting.signals.list_day for sighting in part.announced} for part in begun.parts]
    assert days == [{MONDAY + n * DAYS} for n in (3, 1, 2)]
    assert begun.day == MONDAY + 3 * DAYS
    feeds = [request for request in begun.server.requests if request.startswith("/rss")]
    assert len(feeds) == 2, "one for each poll"


async def test_what_moderators_held_is_caught_up(begun: Reader):
    """A paper that moderators held for days is found on an outage's first day, if it is newer than our start."""
    tuesday = MONDAY + DAYS
    held = item(1, MONDAY)  # in time for Monday, and announced a day later
    before = item(2, MONDAY, submitted=submitted_for(MONDAY) - 5 * DAYS)
    begun.server.announce(tuesday, [held, before, item(3, tuesday)])
    begun.server.day = MONDAY + 2 * DAYS
    assert await begun.poll() == ["2611.00001", "2611.00003"]


async def test_what_moderators_held_is_caught_up_late(begun: Reader):
    """A paper held for a week is found although the outage's first day comes only after the second one."""
    tuesday, wednesday = MONDAY + DAYS, MONDAY + 2 * DAYS
    progress = load_stored(Cursor, begun.cursor)
    assert progress
    begun.cursor = dump_stored(replace(progress, began=MONDAY - 30 * DAYS))
    begun.server.announce(
        tuesday, [item(1, MONDAY, submitted=submitted_for(tuesday) - 7 * DAYS), item(2, tuesday)]
    )
    begun.server.announce(wednesday, [item(3, wednesday)])
    begun.server.day = MONDAY + 3 * DAYS
    begun.server.counts_more = tuesday
    assert await begun.poll(failing="results until 16 Nov") == []
    assert await begun.poll(failing="results until 16 Nov") == ["2611.00003"]
    begun.server.counts_more = None
    assert await begun.poll() == ["2611.00001", "2611.00002"]


async def test_an_empty_holiday(begun: Reader):
    """A working day without an announcement is fetched again through the API, and stays empty."""
    begun.server.day = MONDAY + DAYS
    assert await begun.poll() == []
    assert begun.day == MONDAY
    assert await begun.poll() == []
    begun.announce(2)
    assert await begun.poll() == ["2611.00002"]
    assert begun.day == MONDAY + 2 * DAYS


async def test_an_empty_page_is_asked_for_again(begun: Reader):
    """A spurious empty page is no empty day; one after another is an outage, and nothing counts as read."""
    begun.announce(1, 2)
    begun.server.empty_pages = 3
    assert await begun.poll(failing="Only 0 of 2 of") == ["2611.00002"]
    begun.server.empty_pages = 2
    assert await begun.poll() == ["2611.00001"]


async def test_an_api_that_has_nothing_at_all(begun: Reader):
    """A total of zero for a week is an outage: the day stays missed, and the days after it are announced."""
    begun.announce(1, 2, 3)
    begun.server.hides_all = True
    for number in (2, 3):
        begun.server.day = MONDAY + number * DAYS
        assert await begun.poll(failing="not even for a whole week") == [f"2611.{number:05}"]
    begun.server.hides_all = False
    assert await begun.poll() == ["2611.00001"]


async def test_an_empty_day_in_a_week_of_many(begun: Reader):
    """A day without papers in a week of twenty is asked for again for a day, then skipped and reported."""
    begun.server.announce(MONDAY + DAYS, [item(1, MONDAY + DAYS)])
    begun.server.announce(MONDAY + 2 * DAYS, [item(n, MONDAY + 2 * DAYS) for n in range(2, 22)])
    begun.server.hides_days = True
    for number in (2, 3):
        begun.server.day = MONDAY + number * DAYS
        await begun.poll(failing="but 2[0-9] for a whole week" if number == 2 else None)
    assert [part.gap for part in begun.parts if part.gap]


async def test_a_clock_that_is_ahead_passes_over_no_day(begun: Reader):
    """With a clock sixty days ahead all missed days are caught up, because arXiv's dates count."""
    begun.announce(1, 2, 3)
    assert set(await begun.poll(today=MONDAY + 63 * DAYS)) == {f"2611.{n:05}" for n in (1, 2, 3)}
    assert not any(part.gap for part in begun.parts)


async def test_a_day_that_never_comes_whole(begun: Reader):
    """An incomplete day delays no other one, and is closed after a day with a report."""
    begun.announce(1, 2, 3)
    begun.server.counts_more = MONDAY + DAYS
    assert await begun.poll(failing="results until 16 Nov") == ["2611.00003"]
    assert await begun.poll(failing="results until 16 Nov") == ["2611.00002"]
    assert await begun.poll(today=MONDAY + 4 * DAYS) == ["2611.00001"]
    (gap,) = [part.gap for part in begun.parts if part.gap]
    assert "the rest was skipped" in gap


@pytest.mark.parametrize("lie", ["repeats", "counts_one"])
async def test_pages_that_cannot_be_right(begun: Reader, lie: str):
    """A day whose second page repeats the first, or that counts one paper and gives 500, is read again."""
    tuesday, wednesday = MONDAY + DAYS, MONDAY + 2 * DAYS
    begun.server.announce(tuesday, [item(number, tuesday) for number in range(1, 601)])
    begun.server.announce(wednesday, [item(999, wednesday)])
    begun.server.day = wednesday
    setattr(begun.server, lie, True)
    assert await begun.poll(failing="results until 16 Nov") == ["2611.00999"]
    setattr(begun.server, lie, False)
    assert len(await begun.poll()) == 600


async def test_a_feed_that_is_dated_ahead(begun: Reader):
    """A feed dated ahead counts as today's and is checked through the API, and no later day is lost."""
    tuesday, slip = MONDAY + DAYS, MONDAY + 365 * DAYS
    begun.server.announce(tuesday, [item(1, tuesday), item(2, tuesday)])
    begun.server.announce(slip, [item(1, tuesday)])
    begun.server.day = slip
    assert await begun.poll(today=tuesday) == ["2611.00001"]
    assert begun.day == MONDAY
    for number in (2, 3):
        begun.server.day = MONDAY + number * DAYS
        begun.server.announce(begun.server.day, [item(number + 10, begun.server.day)])
        late = ["2611.00002"] if number == 2 else []
        assert await begun.poll() == [f"2611.{number + 10:05}", *late]


async def test_a_feed_that_was_cut_is_completed(begun: Reader):
    """2,800 papers in one category: the feed gives 2,000 at once and the API the rest on the next day."""
    tuesday, wednesday = MONDAY + DAYS, MONDAY + 2 * DAYS
    begun.server.announce(tuesday, [item(n, tuesday) for n in range(1, 2_801)])
    begun.server.day = tuesday
    first = await begun.poll()
    assert len(first) == 2_000
    assert begun.day == MONDAY
    begun.server.announce(wednesday, [item(3_000, wednesday)])
    begun.server.day = wednesday
    assert {*first, *await begun.poll()} == {f"2611.{n:05}" for n in (*range(1, 2_801), 3_000)}


async def test_a_long_outage_is_told(begun: Reader):
    """Days older than thirty days are skipped, and reported once."""
    begun.announce(2, 39, 42)
    assert await begun.poll() == ["2611.00042", "2611.00039"]
    (gap,) = [part.gap for part in begun.parts if part.gap]
    assert "arXiv was not polled for more than 30 days: papers from 17 Nov to 27 Nov" in gap
