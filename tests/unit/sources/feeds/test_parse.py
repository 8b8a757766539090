"""Parsing feeds: recorded ones of all formats, and broken ones."""

import gzip
import json
import time
from typing import Any

import pytest

from bot.domain.errors import SourceError
from bot.domain.paper import Paper
from bot.sources.feeds.abstract import split_authors
from bot.sources.feeds.item import Entry, Item, item_of
from bot.sources.feeds.parse import MAX_BODY_BYTES, parse_feed
from bot.sources.http.paging import Page
from tests.fake_sources.feeds import Post, rss
from tests.support.data import shared, tables

_CASES = tables(__file__, "parsed.json")


def recorded(name: str) -> Page[Item]:
    return parse_feed(shared(f"feeds/{name}").read_bytes(), "lab", "The lab")


def one(body: bytes) -> Paper:
    (item,) = parse_feed(body, "lab", "The lab").entries
    return item.paper


@pytest.mark.parametrize(("name", "count", "scheme"), _CASES["recorded"])
def test_recorded_feeds(name: str, count: int, scheme: str):
    """Every item is a paper with a title, a page and the best identity that its feed gives."""
    feed = recorded(name)
    assert (len(feed.entries), feed.skipped) == (count, 0)
    for item in feed.entries:
        assert item.paper.id.startswith(f"{scheme}:")
        assert item.paper.title
        assert "<" not in item.paper.title
        assert item.paper.links.page.startswith("http")
        assert item.paper.source == "lab"


def test_every_recorded_feed_is_read_or_refused():
    """Every recorded body gives a feed or an error with a sentence."""
    read = refused = 0
    for path in sorted(shared("feeds").rglob("*")):
        if path.is_file() and path.suffix != ".md":
            try:
                parse_feed(path.read_bytes(), "lab", "The lab")
                read += 1
            except SourceError:
                refused += 1
    assert read > 60
    assert refused < 30


@pytest.mark.parametrize(("name", "why"), _CASES["refused"])
def test_what_is_no_feed(name: str, why: str):
    """Each wrong body is refused with a sentence."""
    with pytest.raises(SourceError, match=why):
        recorded(name)


def test_citations_are_no_abstracts():
    """A citation gives authors, and no abstract."""
    for name in ("chem_sci", "drug_discovery_today", "fengzi_scs", "fengzi_tpami-early-access"):
        papers = [item.paper for item in recorded(f"feeds_journals/{name}.xml").entries]
        assert {paper.abstract for paper in papers} == {""}, name
        assert sum(bool(paper.authors) for paper in papers) >= 0.9 * len(papers), name
    papers = [item.paper for item in recorded("feeds_journals/j_med_chem.xml").entries]
    assert sum(len(paper.abstract) > 200 for paper in papers) == 12
    assert sum(not paper.abstract for paper in papers) == 137
    assert not any(paper.abstract.startswith("Abstract") for paper in papers)
    assert not any("[ASAP]" in paper.title for paper in papers)


def test_names_are_told_apart():
    """Names are split in every notation."""
    assert split_authors(["Kaur, M., Shukla, A., Bhati, K. K."]) == ["M. Kaur", "A. Shukla", "K. K. Bhati"]
    assert split_authors(["Ada Lovelace; Alan  Turing;"]) == ["Ada Lovelace", "Alan Turing"]
    assert split_authors(["Ada Lovelace, Alan Turing"]) == ["Ada Lovelace", "Alan Turing"]
    assert split_authors(["The Consortium, London"]) == ["The Consortium, London"]
    assert split_authors(["DeepSeek-AI, Daya Guo, Wei An"]) == ["DeepSeek-AI", "Daya Guo", "Wei An"]
    assert split_authors(["van Rossum, Guido"]) == ["van Rossum, Guido"]
    assert split_authors(["A, B", "C"]) == ["A, B", "C"]
    assert split_authors([]) == []


def test_a_long_list_of_authors_is_whole():
    """A feed of arXiv has all authors in one text, which can be longer than a name."""
    papers = [item.paper for item in recorded("arxiv_rss/jmamath_cs_ai.xml").entries]
    (zuo,) = [paper.authors for paper in papers if paper.authors[0] == "Lianrui Zuo"]
    assert (len(zuo), zuo[-1]) == (18, "Bennett A. Landman")


def test_an_item_may_lack_almost_everything():
    """A title and a link are enough; without either, an item is skipped and counted."""
    posts = [
        Post(guid=None, date=None, about=None),
        Post(title=None, link="https://lab.example/2"),
        Post(title=" ", link="https://lab.example/3"),
        Post(link=None, guid="tag:1"),
        Post(title="By guid", link=None, guid="https://lab.example/5"),
        Post(title="By DOI", link=None, guid="10.1000/abc"),
        Post(title="From the future", link="https://lab.example/7", date="Fri, 31 Dec 2999 00:00:00 GMT"),
    ]
    feed = parse_feed(rss(posts), "lab", "The lab")
    assert [item.paper.title for item in feed.entries] == [
        "On a matter of some importance",
        "By guid",
        "By DOI",
        "From the future",
    ]
    assert feed.skipped == 3
    assert feed.entries[0].paper.abstract == ""
    assert feed.entries[2].paper.links.page == "https://doi.org/10.1000/abc"


def test_identity_is_the_best_that_there_is():
    """An arXiv id anywhere, then a DOI, then the guid within the feed; a bare number is none of them."""
    assert one(rss([Post(link="https://arxiv.org/abs/2503.02130v2", guid="10.1/x")])).id == "arxiv:2503.02130"
    paper = one(rss([Post(link="https://arxiv.org/abs/2503.02130v2")]))
    assert paper.links.pdf == "https://arxiv.org/pdf/2503.02130"
    assert one(rss([Post(guid="2503.02130")])).id.startswith("feed:lab:")
    assert one(rss([Post(guid="a")])).id == one(rss([Post(guid="a", link="https://elsewhere.example/")])).id
    assert one(rss([Post()])).id == one(rss([Post(link="http://www.lab.example/posts/1/?utm_source=rss")])).id


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("https://www.a.example/x/?utm_medium=rss&id=5&ref=rss", "//a.example/x?id=5"),
        ("https://a.example/x?ref=12&source=rss#/p/2", "//a.example/x?ref=12#/p/2"),
        ("https://[broken/x", "https://[broken/x"),
    ],
)
def test_addresses_are_compared_without_what_changes(link: str, address: str):
    """Addresses are compared without scheme, `www.` and tracking; an unparsable one stays."""
    assert Entry(title="", link=link).address == address


def test_formats_are_read_alike():
    """RDF, Atom and careless mixtures give the same items."""
    rdf = (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="u" xmlns:dc="v" xmlns:prism="w">'
        b'<item rdf:about="https://j.example/1"><title>T</title><dc:creator>A B</dc:creator>'
        b"<dc:subject>Physics</dc:subject><prism:doi>10.1000/1</prism:doi></item></rdf:RDF>"
    )
    paper = one(rdf)
    assert (paper.id, paper.authors, paper.keywords) == ("doi:10.1000/1", ("A B",), ("Physics",))
    assert paper.links.page == "https://j.example/1"
    atom = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>tag:1</id><title type="html">A T</title>'
        b'<link rel="self" href="https://a.example/self"/><link href="https://a.example/1"/>'
        b'<author><name>Ada</name></author><category term="cs.LG"/><summary>S</summary></entry></feed>'
    )
    paper = one(atom)
    assert (paper.links.page, paper.authors, paper.categories) == ("https://a.example/1", ("Ada",), ("cs.LG",))
    mixed = (
        b"<rss><channel><item><title>T</title><link/>https://m.example/1<author>ada@x.example (Ada L)</author>"
        b"<author>nobody@x.example</author><guid isPermaLink='false'>g</guid></item></channel></rss>"
    )
    paper = one(mixed)
    assert (paper.links.page, paper.authors) == ("https://m.example/1", ("Ada L",))
    selfish = b'<feed><entry><title>T</title><link rel="self" href="https://a.example/self"/></entry></feed>'
    assert one(selfish).links.page == "https://a.example/self"


def test_json_feeds():
    """JSON feeds may have numbers as ids, one or many authors, and plain or HTML texts."""
    items: list[Any] = [
        {"id": 7, "title": "T", "url": "https://j.example/7", "content_text": "a < b", "author": {"name": "Ada"}},
        {"id": True, "title": "U", "external_url": "https://doi.org/10.1000/2", "content_html": "<p>x</p>"},
        "nonsense",
    ]
    feed = parse_feed(b"\xef\xbb\xbf " + json.dumps({"items": items}).encode(), "lab", "The lab")
    first, second = (item.paper for item in feed.entries)
    assert (first.abstract, first.authors) == ("a < b", ("Ada",))
    assert (second.id, second.abstract) == ("doi:10.1000/2", "x")
    assert feed.skipped == 1


def test_a_compressed_body_is_unpacked_within_bounds():
    """A compressed body is unpacked without a header that says so, and a bomb is refused."""
    assert one(gzip.compress(rss([Post()]))).title == "On a matter of some importance"
    with pytest.raises(SourceError, match="more than 8,192 KB"):
        parse_feed(gzip.compress(b" " * (MAX_BODY_BYTES + 1)), "lab", "The lab")
    with pytest.raises(SourceError, match="cannot be unpacked"):
        parse_feed(b"\x1f\x8b" + b"x" * 50, "lab", "The lab")
    with pytest.raises(SourceError, match="empty answer"):
        parse_feed(b" \n", "lab", "The lab")


def test_hostile_items_are_bounded():
    """Endless texts are cut, invalid URLs left out, and feeds with too many items refused."""
    posts = [Post(title="x" * 9_000, about="y" * 99_000, link="https://lab.example/1")]
    paper = one(rss(posts))
    assert (len(paper.title), len(paper.abstract)) == (2_000, 20_000)
    assert item_of(Entry(title="T", link="javascript:alert(1)"), "lab") is None
    with pytest.raises(SourceError, match="The lab has 20,001 items; a feed of more than 20,000 is not read"):
        parse_feed(json.dumps({"items": [{"id": n} for n in range(20_001)]}).encode(), "lab", "The lab")


def test_a_line_of_many_numbers_takes_no_time():
    """A line that is nearly a DOI is read in linear time."""
    begun = time.process_time()
    one(rss([Post(about=f"doi{'10.' * 19_000} x y")]))
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(("about", "abstract", "authors"), _CASES["about"])
def test_what_is_about_the_content(about: str, abstract: str, authors: list[str]):
    """Headings, repeated titles and citations are removed, and names used if there are no others."""
    paper = one(rss([Post(about=about)]))
    assert (paper.abstract, [*paper.authors]) == (abstract, authors)
