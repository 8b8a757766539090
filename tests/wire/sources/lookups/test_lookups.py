"""Looking up one paper over real sockets: found, unknown, another one, and faults."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.domain.errors import SourceError
from bot.domain.ports import PaperLookup
from bot.sources.arxiv.settings import SPEC as ARXIV
from bot.sources.arxiv.source import Arxiv
from bot.sources.biorxiv.settings import BIORXIV, MEDRXIV
from bot.sources.biorxiv.source import Biorxiv
from bot.sources.http.fetcher import Fetcher, open_session
from bot.sources.huggingface.settings import SPEC as HUGGINGFACE
from bot.sources.huggingface.source import HuggingFace
from tests.fake_sources import faults
from tests.fake_sources.arxiv import FeedItem, LoopbackArxiv
from tests.fake_sources.biorxiv import LoopbackBiorxiv, make_preprint
from tests.fake_sources.faults import Fault
from tests.fake_sources.huggingface import LoopbackHuggingFace, make_item

DAY = date(2026, 11, 16)
NOW = datetime(2026, 11, 16, 23, 30, tzinfo=UTC)
DOI = "doi:10.64898/2026.11.16.000001"


@dataclass
class Servers:
    """A server of each kind, and a source for it."""

    fetcher: Fetcher
    hf: LoopbackHuggingFace
    arxiv: LoopbackArxiv
    biorxiv: LoopbackBiorxiv
    lookups: dict[str, PaperLookup]


@pytest.fixture
async def servers() -> AsyncIterator[Servers]:
    hf, arxiv, biorxiv = LoopbackHuggingFace(), LoopbackArxiv(DAY), LoopbackBiorxiv()
    async with hf, arxiv, biorxiv, open_session() as session:
        fetcher = Fetcher(session)
        lookups: dict[str, PaperLookup] = {
            "hf": HuggingFace(HUGGINGFACE, fetcher, hf.url, "secret"),
            "arxiv": Arxiv(ARXIV, fetcher, (), arxiv.url, arxiv.url),
            "biorxiv": Biorxiv(BIORXIV, fetcher, (), biorxiv.url),
            "medrxiv": Biorxiv(MEDRXIV, fetcher, (), biorxiv.url),
        }
        yield Servers(fetcher, hf, arxiv, biorxiv, lookups)


async def test_hugging_face_gives_votes_and_links(servers: Servers):
    """Hugging Face gives the fields of a list without a rank, and None for an unindexed paper."""
    code = {"githubRepo": "https://github.com/a/b", "githubStars": 7, "numComments": 3}
    servers.hf.put(DAY, [make_item("1706.03762", upvotes=41, title="Attention", **code)])
    found = await servers.lookups["hf"].find("arxiv:1706.03762", NOW)
    assert found is not None
    assert (found.paper.id, found.paper.title, found.paper.source) == (
        "arxiv:1706.03762",
        "Attention",
        "huggingface",
    )
    assert found.paper.links.code == "https://github.com/a/b"
    signals = found.signals
    assert (signals.upvotes, signals.comments, signals.stars, signals.rank) == (41, 3, 7, None)
    assert (signals.list_day, signals.first_seen) == (NOW.date(), NOW)
    assert await servers.lookups["hf"].find("arxiv:1706.00001", NOW) is None
    assert servers.hf.asked == ["1706.03762", "1706.00001"]


@pytest.mark.parametrize("number", ["1706.03762", "hep-th/9901001"])
async def test_arxiv_gives_categories(servers: Servers, number: str):
    """ArXiv gives categories for new and old numbers, in one request each."""
    servers.arxiv.announce(DAY, [FeedItem(number, title="Attention", categories=("cs.CL", "cs.LG"), version=7)])
    found = await servers.lookups["arxiv"].find(f"arxiv:{number}", NOW)
    assert found is not None
    assert (found.paper.id, found.paper.source, found.paper.categories) == (
        f"arxiv:{number}",
        "arxiv",
        ("cs.CL", "cs.LG"),
    )
    assert len(servers.arxiv.requests) == 1


async def test_an_empty_answer_is_not_believed_at_once(servers: Servers):
    """An empty answer of arXiv is fetched once more, then the paper is unknown."""
    servers.arxiv.announce(DAY, [FeedItem("1706.03762")])
    servers.arxiv.empty_pages = 1
    assert await servers.lookups["arxiv"].find("arxiv:1706.03762", NOW) is not None
    assert await servers.lookups["arxiv"].find("arxiv:1706.00001", NOW) is None
    assert len(servers.arxiv.requests) == 4


async def test_preprints_by_doi(servers: Servers):
    """A preprint is found by DOI in its latest version, only on its server."""
    first, second = make_preprint(1, DAY), make_preprint(1, DAY, version=2, title="Revised")
    servers.biorxiv.post([second, first, make_preprint(2, DAY, server="medRxiv")])
    found = await servers.lookups["biorxiv"].find(DOI, NOW)
    assert found is not None
    assert (found.paper.id, found.paper.title, found.paper.source) == (DOI, "Revised", "biorxiv")
    assert found.paper.links.page.endswith("000001v2")
    assert await servers.lookups["medrxiv"].find(DOI, NOW) is None
    other = await servers.lookups["medrxiv"].find("doi:10.64898/2026.11.16.000002", NOW)
    assert other is not None
    assert other.paper.source == "medrxiv"
    assert servers.biorxiv.requests[0] == "/details/biorxiv/10.64898/2026.11.16.000001"


WRONG: dict[str, tuple[str, Any]] = {
    "hf": ("arxiv:1706.03762", make_item("1706.00009")["paper"]),
    "biorxiv": (DOI, {"messages": [{"status": "ok"}], "collection": [make_preprint(9, DAY)]}),
}
_ATOM = (
    b'<feed xmlns:o="u"><o:totalResults>1</o:totalResults><entry><id>http://arxiv.org/abs/1706.00009v1</id>'
    b"<title>Another</title></entry></feed>"
)


@pytest.mark.parametrize("source", ["hf", "arxiv", "biorxiv"])
async def test_another_paper_is_refused(servers: Servers, source: str):
    """Another paper than the requested one is an error."""
    if source == "arxiv":
        paper_id = "arxiv:1706.03762"
        servers.arxiv.break_down(faults.status(200, _ATOM, kind="application/atom+xml"))
    else:
        paper_id, answer = WRONG[source]
        server = servers.hf if source == "hf" else servers.biorxiv
        server.break_down(faults.status(200, json.dumps(answer).encode()))
    with pytest.raises(SourceError, match="gave something other than the"):
        await servers.lookups[source].find(paper_id, NOW)


ERROR = faults.status(200, b'{"error": "gone fishing", "messages": [{"status": "gone fishing"}]}')
AWAY = {**faults.AWAY, "error as 200": ERROR}


@pytest.mark.parametrize("fault", AWAY.values(), ids=AWAY.keys())
@pytest.mark.parametrize("source", ["hf", "arxiv", "biorxiv"])
async def test_who_is_away_is_not_taken_for_who_knows_nothing(servers: Servers, source: str, fault: Fault):
    """Each fault is an error with a sentence, and never an unknown paper."""
    paper_id = DOI if source == "biorxiv" else "arxiv:1706.03762"
    for server in (servers.hf, servers.arxiv, servers.biorxiv):
        server.break_down(fault)
    with pytest.raises(SourceError) as raised, faults.hurried(servers.fetcher, fault):
        await servers.lookups[source].find(paper_id, NOW)
    assert str(raised.value).endswith(".")
