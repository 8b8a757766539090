"""The dry run: its words, and the form in which a query is changed, as Discord sends it back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, cast

import discord
import pytest

from bot.domain.ports import SourceKind
from bot.domain.ports.catalogue import Catalogue
from bot.query import parse
from bot.service.papers.preview import Preview, Share
from bot.service.subscriptions.subscriptions import Draft
from cogs.alerts.dry_run import dry_run_embed, dry_run_text, form_query, form_token, matched_sentence
from tests.support.fakes import destination, sighting, subscription
from tests.support.sources import make_spec

FIELD = {"type": 18, "component": {"type": 4, "custom_id": "query", "value": "trees"}}
DRAFT = Draft(query=parse("diffusion"), destination=destination(), creator_id=1)


def preview(matches: int) -> Preview:
    return Preview(
        query="diffusion",
        days=7,
        papers=178,
        matches=matches,
        at_least=((10, 7), (20, 4), (50, 1)),
        examples=(),
        warnings=(),
        shares=(Share(name="lists", title="trending", papers=178, matches=matches, days=7),),
    )


def test_sentence_gives_all_numbers() -> None:
    """The dry run tells matches, papers, matches a day and how many would pass three bars."""
    first, second = matched_sentence(preview(9)).splitlines()
    assert first == "**9** of the last 7 days' 178 papers (1.3 a day)."
    assert second == "With `min_upvotes` of 10 → **7** · 20 → **4** · 50 → **1**"


def test_no_match_needs_no_bars() -> None:
    """Without a match the numbers end there."""
    assert matched_sentence(preview(0)) == "**0** of the last 7 days' 178 papers."


def test_what_save_does_is_said() -> None:
    """It starts the alerts of a new subscription and changes one that there is."""
    changed = replace(DRAFT, replaces=subscription())
    assert "Save starts the alerts." in str(dry_run_embed(DRAFT, preview(9)).footer.text)
    assert "Save changes the subscription." in str(dry_run_embed(changed, preview(9)).footer.text)


def test_examples_are_linked_and_fit() -> None:
    """Numbered titles that lead to their pages; however long, the field keeps to Discord's limit."""
    papers = tuple(sighting(f"2511.0000{n}", title="*" * 300, tldr="*" * 300) for n in (1, 2, 3))
    (_, field_) = dry_run_embed(DRAFT, replace(preview(9), examples=papers)).fields
    assert str(field_.value).count("](https://huggingface.co/papers/2511.0000") == 3
    assert len(str(field_.value)) <= 1024


@dataclass
class FakeInteraction:
    """What Discord sent."""

    data: Any
    type: discord.InteractionType = field(default=discord.InteractionType.modal_submit)


def sent(data: Any, **changes: Any) -> discord.Interaction:
    return cast("discord.Interaction", FakeInteraction(data, **changes))


def test_token_and_query_are_read() -> None:
    """The custom_id holds the token and the field of that name the query, whatever stands beside it."""
    form = sent({"custom_id": "paperboy:query:abc", "components": [{"type": 10}, FIELD]})
    assert (form_token(form), form_query(form)) == ("abc", "trees")


@pytest.mark.parametrize(
    "interaction",
    [
        sent({"custom_id": "another:form", "components": []}),
        sent(None),
        sent({"custom_id": "paperboy:query:abc"}, type=discord.InteractionType.component),
    ],
)
def test_other_interactions_are_not_ours(interaction: discord.Interaction) -> None:
    """Other forms, empty ones and buttons with our prefix have no token."""
    assert form_token(interaction) is None


def test_form_without_a_query_is_an_empty_query() -> None:
    """A form that came without its field reads as an empty query, which the language explains."""
    assert form_query(sent({"custom_id": "paperboy:query:abc", "components": []})) == ""


def of_streams(*matches: int) -> Preview:
    shares = [
        Share(name=f"feed{n}", title=f"Feed {n}", papers=900, matches=m, days=3) for n, m in enumerate(matches)
    ]
    return replace(preview(sum(matches)), shares=tuple(shares), at_least=((10, 0),))


def test_each_source_has_a_line() -> None:
    """With how many of how many, and a day; the busiest is the reason for a digest. Bars are for votes."""
    assert matched_sentence(of_streams(96, 3, 0), offers_digest=True).splitlines() == [
        "**96** of 900 on Feed 0 in 3 days: about 32 a day, better as a daily digest",
        "**3** of 900 on Feed 1 in 3 days: about 1.0 a day",
        "**0** of 900 on Feed 2 in 3 days",
    ]


def test_very_many_sources_fit_a_field() -> None:
    """The first eight have their lines; so it is with those that are not listened to."""
    many = of_streams(*range(100))
    text = matched_sentence(many)
    assert text.endswith("\n… and 92 more sources")
    assert len(text) <= 1024
    draft = Draft(query=parse("x"), destination=destination(), creator_id=1, sources=("lists", "feed0"))
    embed = dry_run_embed(draft, replace(many, unheard=many.shares))
    assert len(embed.fields[-1].value or "") <= 1024
    (only,) = of_streams(3).shares
    (hint,) = (
        f.value for f in dry_run_embed(draft, replace(many, unheard=(only,))).fields if f.name == "Not listened to"
    )
    assert hint == "Feed 0 would add about 1.0 a day: `sources:lists, feed0`."


@pytest.mark.parametrize(
    ("share", "told"),
    [
        (
            Share(name="lists", title="", papers=1200, matches=9, days=7),
            "**9** of 1,200 trending: about 1.3 a day",
        ),
        (
            Share(name="lists", title="", papers=9, matches=9, days=1),
            "**9** of 9 trending in 1 day: about 9.0 a day",
        ),
        (Share(name="x", title="X", papers=9, matches=7, days=7), "**7** of 9 on X: about 1.0 a day"),
    ],
)
def test_a_share_of_all_days_and_of_fewer(share: Share, told: str) -> None:
    """The lists have no name, and days are told where they are not all."""
    found = replace(preview(9), shares=(share, replace(share, name="y", title="Y", matches=0)), at_least=())
    assert matched_sentence(found).splitlines()[0] == told


_CATALOGUE = Catalogue([make_spec("picks"), make_spec("alpha", kind=SourceKind.STREAM)])
_ALL = ("lists", "alpha")
_LATER = "; a source that is added later is not among them."


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (None, ("alpha",), "It would listen to Alpha."),
        (None, _ALL, f"It would listen to the lists and Alpha{_LATER}"),
        (("alpha",), ("lists", "beta"), "It would listen to the lists and beta instead of Alpha."),
        (
            ("alpha",),
            _ALL,
            f"It would listen to the lists and Alpha instead of Alpha{_LATER}",
        ),
        (_ALL, _ALL, f"It would listen to the lists and Alpha{_LATER}"),
    ],
)
def test_the_sources_of_a_draft(old: tuple[str, ...] | None, new: tuple[str, ...], told: str) -> None:
    """Those that it had are told where they become others, and what all means."""
    replaces = None if old is None else subscription(sources=old)
    draft = Draft(query=parse("x"), destination=destination(), creator_id=1, sources=new, replaces=replaces)
    assert told in dry_run_text(draft, preview(1), (), "at once", _CATALOGUE)
