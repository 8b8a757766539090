"""Which of a paper's summaries a reader is shown, and what becomes of them when sources say more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.paper import SourceKind, Summary, milestones, summary_in, with_summary
from bot.domain.readings import with_preprint, with_reading
from tests.support.fakes import paper, sighting

GERMAN = Summary(language="de", text="Kurz.", model="m")
ENGLISH = Summary(language="en", text="Short.", model="m", general=True)
UNUSABLE = Summary(language="fr", text="", model="m")


@pytest.mark.parametrize(
    ("summaries", "language", "shown"),
    [
        ((), "en", None),
        ((GERMAN, ENGLISH), "de", GERMAN),
        ((GERMAN, ENGLISH), "ja", ENGLISH),
        ((GERMAN,), "ja", None),
        ((ENGLISH, UNUSABLE), "fr", None),
        ((replace(GERMAN, general=True), ENGLISH), "ja", ENGLISH),
        ((replace(UNUSABLE, general=True),), "ja", None),
    ],
)
def test_a_reader_is_shown_their_language(
    summaries: tuple[Summary, ...], language: str, shown: Summary | None
) -> None:
    """Their own, else the general one; but nothing where their own was not to be used."""
    assert summary_in(paper(summaries=summaries), language) == shown


def test_one_a_language() -> None:
    """A later one takes the place of an earlier one."""
    later = replace(GERMAN, text="Kürzer.")
    assert with_summary((GERMAN, ENGLISH), later) == (ENGLISH, later)


def test_what_models_wrote_stays_when_sources_say_more() -> None:
    """Whoever says it, and when the journal version is found."""
    known = sighting(summaries=(GERMAN,))
    other = replace(sighting(source="arxiv"), kind=SourceKind.STREAM)
    for now in (
        with_reading(known, sighting(upvotes=5)),
        with_reading(known, other),
        with_reading(with_reading(known, other), sighting(upvotes=5)),
        with_reading(known, other.as_unannounced()),
        with_preprint(with_reading(known, other), "arxiv:2501.00001"),
        with_preprint(known, "arxiv:2501.00001"),
    ):
        assert now.paper.summaries == (GERMAN,)


def test_a_summary_is_something_to_show() -> None:
    """Each that can be used is reached like a milestone."""
    assert milestones(sighting(summaries=(GERMAN, UNUSABLE, ENGLISH))) == ("summary:de", "summary:en")
