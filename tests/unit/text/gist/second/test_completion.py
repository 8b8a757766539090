"""When a gist that says little has a second sentence, and which."""

from __future__ import annotations

import pytest

from bot.text.gist.second.alone import following
from bot.text.gist.second.completion import completed
from bot.text.gist.words import read
from tests.unit.text.gist.second.support import NAME, STUDY, TITLE, chosen


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ("MIRA colours corners and removes the pale ones.", "MIRA colours corners and removes the pale ones."),
        ("It colours corners and removes the pale ones.", "It colours corners and removes the pale ones."),
        (
            "Experiments on nine sets show that MIRA halves the memory of lists.",
            "MIRA halves the memory of lists.",
        ),
        (
            f"MIRA colours all of the corners of old towns and removes pale ones, which saves {'very ' * 30}much.",
            "MIRA colours all of the corners of old towns and removes pale ones.",
        ),
        ("Grounded in glass, MIRA folds the edges.", "Grounded in glass, MIRA folds the edges."),
        ("Pale corners are found in all old towns.", ""),
        ("We evaluate MIRA on nine old towns with pale corners.", ""),
        ("Experiments demonstrate the effectiveness of our pale corners.", ""),
        ("MIRA is a framework for graph pruning of graphs.", ""),
        ("MIRA is at https://mira.example with all pale corners.", ""),
        ("MIRA colours.", ""),
        ("MIRA lifts all four limitations of pale corners.", ""),
        ("Both schemes outperform pale corners in nine towns.", ""),
    ],
)
def test_a_name_is_told_of(second: str, told: str) -> None:
    """After a mere name stands what the thing does, or how well, if that says something and stands by itself."""
    expected = "Pale corners are found in all old towns." if second.startswith("Pale") else told
    assert chosen(NAME, second) == f"{NAME} {expected}".strip()


def test_own_words_may_stand_further_off() -> None:
    """What is said of a new thing is taken from further off, what is not about it is not; none from before."""
    far = "Our scheme colours corners and removes pale ones."
    assert chosen(NAME, "Towns grow.", far) == f"{NAME} {far}"
    for more in ("The scheme colours corners and removes pale ones.", "Often MIRA colours corners of old towns."):
        assert chosen(NAME, "Towns grow.", more) == f"{NAME} {more}"
    assert chosen(NAME, "Towns grow.", "The mayor colours corners and removes pale ones.") == NAME
    shown = [read(far), read(NAME)]
    assert completed(shown, [1.0, 9.0], 1, TITLE) == NAME


def test_it_is_what_stands_before() -> None:
    """An "it" of a sentence from further off would be read as what stands before, so that one is not taken."""
    assert chosen(NAME, "Towns grow.", "Despite pale corners, it outperforms nine rivals.") == NAME
    inside = "While old towns win at night, they outperform nine rivals by day."
    assert chosen(STUDY, "Towns grow.", f"We find that w{inside[1:]}") == f"{STUDY} {inside}"
    taken = "Despite pale corners, MIRA outperforms nine rivals."
    assert chosen(NAME, "Towns grow.", taken) == f"{NAME} {taken}"


def test_what_is_long_is_told_where_nothing_shorter_says_as_much() -> None:
    """What a new thing does may be long, but of two that say the same the shorter one is told."""
    long = f"MIRA colours all corners of {'old and of new towns and of ' * 3}villages that people left."
    assert chosen(NAME, long) == f"{NAME} {long}"
    short = "MIRA colours all corners of villages that people left, old and new towns alike."
    assert chosen(NAME, "Towns grow.", long, short) == f"{NAME} {short}"


def test_what_is_cut_off_need_not_be_told() -> None:
    """A sentence follows whose end only announces, but not one of which only that, or a study, is left."""
    worth = "MIRA keeps more corners of all nine towns than every pale rival"
    assert chosen(NAME, f"{worth}, validating the effectiveness of all graphs there.") == f"{NAME} {worth}."
    looked = "We assess how useful all nine corners are to those who live in towns"
    looked = f"{looked}, which we show to be pale{' and not at all worth keeping' * 9}."
    assert chosen(NAME, looked) == NAME
    assert chosen(STUDY, "By counting heads, we show how they roll in all of the old towns.") == STUDY


def test_the_second_finding_is_a_clause_of_its_own() -> None:
    """Of "we show that heads roll, and that towns stay" both halves are whole sentences."""
    assert chosen(STUDY, "We show that old heads of those there roll, and that towns stay.").endswith(
        "Old heads of those there roll, and towns stay."
    )


def test_a_proposal_that_leans_is_told_of() -> None:
    """A short proposal that points elsewhere is no name alone, but needs the same."""
    leans = "We propose MIRA, which separates these old decisions from all new ones."
    worth = "MIRA outperforms pale rivals in nine towns."
    assert chosen(leans, worth) == f"{leans} {worth}"
    stands = "We propose MIRA, which separates old decisions from all new ones by their colour, shape and age."
    assert chosen(stands, worth) == stands


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ("We find that towns lose most of their heads.", "Towns lose most of their heads."),
        ("By walking through towns, we show that heads roll.", "Heads roll."),
        ("We walk through towns, and find that heads roll.", "Heads roll."),
        ("Our results on nine towns suggest that heads roll.", "Results suggest that heads roll."),
        ("We suggest that most heads roll.", "We suggest that most heads roll."),
        ("Our tests reveal that: 1) heads roll, 2) towns stay; 3) all is well.", "Heads roll."),
        ("We show that are most heads rolling.", "We show that are most heads rolling."),
        ("We present a town hall that keeps all heads.", "We present a town hall that keeps all heads."),
        ("Towns outperform villages in nine respects.", "Towns outperform villages in nine respects."),
    ],
)
def test_what_was_looked_at_has_what_was_found(second: str, told: str) -> None:
    """How it was found is read past; a guess stays one."""
    lived = "heads of those who live there now roll"
    whole, shown = second.replace("heads roll", lived), told.replace("eads roll", lived[1:])
    assert chosen(STUDY, whole) == f"{STUDY} {shown}"


@pytest.mark.parametrize(
    "second",
    [
        "It outperforms villages in nine respects.",
        "Towns have heads of old.",
        f"Towns are measured by all, which we find outperforms villages{' in nine respects' * 12}.",
    ],
)
def test_what_says_no_finding_does_not_follow(second: str) -> None:
    """Neither "it", which would be read as the study, nor background, nor a beginning without its finding."""
    assert chosen(STUDY, second) == STUDY


def test_praise_is_left_out() -> None:
    """What is only said of a finding's worth goes with the comma before it, and no more than that."""
    found = "We find that old heads of those there roll downhill"
    told = "Old heads of those there roll downhill"
    assert chosen(STUDY, f"{found}, underscoring the need for care.") == f"{STUDY} {told}."
    assert (
        chosen(STUDY, f"{found} while illustrating the walls.") == f"{STUDY} {told} while illustrating the walls."
    )


@pytest.mark.parametrize("lead", ["Applying our tests to towns", "Walking through towns", "Using all that"])
def test_any_doing_is_read_past(lead: str) -> None:
    """How a finding was made is read past, whatever verb tells of it."""
    assert chosen(STUDY, f"{lead}, we find that old heads of those there roll.").endswith(
        "pruning. Old heads of those there roll."
    )


def test_a_question_has_its_answer() -> None:
    """Where the title asks, a proposal is followed by what was found; elsewhere it stands alone."""
    made = "We build a map of nine towns that has all of their old corners, by walking through each of them."
    shown = [read(made), read("We find that pale corners matter to all who live there.")]
    assert completed(shown, [9.0, 1.0], 0, TITLE) == made
    told = f"{made} Pale corners matter to all who live there."
    asks, studies = read("Do Graphs Prune?"), read("MIRA: An Audit of Graph Pruning")
    for title in (asks, studies):
        assert completed(shown, [9.0, 1.0], 0, title) == told
    pale = read(f"We find that pale corners{' and walls' * 20} matter to all who live there.")
    assert completed([shown[0], pale], [9.0, 1.0], 0, asks) == made
    found = [read("We find that towns lose most of their old heads."), shown[1]]
    assert completed(found, [9.0, 1.0], 0, asks) == found[0].text


def test_no_verb_is_left_without_its_object() -> None:
    """A clause ends before what its object is made of, not after a verb that has none yet."""
    made = (
        "MIRA is a town of glass that asks old heads to open-endedly expand and refine an archive of all corners"
    )
    assert chosen(NAME, f"{made}, structured as a graph{' of folds' * 20}.") == f"{NAME} {made}."
    assert chosen(NAME, f"{made}{' of folds' * 20}.") == NAME


def test_both_halves_of_a_claim_stay() -> None:
    """Nothing is cut off between "not only" and what that is opposed to."""
    study = f"We investigate a town of glass, its corners and its edges{', and folds of paper' * 4}."
    half = "Old heads of towns and graphs can be told apart not only through the corners of a fold but also"
    found = f"We find that o{half[1:]} through their colours, their shapes and their many ages."
    assert chosen(study, found) == f"O{found.removeprefix('We find that o')}"


def test_a_hope_is_no_study() -> None:
    """What a survey hopes for is not what was looked at, however much that says."""
    hope = "We hope this survey will inspire bakers and their towns to study villages, kings and glass."
    assert chosen(STUDY, hope) == STUDY


def test_what_fits_nowhere_is_cut_further() -> None:
    """A clause goes without what it holds for where it has no other end, and whole where there is room."""
    use = "MIRA colours all corners of old towns and keeps every fold of their walls with patience"
    rest = f" across many villages and valleys that people left long ago for want of bread{' and of work' * 9}."
    assert chosen(NAME, f"{use}{rest}") == f"{NAME} {use}."
    assert chosen(NAME, f"{use}.") == f"{NAME} {use}."


def test_a_number_alone_says_how_well() -> None:
    """What a share was compared with may be cut off, the share stays."""
    study = "We investigate whether small networks benefit from pruning, from folding their edges, and from glass."
    worth = "The pruned ones name nine of ten corners of all old towns rightly, at 41 %"
    rest = f"compared to 13 % of those that were never once pruned{', folded or set in glass' * 4}"
    assert chosen(study, f"{worth}, {rest}.") == f"{study} {worth}."


def test_a_far_study_is_no_head() -> None:
    """What was looked at is told by a sentence near the chosen one's score, or the finding stands alone."""
    long = f"We investigate {'how the many heads of towns and of villages roll, and ' * 4}why."
    short, found = (
        "We compare old towns with new ones.",
        "We find that old towns prune all of their heads, always.",
    )
    found = f"{found[:-1]} whereas new ones lose them in the first year of all."
    told = found.removeprefix("We find that o")
    assert chosen(long, short, found) == f"{short} O{told}"
    assert chosen(long, short, found, scores=(-9.0, 1.0)) == f"O{told}"


def test_another_study_leaves_room() -> None:
    """Where the best sentence leaves no room for the finding, another one of what was looked at does."""
    long = f"We investigate {'how the many heads of towns and of villages roll, and ' * 4}why."
    short = "We compare old towns with new ones."
    found = "We find that old towns keep all of their heads, whereas new ones lose them in the first year of all."
    told = "Old towns keep all of their heads, whereas new ones lose them in the first year of all."
    assert chosen(long, short, found) == f"{short} {told}"
    leans = "We compare these old towns."
    assert chosen(long, leans, found) == told
    other = "We find that kings keep all of their crowns, whereas queens lose them in the first year of all."
    assert chosen(long, leans, other) == long
    earlier = "While recent work has identified towns and evaluated them, villages are rarely seen."
    assert chosen(long, earlier, other) == long
    pruned, shown = found.replace("keep", "prune"), told.replace("keep", "prune")
    assert chosen(long, pruned) == shown
    assert chosen(long, found.replace("old towns keep", "they keep")) == long


def test_a_long_study_is_cut() -> None:
    """What was looked at is cut where a clause ends, so that there is room for what was found."""
    rest = f"including {'those of villages and ' * 8}others."
    long = f"We investigate how the many heads of all old and new towns roll, {rest}"
    found = "We find that heads of graphs sleep downhill."
    assert (
        chosen(long, found)
        == "We investigate how the many heads of all old and new towns roll. Heads of graphs sleep downhill."
    )


def test_a_long_occasion_is_left_out() -> None:
    """Why something was looked at goes where there is no room for what was found beside it."""
    long = (
        f"Given the growing use of towns {'and of villages ' * 7}by all, this study explores how old heads roll."
    )
    rest = "eads of graphs sleep downhill where nobody who lives there hears them, and roll on in the morning."
    assert chosen(long, f"Results show that h{rest}") == f"This study explores how old heads roll. H{rest}"


def test_labels_of_parts_tell() -> None:
    """Labels of a structured abstract are not shown, and what follows them is read without."""
    second = "Excellent agreement was found between towns."
    assert chosen(f"Methods: {STUDY}", f"Results: {second}") == f"{STUDY} {second}"


def test_following() -> None:
    """A sentence follows as far as there is room, and not at all where it says where things are."""
    assert following("Heads roll in towns.", 20) == "Heads roll in towns."
    assert following("Heads roll in towns.", 19) == ""
    assert following("Code is at GitHub.", 99) == ""
    assert following("Our code and data will follow.", 99) == ""
    assert following("It reads code of nine towns.", 99) == "It reads code of nine towns."
    assert following("It reads original scripts.", 99) == "It reads original scripts."
    assert following("We release all scripts.", 99) == ""
    assert following("Few of all available heads roll.", 99) == "Few of all available heads roll."
