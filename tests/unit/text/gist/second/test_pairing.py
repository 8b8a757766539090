"""What follows a first sentence, in how many words, and what stands instead."""

from __future__ import annotations

from bot.text.gist.second.completion import completed
from bot.text.gist.words import read
from tests.unit.text.gist.second.support import NAME, chosen


def test_no_number_is_needed_to_tell_what_differed() -> None:
    """After what was compared stands what differed, also where nobody says that it was found."""
    study = "We compare the heads of nine towns."
    for told in (
        "Differences were small in glass towns, and large in all of those that people left.",
        "Old towns showed more rolling heads in winter.",
        "Old towns overrated all of the heads in winter, while new ones underrated them.",
    ):
        assert chosen(study, told) == f"{study} {told}"


def test_a_long_study_makes_room_for_what_was_found() -> None:
    """A study that is told at length loses how it was done, and keeps what was found."""
    study = (
        "This study positions MIRA as a general pruner of graphs for old towns and systematically evaluates "
        "its walks on "
        "both paper maps and glass maps, in nine towns and in all of their hamlets, under one protocol of "
        "walking."
    )
    found = (
        "Results show that MIRA outlives all of the pale rivals, keeping nine heads of ten in every "
        "town and hamlet."
    )
    told = found.removeprefix("Results show that ")
    assert chosen(study, found) == (
        f"This study positions MIRA as a general pruner of graphs for old towns. {told}"
    )


def test_what_room_there_is_goes_to_the_number() -> None:
    """Of "beats rivals and halves memory by 40%" the number is told, of "not only, but also" the first."""
    first = (
        "We propose MIRA, which folds the coloured corners of old lattices into glass by walking through "
        "each of the winters, "
        "and through all of the springs that follow them, as did all the others there."
    )
    number = (
        "Across five towns, MIRA consistently outperforms strong baselines and achieves a share of "
        "88.2% of all folded heads of towns."
    )
    assert chosen(first, number) == f"{first} MIRA achieves a share of 88.2% of all folded heads of towns."
    both = (
        "MIRA not only outperforms the pale rival FOLD by 3.8% in heads, but also achieves a reduction "
        "of walks by 62.4% in all towns."
    )
    assert chosen(first, both) == f"{first} MIRA outperforms the pale rival FOLD by 3.8% in heads."


def test_what_the_title_says_gives_way() -> None:
    """Of a copy of the title the name alone is told, or nothing, where a fuller sentence takes the room."""
    bare = f"We propose MIRA, a novel framework for graph pruning{' and for pruning graphs' * 3}."
    full = (
        "MIRA colours the corners of old towns, walks through their valleys by night, keeps all of the "
        "heads that roll, folds "
        "edges into glass and sets them by hand into each of the nine lattices that people left there"
    )
    assert chosen(bare, f"{full}.") == f"We propose MIRA. {full}."
    longer = f"{full} {'o' * (265 - len(full))}"  # leaves no room even for the name
    assert chosen(bare, f"{longer}.") == f"{longer}."
    assert chosen(bare, f"{longer.replace('oooooooooo', 'promising ', 1)}.") == bare


def test_a_thing_is_not_read_as_failing() -> None:
    """That other things of the same kind fail does not follow a new one, as it would be read as that."""
    first = "We propose MIRA, a glass lattice for graph pruning."
    fails = "We find that the lattices of glass fail to keep coloured corners through autumn storms."
    assert chosen(first, fails) == first
    others = fails.replace("the lattices of glass", "wooden towns")
    assert chosen(first, others) == f"{first} W{others.removeprefix('We find that w')}"


def test_a_first_step_tells_least() -> None:
    """Of what a new thing does, its first step is told last."""
    step = "We first colour corners and remove the pale ones by hand."
    more = "We fold edges into glass and keep each of the heads that roll."
    assert chosen(NAME, step, more) == f"{NAME} {more}"
    assert chosen(NAME, step) == f"{NAME} {step.replace('first ', '')}"


def test_all_cases_are_not_named() -> None:
    """In which cases a result holds that another sentence tells of is left out."""
    told = "MIRA outperforms pale rivals in nine towns."
    assert chosen(NAME, f"In both cases, {told}") == f"{NAME} {told}"


def test_of_two_studies_without_finding_the_fuller_one_is_told() -> None:
    """Where nothing was found, a goal gives way to the sentence that says what was looked at."""
    goal = "Our goal is to compare graph pruning."
    fuller = "We compare nine ways to prune heads, by walks, by folds and by glass maps of towns."
    assert chosen(goal, fuller, scores=(8.0,)) == fuller


def test_what_is_cut_off_names_nothing() -> None:
    """A finding about what is named only in the part of a study that makes room for it does not follow."""
    study = read(
        "This study analyzes whether towns outlive winters by introducing two kinds of glass: Pale Glass "
        "Folds (PaGF), which are kept by hand in all hamlets, and Old Glass Folds (OlGF), which were kept by all "
        "of those who lived in them."
    )
    found = "We find that PaGF keep heads, while OlGF often lose them in each of the winters."
    title = read("An Analysis of Town Glass")
    assert "keep heads" not in completed([study, read(found)], [9.0, 1.0], 0, title)
    plain = found.replace("PaGF", "pale folds").replace("OlGF", "old folds")
    cut = "This study analyzes whether towns outlive winters by introducing two kinds of glass."
    told = f"{cut} P{plain.removeprefix('We find that p')}"
    assert completed([study, read(plain)], [9.0, 1.0], 0, title) == told


def test_where_it_does_not_help_is_not_told() -> None:
    """After a new thing stands where it helps, not where it does not."""
    poor = "In glass towns, the improvement was less than 0.5% of all heads."
    gain = "MIRA improves the share of heads in wooden towns by 37% over pale rivals."
    assert chosen(NAME, poor, gain) == f"{NAME} {gain}"


def test_an_answer_alone_names_nothing_unknown() -> None:
    """Where a title asks, no finding stands alone that is about a thing which another sentence names."""
    title = read("Do Small Graphs Prune Themselves?")
    made = f"We introduce Fold, a way to let small graphs prune themselves{', by hand and by night' * 9}."
    well = "Across nine towns of small graphs, and over all winters, Fold consistently outperforms rivals."
    assert completed([read(made), read(well)], [9.0, 1.0], 0, title) == made


def test_an_answer_alone_is_known() -> None:
    """Where a title asks, that an answer is not known yet is none."""
    title = read("When Do Small Graphs Outperform Wide Lattices?")
    made = f"We explain small graphs and wide lattices{', by hand and by night' * 9}."
    unknown = (
        "Small graphs often outperform wide lattices of the towns, but why they do so in winter remains unclear."
    )
    assert completed([read(unknown), read(made)], [1.0, 9.0], 1, title) == made


def test_what_counts_through_others_does_not_follow() -> None:
    """A sentence that goes through what another one counts, or that says next to nothing, gives way."""
    more = "MIRA folds edges into glass and keeps each of the heads that roll."
    for other in (
        "The second colours corners and removes pale ones by hand.",
        "MIRA relies on ordered town folds.",
    ):
        assert chosen(NAME, other, more) == f"{NAME} {more}"


def test_a_novel_thing_makes_room() -> None:
    """That a thing is novel goes where what came of it would not fit beside that."""
    first = f"We propose MIRA, a novel lattice of coloured corners{', of edges and of folds' * 5}."
    result = f"MIRA halves the heads of towns by 41% over {'r' * (281 - len(first) - 1 - 43)}."
    assert len(first) + 1 + len(result) > 280
    assert chosen(first, result) == f"{first.replace('a novel', 'a')} {result}"
