"""All kinds of sources at once, as a host configures them: `check` and `poll --dry-run` show papers of each."""

from collections.abc import AsyncIterator
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.app.check import check
from bot.domain.clock import utc_now
from bot.service.poll.poller import Poller
from bot.settings import Settings
from bot.sources.catalogue import build_all
from bot.sources.http.fetcher import open_session
from bot.store.opening import open_store
from tests.fake_sources.arxiv import FeedItem, LoopbackArxiv
from tests.fake_sources.biorxiv import LoopbackBiorxiv, make_preprint
from tests.fake_sources.crossref import LoopbackCrossref, make_work
from tests.fake_sources.feeds import LoopbackFeeds, Post, rss
from tests.fake_sources.huggingface import LoopbackHuggingFace, make_item
from tests.fake_sources.pubmed import Article, LoopbackPubMed
from tests.support.data import shared

_NOW = utc_now()
_EASTERN = _NOW.astimezone(ZoneInfo("America/New_York")).date()


class World:
    """A server for each kind of source, and the settings that name them."""

    def __init__(self, folder: Path):
        self.papers = LoopbackHuggingFace(today=(_NOW + timedelta(days=1)).date)
        self.arxiv = LoopbackArxiv(_EASTERN)
        self.biorxiv = LoopbackBiorxiv()
        self.crossref = LoopbackCrossref()
        self.pubmed = LoopbackPubMed()
        self.feeds = LoopbackFeeds()
        self._folder = folder

    def settings(self) -> Settings:
        tables: dict[str, Any] = {
            "huggingface": {"url": self.papers.url},
            "arxiv": {"categories": ["cs.LG", "stat.ML"], "url": self.arxiv.url, "api_url": self.arxiv.url},
            "biorxiv": {"subjects": ["neuroscience"], "url": self.biorxiv.url},
            "pubmed": {"search": "crispr", "url": self.pubmed.url},
            "preprints": [{"server": "ChemRxiv", "url": self.crossref.url}],
            "feeds": [
                {"name": "lab", "url": f"{self.feeds.url}/lab", "title": "The lab"},
                {"name": "journal", "url": f"{self.feeds.url}/journal"},
            ],
            "store": {"url": f"tinydb://{self._folder}/store"},
        }
        return Settings.model_validate(tables)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    world = World(tmp_path)
    async with world.papers, world.arxiv, world.biorxiv, world.crossref, world.pubmed, world.feeds:
        world.papers.put(_NOW.date(), [make_item("2511.00001", title="Listed")])
        world.arxiv.announce(
            _EASTERN, [FeedItem("2511.00002", title="Announced"), FeedItem("2511.00003", "replace")]
        )
        world.biorxiv.post([make_preprint(1, _NOW.astimezone(UTC).date(), title="Posted")])
        world.crossref.register([make_work(1, _NOW.date())])
        world.pubmed.enter([Article(pmid=1, entered=_NOW.date(), title="Crispr entered")])
        world.feeds.put("lab", rss([Post(title="Written"), Post(title=None)]))
        world.feeds.put("journal", shared("feeds/feeds_journals/chem_sci.xml").read_bytes(), "text/xml")
        yield world


async def test_check_says_what_each_source_gave(world: World):
    """Each is read once, without a store being made; what is broken is counted."""
    findings = {found.subject: found for found in await check(world.settings())}
    assert all(
        findings[name].ok
        for name in ("Hugging Face", "arXiv", "bioRxiv", "PubMed", "ChemRxiv", "The lab", "journal")
    )
    assert findings["arXiv"].text == (
        'Read 1 paper, 0 broken items, and new versions of 1 older paper. First: "Announced".'
    )
    assert findings["bioRxiv"].text == 'Read 1 paper, 0 broken items. First: "Posted".'
    assert findings["PubMed"].text == 'Read 1 paper, 0 broken items. First: "Crispr entered".'
    assert findings["The lab"].text == 'Read 1 paper, 1 broken item. First: "Written".'
    assert findings["journal"].text.startswith("Read 94 papers, 0 broken items. First:")
    assert len(world.arxiv.requests) == len(world.biorxiv.requests) == 1


async def test_streams_go_on_where_they_were(world: World):
    """After a restart each is asked from its stored cursor, and what came meanwhile is new: once."""
    settings = world.settings()
    found: list[list[int]] = []
    for round_ in range(3):
        if round_ == 1:
            world.feeds.put(
                "lab", rss([Post(title="Written"), Post(title="Next", link="https://lab.example/next")])
            )
            world.arxiv.announce(_EASTERN, [FeedItem("2511.00004")])
            world.biorxiv.post([make_preprint(2, _NOW.astimezone(UTC).date())])
            world.crossref.register([make_work(2, _NOW.date())])
            world.pubmed.enter([Article(pmid=2, entered=_NOW.date())])
        async with open_store(settings.store.url) as store, open_session() as session:
            sources = build_all(settings, session).polled[1:]
            reports = [await Poller(store, source, _later(round_)).poll() for source in sources]
            found.append([report.new_papers for report in reports])
            assert [report.learned for report in reports] == [round_ == 0] * 6
    assert found == [[1, 1, 1, 1, 1, 94], [1, 1, 1, 1, 1, 0], [0] * 6]


def _later(round_: int) -> Any:
    return lambda: _NOW + timedelta(seconds=round_)
