"""Previews, on the real store."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.errors import NotReadyError
from bot.domain.paper import Sighting, SourceKind
from bot.domain.paper_merging import with_reading
from bot.domain.ports import PollCommit, Store
from bot.domain.ports.catalogue import Catalogue
from bot.query import parse
from bot.search.past_papers import PastIndex
from bot.service.papers.archive import Archive
from bot.service.papers.preview import Previews, SourceMatches
from tests.support.fakes import DAY, Clock, FakeSource, sighting
from tests.support.sources import make_spec


async def test_counts_over_seven_list_days(store: Store, past: PastIndex, now: Clock):
    """A preview counts seven list days with the open one; examples are newest first."""
    papers = [
        sighting(f"2511.{n:05}", title="Diffusion", upvotes=n * 10, day=DAY - timedelta(days=n)) for n in range(9)
    ]
    await store.commit_poll(
        PollCommit(source="huggingface", at=now(), sightings=(*papers, sighting("2511.99999", title="Trees")))
    )
    preview = await Previews(Archive(store, past, [FakeSource()], now)).preview(parse("diffusion"))
    assert (preview.papers, preview.matches, preview.days) == (8, 7, 7)
    assert preview.per_day == 1.0
    assert preview.at_least == ((10, 6), (20, 5), (50, 2))
    assert preview.examples == tuple(papers[:3])
    assert preview.warnings == ()


def on(source: str, number: int, ago: int) -> Sighting:
    """Return a matching paper of some days ago."""
    return sighting(f"2511.{number:05}", title="Trees", source=source, day=DAY - timedelta(days=ago))


async def test_a_paper_of_several_sources_is_one_alert(store: Store, past: PastIndex, now: Clock):
    """A paper of several sources counts once in total and once for each source."""
    found = {n: on("picks", n, (n - 1) // 3) for n in range(1, 22)}
    for number in (*range(1, 7), *range(31, 35)):
        streamed = replace(on("alpha", number, number % 2), kind=SourceKind.STREAM)
        found[number] = with_reading(found[number], streamed) if number in found else streamed
    await store.commit_poll(PollCommit(source="picks", at=now(), sightings=tuple(found.values())))
    catalogue = Catalogue([make_spec("picks"), make_spec("alpha", kind=SourceKind.STREAM)])
    previews = Previews(Archive(store, past, [FakeSource()], now, catalogue=catalogue))
    preview = await previews.preview(parse("trees"), ("lists", "alpha"))
    assert [(share.matches, share.days) for share in preview.by_source] == [(21, 7), (10, 2)]
    assert (preview.matches, preview.per_day) == (25, 5.0)


async def test_a_conference_has_its_papers_of_any_day(store: Store, past: PastIndex, now: Clock):
    """Stored papers of a conference count, as they will be posted, though they are older than a week.

    They have no rate, and are not offered as daily matches of another source.
    """
    found = [replace(on("icml", n, 40), kind=SourceKind.PROGRAMME) for n in range(12)]
    await store.commit_poll(PollCommit(source="icml", at=now(), sightings=tuple(found)))
    catalogue = Catalogue([make_spec("picks"), make_spec("icml", kind=SourceKind.PROGRAMME)])
    previews = Previews(Archive(store, past, [FakeSource()], now, catalogue=catalogue))
    cases = (("trees", ("lists", "icml"), True), ("trees", (), False), ("oaks", ("icml",), False))
    for query, sources, warned in cases:
        preview = await previews.preview(parse(query), sources)
        assert preview.warnings
        assert preview.warnings[0].startswith("12 conference papers already match and will be posted") is warned
        assert (preview.per_day, preview.from_other_sources) == (0, ())
    assert preview.by_source == (SourceMatches(name="icml", title="Icml", papers=12, matches=0, days=0),)
    assert [await previews.matches(parse("trees"), sources) for _, sources, _ in cases] == [0, 0, None]


def test_the_latest_open_list_counts(store: Store, past: PastIndex, now: Clock):
    """Without sources the open day is the UTC day."""
    ahead = FakeSource()
    ahead.today = lambda now: now.date() + timedelta(days=1)
    assert Archive(store, past, [], now).today() == DAY
    assert Archive(store, past, [FakeSource(), ahead], now).today() == DAY + timedelta(days=1)


async def test_a_dry_run_without_numbers(store: Store, past: PastIndex, now: Clock):
    """While the index is not ready, a preview has a sentence instead of numbers."""

    async def find(*_: object, **__: object):
        raise NotReadyError("They are being prepared.")

    past.find = find  # pyright: ignore[reportAttributeAccessIssue] - not ready
    previews = Previews(Archive(store, past, [], now))
    preview = await previews.preview(parse("diffusion cat:cs.CV"))
    assert await previews.matches(parse("diffusion cat:cs.CV")) is None
    assert preview.not_ready == "They are being prepared."
    assert (preview.papers, preview.examples) == (0, ())
    assert preview.warnings == parse("diffusion cat:cs.CV").warnings
