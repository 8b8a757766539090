"""Warnings: what a query does that its writer may not expect."""

from __future__ import annotations

import pytest

from bot.domain.ports import Gives, SourceKind
from bot.domain.ports.catalogue import Catalogue
from bot.language import translating
from bot.language.current import speaking
from bot.language.languages import PSEUDO
from bot.query import parse
from tests.support.sources import CATALOGUE, make_spec


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("cat:cs.CV", "no categories"),
        ("diffusion and flow", "AND"),
        ('"quantiz* models"', "at the end only"),
        ("a upvotes:20", "exactly 20"),
        ("rank:<=5", "once the list of its day is 6 hours old"),
        ("author:yann lecun", 'author:"yann'),
        ("the", "`the` matches about 98 % of all papers: add a word"),
        ("the model", "`model` matches about 91 % of all papers"),
        ("abstract:the OR diffusion", "`abstract:the` matches about 98 % of all papers"),
        ("language -video model", "`language` matches about 56 % of all papers"),
        (
            "source:nope trees",
            "`source:nope` finds nothing new: no source here has that name. I read H",
        ),
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
        "The list gives no categories, so `cat:` finds nothing among its papers: use a word instead.",
    )
    assert parse("cat:cs.CV", Catalogue([lists, stream])).warnings == (
        "Papers that are only on The list have no categories, so `cat:` leaves them out.",
    )
    assert parse("trees -cat:cs.CV", Catalogue([lists, stream])).warnings == ()
    assert parse("cat:cs.CV", Catalogue([lists, stream], ["streamed"])).warnings == ()
    assert parse("cat:cs.CV").warnings == ()
    assert parse("source:nope").warnings == ()
    feeds = [make_spec(f"f{n}", title=f"F{n}", kind=SourceKind.STREAM, gives=frozenset()) for n in range(8)]
    listening = Catalogue([lists, *feeds]).listening(("lists", *(feed.name for feed in feeds)))
    (warning,) = parse("cat:cs.CV", listening).warnings
    assert warning.startswith(
        "The list, F0, F1, F2, F3 and 4 more give no categories, so `cat:` finds nothing among their"
    )


LISTED = make_spec("listed", title="The list", gives=frozenset(Gives) - {Gives.CATEGORIES})
FEED = make_spec("sample-feed", title="Sample feed", kind=SourceKind.STREAM, gives=frozenset())
OFF = make_spec("arxiv", title="arXiv", kind=SourceKind.STREAM)
READ = Catalogue([LISTED, FEED, OFF], ["listed", "sample-feed"])


def test_a_source_that_is_not_read_here_is_told() -> None:
    """Who asks for the papers of a source that is switched off hears so, and who can change it."""
    (warning,) = parse("trees source:arXiv", READ).warnings
    assert warning == (
        "arXiv is not read here, so `source:arxiv` finds nothing new: whoever hosts this bot can switch it on."
    )
    assert parse("trees source:sample-feed", READ).warnings == ()


@pytest.mark.parametrize(
    ("query", "in_vain"),
    [
        ("source:arxiv", True),
        ("trees source:arxiv", True),
        ("source:nope", True),
        ("trees cat:cs.CV", True),
        ("cat:cs.CV OR source:arxiv", True),
        ("trees OR source:arxiv", False),
        ("trees -source:arxiv", False),
        ("trees source:listed", False),
        ("trees upvotes:>=5 has:code", False),
    ],
)
def test_what_no_source_here_gives_is_waited_for_in_vain(query: str, *, in_vain: bool) -> None:
    """A query that needs what is not read here never finds a new paper; one with another way still may."""
    assert parse(query, READ).waits_in_vain is in_vain
    assert not parse(query).waits_in_vain  # without any sources nothing is known
