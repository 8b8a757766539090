"""Summaries of papers by models."""

from dataclasses import replace

import pytest

from bot.domain.paper import SourceKind, Summary
from bot.domain.paper_merging import with_reading
from bot.domain.ports import Store
from bot.store.rules import summary_note
from tests.contract.engines import Reopening
from tests.contract.makers import TODAY, paper_name, polled, sighting

GERMAN = Summary(language="de", text='Es geht um π \ud800 \x00 "Zitate".', model="m-7b", general=True)
ENGLISH = Summary(language="en", text="It is about π.", model="m-7b")


async def _summaries(store: Store, number: int = 1) -> tuple[Summary, ...]:
    return (await store.sightings([paper_name(number)]))[paper_name(number)].paper.summaries


async def test_a_summary_comes_with_its_paper(reopening: Reopening):
    """A summary is read with its paper, also after a restart, and changes nothing else of it."""
    store = await reopening.open()
    await polled(store, sightings=(sighting(1), sighting(2)))
    version = await store.papers_version()
    assert await store.add_summary(paper_name(1), GERMAN)
    assert await store.add_summary(paper_name(1), ENGLISH)
    assert await store.papers_version() == version
    store = await reopening.again()
    assert await _summaries(store) == (GERMAN, ENGLISH)
    assert await _summaries(store, 2) == ()
    (first, second) = await store.papers_since(TODAY)
    assert (first.paper.summaries, second.paper.summaries) == ((GERMAN, ENGLISH), ())
    assert (await store.add_paper(sighting(1))).paper.summaries == (GERMAN, ENGLISH)


async def test_no_reading_takes_it_away(store: Store):
    """A poll of any source keeps the summaries of its papers."""
    before = sighting(1)
    await polled(store, sightings=(before,))
    await store.add_summary(paper_name(1), GERMAN)
    await polled(store, sightings=(with_reading(before, sighting(1, upvotes=9)),))
    other = replace(sighting(1, source="arxiv"), kind=SourceKind.STREAM)
    stored = (await store.sightings([paper_name(1)]))[paper_name(1)]
    await polled(store, sightings=(with_reading(stored, other),))
    assert await _summaries(store) == (GERMAN,)


@pytest.mark.parametrize("text", ["nonsense", "[1]", '[{"language":"de"}]', '{"a":1}', "[" * 100_000])
async def test_a_note_of_something_else_is_no_summary(store: Store, text: str):
    """An invalid note is no summary, and the paper is shown with its gist."""
    await polled(store, sightings=(sighting(1),))
    await store.set_note(summary_note(paper_name(1)), text)
    assert await _summaries(store) == ()
    await store.add_summary(paper_name(1), GERMAN)
    assert await _summaries(store) == (GERMAN,)
