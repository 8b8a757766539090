"""Invalid queries: message, position and hint."""

import pytest

from bot.domain.ports.catalogue import Catalogue
from bot.language.current import using_language
from bot.query import QueryError, meaning, parse
from tests.support.pseudo import PSEUDO
from tests.support.sources import CATALOGUE, make_spec
from tests.unit.query.papers import TABLES

WRONG = [
    *TABLES["errors"],
    (f"upvotes:>={'9' * 400}", 8, "is not valid", ""),
    ("x" * 501, 500, "501", "two"),
    ("a " * 31, 60, "30 terms", "two"),
]


@pytest.mark.parametrize(("query", "position", "said", "hint"), WRONG)
def test_an_error_says_what_where_and_what_to_type(query: str, position: int, said: str, hint: str):
    """Each mistake has its message, position and hint, in the author's language."""
    with pytest.raises(QueryError) as caught:
        parse(query, CATALOGUE)
    assert said in caught.value.message
    assert hint in caught.value.hint
    assert caught.value.position == position
    with using_language(PSEUDO), pytest.raises(QueryError) as translated:
        parse(query, CATALOGUE)
    assert translated.value.caret() in str(translated.value)
    for text in filter(None, (translated.value.message, translated.value.hint)):
        assert (text[0], text[-1]) == ("[", "]"), text


def test_the_caret_is_under_the_position():
    """The text of an error shows the query, and a caret under the position."""
    with pytest.raises(QueryError) as caught:
        parse("diffusion auther:lecun")
    message, shown, caret, hint = str(caught.value).splitlines()
    assert message == caught.value.message
    assert shown[caret.index("^") :].startswith("auther:")
    assert hint == caught.value.hint


@pytest.mark.parametrize(
    ("before", "columns"),
    TABLES["the caret does not count what takes no column"],
)
def test_the_caret_does_not_count_what_takes_no_column(before: str, columns: int):
    """Marks and variation selectors are shown as spaces, so that the caret is right in any font."""
    with pytest.raises(QueryError) as caught:
        parse(f"a{before} auther:x")
    shown, caret = caught.value.caret().splitlines()
    assert caret == " " * (1 + columns + 1) + "^"
    assert shown.endswith(" auther:x")


def test_a_long_query_is_cut_around_the_position():
    """The two lines stay short enough for a chat, and the caret stays under the position."""
    with pytest.raises(QueryError) as caught:
        parse("word " * 20 + "auther:x" + " word" * 5 + " y" * 100)
    shown, caret = caught.value.caret().splitlines()
    assert len(shown) <= 74
    assert shown[len(caret) - 1 :].startswith("auther:x")


def test_line_breaks_are_shown_as_spaces():
    """Line breaks, control and direction characters of a query are not in the two lines."""
    with pytest.raises(QueryError) as caught:
        parse("a\n\u202e\u0301 auther:x")
    assert caught.value.caret().splitlines()[0] == "a    auther:x"


NAMED = Catalogue(
    [make_spec("sample-feed", title="Sample feed"), make_spec("arxiv", title="arXiv"), make_spec("other")],
    ["sample-feed", "other"],
)


@pytest.mark.parametrize(
    ("query", "said", "hint"),
    [
        ("source:sampel-feed", "`source:sampel-feed` is not valid.", "Did you mean `source:sample-feed`?"),
        ("source:arxv", "`source:arxv` is not valid.", "Did you mean `source:arxiv`?"),
    ],
)
def test_a_mistyped_source_is_named(query: str, said: str, hint: str):
    """A similar source is suggested, also one that is not in use, which then gets a warning."""
    with pytest.raises(QueryError) as found:
        parse(query, NAMED)
    assert found.value.message == said
    assert found.value.hint == hint


@pytest.mark.parametrize("typed", ["sample-feed", "Sample-Feed", "samplefeed", '"sample feed"'])
def test_a_source_is_shown_as_it_is_called(typed: str):
    """A source typed by any of its names is shown by the host's name, which parses to the same query."""
    found = parse(f"source:{typed}", NAMED)
    assert found.canonical == "source:sample-feed"
    assert parse(found.canonical) == found
    assert meaning(found) == meaning(parse("source:samplefeed"))


def test_text_with_quotation_marks_is_not_quoted_again():
    """The hint to put a text in quotation marks is omitted if the text has some."""
    with pytest.raises(QueryError) as found:
        parse('autor:"Yann LeCun"')
    assert found.value.hint == "Did you mean `author:`?"


@pytest.mark.parametrize(
    ("query", "suggestion", "corrected"),
    [
        ("tree upvotes>20", "upvotes:>20", "tree upvotes:>20"),
        ("(Stars >= 5) tree", "stars:>=5", "(stars:>=5) tree"),
        ("rank: < 5", "rank:<5", "rank:<5"),
        ("upvotes: 20", "upvotes:>=20", "upvotes:>=20"),
        ("upvotes: >20 tree", "upvotes:>20", "upvotes:>20 tree"),
        ("tree || flow", "tree OR flow", "tree OR flow"),
        ("tree && flow", "tree AND flow", "tree AND flow"),
        ("tree + flow + heat", "tree AND flow AND heat", "tree AND flow AND heat"),
        ("allintitle:tree flow", "title:", "title:tree flow"),
        ("Memorization: tree", "Memorization", "Memorization tree"),  # a title, no slip for `organization:`
        ("tree !flow", "-flow", "tree -flow"),
        ("title:-tree flow", "-title:tree", "-title:tree flow"),
        ("auther:(li wu)", "author:", "author:(li wu)"),
        ("min_upvotes:20 tree", "upvotes:>=", "upvotes:>=20 tree"),
        ("author: Yann LeCun", 'author:"Yann LeCun"', 'author:"Yann LeCun"'),
        ("has: code tree", "has:code", "has:code tree"),
        ("source:hugingface tree", "source:huggingface", "source:huggingface tree"),
        ("cat:(cell, cs.CV)", "cat:cell-biology", "cat:(cat:cell-biology, cs.CV)"),
        *((typed, right, right) for typed, right in TABLES["a sign too much or too little"]),
    ],
)
def test_a_mistake_with_one_right_form_has_the_corrected_query(query: str, suggestion: str, corrected: str):
    """The suggestion replaces the mistaken part, and the corrected query is valid."""
    with pytest.raises(QueryError) as caught:
        parse(query, CATALOGUE)
    assert (caught.value.suggestion, caught.value.corrected) == (suggestion, corrected)
    parse(corrected, CATALOGUE)


@pytest.mark.parametrize(
    "query", ["a > b", "mod?l", "upvotes:x", "after:2024 a", "xyz:a", *TABLES["several right forms"]]
)
def test_a_mistake_without_one_right_form_suggests_nothing(query: str):
    """Examples of other queries are no suggestions."""
    with pytest.raises(QueryError) as caught:
        parse(query, CATALOGUE)
    assert caught.value.suggestion == ""


@pytest.mark.parametrize("query", ["stars =5", "stars >20", '"upvotes > 20"', "upvotes>20k"])
def test_words_beside_signs_stay_words(query: str):
    """Queries that were valid before comparisons with spaces were recognised stay valid."""
    assert parse(parse(query).canonical).canonical == parse(query).canonical
