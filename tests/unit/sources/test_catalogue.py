"""The catalogue of sources: known, enabled and built ones."""

import pytest

from bot.domain.ports import SourceKind
from bot.settings import Settings
from bot.sources.catalogue import build_all, catalogue_of
from bot.sources.http.fetcher import open_session
from tests.support.data import tables

_CASES = tables(__file__, "finders.json")
EVERYTHING = Settings.model_validate(
    {
        "arxiv": {"categories": ["cs.LG"]},
        "biorxiv": {"subjects": ["neuroscience"]},
        "medrxiv": {"subjects": ["all"]},
        "pubmed": {"search": "crispr"},
        "feeds": [
            {"name": "lab", "url": "https://lab.example/feed"},
            {"name": "x", "url": "http://x/", "title": "X"},
        ],
    }
)


async def test_a_host_reads_a_list_until_it_chooses_more():
    """Streams are off by default, and enabled ones are built and active."""
    async with open_session() as session:
        assert [source.spec.name for source in build_all(Settings(), session).polled] == ["huggingface"]
        sources = build_all(EVERYTHING, session).polled
    names = [source.spec.name for source in sources]
    assert names == ["huggingface", "arxiv", "biorxiv", "medrxiv", "pubmed", "lab", "x"]
    assert [spec.name for spec in catalogue_of(EVERYTHING).active] == names
    assert [source.spec.kind for source in sources].count(SourceKind.LIST) == 1


async def test_papers_are_looked_up_whatever_is_polled():
    """Every known source with lookups is used for them, and shares its pace with its polls."""
    async with open_session() as session:
        plain, everything = (build_all(settings, session) for settings in (Settings(), EVERYTHING))
    names = ["huggingface", "arxiv", "biorxiv", "medrxiv"]
    assert [lookup.spec.name for lookup in plain.lookups] == names
    assert [lookup.spec.name for lookup in everything.lookups] == names


@pytest.mark.parametrize(("paper_id", "names"), _CASES["who_can_be_asked_for_a_paper"])
def test_who_can_be_asked_for_a_paper(paper_id: str, names: list[str]):
    """The identity alone decides which sources can look up a paper."""
    assert [spec.name for spec in catalogue_of(EVERYTHING) if spec.can_find(paper_id)] == names
