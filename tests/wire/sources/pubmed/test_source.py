"""Polling a PubMed search over real sockets: each article once, whenever it begins to match."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import aiohttp
import pytest

from bot.domain.errors import SourceError
from bot.sources.http.fetcher import Fetcher
from bot.sources.pubmed.settings import SPEC, Pubmed
from bot.sources.pubmed.source import PubMed
from bot.sources.settings.table import Resources
from tests.fake_sources import faults
from tests.fake_sources.pubmed import Article, LoopbackPubMed
from tests.wire.sources.reading import Reader

DAY = date(2026, 11, 24)
_DAY = timedelta(days=1)


@pytest.fixture
async def server() -> AsyncIterator[LoopbackPubMed]:
    async with LoopbackPubMed() as server:
        yield server


@pytest.fixture
def reader(session: aiohttp.ClientSession, server: LoopbackPubMed) -> Reader:
    return Reader(PubMed(SPEC, Fetcher(session), "crispr", server.url, None))


def entered(*numbers: int, day: date = DAY, headings: str = "") -> list[Article]:
    return [Article(pmid=number, entered=day, headings=headings) for number in numbers]


async def test_each_article_once(server: LoopbackPubMed, reader: Reader):
    """A poll without news costs one request, and an article that was entered late is found."""
    server.enter([*entered(1, 2), *entered(3, day=DAY - 3 * _DAY)])
    assert await reader.poll() == [1, 2, 3]
    assert [one.signals.list_day for one in reader.parts[0].announced] == [DAY - 3 * _DAY, DAY, DAY]
    before = reader.cursor
    assert await reader.poll(0.01) == []
    assert reader.cursor == before
    assert len(server.requests) == 3
    server.enter([*entered(4, day=DAY - 5 * _DAY), *entered(5, day=DAY + _DAY)])
    assert await reader.poll(1) == [4, 5]


async def test_articles_that_match_late(server: LoopbackPubMed, reader: Reader):
    """An article that gets its subject headings within a week is found then."""
    late = Article(pmid=9, entered=DAY, title="On the matter")
    server.enter([*entered(1), late])
    assert await reader.poll() == [1]
    late.headings = "crispr"
    assert await reader.poll(6) == [9]


async def test_a_first_poll_gives_a_hundred(server: LoopbackPubMed, reader: Reader):
    """The first poll gives the newest hundred and remembers all; later ones give everything."""
    server.enter(entered(*range(1, 251)))
    assert await reader.poll() == [*range(151, 251)]
    assert await reader.poll(0.01) == []
    server.enter(entered(*range(1001, 1251), day=DAY + _DAY))
    assert await reader.poll(1) == [*range(1001, 1251)]
    assert len(reader.parts) == 3


async def test_an_outage_is_caught_up(server: LoopbackPubMed, reader: Reader):
    """Three weeks are caught up week by week; of more than thirty days it is said what was skipped."""
    await reader.poll()
    server.enter(Article(pmid=n, entered=DAY + n * _DAY) for n in range(1, 22))
    assert await reader.poll(21) == [*range(1, 22)]
    server.enter(Article(pmid=n, entered=DAY + n * _DAY) for n in range(22, 71))
    assert await reader.poll(70) == [*range(40, 71)]
    assert [part.gap for part in reader.parts if part.gap] == [
        "PubMed was not polled for more than 30 days: papers from 16 Dec to 02 Jan were skipped."
    ]


async def test_an_outage_that_misses_no_day(server: LoopbackPubMed, reader: Reader):
    """After thirty-one days every day is still read: nothing was skipped."""
    await reader.poll()
    server.enter(entered(1, day=DAY + _DAY))
    assert await reader.poll(31) == [1]
    assert [part.gap for part in reader.parts if part.gap] == []


async def test_what_is_forgotten(server: LoopbackPubMed, reader: Reader):
    """Ids are remembered only as long as their articles can be found again."""
    for n in range(60):
        server.enter(entered(n + 1, day=DAY + n * _DAY))
        assert await reader.poll(n) == [n + 1]
    assert reader.cursor is not None
    assert len(reader.cursor) < 300


async def test_a_missing_article_is_asked_for_again(server: LoopbackPubMed, reader: Reader):
    """Articles that PubMed finds and does not give are fetched later; none of several is an outage."""
    await reader.poll()
    server.enter(entered(1, 2, 3))
    server.withheld = {2}
    assert await reader.poll(0.01) == [1, 3]
    server.withheld = set()
    assert await reader.poll(0.02) == [2]
    server.enter(entered(4, 5))
    server.withheld = {4, 5}
    with pytest.raises(SourceError, match="gave none of 2 articles"):
        await reader.poll(0.03)


async def test_an_empty_answer_forgets_nothing(server: LoopbackPubMed, reader: Reader):
    """After a search that found nothing by mistake, no article is announced twice."""
    server.enter(entered(1, 2))
    await reader.poll()
    server.articles, kept = [], server.articles
    assert await reader.poll(0.5) == []
    server.articles = kept
    assert await reader.poll(1) == []


async def test_notices_are_no_papers(server: LoopbackPubMed, reader: Reader):
    """Errata and retraction notices announce nothing."""
    await reader.poll()
    server.enter(
        [
            Article(pmid=1, entered=DAY, types=("Published Erratum",)),
            Article(pmid=2, entered=DAY, types=("Journal Article", "Retraction of Publication")),
            Article(pmid=3, entered=DAY, links={"ErratumFor": "Lancet. 2026"}),
            Article(pmid=4, entered=DAY, links={"CommentOn": "Lancet. 2026"}),
        ]
    )
    assert await reader.poll(0.01) == [4]


async def test_a_retraction_updates_the_paper(server: LoopbackPubMed, reader: Reader):
    """An old article that was marked as retracted is an update, once a day."""
    old = Article(pmid=1, entered=DAY - 30 * _DAY, doi="10.1000/old")
    server.enter([old])
    await reader.poll()
    old.types, old.modified = ("Retracted Publication",), DAY
    assert await reader.poll(0.1) == []
    assert not reader.parts[0].updates
    assert await reader.poll(1) == []
    (update,) = reader.parts[0].updates
    assert (update.paper.id, update.paper.retracted) == ("doi:10.1000/old", True)
    await reader.poll(1.1)
    assert not reader.parts[0].updates


async def test_a_wrong_search(server: LoopbackPubMed, reader: Reader):
    """The first poll says what PubMed does not know, or does not accept; a known search may find nothing."""
    server.unknown = "crisprr[ti]"
    with pytest.raises(SourceError, match=r"PubMed did not understand “crisprr\[ti\]”: check the spelling"):
        await reader.poll()
    server.unknown = None
    await reader.poll()
    server.unknown = "crispr"
    assert await reader.poll(0.1) == []
    body = b"<eSearchResult><ERROR>Search Backend failed:\nunbalanced  brackets</ERROR></eSearchResult>"
    server.fail(faults.status(200, body, kind="text/xml"))
    with pytest.raises(
        SourceError, match="PubMed refused the search: Search Backend failed: unbalanced brackets;"
    ):
        await reader.poll(0.2)


@pytest.mark.parametrize(
    ("count", "why"), [(5_001, "found 5,001 papers in 7 days, which is too many"), (5, "gave only 0 of 5 results")]
)
async def test_too_many_results(server: LoopbackPubMed, reader: Reader, count: int, why: str):
    """More results than PubMed gives, or fewer than it counts, are an error."""
    server.count = count
    with pytest.raises(SourceError, match=why):
        await reader.poll()


async def test_a_count_that_is_always_too_high(server: LoopbackPubMed, reader: Reader):
    """One id that is counted and never given is retried for a day, then told once a day."""
    await reader.poll()
    server.enter(entered(1, 2))
    server.count = 3
    for days in (1, 1.5):
        with pytest.raises(SourceError, match="gave only 2 of 3 results"):
            await reader.poll(days)
    assert await reader.poll(2) == [1, 2]
    (gap,) = [part.gap for part in reader.parts]
    assert gap == "PubMed gave only 2 of 3 results. After a day of retries the rest was skipped."
    await reader.poll(2.1)
    assert not reader.parts[0].gap


async def test_retractions_that_cannot_be_read(server: LoopbackPubMed, reader: Reader):
    """News does not wait for retractions, and those of weeks without an answer are found afterwards."""
    old = Article(pmid=1, entered=DAY - 30 * _DAY, doi="10.1000/old")
    server.enter([old])
    await reader.poll()
    old.types, old.modified = ("Retracted Publication",), DAY + _DAY
    server.hides_retractions = True
    for n in range(1, 21):
        server.enter(entered(n + 1, day=DAY + n * _DAY))
        assert await reader.poll(n) == [n + 1]
        assert not reader.parts[-1].updates
    server.hides_retractions = False
    await reader.poll(21)
    assert "doi:10.1000/old" in [one.paper.id for part in reader.parts for one in part.updates]


@pytest.mark.parametrize("fault", sorted(faults.AWAY))
async def test_an_outage_is_an_error(
    server: LoopbackPubMed, session: aiohttp.ClientSession, reader: Reader, fault: str
):
    """Every faulty answer leaves the cursor, and the next poll returns everything."""
    await reader.poll()
    server.enter(entered(1))
    fetcher = Fetcher(session)
    reader.source = PubMed(SPEC, fetcher, "crispr", server.url, None)
    server.break_down(faults.AWAY[fault])
    with faults.hurried(fetcher, faults.AWAY[fault]), pytest.raises(SourceError):
        await reader.poll(0.1)
    server.recover()
    assert await reader.poll(0.2) == [1]


async def test_the_key_is_sent_and_not_shown(server: LoopbackPubMed, session: aiohttp.ClientSession):
    """All searches of a process use the host's key, at one pace, and no error shows it."""
    table = Pubmed.model_validate({"key": "secret-of-the-host", "url": server.url})
    web = Resources(session, (table,))
    source = web.table(Pubmed).stream(SPEC, "crispr", web)
    server.fail(faults.status(400, b'{"error":"API key invalid: secret-of-the-host"}'))
    with pytest.raises(SourceError, match="400") as caught:
        await Reader(source).poll()  # type: ignore[arg-type] - what `stream` builds
    assert "secret" not in str(caught.value)
    assert "api_key=secret-of-the-host" in server.requests[0]
    assert table.secrets() == ("secret-of-the-host",)
