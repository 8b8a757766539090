"""The choice between live papers and the sample."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from bot.demo.sample import SampleList
from bot.demo.seeding import RecordedSource
from bot.demo.shown_papers import choose_papers
from bot.domain.errors import SourceError
from bot.domain.paper import Links, Paper, Sighting, Signals, SourceList
from bot.settings import Settings
from bot.sources.catalogue import build_all
from bot.sources.http.fetcher import open_session
from bot.sources.settings.table import Sources
from tests.support.sources import make_spec
from tests.unit.demo.conftest import NOW

TODAY = NOW.date()
STREAMS = Settings.model_validate({"arxiv": {"categories": ["cs.LG"]}, "biorxiv": {"subjects": ["all"]}})


def sighting(number: str, day: date) -> Sighting:
    return Sighting(
        paper=Paper(
            id=f"arxiv:{number}",
            source="fake",
            title="T",
            abstract="A",
            links=Links(page="https://example.org", thumbnail="https://example.org/t.png"),
        ),
        signals=Signals(first_seen=NOW, list_day=day),
    )


class FakeSource:
    """Lists one paper a day; `error` is raised instead, `hangs` never answers, `empty` lists none."""

    spec = make_spec("fake")

    def __init__(self, *, error: Exception | None = None, hangs: bool = False, empty: bool = False):
        self._error, self._hangs, self._empty = error, hangs, empty

    def today(self, now: datetime) -> date:
        return now.date()

    def opens(self, day: date) -> datetime:
        return datetime.combine(day, time(), tzinfo=UTC)

    async def read(self, day: date, now: datetime) -> SourceList:
        assert now == NOW
        if self._hangs:
            await asyncio.Event().wait()
        if self._error:
            raise self._error
        return SourceList(day=day, sightings=() if self._empty else (sighting(f"2503.{day.day:05}", day),))


async def test_live_papers_are_shown_when_they_come():
    """A source that answers is used, with its last seven list days, oldest first."""
    shown = await choose_papers(Sources((FakeSource(),)), NOW)
    assert shown.source.spec.name == "fake"
    assert [reading.day.day for reading in shown.past_lists] == [27, 28, 1, 2, 3, 4, 5]
    assert "Live" in shown.label
    assert shown.interval is None


async def test_live_papers_come_without_pictures():
    """The page loads nothing from the network, so no thumbnail is given to it."""
    shown = await choose_papers(Sources((FakeSource(),)), NOW)
    reading = await shown.source.read(TODAY, NOW)
    assert reading.sightings[0].paper.links == replace(sighting("x", TODAY).paper.links, thumbnail=None)
    assert shown.source.today(NOW) == TODAY
    assert shown.source.opens(TODAY) == datetime(2026, 3, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (FakeSource(error=SourceError("host could not be read; a bot asks again.")), "host could not be read"),
        (FakeSource(hangs=True), "the live papers took longer than 0.01 seconds"),
        (FakeSource(empty=True), "Fake lists no papers at present"),
        (None, "as you asked"),
    ],
)
async def test_the_sample_stands_in(source: FakeSource | None, why: str):
    """For a source that fails, is silent or empty, or where it is wanted; then polls come quickly."""
    shown = await choose_papers(Sources((source,)) if source else None, NOW, patience=0.01)
    assert isinstance(shown.source, SampleList)
    assert shown.why == why
    assert "Sample" in shown.label
    assert shown.interval is not None


async def test_a_stream_stands_beside_the_sample():
    """One that is made of the same papers; nobody is asked for others."""
    shown = await choose_papers(None, NOW)
    assert [stream.spec.title for stream in shown.streams] == ["sample stream"]
    assert shown.lookups == ()


async def test_configured_streams_stand_beside_live_papers():
    """They are named on the page, and papers can be looked up."""
    async with open_session() as session:
        _, *streams = build_all(STREAMS, session).polled
        lookups = build_all(STREAMS, session).lookups
        live = await choose_papers(Sources((FakeSource(), *streams), lookups), NOW)
    assert [stream.spec.name for stream in live.streams] == ["arxiv", "biorxiv"]
    assert live.titles == ("Fake", "arXiv", "bioRxiv")
    assert live.subscriptions[-1].sources == ("arxiv", "biorxiv")
    assert live.lookups == lookups
    alone = await choose_papers(Sources((FakeSource(),)), NOW)
    assert (len(alone.subscriptions), alone.streams) == (2, ())


async def test_the_past_is_what_was_read_without_what_is_held_back():
    """A past gives its readings again, and says of days what the source says."""
    source = FakeSource()
    reading = SourceList(day=TODAY, sightings=(sighting("2503.00001", TODAY), sighting("2503.00002", TODAY)))
    past = RecordedSource(source, [reading], frozenset({"arxiv:2503.00001"}))
    assert past.today(NOW) == TODAY
    assert past.opens(TODAY) == source.opens(TODAY)
    assert [s.paper.id for s in (await past.read(TODAY, NOW)).sightings] == ["arxiv:2503.00002"]
