"""Polling streams: parts, cursors and announcements."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.domain.errors import SourceError, StoreError
from bot.domain.ports import Store, StreamPart
from bot.service.poll.context import PollContext
from bot.service.poll.ingest import Ingest
from bot.service.poll.poller import Poller
from tests.support.fakes import CHANNEL, START, Clock, subscribe, subscription
from tests.support.meanwhile import Meanwhile
from tests.support.streams import STREAM, FakeStream, part, streamed


def polling(store: Store, source: FakeStream) -> Poller:
    return Poller(store, source, Clock(), PollContext(lists=frozenset()))


async def test_the_first_reading_is_learned(store: Store):
    """Papers of the first poll never cause alerts; later papers do."""
    await subscribe(store, subscription(query="paper", sources=(STREAM.name,)))
    source = FakeStream(part("1", streamed("2511.00001")))
    first = await polling(store, source).poll()
    assert (first.learned, first.papers, first.new_papers, first.alerts) == (True, 1, 1, ())
    assert await store.cursor("stream") == "1"
    source.parts.append(part("2", streamed("2511.00001"), streamed("2511.00002")))
    second = await polling(store, source).poll()
    assert not second.learned
    assert [alert.paper_id for alert in second.alerts] == ["arxiv:2511.00002"]
    assert [found.paper.id for found in second.examples] == ["arxiv:2511.00002"]


async def test_a_part_may_be_learned_later(store: Store):
    """Papers of a part that the source marks as `learned` never cause alerts."""
    await subscribe(store, subscription(query="paper", sources=(STREAM.name,)))
    source = FakeStream(part("1", more=True), replace(part("2", streamed("2511.00001")), learned=True))
    second = await polling(store, source).poll()
    source.parts.append(part("3", streamed("2511.00001")))
    assert (second.learned, second.new_papers, second.alerts) == (True, 1, ())
    assert (await polling(store, source).poll()).alerts == ()


async def test_all_parts_are_read_in_one_poll(store: Store):
    """Each part is requested with the cursor of the one before, and all are counted."""
    parts = [part(str(n), streamed(f"2511.0000{n}"), skipped=1, more=n < 3) for n in (1, 2, 3)]
    source = FakeStream(*parts)
    report = await polling(store, source).poll()
    assert source.asked == [None, "1", "2"]
    assert (report.papers, report.skipped) == (3, 3)
    assert await store.cursor("stream") == "3"


async def test_a_part_that_fails_loses_none_before_it(store: Store):
    """Parts before a failed one are stored, and the next poll continues there."""
    await subscribe(store, subscription(query="paper", sources=(STREAM.name,)))
    failing = FakeStream(part("1", more=True), part("2", streamed("2511.00002"), more=True), SourceError("503"))
    report = await polling(store, failing).poll()
    assert (str(report.failure), report.new_alerts) == ("503", 1)
    assert await store.cursor("stream") == "2"
    failing.parts[2] = part("3", streamed("2511.00003"))
    assert [alert.paper_id for alert in (await polling(store, failing).poll()).alerts] == ["arxiv:2511.00003"]
    assert {alert.paper_id for alert in await store.pending(CHANNEL)} == {"arxiv:2511.00002", "arxiv:2511.00003"}


async def test_a_part_that_cannot_be_stored_is_read_again(store: Store):
    """A part that cannot be stored keeps its cursor, and no later part is requested."""

    async def fail():
        raise StoreError("The disk is full.")

    source = FakeStream(part("1", streamed("2511.00001"), more=True), part("2"))
    broken: Any = Meanwhile(store, "commit_poll", fail)
    with pytest.raises(StoreError):
        await polling(broken, source).poll()
    assert source.asked == [None]
    assert await store.cursor("stream") is None


async def test_a_crash_repeats_a_part_and_alerts_once(store: Store):
    """A part that is read again after a crash makes no second alert."""
    await subscribe(store, subscription(query="word", sources=(STREAM.name,)))
    await polling(store, FakeStream(part("1"))).poll()
    listed = tuple(streamed(f"2511.{n:05}", abstract="word " * 3_000) for n in range(4))

    async def killed():
        raise OSError("killed")

    dying: Any = Meanwhile(store, "commit_poll", killed, after=2)
    source = FakeStream(part("1"), part("2", *listed))
    with pytest.raises(OSError, match="killed"):
        await polling(dying, source).poll()
    assert await store.cursor("stream") == "1"
    assert len((await polling(store, source).poll()).alerts) == 2
    assert len(await store.pending(CHANNEL)) == 4
    assert await store.cursor("stream") == "2"


async def test_a_wrong_clock_makes_no_paper_old(store: Store):
    """Alerts missing after a crash are made on the next poll, even if the clock is a year ahead."""
    ingest = Ingest(store, STREAM, PollContext(lists={"huggingface"}))
    await ingest.ingest([streamed("2511.00001")], START, learned=False)
    await subscribe(store, subscription(query="paper", sources=("stream",)))
    ahead = START + timedelta(days=365)
    again = await ingest.ingest([streamed("2511.00001")], ahead, learned=False)
    assert [alert.paper_id for alert in again.alerts] == ["arxiv:2511.00001"]


async def test_updates_announce_nothing(store: Store):
    """A new version updates a stored paper; one of a paper that was never announced is skipped."""
    await subscribe(store, subscription(query="diffusion"))
    known, unknown = streamed("2511.00001", title="Diffusion"), streamed("2511.00002", title="Diffusion")
    source = FakeStream(part("1", streamed("2511.00001")), part("2", updates=(known, unknown)))
    await polling(store, source).poll()
    report = await polling(store, source).poll()
    assert report.alerts == ()
    stored = await store.sightings(["arxiv:2511.00001", "arxiv:2511.00002"])
    assert [found.paper.title for found in stored.values()] == ["Diffusion"]
    version = await store.papers_version()
    source.parts.append(part("3", updates=(known,)))
    await polling(store, source).poll()
    assert await store.papers_version() == version, "nothing was new in it"


async def test_a_gap_is_told_and_over_after_a_day(store: Store):
    """A gap is in the report, and in the health of the source for a day."""
    source = FakeStream(part("1", gap="Stream lost some."))
    now = Clock()
    poller = Poller(store, source, now)
    assert (await poller.poll()).gaps == ("Stream lost some.",)
    assert (poller.state.recent_gap(now()), poller.state.trouble(now())) == ("Stream lost some.", None)
    assert not poller.state.is_list
    now.forward(hours=24)
    assert poller.state.recent_gap(now()) is None


async def test_a_poll_ends(store: Store):
    """A poll of an endless stream ends after a hundred parts."""

    class Endless(FakeStream):
        async def read_from(self, cursor: str | None, now: datetime) -> StreamPart:
            self.asked.append(cursor)
            assert now
            return part(str(len(self.asked)), more=True)

    source = Endless()
    await polling(store, source).poll()
    assert len(source.asked) == 100
