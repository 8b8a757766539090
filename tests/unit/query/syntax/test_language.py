"""The language: operators, fields, heat, canonical forms."""

from __future__ import annotations

import pytest

from bot.domain.ports import Gives, SourceKind
from bot.domain.ports.catalogue import Catalogue
from bot.language import translating
from bot.language.current import speaking
from bot.language.languages import PSEUDO
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
    assert parse("gan OR diffusion -guidance") == parse("gan OR (diffusion (-guidance))")
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


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("cat:cs.CV", "no categories"),
        ("diffusion and flow", "AND"),
        ('"quantiz* models"', "at the end only"),
        ("a upvotes:20", "exactly 20"),
        ("rank:<=5", "unknown until"),
        ("author:yann lecun", 'author:"yann'),
        ("the", "About 98 % of all papers have `the`: add a word"),
        ("the model", "About 91 % of all papers have `model`"),
        ("abstract:the OR diffusion", "About 98 % of all papers have `abstract:the`"),
        ("language -video model", "About 56 % of all papers have `language`"),
        ("diffusion -the", "`-the` leaves out about 98 % of all papers"),
    ],
)
def test_what_may_surprise_is_said(query: str, words: str) -> None:
    """A query that does something its writer may not expect carries a warning."""
    (warning,) = parse(query, CATALOGUE).warnings
    assert words in warning


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("the`", ["the'"]),
        ("`the`", ["'the'"]),
        ("diffusion -the`", ["-the'"]),
        ("author:a`b c", ["a'b", 'author:"a\'b …"']),
    ],
)
def test_no_backtick_ends_the_code_of_a_warning(query: str, code: list[str]) -> None:
    """A warning is Markdown with the typed words as code: a backtick in them stays within, as an apostrophe."""
    (warning,) = parse(query, CATALOGUE).warnings
    assert warning.split("`")[1::2] == code
    assert warning.count("`") == 2 * len(code)


def test_warnings_are_in_the_language_of_who_reads_them() -> None:
    """A query that was parsed when Paperboy started is read by somebody later."""
    lists = make_spec("listed", title="Hugging Face", gives=frozenset())
    query = parse('the upvotes:20 rank:<=5 author:yann lecun and "quantiz* models"', Catalogue([lists]))
    with speaking(PSEUDO):
        said = query.warnings
    assert len(said) == len(query.warnings) > 6
    assert all(text[0] == "[" and text[-1] == "]" for text in said)


def test_a_query_that_can_be_read_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands are parsed when Paperboy starts: none of them may cost a sentence that nobody reads."""
    monkeypatch.setattr(translating, "_catalogue", None)
    assert parse('the model upvotes:20 rank:<=5 cat:cs.CV author:yann lecun has:code "flow mat*"', CATALOGUE).told


def test_an_ordinary_query_has_no_warnings() -> None:
    """Nothing is said where nothing is odd."""
    for query in (
        'diffusion "flow matching" -survey author:lecun upvotes:>=20',
        "the diffusion",
        "the upvotes:>=20",
        "=the",
        "title:the",
        '"large language model"',
        "-diffusion the*",
        "attention is all you need",
        "trees -(-green -tall)",
    ):
        assert parse(query, CATALOGUE).warnings == ()


def test_fields_that_a_list_does_not_give_are_told() -> None:
    """What a list lacks another source may give for some of its papers; without a list nothing is said."""
    lists = make_spec("listed", title="The list", gives=frozenset(Gives) - {Gives.CATEGORIES})
    stream = make_spec("streamed", title="A stream", kind=SourceKind.STREAM)
    assert parse("cat:cs.CV", Catalogue([lists])).warnings == (
        "The list gives no categories: cat: finds nothing among its papers. Use a word such as diffusion instead.",
    )
    assert parse("cat:cs.CV", Catalogue([lists, stream])).warnings == (
        "The list gives no categories: cat: finds nothing among its papers, unless A stream gave them, too.",
    )
    assert parse("cat:cs.CV", Catalogue([lists, stream], ["streamed"])).warnings == ()
    assert parse("cat:cs.CV").warnings == ()
    feeds = [make_spec(f"f{n}", title=f"F{n}", kind=SourceKind.STREAM, gives=frozenset()) for n in range(8)]
    listening = Catalogue([lists, *feeds]).listening(("lists", *(feed.name for feed in feeds)))
    (warning,) = parse("cat:cs.CV", listening).warnings
    assert warning.startswith(
        "The list, F0, F1, F2, F3 and 4 more give no categories: cat: finds nothing among their"
    )


def test_sources_are_named_as_people_call_them() -> None:
    """Canonical form has the stored name; rewriting keeps what is known."""
    catalogue = Catalogue([make_spec("listed", title="The List!", aliases=("tl",))])
    assert parse("source:TL x", catalogue) == parse("source:the-list x", catalogue) == parse("source:listed x")
    assert with_min_upvotes(parse("source:tl", catalogue), 5).catalogue is catalogue
    with pytest.raises(QueryError, match="Did you mean source:listed"):
        parse("source:listd", catalogue)
    with pytest.raises(QueryError, match="right after the colon"):
        parse("source:-")
