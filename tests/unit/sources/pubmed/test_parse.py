"""Parsing PubMed's answers."""

import gzip
from datetime import date
from xml.sax.saxutils import escape

import pytest

from bot.domain.errors import SourceError
from bot.domain.paper import Paper
from bot.sources.pubmed.parse import Article, parse_articles, parse_search
from tests.support.data import shared, tables

_CASES = tables(__file__, "parsed.json")


def recorded(name: str) -> list[Article]:
    content = shared(f"pubmed/{name}").read_bytes()
    articles = parse_articles(gzip.decompress(content) if name.endswith(".gz") else content, "pubmed")
    assert not articles.skipped
    return list(articles.items)


def body(*articles: str) -> bytes:
    return f"<PubmedArticleSet>{''.join(articles)}</PubmedArticleSet>".encode()


def article(inner: str, *, pmid: object = 7, more: str = "", data: str = "") -> str:
    return (
        f"<PubmedArticle><MedlineCitation><PMID>{pmid}</PMID><Article>{inner}</Article>{more}</MedlineCitation>"
        f"<PubmedData>{data}</PubmedData></PubmedArticle>"
    )


def only(inner: str, **more: str) -> Paper:
    (found,) = parse_articles(body(article(inner, **more)), "pubmed").items
    return found.paper


@pytest.mark.parametrize(("name", "expected"), _CASES["recorded"])
def test_recorded_articles(name: str, expected: dict[str, object]):
    """Title, authors, identity, abstract and date of recorded articles."""
    (found,) = recorded(name)
    paper = found.paper
    assert {
        "id": paper.id,
        "entered": str(found.entered),
        "title": paper.title,
        "authors": [len(paper.authors), *paper.authors[:2]],
        "abstract": [len(paper.abstract), paper.abstract[:40]],
        "preprint": paper.preprint,
    } == expected
    assert (paper.source, found.is_notice, paper.retracted) == ("pubmed", False, False)
    assert paper.links.page.startswith("https://pubmed.ncbi.nlm.nih.gov/")


def test_the_recorded_sample():
    """Of 45 odd articles all are read: two are notices, one is retracted, and those without DOI have a PMID."""
    found = recorded("baseline_sample_45_articles.xml.gz")
    assert len(found) == 45
    assert [one.paper.id for one in found if one.is_notice] == ["pmid:9634358", "pmid:11600210"]
    assert [one.paper.id for one in found if one.paper.retracted] == ["pmid:8655018"]
    assert sum(one.paper.id.startswith("pmid:") for one in found) == 37
    assert all(one.entered and one.paper.title[-1] not in ".]" for one in found)


def test_recorded_searches():
    """Ids come newest first with their number; words that PubMed does not know are named."""
    twenty, unknown, empty = (
        shared(f"pubmed/{name}").read_bytes()
        for name in ("esearch_20_ids.xml", "esearch_error_phrase_not_found.xml", "efetch_empty_set.xml")
    )
    found = parse_search(twenty)
    assert (len(found.ids), found.ids[0], found.total) == (20, "41282813", 63)
    assert parse_search(unknown) == ((), 0, ("abcXYZ",))
    assert parse_articles(empty, "pubmed") == ((), frozenset(), 0)


def test_a_structured_abstract_reads_well():
    """Each section has its label on a line of its own, with Unicode's sub- and superscripts."""
    paper = only(
        "<ArticleTitle>Uptake of CO<sub>2</sub> &lt; 5 <i>by</i> trees.</ArticleTitle><Abstract>"
        '<AbstractText Label="BACKGROUND AND AIMS">At 10<sup>-5</sup>\n M, p &lt; 0.1.</AbstractText>'
        '<AbstractText Label="UNLABELLED">We see.</AbstractText><AbstractText Label="What is new?"/>'
        '<AbstractText Label="Data-sharing:">None.</AbstractText></Abstract>'
    )
    assert paper.title == "Uptake of CO₂ < 5 by trees"
    assert paper.abstract == "Background and aims: At 10⁻⁵ M, p < 0.1.\nWe see.\nData-sharing: None."


@pytest.mark.parametrize(("title", "original", "expected", "abstract"), _CASES["titles"])
def test_titles(title: str, original: str, expected: str, abstract: str):
    """A translated title loses its brackets, and the original one follows the abstract."""
    paper = only(
        f"<ArticleTitle>{escape(title)}</ArticleTitle><VernacularTitle>{escape(original)}</VernacularTitle>"
    )
    assert (paper.title, paper.abstract) == (expected, abstract)


def test_authors():
    """People have their first name or initials, groups their name; corrected names are left out."""
    paper = only(
        "<ArticleTitle>T</ArticleTitle><AuthorList>"
        "<Author><LastName>Lovelace</LastName><ForeName>Ada K</ForeName><Initials>AK</Initials></Author>"
        "<Author><LastName>Turing</LastName><Initials>AM</Initials><Suffix>Jr</Suffix></Author>"
        '<Author ValidYN="N"><LastName>Truing</LastName><ForeName>Alan</ForeName></Author>'
        "<Author><CollectiveName>RECOVERY Group</CollectiveName></Author><Author/></AuthorList>"
    )
    assert paper.authors == ("Ada K Lovelace", "AM Turing Jr", "RECOVERY Group")


@pytest.mark.parametrize(("inner", "data", "identity"), _CASES["identities"])
def test_identities(inner: str, data: str, identity: str):
    """The identity is the paper's own DOI or arXiv id, else its PMID; DOIs of cited papers do not count."""
    assert only(f"<ArticleTitle>T</ArticleTitle>{inner}", data=data).id == identity


@pytest.mark.parametrize("broken", _CASES["broken"])
def test_a_broken_article_costs_only_itself(broken: str):
    """An unreadable or enormous article is skipped and counted."""
    authors = "<Author/>" * 150_000
    articles = (
        article("<ArticleTitle>T</ArticleTitle>"),
        f"<PubmedArticle>{broken}</PubmedArticle>",
        article(f"<ArticleTitle>T</ArticleTitle><AuthorList>{authors}</AuthorList>", pmid=8),
        "<PubmedBookArticle><BookDocument><PMID>9</PMID></BookDocument></PubmedBookArticle>",
        article("<ArticleTitle>U</ArticleTitle>", pmid=10),
    )
    found = parse_articles(body(*articles), "pubmed")
    assert [one.paper.id for one in found.items] == ["pmid:7", "pmid:10"]
    assert found.skipped == 2
    assert found.ids >= {"7", "8", "9", "10"}


def test_depth_and_length_cost_little():
    """Deep nesting, entities and endless text in every field are no danger."""
    deep = "<i>" * 50_000 + "x" + "</i>" * 50_000
    long = "word " * 50_000
    paper = only(
        f"<ArticleTitle>{deep}</ArticleTitle><Abstract><AbstractText>{long}</AbstractText></Abstract>"
        f"<AuthorList><Author><CollectiveName>{long}</CollectiveName></Author></AuthorList>"
    )
    assert paper.title == "x"
    assert len(paper.abstract) <= 20_000
    assert len(paper.authors[0]) <= 300
    evil = b'<!DOCTYPE a [<!ENTITY b "c">]>' + body(article("<ArticleTitle>&b;</ArticleTitle>"))
    assert [one.paper.title for one in parse_articles(evil, "pubmed").items] == ["&b;"]


@pytest.mark.parametrize("content", [b"", b"<html>", body(article("<ArticleTitle>T</ArticleTitle>"))[:-5], b"{}"])
def test_what_is_no_answer(content: bytes):
    """An answer that was cut off or is something else is an error, and never an empty one."""
    with pytest.raises(SourceError):
        parse_articles(content, "pubmed")
    with pytest.raises(SourceError):
        parse_search(content)


def test_the_day():
    """The day of entry may be missing or wrong."""
    dates = ((2026, "01", "4"), (2026, 13, 1), ("x", 1, 1))
    parts = [
        f'<History><PubMedPubDate PubStatus="entrez"><Year>{y}</Year><Month>{m}</Month><Day>{d}</Day>'
        "</PubMedPubDate></History>"
        for y, m, d in dates
    ]
    found = parse_articles(body(*(article("<ArticleTitle>T</ArticleTitle>", data=one) for one in parts)), "pubmed")
    assert [one.entered for one in found.items] == [date(2026, 1, 4), None, None]
