"""Live papers, or the sample."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time

from bot.domain.errors import SourceError
from bot.domain.paper import Links, Paper, Sighting, Signals, SourceList
from bot.query import parse
from bot.sandbox.derived_sources import RecordedSource
from bot.sandbox.feed import choose_feed, sample_feed, with_live_streams
from bot.sandbox.sample import SampleFeed, bundled
from bot.settings import Settings
from bot.sources.catalogue import build_all
from bot.sources.http.fetcher import open_session
from bot.sources.paper_files import parse as entries_of
from tests.support.sources import make_spec
from tests.unit.sandbox.conftest import NOW

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

    def __init__(self, *, error: Exception | None = None, hangs: bool = False, empty: bool = False) -> None:
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


async def test_live_papers_are_shown_when_they_come() -> None:
    """A source that answers is used, with its last seven list days, oldest first."""
    feed = await choose_feed(FakeSource, NOW)
    assert feed.source.spec.name == "fake"
    assert [reading.day.day for reading in feed.past] == [27, 28, 1, 2, 3, 4, 5]
    assert "Live" in feed.label
    assert feed.interval is None


async def test_live_papers_come_without_pictures() -> None:
    """The page loads nothing from the network, so no thumbnail is given to it."""
    feed = await choose_feed(FakeSource, NOW)
    reading = await feed.source.read(TODAY, NOW)
    assert reading.sightings[0].paper.links == replace(sighting("x", TODAY).paper.links, thumbnail=None)
    assert feed.source.today(NOW) == TODAY
    assert feed.source.opens(TODAY) == datetime(2026, 3, 5, tzinfo=UTC)


async def test_the_sample_stands_in_when_the_source_fails() -> None:
    """An unreachable source gives the sample and the reason."""
    error = SourceError("huggingface.co could not be read: no network; a running bot asks again by itself.")
    feed = await choose_feed(lambda: FakeSource(error=error), NOW)
    assert isinstance(feed.source, SampleFeed)
    assert feed.why == "huggingface.co could not be read: no network"
    assert "Sample" in feed.label


async def test_the_sample_stands_in_when_the_source_is_silent() -> None:
    """A source that does not answer in time gives the sample."""
    feed = await choose_feed(lambda: FakeSource(hangs=True), NOW, patience=0.0)
    assert isinstance(feed.source, SampleFeed)
    assert "within 0 seconds" in feed.why


async def test_the_sample_stands_in_when_nothing_is_listed() -> None:
    """A week without a single paper is no demo."""
    feed = await choose_feed(lambda: FakeSource(empty=True), NOW)
    assert isinstance(feed.source, SampleFeed)


async def test_the_sample_can_be_asked_for() -> None:
    """Without a live source nobody is asked, and polls come quickly."""
    feed = await choose_feed(None, NOW)
    assert isinstance(feed.source, SampleFeed)
    assert feed.interval is not None
    assert feed.interval < 60


async def test_a_stream_stands_beside_the_sample() -> None:
    """One that is made of the same papers; nobody is asked for others, whatever the settings name."""
    feed = await choose_feed(None, NOW)
    assert [stream.spec.title for stream in feed.streams] == ["sample stream"]
    async with open_session() as session:
        assert with_live_streams(feed, build_all(STREAMS, session)) == feed


async def test_configured_streams_stand_beside_live_papers() -> None:
    """They are named on the page, and papers can be looked up."""
    feed = await choose_feed(FakeSource, NOW)
    async with open_session() as session:
        live = with_live_streams(feed, build_all(STREAMS, session))
    assert [stream.spec.name for stream in live.streams] == ["arxiv", "biorxiv"]
    assert live.titles == ("Fake", "arXiv", "bioRxiv")
    assert live.ready[-1].sources == ("arxiv", "biorxiv")
    assert live.lookups
    async with open_session() as session:
        alone = with_live_streams(feed, build_all(Settings(), session))
    assert (alone.label, alone.ready, alone.streams) == (feed.label, feed.ready, ())
    assert alone.lookups


async def test_the_past_is_what_was_read_without_what_is_held_back() -> None:
    """A past gives its readings again, and says of days what the source says."""
    source = FakeSource()
    reading = SourceList(day=TODAY, sightings=(sighting("2503.00001", TODAY), sighting("2503.00002", TODAY)))
    past = RecordedSource(source, [reading], frozenset({"arxiv:2503.00001"}))
    assert past.today(NOW) == TODAY
    assert past.opens(TODAY) == source.opens(TODAY)
    assert [s.paper.id for s in (await past.read(TODAY, NOW)).sightings] == ["arxiv:2503.00002"]


async def test_ready_subscriptions_find_what_they_are_called_after() -> None:
    """What the sample's finds was read: a newcomer sees nothing beside the topic, neither now nor later."""
    feed = await sample_feed(NOW, "as you asked")
    queries = {ready.name: parse(ready.query) for ready in feed.ready}
    papers = [entry.paper for entry in entries_of(bundled()).entries]
    found = {
        name: {
            p.title.partition(":")[0] for p in papers if query.matches(p, Signals(first_seen=NOW, list_day=TODAY))
        }
        for name, query in queries.items()
    }
    assert found["Consistency models"] == {
        "RL for Consistency Models",
        "ConsistencyDet",
        "Improved Techniques for Training Consistency Models",
        "SCott",
        "Linear Combination of Saved Checkpoints Makes Consistency and Diffusion Models Better",
        "Consistency Trajectory Models",
        "Improved Training Technique for Latent Consistency Models",
        "AnimateLCM",
        "Robust Representation Consistency Model via Contrastive Denoising",
    }
    assert "Label Distributionally Robust Losses for Multi-class Classification" not in found["Just out"]
    assert len(found["Just out"]) == 18
