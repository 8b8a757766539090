"""Warnings: what a query does that its author may not expect."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.ports import Gives, SourceKind
from bot.domain.ports.catalogue import Catalogue
from bot.language.current import using_language
from bot.query import QueryError, meaning, parse, with_limits_for_all
from tests.support.data import tables
from tests.support.pseudo import PSEUDO
from tests.support.sources import CATALOGUE, make_spec
from tests.unit.query.strategies import queries

TABLES = tables(__file__)

LISTED = make_spec("listed", title="The list", gives=frozenset(Gives) - {Gives.CATEGORIES})
FEED = make_spec("sample-feed", title="Sample feed", kind=SourceKind.STREAM, gives=frozenset())
OFF = make_spec("arxiv", title="arXiv", kind=SourceKind.STREAM)
READ = Catalogue([LISTED, FEED, OFF], ["listed", "sample-feed"])


@pytest.mark.parametrize(
    ("query", "words"),
    TABLES["what may surprise is said"],
)
def test_surprising_queries_have_warnings(query: str, words: str):
    """A query that does something its author may not expect has a warning, in the reader's language."""
    parsed = parse(query, CATALOGUE)
    (warning,) = parsed.warnings
    assert words in warning
    with using_language(PSEUDO):
        (translated,) = parsed.warnings
    assert (translated[0], translated[-1]) == ("[", "]")


def test_no_backtick_ends_the_code_of_a_warning():
    """A warning is Markdown with the typed words as code, where a backtick becomes an apostrophe."""
    (warning,) = parse("author:a`b c", CATALOGUE).warnings
    assert warning.split("`")[1::2] == ["a'b", 'author:"a\'b …"']


@pytest.mark.parametrize(
    "query",
    [
        *(
            'diffusion "flow matching" -survey author:lecun upvotes:>=20',
            "the upvotes:>=20",
            "=the",
            "title:the",
            "=or",
            "title:or",
        ),
        *("-diffusion the*", "attention is all you need", "trees -(-green -tall)", "trees -cat:cs.CV"),
    ],
)
def test_an_ordinary_query_has_no_warnings(query: str):
    """An ordinary query has no warning."""
    assert parse(query, CATALOGUE).warnings == ()


def test_only_subscribed_sources_are_named():
    """A warning names only subscribed sources, and only a few of very many."""
    stream = make_spec("streamed", title="A stream", kind=SourceKind.STREAM)
    assert parse("cat:cs.CV", Catalogue([LISTED, stream], ["streamed"])).warnings == ()
    assert parse("cat:cs.CV source:nope").warnings == ()
    feeds = [make_spec(f"f{n}", title=f"Feed {n}", kind=SourceKind.STREAM, gives=frozenset()) for n in range(99)]
    (warning,) = parse("cat:cs.CV", Catalogue(feeds).subscribed_to(tuple(feed.name for feed in feeds))).warnings
    assert "Feed 7" in warning
    assert len(warning) < 200


def test_a_host_without_lists_warns_of_its_streams():
    """If no source gives a field, a query with it has a warning even on a host that reads only streams."""
    (warning,) = parse("org:Google", Catalogue([LISTED, FEED], ["sample-feed"])).warnings
    assert "`org:` never matches papers that are only on Sample feed" in warning


@pytest.mark.parametrize("query", ["upvotes:>=0", "trees upvotes:<5", "trees comments:0..3"])
def test_a_number_that_counts_from_zero_matches_papers_without_it(query: str):
    """Papers of a source without votes have 0, so a query that allows 0 finds them."""
    assert parse(query, READ.subscribed_to(("sample-feed",))).warnings == ()


def test_only_a_source_that_is_not_read_matches_no_new_papers():
    """A term with a source that is off has a warning; without any sources nothing is known."""
    (warning,) = parse("trees source:arxiv", READ).warnings
    assert "`source:arxiv` matches no new papers" in warning
    assert parse("trees source:listed", READ).warnings == ()
    assert parse("trees source:arxiv").warnings == ()


@pytest.mark.parametrize(
    ("query", "limited", "whole"),
    TABLES["what holds for the last alternative alone is told"],
)
def test_limits_of_the_last_alternative_have_a_warning(query: str, limited: str, whole: str):
    """A final exclusion or bound without brackets has a warning with the query to write instead."""
    found = parse(query)
    assert found.warnings[0] == f"{limited}. For all alternatives, use `{whole}`."
    bracketed = with_limits_for_all(found)
    assert bracketed == parse(whole)
    assert bracketed is not None
    assert with_limits_for_all(bracketed) is None


@pytest.mark.parametrize(
    "query",
    TABLES["what is clear is not told"],
)
def test_clear_limits_have_no_warning(query: str):
    """There is no warning with brackets, with limits in each alternative, or without a final limit."""
    assert parse(query).partial_limits is None
    assert with_limits_for_all(parse(query)) is None


def test_no_query_is_offered_that_is_too_long():
    """If brackets make the query too long, the warning has no button."""
    query = f"{'x' * 400}, {'y' * 87} -survey"
    assert parse(query).partial_limits
    assert with_limits_for_all(parse(query)) is None


_WORDS = st.sampled_from(["flow", "red trees", "title:map", '"data set"'])
_LIMITS = st.sampled_from(["-survey", "upvotes:>=5", "-(red, green)", "has:code -survey"])
_LIMITED = st.builds("{} {}".format, _WORDS, _LIMITS)
_ALTERNATIVES = st.lists(st.one_of(_WORDS, _LIMITED, _LIMITED.map("({})".format), queries), min_size=2, max_size=3)
_AROUND = ["{}", "({}) -survey", "title:({})", "flow OR ({})", "({}) OR flow", "({}) upvotes:>=5 (a OR b -c)"]


@st.composite
def alternatives(draw: st.DrawFn) -> str:
    """Alternatives, some with limits and some of these in brackets, perhaps within another query."""
    either = " OR ".join(draw(_ALTERNATIVES))
    for around in draw(st.lists(st.sampled_from(_AROUND), max_size=2)):
        either = around.format(either)
    return either


@given(text=alternatives())
def test_what_is_stored_means_the_same_and_warns_of_the_same(text: str):
    """The canonical form of any query has the same warnings, so later pages show the same ones."""
    try:
        query = parse(text)
    except QueryError:
        assume(False)  # noqa: FBT003 - hypothesis' own word
        return
    stored = parse(query.canonical)
    assert stored.canonical == query.canonical
    assert meaning(stored) == meaning(query)
    assert stored.partial_limits == query.partial_limits
