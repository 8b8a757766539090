"""What an outage missed of arXiv, through its API."""

from __future__ import annotations

from tests.fake_sources.arxiv import submitted_for
from tests.wire.sources.arxiv.reading import DAYS, MONDAY, Reader, item


async def test_two_days_missed_are_caught_up(reader: Reader) -> None:
    """The feed, then day by day through the API: each paper once, also while the API lags."""
    reader.server.announce(MONDAY, [item(0, MONDAY)])
    await reader.poll()
    for number in range(1, 4):
        day = MONDAY + number * DAYS
        reader.server.announce(day, [item(number * 10 + n, day) for n in range(3)])
    reader.server.day = MONDAY + 3 * DAYS
    reader.server.lag = True
    found = await reader.poll()
    assert found == [f"2611.000{n}{m}" for n in (3, 1, 2) for m in range(3)]
    assert [part.more for part in reader.parts] == [True, True, False]
    days = [{sighting.signals.list_day for sighting in part.announced} for part in reader.parts]
    assert days == [{MONDAY + n * DAYS} for n in (3, 1, 2)]
    assert reader.day == MONDAY + 3 * DAYS
    feeds = [request for request in reader.server.requests if request.startswith("/rss")]
    assert len(feeds) == 2, "one for each poll"


async def test_what_moderators_held_is_caught_up(reader: Reader) -> None:
    """A paper that came in days before its announcement is found on an outage's first day, if after we began."""
    reader.server.announce(MONDAY, [item(0, MONDAY)])
    await reader.poll()
    tuesday = MONDAY + DAYS
    held = item(1, MONDAY)  # in time for Monday, and announced a day later
    before = item(2, MONDAY, submitted=submitted_for(MONDAY) - 5 * DAYS)
    reader.server.announce(tuesday, [held, before, item(3, tuesday)])
    reader.server.day = MONDAY + 2 * DAYS
    assert await reader.poll() == ["2611.00001", "2611.00003"]


async def test_an_empty_holiday(reader: Reader) -> None:
    """A working day without an announcement is asked for again through the API, which then has nothing either."""
    reader.server.announce(MONDAY, [item(0, MONDAY)])
    await reader.poll()
    reader.server.day = MONDAY + DAYS
    assert await reader.poll() == []
    assert reader.day == MONDAY
    assert await reader.poll() == []
    reader.server.day = MONDAY + 2 * DAYS
    reader.server.announce(reader.server.day, [item(1, reader.server.day)])
    assert await reader.poll() == ["2611.00001"]
    assert reader.day == MONDAY + 2 * DAYS


async def test_an_empty_page_is_asked_for_again(reader: Reader) -> None:
    """A spurious empty page is no empty day; one after another is an outage, and nothing counts as read."""
    reader.server.announce(MONDAY, [item(0, MONDAY)])
    await reader.poll()
    tuesday, wednesday = MONDAY + DAYS, MONDAY + 2 * DAYS
    reader.server.announce(tuesday, [item(1, tuesday)])
    reader.server.announce(wednesday, [item(2, wednesday)])
    reader.server.day = wednesday
    reader.server.empty_pages = 3
    assert await reader.poll(failing="an empty page") == ["2611.00002"]
    reader.server.empty_pages = 2
    assert await reader.poll() == ["2611.00001"]


async def test_an_api_that_has_nothing_at_all(reader: Reader) -> None:
    """A total of zero for a week is an outage: the day stays missed, and the days after it are announced."""
    reader.server.announce(MONDAY, [item(0, MONDAY)])
    await reader.poll()
    for number in (1, 2, 3):
        reader.server.announce(MONDAY + number * DAYS, [item(number, MONDAY + number * DAYS)])
    reader.server.hides_all = True
    for number in (2, 3):
        reader.server.day = MONDAY + number * DAYS
        assert await reader.poll(failing="nor of a whole week") == [f"2611.{number:05}"]
    reader.server.hides_all = False
    assert await reader.poll() == ["2611.00001"]


async def test_a_clock_that_is_ahead_passes_over_no_day(reader: Reader) -> None:
    """What was missed is reckoned by the days of arXiv's feeds: sixty days ahead, all of it is caught up."""
    reader.server.announce(MONDAY, [item(0, MONDAY)])
    await reader.poll()
    for number in range(1, 4):
        reader.server.announce(MONDAY + number * DAYS, [item(number, MONDAY + number * DAYS)])
    reader.server.day = MONDAY + 3 * DAYS
    assert set(await reader.poll(today=MONDAY + 63 * DAYS)) == {f"2611.{n:05}" for n in (1, 2, 3)}
    assert not any(part.gap for part in reader.parts)


async def test_a_day_that_never_comes_whole(reader: Reader) -> None:
    """It holds up no other missed day, and is closed after a day with what it had, which is told."""
    reader.server.announce(MONDAY, [item(0, MONDAY)])
    await reader.poll()
    for number in range(1, 4):
        reader.server.announce(MONDAY + number * DAYS, [item(number, MONDAY + number * DAYS)])
    reader.server.day = MONDAY + 3 * DAYS
    reader.server.counts_more = MONDAY + DAYS
    assert await reader.poll(failing="results until 16 Nov") == ["2611.00003"]
    assert await reader.poll(failing="results until 16 Nov") == ["2611.00001", "2611.00002"]
    assert await reader.poll(today=MONDAY + 4 * DAYS) == []
    (gap,) = [part.gap for part in reader.parts if part.gap]
    assert "the rest was not looked at" in gap


async def test_a_feed_that_is_dated_ahead(reader: Reader) -> None:
    """What it holds is announced as today's, and the API is asked for that day as well; no later day is lost."""
    reader.server.announce(MONDAY, [item(0, MONDAY)])
    await reader.poll()
    tuesday, slip = MONDAY + DAYS, MONDAY + 365 * DAYS
    reader.server.announce(tuesday, [item(1, tuesday), item(2, tuesday)])
    reader.server.announce(slip, [item(1, tuesday)])
    reader.server.day = slip
    assert await reader.poll(today=tuesday) == ["2611.00001"]
    assert reader.day == MONDAY
    for number in (2, 3):
        reader.server.day = MONDAY + number * DAYS
        reader.server.announce(reader.server.day, [item(number + 10, reader.server.day)])
        late = ["2611.00002"] if number == 2 else []
        assert await reader.poll() == [f"2611.{number + 10:05}", *late]


async def test_a_feed_that_was_cut_is_completed(reader: Reader) -> None:
    """2,800 papers in one category: the feed gives 2,000 at once and the API the rest on the next day."""
    reader.server.announce(MONDAY, [])
    tuesday, wednesday = MONDAY + DAYS, MONDAY + 2 * DAYS
    await reader.poll()
    reader.server.announce(tuesday, [item(n, tuesday) for n in range(2_800)])
    reader.server.day = tuesday
    first = await reader.poll()
    assert len(first) == 2_000
    assert reader.day == MONDAY
    reader.server.announce(wednesday, [item(3_000, wednesday)])
    reader.server.day = wednesday
    assert {*first, *await reader.poll()} == {f"2611.{n:05}" for n in (*range(2_800), 3_000)}


async def test_a_long_outage_is_told(reader: Reader) -> None:
    """What is older than thirty days is not looked at, and that is said once."""
    reader.server.announce(MONDAY, [item(0, MONDAY)])
    await reader.poll()
    reader.server.day = MONDAY + 42 * DAYS
    reader.server.announce(MONDAY + 2 * DAYS, [item(1, MONDAY + 2 * DAYS)])
    reader.server.announce(reader.server.day - DAYS * 3, [item(2, reader.server.day - DAYS * 3)])
    reader.server.announce(reader.server.day, [item(3, reader.server.day)])
    assert await reader.poll() == ["2611.00003", "2611.00002"]
    (gap,) = [part.gap for part in reader.parts if part.gap]
    assert "arXiv was not read for more than 30 days: what appeared from 17 Nov to 27 Nov" in gap
