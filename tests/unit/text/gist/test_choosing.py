"""The second sentence of a gist: when there is one, which, and in which form."""

import pytest

from bot.text.gist.choosing import best_text
from bot.text.gist.second_sentence.compress import compressed, compressions, fitted, without_setting
from bot.text.gist.sentence import sentence_of
from tests.support.data import tables

TABLES = tables(__file__)

TITLE = sentence_of("MIRA: Graph Pruning")
NAME = "We propose MIRA, a novel framework for graph pruning."
STUDY = "We investigate whether small networks benefit from pruning."


def chosen(first: str, *others: str, title: str = TITLE.text) -> str:
    """Return the gist of an abstract whose first sentence is the best."""
    shown = [sentence_of(one) for one in (first, *others)]
    return best_text(shown, [90.0, *[1.0] * len(others)], sentence_of(title))


@pytest.mark.parametrize(
    ("second", "told"),
    TABLES["a name is told of"],
)
def test_a_name_is_explained(second: str, told: str):
    """A mere name is followed by what the thing does, or how well, if that is specific and independent."""
    assert chosen(NAME, second) == f"{NAME} {told}".strip()


@pytest.mark.parametrize(
    ("second", "told"),
    TABLES["what was looked at has what was found"],
)
def test_a_study_is_followed_by_its_finding(second: str, told: str):
    """The frame of a finding is dropped, a guess stays one, and neither background nor a stray "it" follows."""
    assert chosen(STUDY, second) == f"{STUDY} {told}".strip()


def test_a_list_that_does_not_fit_is_dropped():
    """A text that is too long ends before its list, or before "and uses it to", rather than within them."""
    start = "We propose a calm and simple fold of the many pale lanes of old towns"
    rest = " ".join(["that nobody kept in glass"] * 9)
    assert fitted(f"{start}: lanes {rest}.") == f"{start}."
    assert fitted(f"{start}, and keeps the lanes {rest}.") == f"{start}."
    assert fitted(f"{start} that folds: lanes {rest}.").endswith("…")


def test_a_description_can_be_further_away():
    """A description of the new thing can come from a later sentence, but not from an earlier one."""
    for far in (
        "Our scheme colours corners and removes pale ones.",
        "MIRA colours corners and removes pale ones.",
    ):
        assert chosen(NAME, "Towns grow.", far) == f"{NAME} {far}"
    assert chosen(NAME, "Towns grow.", "The mayor colours corners and removes pale ones.") == NAME
    assert chosen(NAME, "Towns grow.", "Our tests reveal they lose corners and remove pale ones.") == NAME
    shown = [sentence_of("Our scheme colours corners and removes pale ones."), sentence_of(NAME)]
    assert best_text(shown, [1.0, 90.0], TITLE) == NAME


def test_a_setting_with_a_number_stays():
    """Without its number, a setting is dropped; "At 50% of corners," limits what was found."""
    assert without_setting("At most of the corners, MIRA folds.") == "MIRA folds."
    assert without_setting("At 50% of corners, MIRA folds.") == "At 50% of corners, MIRA folds."


def test_a_number_is_preferred():
    """A number with a comparison is preferred to a description, and the shorter of two like sentences."""
    does = "MIRA colours corners of old towns and removes the pale ones."
    number = "MIRA improves the share of heads in wooden towns by 37% over pale rivals."
    assert chosen(NAME, does, number) == f"{NAME} {number}"
    long = f"MIRA colours all corners of {'old and of new towns and of ' * 3}villages that people left."
    assert chosen(NAME, "Towns grow.", long, does) == f"{NAME} {does}"


def test_a_result_follows_a_description():
    """A description of how a thing works is followed by a result that is more than praise."""
    made = (
        "We propose MIRA, which folds the coloured corners of old lattices into glass by walking through winters."
    )
    number = "MIRA halves the heads of towns by 41% over rivals."
    assert chosen(made, "We fold glass by hand.", number) == f"{made} {number}"
    assert chosen(made, "MIRA outperforms rivals.") == made


def test_more_is_told_where_there_is_room():
    """After a short sentence about a new thing, more about it follows if nothing better does."""
    does = "We propose MIRA, a lattice which folds narrow wooden towns without tearing any old bridges."
    more = "MIRA colours pale corners and keeps tall gates of each village."
    assert chosen(does, more) == f"{does} {more}"
    assert chosen(does, "We build PUMA, which colours pale corners and keeps tall gates.") == does
    assert chosen(does, "MIRA colours towns.") == does
    long = f"{does[:-1]}, so that {'carts, horses, and people of distant hamlets, ' * 2}find markets."
    assert chosen(long, more) == long


@pytest.mark.parametrize(
    ("sentence", "short"),
    [
        ("We show that (1) heads roll in towns, (2) towns stay.", "Heads roll in towns."),
        ("We show that MIRA (1) rolls heads, and (2) keeps towns.", "MIRA (1) rolls heads."),
        ("We show that heads roll because of (1) towns, (2) bridges.",
         "Heads roll because of (1) towns, (2) bridges."),
        ("Experiments with Alpaca 3.1, 8B, show that heads roll.", "Heads roll."),
    ],
)  # fmt: skip
def test_a_finding_keeps_all_its_causes(sentence: str, short: str):
    """Of several findings the first one stays, but a list within one finding stays whole."""
    assert compressed(sentence) == short


def test_a_question_has_its_answer():
    """If the title asks a question or names a study, a proposal is followed by a finding."""
    made = (
        "We build a map of nine towns that has all of their old corners, by walking through each of the valleys."
    )
    found = "We find that pale corners matter to all who live there."
    for title in ("Do Graphs Prune?", "MIRA: An Audit of Graph Pruning"):
        assert chosen(made, found, title=title) == f"{made} Pale corners matter to all who live there."


def test_a_finding_replaces_a_long_study():
    """A long description of a study is replaced by a finding that shares a word with the title."""
    long = f"We investigate {'how the many heads of towns and of villages roll, and ' * 4}why."
    found = "Old towns prune all of their heads, whereas new ones lose them in the first year of all, to the last."
    assert chosen(long, f"We find that o{found[1:]}") == found
    assert chosen(long, f"We find that o{found[1:]}".replace("prune", "keep")) == long


def test_a_first_sentence_is_shortened():
    """The occasion of a study, and "novel", are dropped if a finding does not fit otherwise."""
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


def test_a_dependent_sentence_follows_its_predecessor():
    """A sentence that refers to the one before it follows that, unless that is dependent itself."""
    before = sentence_of("Logical reasoning is deductive, inductive or abductive.")
    leans = sentence_of(
        "We propose to study representations of such types in language models by probing all of their layers."
    )
    title = sentence_of("Knowledge")
    assert best_text([before, leans], [1.0, 90.0], title) == f"{before.text} {leans.text}"
    other = sentence_of("These types are deductive, inductive or abductive.")
    assert best_text([other, leans], [1.0, 90.0], title) == leans.text
    # The last sentence is not before the first one
    assert best_text([leans, before], [90.0, 1.0], title) == leans.text


def test_the_article_fits_what_follows_novel():
    """The word "one" begins with a consonant."""
    assert list(compressions("We propose a novel one-step fold.")) == ["We propose a one-step fold."]
    assert list(compressions("We propose a novel open fold.")) == ["We propose an open fold."]
