"""The text, menus and buttons of a preview."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import discord
import pytest

from bot.domain.discord.limits import BUTTON_TEXT
from bot.domain.errors import PaperboyError
from bot.domain.ports import SourceKind
from bot.domain.ports.catalogue import Catalogue
from bot.query import parse
from bot.service.papers.alternatives import AsPhrase, Offers
from bot.service.papers.preview import Preview, SourceMatches
from bot.service.subscriptions.chosen_sources import SourceChoiceError
from bot.service.subscriptions.subscriptions import Draft
from cogs.alerts.preview.controls import (
    OfferButton,
    chosen_minimum,
    draft_view,
    offered_minimums,
    offers_of,
    with_source,
)
from cogs.alerts.preview.texts import matched_sentence, preview_embed
from tests.support.fakes import destination, sighting, subscription
from tests.support.sources import make_spec

DRAFT = Draft(query=parse("diffusion"), destination=destination(), creator_id=1)


def preview(matches: int) -> Preview:
    return Preview(
        query="diffusion",
        days=7,
        papers=178,
        matches=matches,
        per_day=matches / 7,
        at_least=((10, 7), (20, 4), (50, 1)),
        examples=(),
        warnings=(),
        by_source=(SourceMatches(name="lists", title="trending", papers=178, matches=matches, days=7),),
    )


def named(embed: discord.Embed, name: str) -> list[str]:
    """The lines of a field; none without that field."""
    return [line for one in embed.fields if one.name == name for line in str(one.value).splitlines()]


def test_minimum_upvotes_are_lines():
    """The matches of each minimum of upvotes that some papers reach have a line; the menu has them all."""
    assert offered_minimums(DRAFT.query, preview(7)) == (10, 20, 50)
    lines = named(preview_embed(DRAFT, preview(7)), "Last 7 days")
    assert lines[1:] == ["20 upvotes or more: **4**", "50 upvotes or more: **1**"]


@pytest.mark.parametrize(
    ("query", "minimums"),
    [
        ("trees upvotes:>=20", (0, 10, 20, 50)),
        ("upvotes:>=20", (10, 20, 50)),  # without it nothing is left of the query
        ("trees upvotes:10..30", (20,)),  # no paper of it has 50
        ("trees (upvotes:>=30 OR has:code)", (10, 20, 50)),
    ],
)
def test_a_menu_has_each_minimum_that_papers_can_reach(query: str, minimums: tuple[int, ...]):
    """The menu has the minimums that matches of the query can reach, even if every match of the week has them."""
    found = replace(preview(1), at_least=((10, 1), (20, 1), (50, 1)))
    assert offered_minimums(parse(query), found) == minimums


def test_forged_upvotes_are_refused():
    """A value that the menu does not have is refused with a sentence."""
    assert chosen_minimum(sent({"values": ["20"]})) == 20
    with pytest.raises(PaperboyError, match="Choose an option from the menu"):
        chosen_minimum(sent({"values": ["many"]}))


async def test_all_menus_and_buttons_fit_discords_five_rows():
    """Both menus, all buttons, and the most buttons that add sources fit in five rows."""
    offers = [
        OfferButton(action, action) for action in ("phrase", "bracketed", *(f"hear-000{n}" for n in range(4)))
    ]
    rows = draft_view("0" * 16, DRAFT, preview(99), offers).to_components()
    assert len(rows) == 4
    assert sum(len(row["components"]) for row in rows) == 12


def test_examples_are_linked_and_fit():
    """Examples are numbered links, and the field keeps Discord's limit however long the titles are."""
    papers = tuple(sighting(f"2511.0000{n}", title="*" * 300, tldr="*" * 300) for n in (1, 2, 3))
    (_, field_) = preview_embed(DRAFT, replace(preview(9), examples=papers)).fields
    assert str(field_.value).count("](https://huggingface.co/papers/2511.0000") == 3
    assert len(str(field_.value)) <= 1024


def sent(data: Any) -> Any:
    """An interaction with this data."""
    return SimpleNamespace(data=data)


def of_streams(*matches: int) -> Preview:
    shares = [
        SourceMatches(name=f"feed{n}", title=f"Feed {n}", papers=900, matches=m, days=3)
        for n, m in enumerate(matches)
    ]
    return replace(preview(sum(matches)), by_source=tuple(shares), at_least=((10, 0),))


def test_very_many_sources_fit_a_field():
    """Very many sources fit a field, and those with the most matches are first."""
    many = of_streams(*range(100))
    draft = Draft(query=parse("x"), destination=destination(), creator_id=1, sources=("lists", "feed0"))
    embed = preview_embed(draft, replace(many, from_other_sources=many.by_source))
    assert max(len(str(field.value)) for field in embed.fields) <= 1024
    assert named(embed, "Other sources")[0] == "• Feed 99: 33 matches a day"


def test_a_removed_source_is_not_added():
    """A source that the host removed since the preview cannot be added."""
    with pytest.raises(SourceChoiceError, match="no longer available"):
        with_source(DRAFT, "hear-0000", _CATALOGUE)


@pytest.mark.parametrize(
    ("share", "line"),
    [
        (
            SourceMatches(name="lists", title="", papers=1200, matches=9, days=7),
            "the lists: **9** of 1,200 papers in 7 days (1.3 a day)",
        ),
        (
            SourceMatches(name="lists", title="", papers=9, matches=9, days=1),
            "the lists: **9** of 9 papers in 1 day (9.0 a day)",
        ),
        (
            SourceMatches(name="x", title="X", papers=9, matches=7, days=7),
            "X: **7** of 9 papers in 7 days (1.0 a day)",
        ),
        (
            SourceMatches(name="x", title="X", papers=1, matches=0, days=1),
            "X: **0** of 1 paper in 1 day (0 a day)",
        ),
        (SourceMatches(name="x", title="ICML", papers=60, matches=7, days=0), "ICML: **7** of 60 papers"),
    ],
)
def test_lines_of_sources(share: SourceMatches, line: str):
    """The line of a source has its name, matches, papers and days."""
    found = replace(preview(9), by_source=(share, replace(share, name="y", title="Y", matches=0)), at_least=())
    assert matched_sentence(found).splitlines()[0] == line


def test_papers_of_two_sources_count_once():
    """A total is shown only if some papers are in several sources."""
    lists = SourceMatches(name="lists", title="", papers=37, matches=15, days=7)
    stream = replace(lists, name="x", title="X", papers=38)
    both = replace(preview(15), by_source=(lists, stream))
    assert matched_sentence(both).splitlines()[0] == "**15** of 178 papers (2.1 a day)"
    assert "178" not in matched_sentence(replace(both, matches=30))


_CATALOGUE = Catalogue([make_spec("picks"), make_spec("alpha", kind=SourceKind.STREAM)])
_ALL = ("lists", "alpha")
_LATER = "\nSources added later are not included."


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        (None, ("alpha",), "Alpha"),
        (None, _ALL, f"Picks and Alpha{_LATER}"),
        (("alpha",), ("lists", "beta"), "Picks and beta\nBefore this change: Alpha"),
        (("alpha",), _ALL, f"Picks and Alpha\nBefore this change: Alpha{_LATER}"),
        (("alpha",), (), "Picks\nBefore this change: Alpha"),
        (_ALL, _ALL, f"Picks and Alpha{_LATER}"),
        (None, (), ""),
    ],
)
def test_the_sources_of_a_draft(old: tuple[str, ...] | None, new: tuple[str, ...], text: str):
    """The field of the sources has the old ones if they change, and explains "all"."""
    replaces = None if old is None else subscription(sources=old)
    draft = Draft(query=parse("x"), destination=destination(), creator_id=1, sources=new, replaces=replaces)
    assert "\n".join(named(preview_embed(draft, preview(1), catalogue=_CATALOGUE), "Sources")) == text


@pytest.mark.parametrize(
    ("phrases", "label"),
    [
        (('"world model"',), 'Only "world model"'),
        (('"world model"', '"flow matching"'), 'Only "world model" and "flow matching"'),
        (('"**world** \u202emodel"',), 'Only "**world** model"'),
    ],
)
def test_the_button_of_a_phrase_has_its_words(phrases: tuple[str, ...], label: str):
    """The label has quotes and Markdown as typed, without invisible characters that reverse the line."""
    (offer,) = offers_of(replace(preview(3), offers=phrase_of(*phrases)))
    assert offer.label == label


def test_the_button_of_long_phrases_fits():
    """The label keeps Discord's limit, above which the whole preview would be refused."""
    words = " ".join(["🧠" * 30] * 8)
    (offer,) = offers_of(replace(preview(3), offers=phrase_of(f'"{words}"')))
    assert offer.label.startswith('Only "🧠')
    assert len(offer.label.encode("utf-16-le")) // 2 <= BUTTON_TEXT


def phrase_of(*phrases: str) -> Offers:
    return Offers(phrase=AsPhrase(query=parse("trees"), phrases=phrases, matches=1))
