"""Papers, polls, positions and marks."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from bot.domain.paper import Links, SourceKind
from bot.domain.paper_merging import with_reading
from bot.domain.ports import Store
from tests.contract.engines import Reopening
from tests.contract.makers import (
    TODAY,
    alert,
    paper_name,
    polled,
    sighting,
)


async def test_a_stored_paper_comes_back_whole(store: Store):
    """Every field of a sighting survives, hostile texts included."""
    links = Links(page="https://x.y/1", code="https://github.com/a/b", video="https://v.w/1")
    odd = sighting(
        1,
        title="π \ud800 \u202e \x00 $x$ 🎉",
        authors=("Ada", "Émile"),
        organization="Org",
        categories=("cs.CV",),
        keywords=("k",),
        tldr="It is so.",
        upvotes=7,
    )
    odd = type(odd)(paper=type(odd.paper)(**_fields(odd.paper) | {"links": links}), signals=odd.signals)
    await polled(store, sightings=(odd,))
    assert await store.sightings([odd.paper.id, "arxiv:0000.00000"]) == {odd.paper.id: odd}


def _fields(value: object) -> dict[str, object]:
    return {name: getattr(value, name) for name in value.__slots__}  # type: ignore[attr-defined] - every slotted class has it


async def test_what_each_source_said_comes_back(reopening: Reopening):
    """A paper of several sources keeps each reading; one that is stored of a single source has no others."""
    store = await reopening.open()
    listed = sighting(1, upvotes=50)
    streamed = replace(
        sighting(1, title="π \ud800 \x00", source="arxiv", published="doi:10.1038/x", announced=False),
        kind=SourceKind.STREAM,
        original=True,
    )
    both = with_reading(listed, streamed)
    await polled(store, sightings=(both,))
    store = await reopening.again()
    assert await store.sightings([listed.paper.id]) == {listed.paper.id: both}
    assert await store.papers_since(TODAY) == (both,)
    assert both.by_source == (listed, streamed)
    await polled(store, sightings=(listed,))
    assert await store.sightings([listed.paper.id]) == {listed.paper.id: listed}


async def test_a_preprint_is_found_by_its_journal_version(reopening: Reopening):
    """A preprint is found by its journal version while it is stored and names it."""
    store = await reopening.open()
    await polled(store, sightings=(sighting(1, published="doi:10.1/x"), sighting(2)))
    store = await reopening.again()
    asked = ["doi:10.1/x", "doi:10.1/y", paper_name(1)]
    assert await store.preprints_of(asked) == {"doi:10.1/x": paper_name(1)}
    await polled(store, sightings=(sighting(1, published="doi:10.1/y"), sighting(2, published="doi:10.1/y")))
    assert (await store.preprints_of(asked)).keys() == {"doi:10.1/y"}
    await polled(store, sightings=(sighting(2),))
    assert await store.preprints_of(["doi:10.1/x"]) == {}
    assert await store.preprints_of([]) == {}


async def test_the_papers_version_grows_with_stored_sightings_alone(store: Store):
    """Only commits with sightings increase the version of papers."""
    first = await store.papers_version()
    await polled(store, alert(1))
    assert await store.papers_version() == first
    await polled(store, sightings=(sighting(1),))
    assert await store.papers_version() > first


async def _changed(store: Store, known: Mapping[date, int]) -> list[tuple[date, dict[str, int]]]:
    return [found async for found in store.changed_days(known)]


async def test_days_that_nobody_knows_come_with_all_their_papers(store: Store):
    """Unknown days come newest first with all their papers, known ones do not come."""
    yesterday = TODAY - timedelta(days=1)
    await polled(store, sightings=(sighting(1), sighting(2), sighting(3, day=yesterday)))
    found = await _changed(store, {})
    assert [(day, sorted(marks)) for day, marks in found] == [
        (TODAY, [paper_name(1), paper_name(2)]),
        (yesterday, [paper_name(3)]),
    ]
    known = {day: sum(marks.values()) for day, marks in found}
    assert await _changed(store, known) == []


async def test_a_paper_that_is_stored_anew_has_another_mark(store: Store):
    """A stored-again paper has a new mark, and the other papers of its day keep theirs."""
    await polled(store, sightings=(sighting(1), sighting(2)))
    ((_, before),) = await _changed(store, {})
    await polled(store, sightings=(sighting(1, upvotes=1),))
    ((day, after),) = await _changed(store, {TODAY: sum(before.values())})
    assert day == TODAY
    assert after[paper_name(1)] != before[paper_name(1)]
    assert after[paper_name(2)] == before[paper_name(2)]


async def test_a_day_that_lost_its_papers_comes_without_any(store: Store):
    """A known day without papers comes empty, whether they moved or never were there."""
    await polled(store, sightings=(sighting(1, day=TODAY - timedelta(days=1)),))
    ((day, marks),) = await _changed(store, {})
    await polled(store, sightings=(sighting(1),))
    found = dict(await _changed(store, {day: sum(marks.values()), date.min: 7}))
    assert sorted(found[TODAY]) == [paper_name(1)]
    assert (found[day], found[date.min]) == ({}, {})


async def test_marks_survive_a_restart(reopening: Reopening):
    """Marks are the same after a restart."""
    store = await reopening.open()
    await polled(store, sightings=(sighting(1), sighting(2, day=TODAY - timedelta(days=1))))
    known = {day: sum(marks.values()) for day, marks in await _changed(store, {})}
    assert await _changed(await reopening.again(), known) == []
