"""Parsing made and recorded bodies of the Daily Papers API."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import SourceError
from bot.sources.http.paging import Page
from bot.sources.huggingface.parse import Entry, parse
from tests.fake_sources.huggingface import Item, make_item
from tests.support.data import body, recorded_days, shared, tables

_CASES = tables(__file__, "parsed.json")


def test_a_full_item():
    """Every field comes from the place where the API puts it."""
    item = make_item(
        "2503.02130v3",
        upvotes=42,
        title="Flow\n  Matching",
        authors=[{"name": "Ada Lovelace"}, {"name": " "}, {"nom": "?"}, "Grace Hopper", {"name": "Alan Turing"}],
        ai_summary="They match flows.",
        ai_keywords=["flow matching", "ODE", "flow matching", 7],
        githubRepo="https://github.com/a/b",
        githubStars=7,
        projectPage=" https://flow.example",
        organization={"name": "acme", "fullname": "Acme Research"},
        mediaUrls=["https://cdn.example/a.PNG", "https://cdn.example/b.MP4?x=1"],
        surprise={"deep": [1]},
    ) | {"numComments": 5}
    (entry,) = parse_items(item).entries
    paper = entry.paper
    assert (entry.upvotes, entry.comments, entry.stars) == (42, 5, 7)
    assert (paper.id, paper.number, paper.source) == ("arxiv:2503.02130", "2503.02130", "huggingface")
    assert paper.title == "Flow Matching"
    assert paper.authors == ("Ada Lovelace", "Alan Turing")
    assert paper.tldr == "They match flows."
    assert paper.keywords == ("flow matching", "ODE")
    assert paper.organization == "Acme Research"
    assert paper.links.page == "https://huggingface.co/papers/2503.02130"
    assert paper.links.abstract == "https://arxiv.org/abs/2503.02130"
    assert paper.links.pdf == "https://arxiv.org/pdf/2503.02130"
    assert paper.links.code == "https://github.com/a/b"
    assert paper.links.project == "https://flow.example"
    assert paper.links.video == "https://cdn.example/b.MP4?x=1"
    assert paper.links.thumbnail == "https://example.org/2503.02130v3.png"


def test_the_least_item():
    """An id and a title are enough; what is missing is empty or unknown."""
    (entry,) = parse_items({"paper": {"id": "2503.02130", "title": "T"}}).entries
    assert (entry.upvotes, entry.comments, entry.stars) == (0, 0, None)
    assert (entry.paper.abstract, entry.paper.authors, entry.paper.tldr) == ("", (), None)
    assert entry.paper.links.thumbnail is None


def test_outer_fields_stand_in():
    """Title, abstract, organization and media are found on the outer item too."""
    (entry,) = parse_items(
        {
            "paper": {"id": "2503.02130"},
            "title": "T",
            "summary": "S",
            "organization": {"name": "acme"},
            "mediaUrl": "https://cdn.example/v.webm",
        }
    ).entries
    assert (entry.paper.title, entry.paper.abstract, entry.paper.organization) == ("T", "S", "acme")
    assert entry.paper.links.video == "https://cdn.example/v.webm"


@pytest.mark.parametrize(("project", "code", "expected"), _CASES["code_and_project"])
def test_code_and_project(project: str, code: str | None, expected: list[str | None]):
    """A project page that is a repository is the code, and no address stands twice."""
    links = parse_one(projectPage=project, githubRepo=code).paper.links
    assert [links.code, links.project] == expected


@pytest.mark.parametrize("number", _CASES["ids_that_are_refused"])
def test_ids_that_are_refused(number: object):
    """An id that is not an arXiv number in a string costs its item, and that is counted."""
    page = parse_items({"paper": {"id": number, "title": "T"}}, make_item("2503.00001"))
    assert [entry.paper.id for entry in page.entries] == ["arxiv:2503.00001"]
    assert page.skipped == 1


def test_duplicates():
    """An id that stands twice, in two versions even, is one paper: the first."""
    page = parse_items(make_item("2503.02130v1", upvotes=9), make_item("2503.02130v2", upvotes=1))
    assert [(entry.paper.number, entry.upvotes) for entry in page.entries] == [("2503.02130", 9)]
    assert (page.skipped, page.length) == (0, 2)


def test_thousands_of_authors():
    """The longest real author list, 3,303 names, is kept whole; absurd ones are bounded."""
    assert len(parse_one(authors=[{"name": f"A {i}"} for i in range(3_303)]).paper.authors) == 3_303
    assert len(parse_one(authors=[{"name": f"A {i}"} for i in range(20_000)]).paper.authors) == 5_000


def parse_items(*items: object) -> Page[Entry]:
    return parse(json.dumps(items).encode())


def parse_one(**paper: Any) -> Entry:
    page = parse_items(make_item("2503.02130", **paper))
    assert page.skipped == 0
    return page.entries[0]


def test_an_empty_list():
    """The empty list of a weekend is a list."""
    assert parse(b"[]") == Page()


def test_bad_bytes_cost_one_character():
    """A byte that is not UTF-8, or a byte-order mark, does not cost the list."""
    raw = json.dumps([make_item("2503.02130", title="A#B")]).encode().replace(b"#", b"\xff")
    (entry,) = parse(b"\xef\xbb\xbf" + raw).entries
    assert entry.paper.title == "A\N{REPLACEMENT CHARACTER}B"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b'{"error": "date must be\\n in the past"}', "refused: date must be in the past"),
        (b'{"error": 7}', "not a list of papers"),
        (b'{"paper": {}}', "not a list of papers"),
        (b"null", "not a list of papers"),
        (b'"[]"', "not a list of papers"),
        (b"", "not JSON"),
        (b"<html>", "not JSON"),
        (b'[{"paper": {"id": "2503.02', "cut off"),
        (b"[" * 100_000, "too deeply"),
        (b'[{"a":' * 50_000, "too deeply"),
        (b"[" + b"[]," * 300_000 + b"[]]", "too many parts"),
    ],
)
def test_bodies_that_are_no_list(text: bytes, words: str):
    """A body that is no list of papers is one error that names what it is."""
    with pytest.raises(SourceError, match=words) as caught:
        parse(text)
    assert len(str(caught.value)) < 400


@given(data=st.binary(max_size=200))
def test_any_bytes(data: bytes):
    """Any bytes give papers or a SourceError."""
    try:
        parse(data)
    except SourceError:
        return


def test_recorded_days():
    """Every item of every recorded snapshot is read, in order, with its numbers as they stand there."""
    for path in (path for _, paths in recorded_days() for path in paths):
        raw: list[Item] = json.loads(body(path))
        page = parse(body(path))
        assert (page.skipped, page.length) == (0, len(raw)), path
        for item, entry in zip(raw, page.entries, strict=True):
            _compare(item, entry)


def _compare(item: Item, entry: Entry):
    paper = item["paper"]
    assert entry.paper.id == f"arxiv:{paper['id']}"
    assert entry.paper.title == " ".join(paper["title"].split())
    assert entry.paper.abstract.split() == paper["summary"].split()
    assert len(entry.paper.authors) == len(paper["authors"])
    assert (entry.upvotes, entry.comments) == (paper["upvotes"], item["numComments"])
    assert entry.stars == paper.get("githubStars")
    assert bool(entry.paper.tldr) == ("ai_summary" in paper)
    assert bool(entry.paper.organization) == ("organization" in paper)


def test_every_edge_case_is_read():
    """All of the 19 strangest real items are read."""
    cases = json.loads(shared("hf_edge_cases.json").read_bytes())
    page = parse_items(*(case["item"] for case in cases.values()))
    assert page.skipped == 0
    assert len(page.entries) == len({case["item"]["paper"]["id"] for case in cases.values()})
