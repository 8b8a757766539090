"""Wrong queries: what is said, where, and what to type instead."""

from __future__ import annotations

import pytest

from bot.domain.ports.catalogue import Catalogue
from bot.language.current import speaking
from bot.language.languages import PSEUDO
from bot.query import QueryError, meaning, parse
from tests.support.sources import CATALOGUE, make_spec

WRONG = [
    ("", 0, "empty", "diffusion"),
    ("   ", 3, "empty", "diffusion"),
    ("a OR", 2, "after `OR`", "remove"),
    ("a,", 1, "after `,`", "remove"),
    ("a AND", 2, "after `AND`", "remove"),
    ("OR a", 0, "before `OR`", "either side: `a OR b`"),
    ("AND a", 0, "before `AND`", "either side: `a AND b`"),
    (", a", 0, "before `,`", "either side: `a OR b`"),
    ("a NOT", 2, "after `NOT`", "-survey"),
    ("(a", 0, "never closed", "Add a )"),
    ("a (", 2, "never closed", "remove the bracket"),
    ("a)", 1, "closes nothing", "Remove"),
    ("()", 1, "nothing between", ""),
    ('a "b', 2, "never closed", 'Add a "'),
    ("a - b", 2, "stands alone", "-survey"),
    ("a -", 2, "stands alone", "-survey"),
    ("-survey", 0, "only leaves papers out", "diffusion -survey"),
    ("(-survey)", 1, "only leaves papers out", "Say what to look for"),
    ("a OR -b", 5, "only leaves papers out", "alternative"),
    ("auther:lecun", 0, "no field `auther:`", "`author:`"),
    ("CIFAR:10", 0, "no field", '"CIFAR:10"'),
    (
        "venue:2024",
        0,
        "no field `venue:`",
        "The fields are `title:`, `abstract:`, `keyword:`, `author:`, `org:`, `cat:`, ",
    ),
    ("trees year:2024", 6, "no field `year:`", "A query has no dates: the option `since` of `/papers search`"),
    ("submittedDate:2024", 0, "no field `submittedDate:`", "A query has no dates"),
    ("title:", 6, "right after the colon", "title:diffusion"),
    ("upvotes:>=", 10, "try `upvotes:>=20`", "upvotes:10..20"),
    ("upvotes:", 8, "needs a number", "upvotes:>=20"),
    ("upvotes:>= 20", 10, "needs a number", "without spaces"),
    ("upvotes:1k", 8, "not a comparison: try `upvotes:>=1000`", "upvotes:<3"),
    ("upvotes:-5", 8, "try `upvotes:>=5`", ""),
    ("upvotes>=20", 0, "no colon", "upvotes:>=20"),
    ("a Stars>", 2, "no colon", "stars:>20"),
    ("upvotes >= 20", 8, "nothing to search for", "upvotes:>=20"),
    ("upvotes:=>20", 9, "try `upvotes:>=20`", ""),
    ("upvotes:20-10", 8, "try `upvotes:10..20`", ""),
    ("upvotes:10...20", 8, "try `upvotes:10..20`", ""),
    ("rank:top5", 5, "try `rank:<=5`", ""),
    ("score:5", 0, "no field", "`upvotes:`"),
    ("is:code", 0, "no field", "`has:`"),
    ('a ""', 2, 'in `""`', "letter"),
    ("mod?l", 0, "`?` is not an operator", "mod*"),
    ("a upvotes:>=many", 12, "`upvotes:>=many` needs a number: try `upvotes:>=20`", ""),
    ("rank:<=x", 7, "try `rank:<=5`", ""),
    ("upvotes:30..20", 0, "No number", "upvotes:20..30"),
    ("upvotes:*..*", 8, "needs a number", ""),
    ("upvotes:>=9999999999", 0, "too large", "Nine"),
    (f"upvotes:>={'9' * 400}", 8, "not a comparison", ""),
    ("has:cod", 4, "There is no `has:cod`.", "has:code"),
    ("has:xyz", 4, "There is no `has:xyz`.", "has:project"),
    ("has:", 4, "right after the colon", "has:code"),
    ("cat:cs.CV/x", 4, "not a category", "cat:cs.*"),
    ("a cat:neurosience", 6, "no category `neurosience`", "Did you mean `cat:neuroscience`?"),
    ('cat:"cel biology"', 5, "no category `cel biology`", "Did you mean `cat:cell-biology`?"),
    ("cat:cell biology", 4, "no category `cell`", "Did you mean `cat:cell-biology`?"),
    ("cat:cond-matt.str-el", 4, "no category", "Did you mean `cat:cond-mat.str-el`?"),
    ("source:-", 7, "source", "huggingface"),
    ("source:hugingface", 7, "no source", "source:huggingface"),
    ("upvotes:(>=5 <9)", 0, "before a group", "each number"),
    ('has:("" OR code)', 7, "`has:` needs something", "has:code"),
    ("a title:-b", 8, "behind `title:`", "-title:b"),
    ("a =-b", 3, "behind `=`", "-=b"),
    ("=title:LLM", 0, "before `title:`", "title:=LLM"),
    ("a --b", 2, "undo each other", "-survey"),
    ('"a b"~3', 5, "`~` is not an operator", "phrase"),
    ("a https://arxiv.org/abs/2503.02130", 2, "Addresses are not searched", "/papers show"),
    ('="flow match*"', 12, "exclude each other", '"flow match*"'),
    ('"a b*"', 4, "at least 3 letters", "quantiz*"),
    ("qu*", 2, "at least 3 letters", "quantiz*"),
    ("*", 0, "at least 3 letters", "quantiz*"),
    ("a*b", 1, "end a word", "quantiz*"),
    ("=quantiz*", 8, "exclude each other", "quantiz*"),
    ("...", 0, "nothing to search for", "letter"),
    ('a "---"', 2, "nothing to search for", "letter"),
    ("a || b", 2, "not an operator", "OR"),
    ("a && b", 2, "not an operator", "space"),
    ("a !b", 2, "not an operator", "-b"),
    ("x" * 501, 500, "501 characters", "two"),
    ("a " * 31, 60, "30 terms", "two"),
    ("(" * 21 + "a" + ")" * 21, 20, "20 deep", "fewer"),
]


@pytest.mark.parametrize(("query", "position", "said", "hint"), WRONG)
def test_an_error_says_what_where_and_what_to_type(query: str, position: int, said: str, hint: str) -> None:
    """Each mistake has its own sentence, position and hint."""
    with pytest.raises(QueryError) as caught:
        parse(query, CATALOGUE)
    assert said in caught.value.message
    assert hint in caught.value.hint
    assert caught.value.position == position


@pytest.mark.parametrize("query", [wrong[0] for wrong in WRONG])
def test_an_error_is_said_in_the_language_of_who_typed(query: str) -> None:
    """What is wrong and what to type are translated, whole; the query and its caret stay as they are."""
    with pytest.raises(QueryError) as english:
        parse(query, CATALOGUE)
    with speaking(PSEUDO), pytest.raises(QueryError) as caught:
        parse(query, CATALOGUE)
    assert caught.value.caret() == english.value.caret()
    assert caught.value.caret() in str(caught.value)
    for text in filter(None, (caught.value.message, caught.value.hint)):
        assert text.startswith("["), text
        assert text.endswith("]"), text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("author: Yang", "author:Yang"),
        ("Author: Yann LeCun upvotes:>=5", 'Author:Yann or Author:"Yann LeCun"'),
        ("(title: flow) b", "title:flow"),
        ('title: "flow matching" b', 'title:"flow matching"'),
        ("title\uff1a\u3000拡散", "title:拡散"),
        ("a title:= LLM", "title:=LLM"),
        ("title: and or", 'title:"and" or title:"and or"'),
        ("org: a b c d e f", "org:a"),
        ("cat: cs.LG robot", "cat:cs.LG"),
        ("cat: cell biology", "cat:cell-biology"),
        ("has: code", "has:code"),
        ("has: paper", "has:code"),
        ("source: huggingface", "source:huggingface"),
    ],
)
def test_what_stands_behind_a_blank_is_offered(typed: str, meant: str) -> None:
    """It can be typed as offered, without the blank: a word, or a phrase of what follows."""
    with pytest.raises(QueryError) as caught:
        parse(typed, CATALOGUE)
    examples = meant.split(" or ")
    assert caught.value.hint == f"Try {' or '.join(f'`{example}`' for example in examples)}"
    assert parse(examples[0], CATALOGUE)


@pytest.mark.parametrize("typed", ["title: OR b", "title: author:b", "title: -b", 'title: "--"', "title:, b"])
def test_what_cannot_be_of_the_field_is_not_offered(typed: str) -> None:
    """Then there are examples."""
    with pytest.raises(QueryError) as caught:
        parse(typed, CATALOGUE)
    assert caught.value.hint == 'Try `title:diffusion` or `title:"flow matching"`'


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("upvotes: 50", "upvotes:>=50"),
        ("upvotes: >= 50", "upvotes:>=50"),
        ("(stars:< 30) b", "stars:<30"),
        ("stars: 10..20", "stars:10..20"),
        ("rank: 3", "rank:<=3"),
        ("upvotes: many", "upvotes:>=20"),
        (f"upvotes: {'9' * 400}", "upvotes:>=20"),
    ],
)
def test_a_number_behind_a_blank_is_offered(typed: str, meant: str) -> None:
    """As it would be compared without the blank."""
    with pytest.raises(QueryError) as caught:
        parse(typed, CATALOGUE)
    assert f"needs a number: try `{meant}`" in caught.value.message


def test_the_caret_stands_under_the_place() -> None:
    """The text of an error shows the query, and below it a caret under the position."""
    with pytest.raises(QueryError) as caught:
        parse("diffusion auther:lecun")
    message, shown, caret, hint = str(caught.value).splitlines()
    assert message == caught.value.message
    assert shown[caret.index("^") :].startswith("auther:")
    assert hint == caught.value.hint


def test_the_caret_counts_wide_characters_twice() -> None:
    """In a fixed-width font a CJK character takes two columns."""
    with pytest.raises(QueryError) as caught:
        parse("拡散 auther:x")
    assert caught.value.caret().splitlines()[1] == " " * 5 + "^"


@pytest.mark.parametrize(
    ("before", "columns"),
    [
        ("ｄｉｆｆ", 8),
        ("नमस्ते", 6),
        ("e\u0301", 2),
        ("🙂", 2),
        ("❤\ufe0f", 2),
        ("\u1112\u1161\u11ab", 4),
        ("가", 2),
    ],
)
def test_the_caret_does_not_count_what_takes_no_column(before: str, columns: int) -> None:
    """Marks and variation selectors are shown as spaces, so that the caret stands right in any font."""
    with pytest.raises(QueryError) as caught:
        parse(f"a{before} auther:x")
    shown, caret = caught.value.caret().splitlines()
    assert caret == " " * (1 + columns + 1) + "^"
    assert shown.endswith(" auther:x")


def test_a_long_query_is_cut_around_the_place() -> None:
    """The two lines stay short enough for a chat, and the caret stays under the position."""
    with pytest.raises(QueryError) as caught:
        parse("word " * 20 + "auther:x" + " word" * 5 + " y" * 100)
    shown, caret = caught.value.caret().splitlines()
    assert len(shown) <= 74
    assert shown[len(caret) - 1 :].startswith("auther:x")


def test_what_would_break_the_line_is_shown_as_space() -> None:
    """Line breaks, control and direction characters of a query do not reach the two lines."""
    with pytest.raises(QueryError) as caught:
        parse("a\n\u202e\u0301 auther:x")
    assert caught.value.caret().splitlines()[0] == "a    auther:x"


@pytest.mark.parametrize(("typed", "meant"), [("upvotes:>=2O", "upvotes:>=20"), ("stars:l0", "stars:>=10")])
def test_letters_that_look_like_digits_are_read_as_meant(typed: str, meant: str) -> None:
    """The letters O, I and l in a number are read as the digits that they were to be."""
    with pytest.raises(QueryError) as caught:
        parse(typed)
    assert f"try `{meant}`" in str(caught.value)


NAMED = Catalogue(
    [make_spec("sample-feed", title="Sample feed"), make_spec("arxiv", title="arXiv"), make_spec("other")],
    ["sample-feed", "other"],
)


@pytest.mark.parametrize(
    ("query", "said", "hint"),
    [
        ("source:sampel-feed", "There is no source `sampel-feed`.", "Did you mean `source:sample-feed`?"),
        (
            "source:arxv",
            "There is no source `arxv`.",
            "arXiv is not read here. Try `source:sample-feed` or `source:other`",
        ),
    ],
)
def test_a_mistyped_source_is_one_that_is_read(query: str, said: str, hint: str) -> None:
    """Only what is read here is suggested; of another that was meant, it is said that it is not."""
    with pytest.raises(QueryError) as found:
        parse(query, NAMED)
    assert found.value.message == said
    assert found.value.hint == hint


@pytest.mark.parametrize("typed", ["sample-feed", "Sample-Feed", "samplefeed", '"sample feed"'])
def test_a_source_is_shown_as_it_is_called(typed: str) -> None:
    """However its name is typed, the query shows what the host calls it, and reads that again as the same."""
    found = parse(f"source:{typed}", NAMED)
    assert found.canonical == "source:sample-feed"
    assert parse(found.canonical) == found
    assert meaning(found) == meaning(parse("source:samplefeed"))


def test_a_bracket_that_is_open_is_told_with_what_is_missing() -> None:
    """One answer tells both mistakes; without a bracket only the one."""
    with pytest.raises(QueryError) as found:
        parse("(diffusion OR")
    assert found.value.message == "There is nothing after `OR`."
    assert found.value.hint == (
        "Add a word, or remove the `OR`. A bracket is never closed, too: add a ) where the group ends."
    )
    for query in ("diffusion OR", "(diffusion OR)"):
        with pytest.raises(QueryError) as found:
            parse(query)
        assert "bracket" not in found.value.hint


def test_text_with_quotation_marks_is_not_quoted_again() -> None:
    """The advice to put a text in quotation marks is left out where they would have to be dropped."""
    with pytest.raises(QueryError) as found:
        parse('autor:"Yann LeCun"')
    assert found.value.hint == "Did you mean `author:`?"
