"""PubMed searches that people add in Discord."""

import pytest

from bot.domain.added_source import AddedSource
from bot.sources.catalogue import ADDED_KINDS
from bot.sources.http.fetcher import open_session
from bot.sources.pubmed.settings import KIND
from bot.sources.settings.table import Resources


def test_a_search_is_one_source_for_all():
    """White space makes no other source, capital letters do: AND is an operator."""
    source = KIND.read("  crispr AND\tliver ")
    assert source == AddedSource(
        name="pubmed-d3b3ef1926cc", address="pubmed:crispr AND liver", title="PubMed: crispr AND liver"
    )
    assert KIND.read("crispr AND liver") == source
    assert KIND.read("crispr and liver").name != source.name
    assert KIND in ADDED_KINDS


def test_a_long_search_has_a_short_title():
    """A title has at most 60 characters, and an address the whole search."""
    source = KIND.read("word " * 100)
    assert len(source.title) <= 60
    assert source.title.endswith("…")
    assert len(source.address) == len("pubmed:") + 499


@pytest.mark.parametrize("text", ["", " \n", "x" * 501])
def test_what_is_no_search(text: str):
    """Nothing, and more than 500 characters, get a sentence."""
    with pytest.raises(ValueError, match="up to 500 characters, for example `pubmed:crispr AND liver`"):
        KIND.read(text)


async def test_it_is_polled_under_its_own_name():
    """The spec has the source's name and title; a colon in the search is part of it."""
    source = KIND.read("asthma[mh] AND 2026:2027[dp]")
    async with open_session() as session:
        built = KIND.build(source, Resources(session))
    assert (built.spec.name, built.spec.title) == (source.name, source.title)
    assert vars(built)["_search"] == "asthma[mh] AND 2026:2027[dp]"
