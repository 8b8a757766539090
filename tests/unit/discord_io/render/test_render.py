"""The contents of cards, digests and abstracts."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.discord_io.render.renderer import DiscordRenderer, abstract_reply
from bot.domain.alert import Item, Payload
from bot.domain.identity import feed_id
from bot.domain.paper import Links, SourceKind
from bot.domain.paper_merging import merged
from bot.domain.ports.catalogue import Catalogue
from bot.domain.preferences import Look, Preferences
from bot.domain.subscription import Mode
from bot.language.current import using_language
from tests.support.fakes import paper, sighting
from tests.support.makers import MORE_LIKE_THIS
from tests.support.pseudo import PSEUDO
from tests.support.sources import CATALOGUE, make_spec
from tests.unit.discord_io.render.render_world import MARKER, item, problems

RENDER = DiscordRenderer(catalogue=CATALOGUE)
LINKS = Links(page="https://huggingface.co/papers/1", pdf="https://arxiv.org/pdf/1")


def embed(*args: Any, **kwargs: Any) -> dict[str, Any]:
    """The one embed of a card."""
    (found,) = RENDER.card(item(*args, **kwargs), MARKER)["embeds"]
    return found


def labels(payload: Payload) -> list[list[str]]:
    """The labels of buttons as they stand above each other."""
    rows = (row["components"] for row in payload["components"])
    return [[part["label"] for part in row] for row in rows if "label" in row[0]]


def both(**links: str | None) -> tuple[list[list[str]], list[list[str]]]:
    """The labels of a card with these links, and of its abstract."""
    given = paper(links=replace(LINKS, **links))
    (first, second) = (RENDER.card(item(given), MARKER, Preferences(look=look)) for look in Look)
    assert first["components"] == second["components"]
    return labels(first), labels(abstract_reply(given, CATALOGUE, MARKER))


def heading(*items: Item) -> str:
    """The heading of a digest."""
    return RENDER.digest(items, MARKER)["embeds"][0]["author"]["name"]


def test_facts_that_are_missing():
    """Facts are apart from the gist even without numbers, and numbers even without other facts."""
    cold = embed(paper(authors=("A",)), upvotes=0, comments=0, stars=None)
    assert "fields" not in cold
    assert cold["description"].splitlines()[1:] == ["", "A · 12\u00a0Nov"]
    bare = embed(paper(abstract="", authors=("A",)), upvotes=0, comments=0, stars=None)
    assert bare["description"] == "A · 12\u00a0Nov"
    assert embed(paper())["fields"] == [{"name": "▲ 45 · 💬 3 · ★ 1,234", "value": "12\u00a0Nov"}]
    (listed,) = RENDER.digest([item(paper())], MARKER)["embeds"]
    assert listed["fields"][0]["value"] == "\u200b"


def test_a_long_gist_keeps_whole_sentences():
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
def test_authors(count: int, line: str):
    """Abstracts name few authors all, of many the first three and the last; a card names the first."""
    given = paper(abstract="", authors=tuple(f"A{n}" for n in range(count)))
    assert abstract_reply(given)["embeds"][0]["fields"][0]["value"] == line
    assert embed(given)["fields"][0]["value"] == f"A0{f' +{count - 1:,}' if count > 1 else ''} · 12\u00a0Nov"


def test_matched_terms_are_bold():
    """The injected spans of all matched queries become bold in the gist; overlaps merge; the rest is escaped."""

    def spans(query: str, text: str) -> list[tuple[int, int]]:
        at = text.index(query)
        return [(at, at + len(query)), (at, at)]

    renderer = DiscordRenderer(spans=spans)
    given = paper(tldr="A *flow matching* thing.")
    card = renderer.card(item(given, ("a", "flow match"), ("b", "matching"), ("c", "thing")), MARKER)
    assert card["embeds"][0]["description"].startswith("A \\***flow matching**\\* **thing**.")


def test_matched_names():
    """Subscriptions are named once each, five at most, as code that their names cannot end."""
    names = [("`*x*`", "a"), ("`*x*`", "b"), ("", "c"), *((f"s{n}", "d") for n in range(6))]
    assert embed(None, *names)["fields"][0]["value"] == "Matched: `'*x*'` `s0` `s1` `s2` `s3` +2 · 12\u00a0Nov"


def test_a_card_has_one_row_of_buttons():
    """Each look has PDF, Code, Abstract and Tune; the other links and Similar are under the abstract."""
    card, abstract = both(code="https://github.com/a/b", project="https://a.b/")
    assert card == [["PDF", "Code", "Abstract", "Tune"]]
    further = ["Similar", "Tune", "Why?", MORE_LIKE_THIS]
    marks = ["Like", "Not for me", "Save", "Cite"]
    assert abstract == [["Paper page", "Project"], further, marks]
    assert both(pdf=None) == ([["Abstract", "Tune"]], [["Paper page", *further], marks])


def test_bad_and_double_links_get_no_button():
    """An address that cannot be trusted, or that another button has, gets none."""
    card, abstract = both(code="javascript:x", project=LINKS.page)
    assert card == [["PDF", "Abstract", "Tune"]]
    assert abstract[0][:2] == ["Paper page", "Similar"]


def test_the_heading_of_a_digest():
    """It says how often, for which subscriptions, list days and how many papers; a single name is only there."""
    days = (date(2026, 1, 8), date(2026, 1, 14))
    given = [
        replace(item(paper(f"2601.{n}"), ("*D*", "q"), list_day=day), mode=Mode.WEEKLY)
        for n, day in enumerate(days)
    ]
    assert heading(*given) == "Weekly digest · *D* · 8–14 Jan · 2 papers"
    assert heading(replace(given[0], mode=Mode.DAILY)) == "Daily digest · *D* · 8 Jan · 1 paper"
    several = replace(given[0], matched=tuple((f"s{n}", "q") for n in range(5)))
    assert heading(given[1], several) == "Weekly digest · *D*, s0, s1 and 3 more · 8–14 Jan · 2 papers"
    assert heading(given[1], replace(given[0], mode=Mode.DAILY)).startswith("Digest · *D* · ")
    assert heading(*given) == heading(*given[::-1])
    assert "Matched" in str(RENDER.digest([given[1], several], MARKER))
    assert "Matched" not in str(RENDER.digest(given, MARKER))
    with using_language(PSEUDO):
        longest = [replace(one, matched=tuple((f"{n}😀" * 60, "q") for n in range(99))) for one in given * 5]
        assert heading(*longest).count(" · ") == 3


def test_a_digest_begins_with_the_most_upvoted():
    """The digest, its menu and a forum post's name use the same order; equal papers keep theirs."""
    given = [item(paper(f"2511.0000{n}", title=f"P{n}"), upvotes=upvotes) for n, upvotes in enumerate((3, 9, 3))]
    digest = RENDER.digest(given, MARKER)
    assert [found["title"] for found in digest["embeds"]] == ["P1", "P0", "P2"]
    assert [option["label"] for option in digest["components"][0]["components"][0]["options"]] == [
        "P1",
        "P0",
        "P2",
    ]
    assert RENDER.thread_name(given) == "P1 and 2 more"


def test_long_abstract_is_cut_with_a_link():
    """A text that does not fit ends in an ellipsis and, if there is one, a link to the rest."""
    reply = abstract_reply(paper(abstract="word* " * 3000))
    assert reply["embeds"][0]["description"].endswith(
        "…\n[Continue reading](https://huggingface.co/papers/2511.00001)"
    )
    assert not problems(reply)
    nowhere = abstract_reply(paper(abstract="word " * 3000, links=Links(page="x")))
    assert nowhere["embeds"][0]["description"].endswith("word…")


def test_a_paper_that_only_a_feed_knows():
    """A feed's paper without abstract and authors has a card with feed and day, and no hash."""
    found = paper(id=feed_id("lab", "https://lab.example/1"), source="lab", abstract="", authors=())
    catalogue = Catalogue([make_spec("lab", title="The lab", colour=0x112233)])
    card = DiscordRenderer(catalogue=catalogue).card(item(found), MARKER)
    (embed,) = card["embeds"]
    assert embed["footer"]["text"] == "The lab · #3"
    assert embed["color"] == 0x112233
    assert "feed:" not in str(embed)
    (shown,) = abstract_reply(found, catalogue)["embeds"]
    assert "footer" not in shown


@pytest.mark.parametrize("look", Look)
def test_pack_fills_messages(look: Look):
    """Groups are full where papers are short, smaller where they are long, and hold every item in order."""
    chosen, short = Preferences(look=look), [item(paper(str(n))) for n in range(23)]
    far = replace(LINKS, page=f"https://huggingface.co/papers/{'1' * 110}")
    papers = [
        paper(str(n), title="*" * 300, abstract="_" * 900, authors=("|" * 90,) * 9, links=far) for n in range(23)
    ]
    long = [item(one, *((f"{one.id}{n}" * 9, "q") for n in range(5))) for one in papers]
    groups = RENDER.pack([*short, *long], chosen)
    assert [len(group) for group in groups[:2]] == [10, 10]
    assert [one for group in groups for one in group] == [*short, *long]
    assert max(map(len, groups[3:])) < 10
    assert not [problem for group in groups for problem in problems(RENDER.digest(group, MARKER, chosen))]
    assert RENDER.pack([], chosen) == []


def test_long_addresses_are_left_out_of_compact_digests():
    """An address of more than 150 characters would take the room of another paper."""
    far = paper(links=Links(page="https://a.b/" + "c" * 150))
    digest = RENDER.digest([item(far)], MARKER, Preferences(look=Look.COMPACT))
    assert "https://" not in digest["embeds"][0]["description"]


def test_the_footer_names_all_places():
    """Lists are last, with the rank; looked-up papers' sources are left out; at most four are named."""
    listed = sighting("2511.00001", rank=3)
    arxiv = replace(sighting("2511.00001", source="arxiv"), kind=SourceKind.STREAM)
    told = replace(arxiv, paper=replace(arxiv.paper, announced=False))
    poster, oral = (replace(arxiv, paper=replace(arxiv.paper, decision=word)) for word in ("poster", "oral"))
    feeds = [replace(arxiv, paper=replace(arxiv.paper, source=f"feed-{n}")) for n in range(9)]
    cases = {
        (listed, arxiv): "arXiv · Hugging Face · #3",
        (arxiv,): "arXiv",
        (told, listed): "Hugging Face · #3",
        (told,): "arXiv",
        (poster,): "arXiv",
        (oral, listed): "arXiv · Hugging Face · oral · #3",
        (*feeds, listed): "feed-0 · feed-1 · feed-2 · Hugging Face · #3",
    }
    for readings, places in cases.items():
        found = RENDER.card(Item(sighting=merged(readings), matched=()), MARKER)["embeds"][0]
        assert found["footer"]["text"] == f"arXiv:2511.00001 · {places}"
        day = "looked\u00a0up\u00a0on\u00a012\u00a0Nov" if readings == (told,) else "12\u00a0Nov"
        assert day in str(found).split(" · ")[-1] or day in found["description"].splitlines()[-1]


def test_a_retracted_paper_is_marked_everywhere():
    """Its title says so in cards, digests and threads, within their limits."""
    retracted = paper(title="Cold fusion " * 40, retracted=True)
    for look in Look:
        shown = RENDER.card(item(retracted), MARKER, Preferences(look=look, thread_per_alert=True))
        assert shown["embeds"][0]["title"].startswith("Retracted: Cold fusion")
        assert not problems(shown)
    assert RENDER.digest([item(retracted)], MARKER)["embeds"][0]["title"].startswith("Retracted: Cold fusion")


def test_where_it_was_published_and_its_version():
    """A card names the journal in a line of its own, with a button; the version stands among the facts."""
    published = paper(authors=("A",), published="doi:10.1038/x", journal="Nature [*], 2026", version=2)
    for look in Look:
        shown = RENDER.card(item(published, upvotes=0, comments=0, stars=None), MARKER, Preferences(look=look))
        text = shown["embeds"][0]["description"]
        assert text.endswith("A · Version 2 · 12\u00a0Nov\nPublished in Nature [\\*], 2026")
        assert "Journal" in labels(shown)[0]
        assert not problems(shown)
    assert "Published in a journal" in str(embed(paper(published="doi:10.1038/x")))
    assert "Published in Phys.Lett., 2003" in str(embed(paper(journal="Phys.Lett., 2003")))
    assert "publish" not in str(embed(paper())).lower()
