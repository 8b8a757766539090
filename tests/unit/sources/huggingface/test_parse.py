"""Items of the Daily Papers API to papers."""

from __future__ import annotations

import pytest

from tests.fake_sources.huggingface import make_item
from tests.unit.sources.huggingface.items import parse_items, parse_one


def test_a_full_item() -> None:
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


def test_the_least_item() -> None:
    """An id and a title are enough; what is missing is empty or unknown."""
    (entry,) = parse_items({"paper": {"id": "2503.02130", "title": "T"}}).entries
    assert (entry.upvotes, entry.comments, entry.stars) == (0, 0, None)
    assert (entry.paper.abstract, entry.paper.authors, entry.paper.tldr) == ("", (), None)
    assert entry.paper.links.thumbnail is None


def test_outer_fields_stand_in() -> None:
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


@pytest.mark.parametrize(
    ("project", "code", "expected"),
    [
        ("https://github.com/a/b", None, ("https://github.com/a/b", None)),
        ("https://github.com/a/b", "https://github.com/a/b", ("https://github.com/a/b", None)),
        ("https://github.com/a/b", "https://github.com/a/c", ("https://github.com/a/c", "https://github.com/a/b")),
        ("https://github.com/a", None, (None, "https://github.com/a")),
        ("https://a.github.io/b/c", None, (None, "https://a.github.io/b/c")),
        ("javascript:alert(1)", "data:text/html,x", (None, None)),
    ],
)
def test_code_and_project(project: str, code: str | None, expected: tuple[str | None, str | None]) -> None:
    """A project page that is a repository is the code, and no address stands twice."""
    links = parse_one(projectPage=project, githubRepo=code).paper.links
    assert (links.code, links.project) == expected


@pytest.mark.parametrize(
    "number",
    [
        2503.0213,
        2503,
        None,
        "",
        "2503",
        "2513.02130",
        "2500.02130",
        "2503.02130.1",
        "2503.021301",
        "arxiv:2503.02130",
        "2503.02130v",
        "../2503.02130",
        "2503.02130\n2503.02131",
        "٢٥٠٣.٠٢١٣٠",
        "2503.02130?x",
        ["2503.02130"],
        True,
    ],
)
def test_ids_that_are_refused(number: object) -> None:
    """An id that is not an arXiv number in a string costs its item, and that is counted."""
    page = parse_items({"paper": {"id": number, "title": "T"}}, make_item("2503.00001"))
    assert [entry.paper.id for entry in page.entries] == ["arxiv:2503.00001"]
    assert page.skipped == 1


@pytest.mark.parametrize(
    "item",
    [None, 1, "x", [], {}, {"paper": None}, {"paper": []}, {"paper": {"id": "2503.02130"}}]
    + [{"paper": {"id": "2503.02130", "title": title}, "title": title} for title in (" \n ", 7, None, "\x00")],
)
def test_broken_items(item: object) -> None:
    """An item without an id or a title is skipped and counted; its neighbours stay."""
    page = parse_items(make_item("2503.00001"), item, make_item("2503.00002"))
    assert [entry.paper.number for entry in page.entries] == ["2503.00001", "2503.00002"]
    assert (page.skipped, page.length) == (1, 3)


def test_duplicates() -> None:
    """An id that stands twice, in two versions even, is one paper: the first."""
    page = parse_items(make_item("2503.02130v1", upvotes=9), make_item("2503.02130v2", upvotes=1))
    assert [(entry.paper.number, entry.upvotes) for entry in page.entries] == [("2503.02130", 9)]
    assert (page.skipped, page.length) == (0, 2)


@pytest.mark.parametrize(
    ("upvotes", "expected"), [(-3, 0), (True, 0), ("12", 12), (None, 0), ([], 0), (10**400, 0), (2.0, 2)]
)
def test_strange_numbers(upvotes: object, expected: int) -> None:
    """A number of the wrong kind costs neither its item nor the list."""
    assert parse_one(upvotes=upvotes).upvotes == expected


def test_thousands_of_authors() -> None:
    """The longest real author list, 3,303 names, is kept whole; absurd ones are bounded."""
    assert len(parse_one(authors=[{"name": f"A {i}"} for i in range(3_303)]).paper.authors) == 3_303
    assert len(parse_one(authors=[{"name": f"A {i}"} for i in range(20_000)]).paper.authors) == 5_000


def test_long_texts_are_cut() -> None:
    """An abstract is at most 20 KB, also in characters of four bytes; a title is bounded."""
    entry = parse_one(summary="🦙" * 10_000, title="x" * 100_000)
    assert entry.paper.abstract == "🦙" * 5_000
    assert len(entry.paper.title) == 2_000
