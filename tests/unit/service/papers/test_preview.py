"""The dry run, on the real store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import NotReadyError
from bot.domain.paper import SourceKind, with_reading
from bot.domain.ports import PollCommit
from bot.domain.ports.catalogue import Catalogue
from bot.query import parse
from bot.service.papers.coverage import open_day
from bot.service.papers.preview import Previews
from tests.support.fakes import DAY, START, Clock, FakeSource, sighting
from tests.support.sources import make_spec

if TYPE_CHECKING:
    from bot.domain.paper import Sighting
    from bot.domain.ports import Store
    from bot.search.past import PastIndex


async def test_counts_over_seven_list_days(store: Store, past: PastIndex, now: Clock) -> None:
    """Numbers count the seven list days up to the open one, and examples begin with the newest."""
    papers = [
        sighting(f"2511.{n:05}", title="Diffusion", upvotes=n * 10, day=DAY - timedelta(days=n)) for n in range(9)
    ]
    await store.commit_poll(
        PollCommit(source="huggingface", at=now(), sightings=(*papers, sighting("2511.99999", title="Trees")))
    )
    preview = await Previews(store, past, [FakeSource()], now).preview(parse("diffusion"))
    assert (preview.papers, preview.matches, preview.days) == (8, 7, 7)
    assert preview.per_day == 1.0
    assert preview.at_least == ((10, 6), (20, 5), (50, 2))
    assert preview.examples == tuple(papers[:3])
    assert preview.warnings == ()


def on(source: str, number: int, ago: int) -> Sighting:
    """A paper that matches, of so many days ago."""
    return sighting(f"2511.{number:05}", title="Trees", source=source, day=DAY - timedelta(days=ago))


@pytest.mark.parametrize(
    ("papers", "per_day"),
    [
        # 21 in seven days on the list; 6 of these and 4 others on the stream, which is there since yesterday
        ((*range(1, 7), *range(31, 35)), 21 / 7 + 4 / 2),
        ((*range(1, 7),), 21 / 7),  # all of the stream are on the list as well
        ((*range(31, 35),), 21 / 7 + 4 / 2),  # none is
    ],
)
async def test_a_paper_of_several_sources_is_one_alert(
    store: Store, past: PastIndex, now: Clock, papers: tuple[int, ...], per_day: float
) -> None:
    """It counts once in the matches a day of all sources together, over the days of which each has papers."""
    found = {n: on("picks", n, (n - 1) // 3) for n in range(1, 22)}
    for number in papers:
        streamed = replace(on("alpha", number, number % 2), kind=SourceKind.STREAM)
        found[number] = with_reading(found[number], streamed) if number in found else streamed
    await store.commit_poll(PollCommit(source="picks", at=now(), sightings=tuple(found.values())))
    catalogue = Catalogue([make_spec("picks"), make_spec("alpha", kind=SourceKind.STREAM)])
    previews = Previews(store, past, [FakeSource()], now, catalogue)
    preview = await previews.preview(parse("trees"), ("lists", "alpha"))
    assert [(share.matches, share.days) for share in preview.shares] == [(21, 7), (len(papers), 2)]
    assert preview.matches == len({*range(1, 22), *papers})
    assert preview.per_day == pytest.approx(per_day)


def test_open_day_without_sources_is_the_utc_day() -> None:
    """Without a source the UTC day stands in; with several the latest open list counts."""
    assert open_day([], START) == START.astimezone(UTC).date()
    ahead = FakeSource()
    ahead.today = lambda now: now.date() + timedelta(days=1)
    assert open_day([FakeSource(), ahead], START) == DAY + timedelta(days=1)


async def test_a_dry_run_without_numbers(store: Store, past: PastIndex, now: Clock) -> None:
    """While past papers cannot be looked up, it says so in place of numbers."""

    async def find(*_: object, **__: object) -> None:
        raise NotReadyError("They are being prepared.")

    past.find = find  # pyright: ignore[reportAttributeAccessIssue] - not ready
    preview = await Previews(store, past, [], now).preview(parse("diffusion cat:cs.CV"))
    assert preview.not_ready == "They are being prepared."
    assert (preview.papers, preview.examples) == (0, ())
    assert preview.warnings == parse("diffusion cat:cs.CV").warnings
