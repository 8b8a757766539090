"""Penalties of sentences."""

import pytest

from bot.text.gist import gist
from bot.text.gist.penalties import QUESTION, SIDE_RESULT, UNNAMED, is_background, penalties, unlabelled
from bot.text.gist.sentence import sentence_of
from tests.support.data import tables
from tests.support.fakes import paper

TABLES = tables(__file__)

BACKGROUND = "Large models have recently shown strong results on many tasks."


def taken(title: str, *texts: str) -> list[float]:
    found = [sentence_of(one) for one in texts]
    return penalties(found, title, found)


@pytest.mark.parametrize(
    ("own", "other"),
    TABLES["own work is known by how it is told"],
)
def test_own_work_is_recognised(own: str, other: str):
    """Without "we", passive voice and labels show own work; others' work stays others'."""
    title = "GridPull: Fast Surfaces"
    assert is_background([sentence_of(own), sentence_of("This paper adds depth."), sentence_of(other)], title)[2]
    if own != "GridPull is fast.":
        title = "Stages"
    assert is_background([sentence_of(own), sentence_of(other)], title) == [False, True]


def test_labels_of_sections_are_dropped():
    """A sentence of a structured abstract is shown without its label, and without its number."""
    abstract = "Background: Diseases matter. Results: The new classifier finds all stages of the disease."
    assert gist(paper(title="Stages", abstract=abstract)) == "The new classifier finds all stages of the disease."
    assert unlabelled("Key Findings: (1) Heads roll.") == "Heads roll."


def test_a_finding_beats_the_subject_of_a_study():
    """A sentence with only the subject of a study loses to a like one with a finding."""
    looked = "We investigate the effect of depth on how small graph networks train."
    found = "We find that the depth of graph networks slows their training down."
    for abstract in (f"{BACKGROUND} {looked} {found}", f"{BACKGROUND} {found} {looked}"):
        assert gist(paper(title="Depth Slows Graph Networks", abstract=abstract)) == found


def test_the_finding_of_a_study_is_chosen():
    """A subject without finding loses more if the title says that the paper is a study."""
    found = ("We explore what models know of sexism.", "Models miss what groups perceive.")
    assert taken("Sexism in Models", *found)[0] < taken("An Empirical Study of Sexism", *found)[0]


def test_the_name_of_the_title_counts():
    """If one sentence has the title's name for the work, the others lose a little."""
    named, nameless = taken("LongView: Of Films", "LongView keeps all frames.", "We keep all frames.")
    assert nameless - named == UNNAMED
    assert taken("LongView: Of Films", "We keep all frames.", "We keep all frames.") == [0.0, 0.0]


def test_the_thing_in_the_title_is_preferred():
    """A sentence that presents another thing loses to one that presents the thing in the title."""
    main, side = "We introduce LongView, a store of films.", "We introduce a plan for LongView."
    assert taken("LongView: Of Films", main, side) == [0.0, SIDE_RESULT]
    assert taken("LongView: Of Films", side) == [0.0]
    assert taken("LongView: Of Films", "We introduce LongView-2, a plan of films.", side) == [0.0, 0.0]


def test_a_question_loses():
    """A question is chosen only if there is no other sentence."""
    asks, other = taken("Films", "How do we keep all frames of a day?", "We keep all frames of a day.")
    assert asks - other == QUESTION
