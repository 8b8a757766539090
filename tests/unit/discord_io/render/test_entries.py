"""Papers in lists: titles that are safe as labels of links, and gists without addresses."""

import re

import pytest

from bot.discord_io.render.entries import gist_line, linked_title, small_line
from bot.discord_io.render.paper_text import plain_gist
from bot.domain.paper import Links
from bot.text.graphemes import utf16_length
from tests.support.fakes import paper
from tests.unit.text.discord_reader import active

PAGE = "https://huggingface.co/papers/2511.00001"
_LINK = re.compile(r"\*\*\[(?P<label>(?:\\.|[^\[\]\\\n])+)\]\((?P<address>[^()\s]+)\)\*\*")


def titled(title: str, **links: str) -> str:
    return linked_title(paper("2511.00001", title=title, links=Links(**(links or {"page": PAGE}))))


@pytest.mark.parametrize(
    "title",
    [
        "](http:evil.example) free",
        "a](javascript:alert(1)) [b",
        "[CLS] tokens on [0, 1)",
        "]" * 300,
        "[" * 300,
        "a\\](evil.example) b\\",
        "`]` (evil) `",
        "x\n](evil.example)\n# y",
        "**]**(evil.example)",
        "\u202e](evil.example)",
        "<@1> @everyone <#1> </x:1> <t:1> <id:home> :smile: ||x||",
        "[a](evil.example) " * 40,
    ],
)
def test_no_title_breaks_out_of_its_link(title: str):
    """Any title gives one link, to the page, whose label has no bracket and nothing active."""
    found = _LINK.fullmatch(titled(title))
    assert found is not None
    assert found["address"] == PAGE
    assert active(found["label"]) == set()
    assert not {"[", "]"} & set(found["label"])


@pytest.mark.parametrize(
    "page", ["javascript:alert(1)", "https://user@evil.example", "", f"https://a.org/{'p' * 200}"]
)
def test_addresses_that_are_not_to_be_trusted_or_too_long(page: str):
    """A title with an unsafe or too long address is not a link."""
    assert titled("Trees", page=page) == "**Trees**"


def test_gists_and_facts_are_short():
    """A gist is a line or two, nothing in it is active, and what is unknown makes no line."""
    line = gist_line(paper(abstract="", tldr="# We [show](https://evil.example) it. " * 30))
    assert utf16_length(line) <= 2 * 150
    assert active(line) == set()
    assert gist_line(paper(abstract="")) == ""
    assert small_line("▲ 3", "", "12 Nov") == "-# ▲ 3 · 12 Nov"
    assert small_line("", "") == ""


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("We show Bench https://a3.github.io, a benchmark.", "We show Bench, a benchmark."),
        ("We show Bench (https://a.org/x) and more.", "We show Bench and more."),
        ("It is available at https://a.org, too.", "It is available at https://a.org, too."),
        ("See (https://a.org)", "See"),
        ("Code is at (https://a.org).", "Code is at (https://a.org)."),
        ("Our page: https://a.org/b", "Our page: https://a.org/b"),
    ],
)
def test_addresses_in_passing_are_left_out_of_a_gist(given: str, told: str):
    """A gist loses addresses that a card has buttons for, and keeps those that a sentence needs."""
    assert plain_gist(given, 480) == told
