"""Papers fetched on request from servers that answer like arXiv, bioRxiv, medRxiv and Hugging Face."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from bot.discord_io.client import PaperboyClient
from bot.domain.ports import Store
from bot.search.past_papers import PastIndex
from bot.settings import Settings
from bot.sources.arxiv import settings as arxiv_settings
from bot.sources.biorxiv import settings as biorxiv_settings
from bot.sources.catalogue import build_all
from bot.sources.http.fetcher import open_session
from tests.behaviour.world import World
from tests.fake_sources import faults
from tests.fake_sources.arxiv import FeedItem, LoopbackArxiv
from tests.fake_sources.biorxiv import LoopbackBiorxiv, make_preprint
from tests.fake_sources.faults import Fault
from tests.fake_sources.huggingface import LoopbackHuggingFace, make_item
from tests.support.fakes import DAY, Clock, FakeSource
from tests.support.makers import application


@dataclass
class Servers:
    """A server of each kind, and a session for requests to them."""

    papers: LoopbackHuggingFace
    arxiv: LoopbackArxiv
    biorxiv: LoopbackBiorxiv
    session: aiohttp.ClientSession


@pytest.fixture
async def servers(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Servers]:
    for table in (arxiv_settings, biorxiv_settings):
        monkeypatch.setattr(table, "_REQUEST_INTERVAL", 0.0)
    papers, arxiv, biorxiv = LoopbackHuggingFace(), LoopbackArxiv(DAY), LoopbackBiorxiv()
    async with papers, arxiv, biorxiv, open_session() as session:
        papers.put(DAY, [make_item("2503.02130", title="Voted for", upvotes=41)])
        arxiv.announce(DAY, [FeedItem("1706.03762", title="Attention is all you need", categories=("cs.CL",))])
        arxiv.announce(DAY, [FeedItem("hep-th/9901001", title="Strings")])
        biorxiv.post([make_preprint(1, DAY, title="Cells", doi="10.1101/2024.01.01.573000")])
        biorxiv.post([make_preprint(2, DAY, title="Trials", doi="10.1101/339747", server="medRxiv")])
        yield Servers(papers, arxiv, biorxiv, session)


@pytest.fixture
def build(store: Store, past: PastIndex, now: Clock, servers: Servers) -> Callable[[], PaperboyClient]:
    """A host that polls only a list; the other sources are only used for lookups."""
    tables: dict[str, Any] = {
        "huggingface": {"url": servers.papers.url},
        "arxiv": {"api_url": servers.arxiv.url},
        "biorxiv": {"url": servers.biorxiv.url},
        "medrxiv": {"url": servers.biorxiv.url},
    }
    settings = Settings.model_validate(tables)

    def make() -> PaperboyClient:
        lookups = build_all(settings, servers.session).lookups
        return application(settings, store, past, [FakeSource()], lookups=lookups, now=now).client

    return make


@pytest.mark.parametrize(
    ("typed", "title", "source"),
    [
        ("1706.03762", "Attention is all you need", "arXiv"),
        ("https://arxiv.org/abs/1706.03762v7", "Attention is all you need", "arXiv"),
        ("https://arxiv.org/pdf/hep-th/9901001v1", "Strings", "arXiv"),
        ("https://doi.org/10.48550/arXiv.1706.03762", "Attention is all you need", "arXiv"),
        ("https://huggingface.co/papers/2503.02130", "Voted for", "Hugging Face"),
        ("https://www.biorxiv.org/content/10.1101/2024.01.01.573000v1.full", "Cells", "bioRxiv"),
        ("doi:10.1101/2024.01.01.573000", "Cells", "bioRxiv"),
        ("https://www.medrxiv.org/content/10.1101/339747v2", "Trials", "medRxiv"),
        ("https://doi.org/10.1101/339747", "Trials", "medRxiv"),
    ],
)
async def test_a_card_of_any_paper(world: World, typed: str, title: str, source: str):
    """Each way to name a paper shows its card, whether or not its source is polled."""
    text = await world.told("papers show", paper=typed)
    assert title in text
    assert "looked up on 12 Nov" in text
    assert text.endswith(f" · {source}")


async def test_an_unknown_paper(world: World, servers: Servers):
    """A paper that no source has is reported and not requested again."""
    for _ in range(2):
        text = await world.told("papers show", paper="1706.00001")
        assert "Not found on arXiv. Check the ID." in text
    assert len(servers.papers.asked) == 1
    text = await world.told("papers show", paper="10.1101/1234")
    assert "Not found on bioRxiv or medRxiv" in text


@pytest.mark.parametrize(
    "fault",
    [
        faults.too_many(Retry_After="7"),
        faults.status(429, b"Rate exceeded.", kind="text/html"),
        faults.status(500),
        faults.status(404, b"<html>", kind="text/html"),
        faults.html(),
        faults.status(200, b"\x00nonsense"),
        faults.status(200, b""),
        faults.dropped(),
    ],
)
async def test_unavailable_sources(world: World, servers: Servers, fault: Fault):
    """A failing source is reported as unavailable, nothing is stored, and a later request works."""
    for server in (servers.papers, servers.arxiv, servers.biorxiv):
        server.break_down(fault)
    for typed in ("1706.03762", "doi:10.1101/339747"):
        text = await world.told("papers show", paper=typed)
        assert "Lookup failed: " in text
        assert "Try again in 1 minute." in text
    for server in (servers.papers, servers.arxiv, servers.biorxiv):
        server.recover()
    world.now.forward(minutes=2)
    for typed in ("1706.03762", "doi:10.1101/339747"):
        assert "looked up on 12 Nov" in await world.told("papers show", paper=typed)


async def test_one_unavailable_source(world: World, servers: Servers):
    """A broken reply of one source does not hide the paper of another."""
    servers.papers.break_down(faults.status(500))
    assert "Attention is all you need" in await world.told("papers show", paper="1706.03762")
