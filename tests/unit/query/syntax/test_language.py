"""The language: operators, fields, heat, canonical forms."""

from __future__ import annotations

import pytest

from bot.domain.ports.catalogue import Catalogue
from bot.query import QueryError, parse, with_min_upvotes
from tests.support.sources import CATALOGUE, make_spec
from tests.unit.query.papers import paper, signals

_PAPER = paper(
    "Diffusion guidance",
    "We study flow matching with consistency on ImageNet.",
    authors=("Yann LeCun", "José Adam"),
    organization="Meta AI",
    categories=("cs.CV", "stat.ML"),
    keywords=("image synthesis", "rectified flow"),
    links={"code": "https://example.org/code"},
)
_SIGNALS = signals(upvotes=20, comments=3)


def _holds(query: str) -> bool:
    return parse(query, CATALOGUE).matches(_PAPER, _SIGNALS)


@pytest.mark.parametrize(
    "query",
    [
        "diffusion guidance",
        "diffusion AND guidance",
        "gan, diffusion",
        "gan OR diffusion",
        "gan，diffusion",
        '"flow matching"',
        "“flow matching”",
        "diffusion -gan",
        "diffusion -(-guidance -gan)",
        "diffusion –gan",
        "diffusion NOT gan",
        "(gan OR diffusion) -video",
        "gan OR diffusion -video",
        "diffusion NOT NOT guidance",
        "diffusion -(gan OR video)",
        "diffusion -(guidance gan)",
        "title:diffusion",
        "title:(diffusion guidance) abstract:flow",
        'author:"Yann LeCun"',
        "author:lecun",
        "by:jose",
        "org:meta",
        "cat:cs.CV",
        "cat:cs.*",
        "cat:cs",
        "category:STAT.ml",
        "keyword:synthesis",
        '"rectified flow"',
        "source:huggingface",
        "source:hf",
        "has:code",
        "upvotes:>=20",
        "upvotes:>19",
        "upvotes:<=20",
        "upvotes:<21",
        "upvotes:=20",
        "upvotes:20",
        "upvotes:10..20",
        "upvotes:10..*",
        "upvotes:*..20",
        "comments:3",
        "has:video OR has:code",
        "-upvotes:>=21 diffusion",
        "+diffusion",
        "DIFFUSION",
    ],
)
def test_these_find_the_paper(query: str) -> None:
    """Each way of asking for something that the paper has finds it."""
    assert _holds(query)


@pytest.mark.parametrize(
    "query",
    [
        "diffusion gan",
        "gan OR video",
        '"matching flow"',
        '"guidance we"',
        '"image synthesis rectified"',
        "diffusion -guidance",
        "title:flow",
        "abstract:guidance",
        'author:"LeCun José"',
        "author:adams",
        "author:diffusion",
        "LeCun",
        "org:ai-lab",
        "cat:cs.CL",
        "cat:math",
        "keyword:diffusion",
        "source:arxiv",
        "has:project",
        "upvotes:>20",
        "upvotes:<20",
        "upvotes:21..30",
        "comments:>3",
        "stars:>=0",
        "stars:<=1000",
        "rank:<=5",
        "diffusion -(gan OR guidance)",
    ],
)
def test_these_do_not(query: str) -> None:
    """A term in the wrong field, below the bar, excluded or unknown does not find the paper."""
    assert not _holds(query)


def test_not_binds_tighter_than_and_and_and_than_or() -> None:
    """`a OR b -c` is `a OR (b (NOT c))`."""
    assert parse("gan OR diffusion -guidance").tree == parse("gan OR (diffusion (-guidance))").tree
    assert parse("a b, c d").canonical == "a b OR c d"


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("  diffusion   guidance ", "diffusion guidance"),
        ("a,b", "a OR b"),
        ("a AND (b c)", "a b c"),
        ("((a OR (b OR c)))", "a OR b OR c"),
        ("NOT (a OR b) c", "-(a OR b) c"),
        ("c NOT NOT a", "c a"),
        ('"diffusion"', "diffusion"),
        ('"or" a', '"or" a'),
        ('a "-b"', 'a "-b"'),
        ('  "flow   matching" ', '"flow matching"'),
        ("title:(a OR b) c", "(title:a OR title:b) c"),
        ("authors:lecun", "author:lecun"),
        ("Upvotes:>=020", "upvotes:>=20"),
        ("stars:10..*", "stars:>=10"),
        ("stars:≥1,000", "stars:>=1000"),
        ("=LLM", "=LLM"),
        ('title:="vision transformer"', 'title:="vision transformer"'),
        ("quantiz*", "quantiz*"),
        ("title:quantiz**", "title:quantiz*"),
        ("O(log n)", "O log n"),
        ("has:CODE", "has:code"),
        ("dif\u00adfusion", "diffusion"),
        ("10,000 steps", '"10,000" steps'),
        ("拡散* a", "拡散 a"),
        ("“few–shot” a", "few-shot a"),
        ("ca\u202et:cs.*", '"cat:cs.*"'),
        ("\u200b-survey a\u200b \u200bOR\u200b b", "-survey a OR b"),
        ("—survey a", "-survey a"),
        ("「拡散 モデル」", '"拡散 モデル"'),
        ("«flow matching»", '"flow matching"'),
        ("‘flow matching’ Parkinson’s", '"flow matching" Parkinson’s'),
        ('"the ‘flow’ of"', '"the ‘flow’ of"'),
        ("ａ ＯＲ ｕｐｖｏｔｅｓ：＞＝２０", "a OR upvotes:>=20"),
        ("SE(3)-equivariant", "SE 3 equivariant"),
        ("(a OR b)-c", "(a OR b) -c"),
        ("has:(code OR -video) a", "(has:code OR -has:video) a"),
        ("cat:(cs.CV, cs.LG)", "cat:cs.CV OR cat:cs.LG"),
        ("ti:a au:b abs:c likes:>5", "title:a author:b abstract:c upvotes:>5"),
        ('"learning rate schedul**"', '"learning rate schedul*"'),
        ('"quantiz*"', "quantiz*"),
        ('title:"flow match*"', 'title:"flow match*"'),
    ],
)
def test_a_query_prints_back_in_canonical_form(query: str, canonical: str) -> None:
    """The canonical form is tidy, and parses to the same query."""
    parsed = parse(query)
    assert parsed.canonical == canonical == str(parsed)
    assert parse(canonical) == parsed
    assert parse(canonical).canonical == canonical


@pytest.mark.parametrize("query", ["a", "a b", "a OR b", "a, b -c", "upvotes:>=5 a"])
def test_a_minimum_of_upvotes_is_added_to_the_whole_query(query: str) -> None:
    """`(query) upvotes:>=n`, which parses to the same again."""
    with_bar = with_min_upvotes(parse(query), 20)
    assert with_bar == parse(f"({query}) upvotes:>=20") == parse(with_bar.canonical)


def test_a_bar_that_makes_the_query_too_long_is_refused() -> None:
    """The limit of 500 characters holds for what is stored, too."""
    with pytest.raises(QueryError, match="500"):
        with_min_upvotes(parse("x" * 495), 20)
    with pytest.raises(QueryError, match="written out"):
        parse(",".join(["x" * 16] * 29))


def test_sources_are_named_as_people_call_them() -> None:
    """Canonical form has the stored name; rewriting keeps what is known."""
    catalogue = Catalogue([make_spec("listed", title="The List!", aliases=("tl",))])
    assert parse("source:TL x", catalogue) == parse("source:the-list x", catalogue) == parse("source:listed x")
    assert with_min_upvotes(parse("source:tl", catalogue), 5).catalogue is catalogue
    with pytest.raises(QueryError, match="Did you mean `source:listed`"):
        parse("source:listd", catalogue)
    with pytest.raises(QueryError, match="needs the name"):
        parse("source:-")
