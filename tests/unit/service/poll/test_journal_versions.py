"""Preprint and journal version are two papers that link to each other."""

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.paper import Paper, Sighting
from bot.domain.ports import PollReport, Store
from bot.service.poll.changed_papers_note import changed_papers_note
from bot.service.poll.context import PollContext
from bot.service.poll.poller import Poller
from tests.support.fakes import Clock, sighting, subscribe, subscription
from tests.support.streams import STREAM, FakeStream, part, streamed

PREPRINT, JOURNAL = "arxiv:2511.00001", "doi:10.1038/x"


def preprint(published: str | None = JOURNAL) -> Sighting:
    return streamed("2511.00001", published=published)


def journal() -> Sighting:
    return sighting(id=JOURNAL, source="journal")


class Host:
    """Polls the server of preprints and a journal's feed, both of which have been read once."""

    def __init__(self, store: Store, now: Clock):
        self._store = store
        self.server, self.feed = FakeStream(), FakeStream()
        self.feed.spec = replace(STREAM, name="journal")
        self._polls = {
            one: Poller(store, one, now, PollContext(lists=set())).poll for one in (self.server, self.feed)
        }

    async def give(self, source: FakeStream, *announced: Sighting, **more: Any) -> PollReport:
        source.parts.append(part(str(len(source.parts)), *announced, **more))
        return await self._polls[source]()

    async def papers(self) -> dict[str, Paper]:
        return {key: one.paper for key, one in (await self._store.sightings([PREPRINT, JOURNAL])).items()}


@pytest.fixture
async def host(store: Store, now: Clock) -> Host:
    found = Host(store, now)
    await found.give(found.server)
    await found.give(found.feed)
    return found


@pytest.mark.parametrize("first", ["preprint", "journal"])
async def test_either_may_come_first(host: Host, store: Store, first: str):
    """Preprint and journal version link to each other and are each alerted, in either order."""
    await subscribe(store, subscription(query="paper", sources=("stream", "journal")))
    given = [(host.server, preprint()), (host.feed, journal())]
    for source, reading in given if first == "preprint" else reversed(given):
        assert len((await host.give(source, reading)).alerts) == 1
    for source, reading in given:
        found = await host.papers()
        assert (found[PREPRINT].published, found[JOURNAL].preprint) == (JOURNAL, PREPRINT)
        assert (await host.give(source, reading)).alerts == ()


async def test_a_later_version_names_the_journal(host: Host, store: Store):
    """A revision of the preprint links the journal version without an alert or a needless write."""
    await host.give(host.server, preprint(None))
    await host.give(host.feed, journal())
    await host.give(host.server, updates=(preprint(),))
    found = await host.papers()
    assert (found[PREPRINT].published, found[JOURNAL].preprint) == (JOURNAL, PREPRINT)
    version = await store.papers_version()
    await host.give(host.server, updates=(preprint(),))
    assert await store.papers_version() == version


async def test_both_in_one_reading(host: Host):
    """Versions announced in the same poll are linked by the next poll."""
    await host.give(host.server, preprint(), sighting(id=JOURNAL, source="stream", title="New"))
    assert (await host.papers())[JOURNAL].title == "New"
    await host.give(host.server, preprint())
    assert (await host.papers())[JOURNAL].preprint == PREPRINT


async def test_an_article_names_its_preprint(host: Host, store: Store):
    """A stored preprint gets the article that names it, with its journal, and its cards are to be edited."""
    await host.give(host.server, preprint(None))
    article = sighting(id=JOURNAL, source="journal", preprint=PREPRINT, journal="Nature, 2026")
    for _ in range(2):
        await host.give(host.feed, article)
        found = (await host.papers())[PREPRINT]
        assert (found.published, found.journal) == (JOURNAL, "Nature, 2026")
    assert list(await changed_papers_note(store).load() or {}) == [PREPRINT]
    version = await store.papers_version()
    await host.give(host.feed, article)
    await host.give(host.server, updates=(preprint(None),))
    assert await store.papers_version() == version


async def test_the_newest_version_counts(host: Host):
    """A version number never goes back, whichever source has an older one."""
    await host.give(host.server, preprint(None))
    await host.give(host.server, updates=(streamed("2511.00001", version=3),))
    await host.give(host.server, updates=(streamed("2511.00001", version=2),))
    await host.give(host.feed, sighting(source="journal"))
    assert (await host.papers())[PREPRINT].version == 3
