"""`paperboy match`: its output for people and programs, and invalid usage."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.domain.ports import PollCommit
from bot.store.opening import open_store
from tests.fake_sources.huggingface import make_item
from tests.support.fakes import START, sighting
from tests.unit.cli.conftest import Printed

ITEMS = [
    make_item("2511.00001", upvotes=25, title="Diffusion guidance", summary="How noise becomes an image."),
    make_item("2511.00002", upvotes=3, title="A survey of diffusion", summary="Everything there is."),
    make_item("2511.00003", upvotes=9, title="Trees", summary="About trees."),
]


@pytest.fixture(autouse=True)
def elsewhere(own_store: str) -> str:
    """An empty folder with a store address, and logging left as it was; gives the address."""
    return own_store


@pytest.fixture
def papers(tmp_path: Path) -> str:
    """A file of three papers."""
    return given(tmp_path, ITEMS)


def given(folder: Path, content: Any) -> str:
    path = folder / "papers.json"
    path.write_text(json.dumps(content), "utf-8")
    return str(path)


def test_matches_are_listed_and_counted(papers: str, printed: Printed):
    """Each match is a line with number, upvotes, title and page; the last line counts."""
    assert main(["match", "diffusion", "--papers", papers]) == 0
    lines = printed.out().splitlines()
    assert lines[0] == "2511.00001    25 upvotes  Diffusion guidance  https://huggingface.co/papers/2511.00001"
    assert len(lines) == 3
    assert lines[-1] == "diffusion: matches 2 of 3 papers."


def test_explain_tells_of_every_paper_why(papers: str, printed: Printed):
    """Matches are first, with where each term was found, then misses with what blocks them."""
    assert main(["match", "diffusion -survey upvotes:>=20", "--explain", "--papers", papers]) == 0
    lines = printed.out().splitlines()
    assert lines[0].startswith("+ 2511.00001 ")
    assert lines[1:4] == [
        "    ok     diffusion, in title: Diffusion guidance",
        "    ok     -survey: no",
        "    ok     upvotes:>=20: 25",
    ]
    assert lines[4].startswith("- 2511.00002 ")
    assert lines[6] == "    BLOCKS -survey, in title: A survey of diffusion"
    assert lines[7] == "    BLOCKS upvotes:>=20: 3"
    assert "    BLOCKS diffusion: no" in lines


def test_json_is_for_programs(papers: str, printed: Printed):
    """One object: the query in canonical form, the numbers, the matches with their facts, no misses."""
    assert main(["match", "diffusion, upvotes:>=20", "--json", "--papers", papers]) == 0
    answer = json.loads(printed.out())
    assert (answer["query"], answer["papers"], answer["skipped"]) == ("diffusion OR upvotes:>=20", 3, 0)
    assert answer["matches"][0] == {
        "id": "arxiv:2511.00001",
        "title": "Diffusion guidance",
        "page": "https://huggingface.co/papers/2511.00001",
        "upvotes": 25,
        "comments": 0,
        "stars": None,
        "rank": 1,
    }
    assert "misses" not in answer


def test_json_explains_term_by_term(papers: str, printed: Printed):
    """With --explain each paper has its terms, and the misses are there as well."""
    assert main(["match", "noise upvotes:>=30", "--json", "--explain", "--papers", papers]) == 0
    answer = json.loads(printed.out())
    assert answer["matches"] == []
    word, heat = answer["misses"][0]["terms"]
    assert (word["matched"], word["blocking"], word["field"]) == (True, False, "abstract")
    assert word["text"] == "How noise becomes an image."
    assert (heat["blocking"], heat["value"], heat["bar"]) == (True, 25, ">=30")


async def test_stored_papers_are_taken_while_the_bot_runs(elsewhere: str, printed: Printed):
    """Without a file the store is read, also while another holds it, and is left as it was."""
    async with open_store(elsewhere) as store:
        await store.commit_poll(
            PollCommit(source="huggingface", at=START, sightings=(sighting(title="Diffusion"),))
        )
        assert await asyncio.to_thread(main, ["match", "diffusion"]) == 0
        assert await store.papers_version() == 1
    assert printed.out().endswith("diffusion: matches 1 of 1 paper.\n")


def test_without_papers_it_says_what_to_do(tmp_path: Path, printed: Printed):
    """Without a store, a sentence names both ways to get papers, and no store is made."""
    assert main(["match", "diffusion"]) == 1
    shown = printed.read()
    assert shown.out == ""
    assert shown.err.startswith("paperboy: No papers are stored yet")
    assert "paperboy run" in shown.err
    assert "--papers" in shown.err
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_query_gets_a_caret(papers: str, printed: Printed):
    """A mistake in the query is shown with a caret on the error stream, with exit code 2."""
    assert main(["match", "diffusion auther:lecun", "--papers", papers]) == 2
    shown = printed.read()
    assert shown.out == ""
    lines = shown.err.splitlines()
    assert lines[1:3] == ["diffusion auther:lecun", "          ^"]
    assert "author:" in lines[3]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is not valid: give"),
        (b"\x00\xff{{{", "is not valid: give"),
        (b'{"error": "no"}', "is not valid: give"),
        (b"[" * 200_000, "is not valid: give"),
        (b"[{}, 3, null]", "None of the 3 items"),
    ],
)
def test_hostile_files_end_in_one_sentence(tmp_path: Path, content: bytes, sentence: str, printed: Printed):
    """The error for any unusable file names the file and the expected content."""
    (tmp_path / "papers.json").write_bytes(content)
    assert main(["match", "diffusion", "--papers", str(tmp_path / "papers.json")]) == 1
    shown = printed.read()
    assert shown.out == ""
    assert len(shown.err.splitlines()) == 1
    assert sentence in shown.err
    assert "papers.json" in shown.err


def test_endless_files_are_cut_off(printed: Printed):
    """A file without end is refused after 32 MB."""
    assert main(["match", "diffusion", "--papers", "/dev/zero"]) == 1
    assert "larger than 32 MB" in printed.err()


def test_broken_items_are_counted(tmp_path: Path, printed: Printed):
    """A broken item costs only itself, and an empty list has no papers."""
    assert main(["match", "trees", "--papers", given(tmp_path, [*ITEMS, {}])]) == 0
    assert printed.out().endswith("trees: matches 1 of 3 papers (1 broken item skipped).\n")
    assert main(["match", "trees", "--papers", given(tmp_path, [])]) == 0
    assert printed.out() == "trees: matches 0 of 0 papers.\n"
