"""What takes points off a sentence."""

from __future__ import annotations

import pytest

from bot.text.gist import gist
from bot.text.gist.penalties import QUESTION, SIDE_RESULT, UNNAMED, is_background, penalties, unlabelled
from bot.text.gist.sentence import read
from tests.support.data import tables
from tests.support.fakes import paper

TABLES = tables(__file__)

BACKGROUND = "Large models have recently shown strong results on many tasks."


def taken(title: str, *texts: str) -> list[float]:
    found = [read(one) for one in texts]
    return penalties(found, title, found)


@pytest.mark.parametrize(
    ("own", "other"),
    TABLES["own work is known by how it is told"],
)
def test_own_work_is_known_by_how_it_is_told(own: str, other: str) -> None:
    """Passive voice and labels of parts tell own work where nobody says we; others' work stays others'."""
    title = "GridPull: Fast Surfaces"
    assert is_background([read(own), read("This paper adds depth."), read(other)], title)[2]
    if own != "GridPull is fast.":
        title = "Stages"
    assert is_background([read(own), read(other)], title) == [False, True]


def test_the_label_of_a_part_is_not_shown() -> None:
    """A sentence of a structured abstract is shown without its label, and without its number."""
    abstract = "Background: Diseases matter. Results: The new classifier finds all stages of the disease."
    assert gist(paper(title="Stages", abstract=abstract)) == "The new classifier finds all stages of the disease."
    assert unlabelled("Key Findings: (1) Heads roll.") == "Heads roll."


def test_what_was_found_speaks_before_what_was_studied() -> None:
    """A sentence that only says what was looked at loses to a like one that says what came of it."""
    looked = "We investigate the effect of depth on how small graph networks train."
    found = "We find that the depth of graph networks slows their training down."
    for abstract in (f"{BACKGROUND} {looked} {found}", f"{BACKGROUND} {found} {looked}"):
        assert gist(paper(title="Depth Slows Graph Networks", abstract=abstract)) == found


def test_of_a_study_the_finding_speaks() -> None:
    """What was only looked at loses more where the title says that the paper is a study."""
    found = ("We explore what models know of sexism.", "Models miss what groups perceive.")
    assert taken("Sexism in Models", *found)[0] < taken("An Empirical Study of Sexism", *found)[0]


def test_the_name_of_the_title_counts() -> None:
    """Where one sentence has the name that the title gives the work, the others lose a little by it."""
    named, nameless = taken("LongView: Of Films", "LongView keeps all frames.", "We keep all frames.")
    assert nameless - named == UNNAMED
    assert taken("LongView: Of Films", "We keep all frames.", "We keep all frames.") == [0.0, 0.0]


def test_what_the_title_names_is_presented_first() -> None:
    """What presents another thing than the title names loses against what presents that."""
    main, side = "We introduce LongView, a store of films.", "We introduce a plan for LongView."
    assert taken("LongView: Of Films", main, side) == [0.0, SIDE_RESULT]
    assert taken("LongView: Of Films", side) == [0.0]
    assert taken("LongView: Of Films", "We introduce LongView-2, a plan of films.", side) == [0.0, 0.0]


def test_a_question_says_nothing() -> None:
    """A sentence that asks is chosen only where nothing else is to be had."""
    asks, other = taken("Films", "How do we keep all frames of a day?", "We keep all frames of a day.")
    assert asks - other == QUESTION
