"""Recorded bodies of the Daily Papers API, and the strangest items among them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.sources.huggingface.parse import Entry, parse
from tests.support.data import body, recorded_days, shared
from tests.unit.sources.huggingface.items import parse_items

if TYPE_CHECKING:
    from tests.fake_sources.huggingface import Item


def _edge_case(name: str) -> Entry:
    cases = json.loads(shared("hf_edge_cases.json").read_bytes())
    page = parse_items(cases[name]["item"])
    assert page.skipped == 0
    return page.entries[0]


def test_recorded_days() -> None:
    """Every item of every recorded snapshot is read, in order, with its numbers as they stand there."""
    for path in (path for _, paths in recorded_days() for path in paths):
        raw: list[Item] = json.loads(body(path))
        page = parse(body(path))
        assert (page.skipped, page.length) == (0, len(raw)), path
        for item, entry in zip(raw, page.entries, strict=True):
            _compare(item, entry)


def _compare(item: Item, entry: Entry) -> None:
    paper = item["paper"]
    assert entry.paper.id == f"arxiv:{paper['id']}"
    assert entry.paper.title == " ".join(paper["title"].split())
    assert entry.paper.abstract.split() == paper["summary"].split()
    assert len(entry.paper.authors) == len(paper["authors"])
    assert (entry.upvotes, entry.comments) == (paper["upvotes"], item["numComments"])
    assert entry.stars == paper.get("githubStars")
    assert bool(entry.paper.tldr) == ("ai_summary" in paper)
    assert bool(entry.paper.organization) == ("organization" in paper)


def test_every_edge_case_is_read() -> None:
    """None of the 19 strangest real items is skipped."""
    cases = json.loads(shared("hf_edge_cases.json").read_bytes())
    page = parse_items(*(case["item"] for case in cases.values()))
    assert page.skipped == 0
    assert len(page.entries) == len({case["item"]["paper"]["id"] for case in cases.values()})


def test_the_sample_is_read() -> None:
    """The 48 papers of the project's first page have the API's shape."""
    page = parse(shared("seed_papers.json").read_bytes())
    assert (len(page.entries), page.skipped) == (48, 0)


def test_media() -> None:
    """A recorded mp4 is the video; the single picture of old days is none."""
    video = _edge_case("media_mp4").paper.links.video
    assert video is not None
    assert video.endswith("/XwhYauVo770ji3fIdotWk.mp4")
    assert _edge_case("old_mediaUrl_string").paper.links.video is None
