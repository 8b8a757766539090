"""When a gist that says little has a second sentence, which, and in how many words."""

from __future__ import annotations

import pytest

from bot.text.gist.second.completion import best_text, completed
from bot.text.gist.sentence import read
from tests.support.data import tables

TABLES = tables(__file__)

TITLE = read("MIRA: Graph Pruning")
NAME = "We propose MIRA, a novel framework for graph pruning."
STUDY = "We investigate whether small networks benefit from pruning."


def chosen(first: str, *others: str, title: str = TITLE.text) -> str:
    """What is shown of an abstract whose first sentence is the best."""
    shown = [read(one) for one in (first, *others)]
    return completed(shown, [9.0, *[1.0] * len(others)], 0, read(title))


@pytest.mark.parametrize(
    ("second", "told"),
    TABLES["a name is told of"],
)
def test_a_name_is_told_of(second: str, told: str) -> None:
    """After a mere name stands what the thing does, or how well, if that says something and stands by itself."""
    assert chosen(NAME, second) == f"{NAME} {told}".strip()


@pytest.mark.parametrize(
    ("second", "told"),
    TABLES["what was looked at has what was found"],
)
def test_what_was_looked_at_has_what_was_found(second: str, told: str) -> None:
    """How it was found is read past, a guess stays one, and neither background nor a stray "it" follows."""
    assert chosen(STUDY, second) == f"{STUDY} {told}".strip()


def test_own_words_may_stand_further_off() -> None:
    """What is said of a new thing is taken from further off, what is not about it is not; none from before."""
    for far in (
        "Our scheme colours corners and removes pale ones.",
        "MIRA colours corners and removes pale ones.",
    ):
        assert chosen(NAME, "Towns grow.", far) == f"{NAME} {far}"
    assert chosen(NAME, "Towns grow.", "The mayor colours corners and removes pale ones.") == NAME
    shown = [read("Our scheme colours corners and removes pale ones."), read(NAME)]
    assert completed(shown, [1.0, 9.0], 1, TITLE) == NAME


def test_of_several_the_number_follows() -> None:
    """A number that is compared is told before what a thing does, and of two alike the shorter one."""
    does = "MIRA colours corners of old towns and removes the pale ones."
    number = "MIRA improves the share of heads in wooden towns by 37% over pale rivals."
    assert chosen(NAME, does, number) == f"{NAME} {number}"
    long = f"MIRA colours all corners of {'old and of new towns and of ' * 3}villages that people left."
    assert chosen(NAME, "Towns grow.", long, does) == f"{NAME} {does}"


def test_a_result_follows_what_was_made() -> None:
    """What says how a thing works is followed by what came of it, if that is more than praise."""
    made = (
        "We propose MIRA, which folds the coloured corners of old lattices into glass by walking through winters."
    )
    number = "MIRA halves the heads of towns by 41% over rivals."
    assert chosen(made, "We fold glass by hand.", number) == f"{made} {number}"
    assert chosen(made, "MIRA outperforms rivals.") == made


def test_a_question_has_its_answer() -> None:
    """Where the title asks, or tells of a study, a proposal is followed by what was found."""
    made = (
        "We build a map of nine towns that has all of their old corners, by walking through each of the valleys."
    )
    found = "We find that pale corners matter to all who live there."
    for title in ("Do Graphs Prune?", "MIRA: An Audit of Graph Pruning"):
        assert chosen(made, found, title=title) == f"{made} Pale corners matter to all who live there."


def test_a_finding_stands_alone_where_both_have_no_room() -> None:
    """What was looked at at length gives way to a finding that shares a word with the title."""
    long = f"We investigate {'how the many heads of towns and of villages roll, and ' * 4}why."
    found = "Old towns prune all of their heads, whereas new ones lose them in the first year of all, to the last."
    assert chosen(long, f"We find that o{found[1:]}") == found
    assert chosen(long, f"We find that o{found[1:]}".replace("prune", "keep")) == long


def test_a_first_sentence_makes_room() -> None:
    """Why something was looked at, and that a thing is novel, go where there is no room for what was found."""
    occasion = "Given the growing use of towns and of villages by all of those who live there for a long time, "
    study = "this study explores how old heads roll down the hills and through the valleys of the many old towns."
    found = (
        "Heads of graphs sleep downhill where nobody who lives there hears them, and roll in the early morning."
    )
    told = f"T{study[1:]} {found}"
    assert chosen(occasion + study, f"Results show that h{found[1:]}") == told
    first = f"We propose MIRA, a novel lattice of coloured corners{', of edges and of folds' * 5}."
    result = f"MIRA halves the heads of towns by 41% over {'r' * (281 - len(first) - 1 - 43)}."
    assert chosen(first, result) == f"{first.replace('a novel', 'a')} {result}"


def test_a_leaning_sentence_takes_along_what_it_leans_on() -> None:
    """A sentence that points at the one before it follows that, unless that leans itself."""
    before = read("Logical reasoning is deductive, inductive or abductive.")
    leans = read(
        "We propose to study representations of such types in language models by probing all of their layers."
    )
    title = read("Knowledge")
    assert best_text([before, leans], [1.0, 9.0], title) == f"{before.text} {leans.text}"
    other = read("These types are deductive, inductive or abductive.")
    assert best_text([other, leans], [1.0, 9.0], title) == leans.text
