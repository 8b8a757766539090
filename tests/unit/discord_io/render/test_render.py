"""Cards, digests and abstracts: what stands where."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.discord_io.render import DiscordRenderer, abstract_reply
from bot.discord_io.render.paper_text import highlighted
from bot.domain.identity import feed_id
from bot.domain.paper import Links
from bot.domain.ports.catalogue import Catalogue
from bot.domain.preferences import Look, Preferences
from tests.support.fakes import paper
from tests.support.sources import CATALOGUE, make_spec
from tests.unit.discord_io.render.render_world import MARKER, item, problems
from tests.unit.text.discord_reader import active, shown

RENDER = DiscordRenderer(catalogue=CATALOGUE)
LINKS = Links(page="https://huggingface.co/papers/1", pdf="https://arxiv.org/pdf/1")


def embed(*args: Any, **kwargs: Any) -> dict[str, Any]:
    """The one embed of a card."""
    (found,) = RENDER.card(item(*args, **kwargs), MARKER)["embeds"]
    return found


def buttons(**links: str | None) -> dict[str, str]:
    """Label to address or custom_id of a card's buttons."""
    return {part["label"]: part.get("url") or part["custom_id"] for row in rows(**links) for part in row}


def rows(**links: str | None) -> list[list[dict[str, Any]]]:
    """A card's buttons as they stand above each other."""
    given = paper(links=replace(LINKS, **links))
    return [row["components"] for row in RENDER.card(item(given), MARKER)["components"]]


def test_facts_that_are_missing() -> None:
    """Facts stand apart from the gist also without numbers, and numbers without other facts."""
    cold = embed(paper(authors=("A",)), upvotes=0, comments=0, stars=None)
    assert "fields" not in cold
    assert cold["description"].splitlines()[1:] == ["", "A"]
    assert embed(paper(abstract="", authors=("A",)), upvotes=0, comments=0, stars=None)["description"] == "A"
    assert embed(paper())["fields"] == [{"name": "▲ 45 · 💬 3 · ★ 1,234", "value": "\u200b"}]


def test_a_long_gist_keeps_whole_sentences() -> None:
    """Of a gist that is too long the sentences that fit are left; one without end is cut within a sentence."""
    sentence = f"We {'really ' * 20}train it."
    assert embed(paper(tldr=" ".join([sentence] * 9)))["description"] == " ".join([sentence] * 3)
    assert embed(paper(tldr=f"It works. {'word ' * 200}"))["description"].endswith("word…")


@pytest.mark.parametrize(
    ("count", "line"),
    [
        (1, "A0"),
        (5, "A0, A1, A2, A3, A4"),
        (6, "A0, A1, A2 … A5 (+2)"),
        (3303, "A0, A1, A2 … A3302 (+3,299)"),
    ],
)
def test_authors(count: int, line: str) -> None:
    """Few authors are all named, of many the first three, the last, and how many more."""
    given = paper(abstract="", authors=tuple(f"A{n}" for n in range(count)))
    assert embed(given)["fields"][0]["value"] == line


@pytest.mark.parametrize("name", ["#", "1.", "-"])
def test_an_author_named_like_a_mark_opens_no_block(name: str) -> None:
    """Beside an organization, a line of people opens no heading and no list."""
    given = paper(abstract="", authors=(name,), organization="A Lab")
    line = embed(given, upvotes=0, comments=0, stars=None)["description"]
    assert not active(line)
    assert shown(line) == f"{name} · A Lab"


def test_matched_terms_are_bold() -> None:
    """The injected spans of all matched queries become bold in the gist; overlaps merge; the rest is escaped."""

    def spans(query: str, text: str) -> list[tuple[int, int]]:
        at = text.index(query)
        return [(at, at + len(query)), (at, at)]

    renderer = DiscordRenderer(spans=spans)
    given = paper(tldr="A *flow matching* thing.")
    card = renderer.card(item(given, ("a", "flow match"), ("b", "matching"), ("c", "thing")), MARKER)
    assert card["embeds"][0]["description"].startswith("A \\***flow matching**\\* **thing**.")


def test_a_match_of_nothing_marks_nothing() -> None:
    """An empty range, one turned round and one behind the end are no bold text, nor do they hide others."""
    assert highlighted("a *flow*", [(3, 3), (5, 2), (80, 90), (3, 7)]) == "a \\***flow**\\*"


def test_matched_names() -> None:
    """Subscriptions are named once each, five at most, as code that their names cannot end."""
    names = [("`*x*`", "a"), ("`*x*`", "b"), ("", "c"), *((f"s{n}", "d") for n in range(6))]
    assert embed(None, *names)["fields"][0]["value"] == "Matched: `'*x*'` `s0` `s1` `s2` `s3` +2"


def test_buttons_stand_in_one_row_while_they_fit() -> None:
    """Up to five are one row; more are two, links above what answers here."""
    assert [len(row) for row in rows()] == [5]
    assert [len(row) for row in rows(code="https://github.com/a/b")] == [3, 3]
    labels = [
        [part["label"] for part in row] for row in rows(code="https://github.com/a/b", project="https://a.b/")
    ]
    assert labels == [["Page", "PDF", "Code", "Project"], ["Abstract", "Similar", "Tune"]]


def test_bad_and_double_links_get_no_button() -> None:
    """An address that cannot be trusted, or that another button has, gets none."""
    assert list(buttons(code="javascript:x", project=LINKS.pdf)) == ["Page", "PDF", "Abstract", "Similar", "Tune"]


def test_title_without_a_good_page() -> None:
    """The title leads to the abstract where the page cannot be trusted, else nowhere."""
    assert (
        embed(paper(links=Links(page="x", abstract="https://arxiv.org/abs/1")))["url"] == "https://arxiv.org/abs/1"
    )
    assert "url" not in embed(paper(links=Links(page="x")))


def test_a_digest_begins_with_the_most_upvoted() -> None:
    """The menu and a forum post's name go by the same order; equals keep theirs."""
    given = [item(paper(f"2511.0000{n}", title=f"P{n}"), upvotes=upvotes) for n, upvotes in enumerate((3, 9, 3))]
    digest = RENDER.digest(given, MARKER)
    assert [found["title"] for found in digest["embeds"]] == ["P1", "P0", "P2"]
    assert [option["label"] for option in digest["components"][0]["components"][0]["options"]] == [
        "P1",
        "P0",
        "P2",
    ]
    assert RENDER.thread_name(given) == "P1 and 2 more"


def test_pack_keeps_order_and_everything() -> None:
    """Groups are full where papers are short, smaller where they are long, and hold every item in order."""
    short = [item(paper(str(n))) for n in range(23)]
    assert [len(group) for group in RENDER.pack(short)] == [10, 10, 3]
    long = [item(paper(str(n), title="*" * 300, abstract="_" * 900, authors=("|" * 90,) * 9)) for n in range(23)]
    groups = RENDER.pack([*short, *long])
    assert [one for group in groups for one in group] == [*short, *long]
    assert max(map(len, groups[3:])) < 10
    assert not [problem for group in groups for problem in problems(RENDER.digest(group, MARKER))]
    assert RENDER.pack([]) == []


@pytest.mark.parametrize("look", Look)
def test_digest_that_was_not_packed_still_fits(look: Look) -> None:
    """Ten of the longest papers lose their details rather than the message its limit."""
    names = [(f"{n}" * 90, "q") for n in range(9)]
    given = [paper(str(n), title="*" * 300, abstract="_ " * 900, authors=("|" * 90, "b")) for n in range(10)]
    assert not problems(RENDER.digest([item(one, *names) for one in given], MARKER, Preferences(look=look)))


def test_long_abstract_is_cut_with_a_link() -> None:
    """What does not fit ends in an ellipsis and, where there is one, a link to the rest."""
    reply = abstract_reply(paper(abstract="word* " * 3000))
    assert reply["embeds"][0]["description"].endswith(
        "…\n[Continue on the paper's page](https://huggingface.co/papers/2511.00001)"
    )
    assert not problems(reply)
    nowhere = abstract_reply(paper(abstract="word " * 3000, links=Links(page="x")))
    assert nowhere["embeds"][0]["description"].endswith("word…")


def test_a_paper_that_only_a_feed_knows() -> None:
    """Its card names the feed and the day, and no hash; without abstract and authors it is whole all the same."""
    found = paper(id=feed_id("lab", "https://lab.example/1"), source="lab", abstract="", authors=())
    catalogue = Catalogue([make_spec("lab", title="The lab", colour=0x112233)])
    card = DiscordRenderer(catalogue=catalogue).card(item(found), MARKER)
    (embed,) = card["embeds"]
    assert embed["footer"]["text"].startswith("The lab · ")
    assert embed["color"] == 0x112233
    assert "feed:" not in str(embed)
    (shown,) = abstract_reply(found, catalogue)["embeds"]
    assert "footer" not in shown
