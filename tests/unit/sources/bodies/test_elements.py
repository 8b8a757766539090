"""A large body is cut into its elements, and searched, within bounds."""

import re
import tracemalloc

import pytest

from bot.domain.errors import SourceError
from bot.sources.bodies.elements import matches, pieces
from bot.sources.pubmed.parse import parse_articles


def test_pieces():
    """Each ends with its element, which is empty if it has no beginning."""
    body = b"x<a>1</a><a><a>2</a>3</a></a><a>4"
    found = [*pieces(body, b"<a>", b"</a>", 4, "A host")]
    assert [one.element for one in found] == [b"<a>1</a>", b"<a>2</a>", b"", b""]
    assert b"".join(body[one.start : one.end] for one in found) + b"<a>4" == body
    with pytest.raises(SourceError, match="A host answered with more than 3 entries"):
        list(pieces(body, b"<a>", b"</a>", 3, "A host"))


@pytest.mark.parametrize("before", [0, 1, 262_140, 262_144, 524_280, 524_288, 524_300])
def test_matches_on_the_edges_of_steps(before: int):
    """Nothing is missed where two steps meet, nor found beyond the part."""
    body = b" " * before + b"<i>12</i><i>3</i>" + b" " * 300_000 + b"<i>4</i>"
    found = [one[1] for one in matches(re.compile(b"<i>([0-9]+)</i>"), body, 0, len(body) - 3)]
    assert list(dict.fromkeys(found)) == [b"12", b"3"]


@pytest.mark.parametrize(("part", "read"), [(b"&", 0), (b"&amp;", 2), ("\N{GRINNING FACE}".encode(), 2)])
def test_memory_of_pubmeds_articles(part: bytes, read: int):
    """What is made of the largest articles stays below 100 MB."""
    text = part * (8_000_000 // len(part))
    article = b"<PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>T</ArticleTitle><Abstract>"
    end = b"</AbstractText></Abstract></Article></MedlineCitation></PubmedArticle>"
    body = (article + b"<AbstractText>" + text + end) * 2 + b"</PubmedArticleSet>"
    tracemalloc.start()
    try:
        found = parse_articles(body, "pubmed")
        assert (len(found.items), found.skipped) == (read, 2 - read)
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()
