"""Parsing the programmes of virtual sites."""

import json
from dataclasses import fields, replace
from typing import Any

import pytest

from bot.domain.errors import SourceError
from bot.domain.paper import Paper
from bot.sources.conferences.families import Programme, find_conference
from bot.sources.conferences.virtual_site import parse_events, with_abstracts
from tests.fake_sources.conferences import make_event, make_programme
from tests.support.data import shared

ICML = find_conference("icml-2026")
MLSYS = find_conference("mlsys-2026")


def parsed(*events: object, **envelope: Any) -> Programme:
    assert ICML is not None
    return parse_events(make_programme(*events, **envelope), ICML)


def only(**changes: Any) -> Paper:
    (paper,) = parsed(make_event(1, **changes)).papers.values()
    return paper


def test_the_recorded_beginning():
    """The recorded piece, ended by us, has one poster of MLSys with its named authors; 134 entries are missing."""
    assert MLSYS is not None
    body = shared("conference_programmes/mlsys-2026-orals-posters.beginning.txt").read_bytes()
    whole = body[: body.rindex(b', {"id"')] + b"]}]}"
    programme = parse_events(whole, MLSYS)
    assert programme.shortfall == "1 of 135"
    (paper,) = programme.papers.values()
    assert paper.title.startswith("NodeSweep: Practical Straggler Detection")
    assert paper.authors[:3] == ("Guanliang Liu", "Zoe Zeng", "Cong Cheng")
    assert paper.organization == "Amazon"
    with pytest.raises(SourceError, match="cut off"):
        parse_events(body, MLSYS)


def test_a_poster_reads_well():
    """Entities are resolved however often they were escaped; names, links and topics are those of the site."""
    paper = only(
        name="Q&amp;amp;A of <i>Things</i>",
        abstract="Up to 70\\\\% with \\\\textit{care} &amp;lt; 5.",
        authors=[{"fullname": "Bj&ouml;rn"}, {"fullname": ""}, {"fullname": None}, 5, {}],
        keywords=["RL", "RL", 7],
    )
    assert paper.title == "Q&A of Things"
    assert paper.abstract == "Up to 70\\% with \\textit{care} < 5."
    assert paper.authors == ("Björn",)
    assert paper.keywords == ("Deep Learning", "Theory", "RL")
    assert paper.conferences == ("icml-2026",)
    assert paper.links.page == "https://icml.cc/virtual/2026/poster/1"
    assert paper.links.abstract == "https://openreview.net/forum?id=abcDE00001"
    assert paper.links.pdf == "https://openreview.net/pdf?id=abcDE00001"


@pytest.mark.parametrize(
    ("written", "page"),
    [
        ("/virtual/2026/poster/1", "https://icml.cc/virtual/2026/poster/1"),
        ("https://icml.cc/virtual/2026/poster/1", "https://icml.cc/virtual/2026/poster/1"),
        ("//[x", "https://icml.cc/[x"),
    ],
)
def test_the_page_of_an_event(written: str, page: str):
    """It is on the site, or a whole address; whatever is written, the programme is read."""
    assert only(virtualsite_url=written).links.page == page


@pytest.mark.parametrize(
    ("decision", "eventtype", "expected"),
    [
        ("Accept (poster)", "Poster", "poster"),
        ("Accept (oral)", "Poster", "oral"),
        ("Accept (spotlight poster)", "Poster", "spotlight"),
        ("Accept (regular)", "Poster", "poster"),
        ("Accept: notable-top-5%", "Poster", "oral"),
        ("Accept: notable-top-25%", "Poster", "spotlight"),
        ("Long Presentation", "Spotlight", "oral"),
        (None, "Oral", "oral"),
        (None, None, None),
        ({}, 5, None),
    ],
)
def test_decisions(decision: object, eventtype: object, expected: str | None):
    """Words of all years are one of three decisions."""
    assert only(decision=decision, eventtype=eventtype).decision == expected


def test_the_events_of_a_paper_are_one_paper():
    """A talk and a poster have one uid: the best decision counts, and each adds what the other lacks."""
    talk = make_event(2, "same", eventtype="Oral", abstract=None, authors=[], paper_url=None)
    programme = parsed(make_event(1, "same"), talk, make_event(3, "other"))
    assert list(programme.papers) == ["same", "other"]
    paper = programme.papers["same"]
    assert paper.decision == "oral"
    assert paper.abstract == "We study a matter."
    assert paper.authors == ("Ada Lovelace", "Alan Turing")
    assert not programme.events
    reverse = parsed(talk, make_event(1, "same")).papers["same"]
    assert replace(reverse, title=paper.title, links=paper.links) == paper


@pytest.mark.parametrize("name", ["paper_url", "paper_pdf_url", "url"])
def test_a_link_to_arxiv_is_the_identity(name: str):
    """Any of the paper's own links can name arXiv; without one the identity is of the site."""
    assert only(**{name: "https://arxiv.org/abs/2601.00001v2"}).id == "arxiv:2601.00001"
    assert only(**{name: "https://doi.org/10.1000/1"}).id.startswith("feed:conference-icml-2026:")


def test_the_identity_does_not_change():
    """It depends on the uid alone."""
    assert only(uid="u").id == only(uid="u", id=5, name="New title", paper_url=None).id != only(uid="v").id


def test_hidden_and_broken_events():
    """Hidden ones are left out, broken ones counted; both were listed."""
    programme = parsed(
        make_event(1), make_event(2, visible=False), make_event(3, name=" "), {}, None, make_event(4)
    )
    assert (len(programme.papers), programme.skipped, programme.shortfall) == (2, 3, "")


@pytest.mark.parametrize(
    ("envelope", "shortfall"),
    [
        ({"count": 2_891}, "2 of 2,891"),
        ({"next": "https://icml.cc/?offset=2"}, "2 of 2"),
        ({"count": 1}, ""),
    ],
)
def test_a_list_that_is_not_whole_says_so(envelope: dict[str, Any], shortfall: str):
    """A larger count or a next page means that papers are missing."""
    assert parsed(make_event(1), make_event(2), **envelope).shortfall == shortfall


@pytest.mark.parametrize("body", [b"{}", b"[]", b'{"results": []}', b"<html>", b'{"count": {}}'])
def test_other_answers_are_errors(body: bytes):
    """A body that is no programme is refused, with the site's name."""
    assert ICML is not None
    with pytest.raises(SourceError, match=r"icml\.cc"):
        parse_events(body, ICML)


def test_abstracts_beside_the_programme():
    """Papers without abstract get that of any of their events; others keep theirs."""
    programme = parsed(
        make_event(1, "a", abstract=None),
        make_event(2, "a", abstract=""),
        make_event(3),
        make_event(4, abstract=None),
    )
    body = json.dumps({"2": "Of &amp; 2", "3": "Other", "4": None, "x": "No"}).encode()
    papers = with_abstracts(programme, body, "icml.cc").papers
    assert [one.abstract for one in papers.values()] == ["Of & 2", "We study a matter.", ""]


_HOSTILE = [
    "@everyone",
    "\x00\u202e\ud800",
    "x" * 100_000,
    "&" * 50_000,
    "](http://evil.example)",
    {},
    [],
    1e400,
    True,
]


@pytest.mark.parametrize("value", _HOSTILE, ids=repr)
@pytest.mark.parametrize("name", sorted(make_event(1)))
def test_any_value_in_any_field(name: str, value: object):
    """Every text of a paper is bounded and can be stored; links are http(s)."""
    for paper in parsed(make_event(1) | {name: value}, make_event(2)).papers.values():
        assert len(paper.title.encode()) <= 2_000
        assert len(paper.abstract.encode()) <= 20_000
        assert all(
            len(text.encode()) <= 300 for text in (*paper.authors, *paper.keywords, paper.organization or "")
        )
        links = [getattr(paper.links, field.name) for field in fields(paper.links)]
        assert all(link is None or link.startswith(("https://", "http://")) for link in links)
        assert paper.id.startswith("feed:")
