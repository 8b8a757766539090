"""The bundled feed."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

from bot.demo.sample import PAST_DAYS, SampleList, bundled
from bot.domain.paper import Sighting
from tests.support.data import shared

BEGAN = datetime(2026, 3, 5, 14, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


async def everything(now: datetime, began: datetime = BEGAN) -> dict[str, Sighting]:
    """Return all papers listed at `now`, by id."""
    feed = SampleList(bundled(), began)
    days = [now.date() - timedelta(days=n) for n in range(PAST_DAYS + 1)]
    return {s.paper.id: s for day in days for s in (await feed.read(day, now)).sightings}


async def test_the_bundled_file_is_the_shared_one():
    """The sample is the seed papers, unchanged."""
    assert bundled() == shared("seed_papers.json").read_bytes()


async def test_most_papers_are_out_when_it_begins():
    """There are weeks of papers to learn from, the last of which has the most, and today's list is not empty."""
    out = await everything(BEGAN)
    assert len(out) == 30
    weeks = Counter((BEGAN.date() - one.signals.list_day).days // 7 for one in out.values())
    assert sorted(weeks) == [0, 1, 2, 3, 4]
    assert weeks[0] > sum(weeks[n] for n in range(1, 5))
    assert (await SampleList(bundled(), BEGAN).read(BEGAN.date(), BEGAN)).sightings


async def test_the_others_appear_one_after_another():
    """Something new keeps coming while somebody watches, until all 48 are out."""
    sizes = [len(await everything(BEGAN + n * MINUTE)) for n in range(8)]
    assert sizes == sorted(sizes)
    assert sizes[1] > 30
    assert sizes[-1] == 48


async def test_a_demo_over_midnight_goes_on_with_the_next_list_day():
    """Papers that appear after midnight stand on the new day's list, and none is lost."""
    began = datetime(2026, 3, 5, 23, 58, tzinfo=UTC)
    now = began + 8 * MINUTE
    reading = await SampleList(bundled(), began).read(date(2026, 3, 6), now)
    assert reading.sightings
    assert len(await everything(now, began)) == 48


async def test_some_paper_gets_hot_while_you_watch():
    """Upvotes never fall, and at least three papers pass 20 within the minutes after the beginning."""
    start, end = await everything(BEGAN), await everything(BEGAN + 10 * MINUTE)
    before = {key: start[key].signals.upvotes if key in start else 0 for key in end}
    assert all(s.signals.upvotes >= before[key] for key, s in end.items())
    assert len([key for key, s in end.items() if s.signals.upvotes >= 20 > before[key]]) >= 3
