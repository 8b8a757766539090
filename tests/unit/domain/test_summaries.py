"""Summaries of a paper: which one a reader gets, and how polls keep them."""

from dataclasses import replace

import pytest

from bot.domain.paper import SourceKind, Summary, milestones, summary_in, with_summary
from bot.domain.paper_merging import linked_with, with_reading
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
def test_a_reader_is_shown_their_language(summaries: tuple[Summary, ...], language: str, shown: Summary | None):
    """A reader gets the summary in their language, else the general one; none if their own was unusable."""
    assert summary_in(paper(summaries=summaries), language) == shown


def test_a_summary_replaces_one_in_its_language():
    """A later summary replaces one in the same language."""
    later = replace(GERMAN, text="Kürzer.")
    assert with_summary((GERMAN, ENGLISH), later) == (ENGLISH, later)


def test_what_models_wrote_stays_when_sources_say_more():
    """Readings and links to a journal version keep summaries."""
    known = sighting(summaries=(GERMAN,))
    other = replace(sighting(source="arxiv"), kind=SourceKind.STREAM)
    for now in (
        with_reading(known, sighting(upvotes=5)),
        with_reading(known, other),
        with_reading(with_reading(known, other), sighting(upvotes=5)),
        with_reading(known, other.as_unannounced()),
        linked_with(with_reading(known, other), paper(id="arxiv:2501.00001")),
        linked_with(known, paper(id="arxiv:2501.00001")),
    ):
        assert now.paper.summaries == (GERMAN,)


def test_a_summary_is_something_to_show():
    """Each usable summary is a milestone."""
    assert milestones(sighting(summaries=(GERMAN, UNUSABLE, ENGLISH))) == ("summary:de", "summary:en")
