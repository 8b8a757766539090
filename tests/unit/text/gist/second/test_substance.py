"""What a sentence says: what was looked at, what was found, or what a new thing does."""

from __future__ import annotations

import pytest

from bot.text.gist.second import substance
from bot.text.gist.words import read


@pytest.mark.parametrize(
    ("sentence", "looks"),
    [
        ("We run a full factorial experiment over five components.", True),
        ("Using nine datasets, we measure the effect of depth.", True),
        ("The objective was to identify what has been written on depth.", True),
        ("My paper examines how people bootstrap ground truth.", True),
        ("A cascade of networks was trained on 144 scans.", True),
        ("We use the cube as a model of learning.", True),
        ("This paper addresses the gap in counting corners.", True),
        ("This paper addresses the gap in counting corners by colouring them.", False),
        ("We prompt nine models for the names of corners.", True),
        ("We evaluate a small model and achieved a score of 0.83.", False),
        ("This study identifies key motives such as cost and law.", False),
        ("We test depth and show that it matters.", False),
        ("A cascade of networks was trained, showing its worth.", False),
        ("We validate our networks in nine towns.", True),
        ("We design two tasks to test if people demonstrate what they know.", True),
        ("We present a graph network.", False),
        ("This survey provides a first review of graph networks.", True),
        ("Using old maps, we provide a finer understanding of corners.", True),
        ("We formulate the problem of counting corners.", True),
        ("We identify that depth matters.", False),
        ("This study answers an open question about depth.", True),
        ("This study answers what depth is.", False),
        ("This study positions MIRA as a pruner and evaluates its walks.", True),
        ("Depth matters.", False),
    ],
)
def test_what_was_looked_at(sentence: str, looks: object) -> None:
    """Verbs of looking count where the authors are their subject, unless something was found or made."""
    assert substance.only_looks(read(sentence)) is looks


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("We propose MIRA, a novel framework for graph pruning.", True),
        ("This paper presents MIRA, a benchmark designed to evaluate graph pruning.", True),
        ("We propose MIRA, a framework that prunes graphs.", True),
        ("We propose MIRA, a framework that colours corners.", True),
        ("We propose MIRA, a framework that folds old corners of glass.", False),
        ("We propose MIRA, a framework that prunes graphs by colouring their corners.", False),
        ("We propose MIRA, a lattice of coloured corners.", True),
        ("We propose MIRA, a lattice of coloured corners, folded edges and glass.", False),
        ("To keep old corners and all folded edges of glass, we propose MIRA, a framework.", True),
        ("We propose MIRA, a framework for graph pruning, in this technical report.", True),
        ("We propose MIRA, a framework inspired by how old gardeners cut hedges of glass.", True),
        ("We propose Mighty Inner Rays of Amber (MIRA), a framework for graph pruning.", True),
        ("We propose MIRA (Mighty Inner Rays of Amber), a framework for graph pruning.", True),
        ("We propose MIRA, a framework that reimagines coloured corners and folded edges of glass.", True),
        ("We propose MIRA, a framework that reimagines corners by colouring their folded edges.", False),
        (f"We propose MIRA, a framework for graph pruning{' and graph pruning' * 6}.", False),
        ("MIRA is a framework for graph pruning.", False),
    ],
)
def test_a_mere_name(sentence: str, names: object) -> None:
    """A short proposal that has hardly a word beyond the title only names."""
    assert substance.only_names(read(sentence), read("MIRA: Graph Pruning").stems) is names


@pytest.mark.parametrize(
    ("sentence", "little"),
    [
        ("We propose MIRA, a lattice of coloured corners.", True),
        ("We propose MIRA, a lattice of 41 coloured corners, 9 edges and 3 folds.", True),
        ("We propose MIRA, which folds coloured corners of old lattices into glass by walking.", False),
        ("A lattice of coloured corners is proposed.", True),
        ("We fold coloured corners.", True),
        ("We fold coloured corners, finding that heads roll.", False),
        ("We show that heads roll.", False),
        ("We show how heads roll.", True),
        ("We fold 41% of all corners.", False),
        (f"We propose MIRA for graph pruning{' and graph pruning' * 12}.", False),
        ("We propose MIRA, a general-purpose lattice with exceptional corner capabilities.", True),
        ("We propose MIRA, a lattice that balances efficiency and performance of corners.", True),
    ],
)
def test_little_is_said(sentence: str, little: object) -> None:
    """Few words beyond the title say little, numbers aside, unless something was found or measured."""
    assert substance.says_little(read(sentence), read("MIRA: Graph Pruning").stems) is little


@pytest.mark.parametrize(
    ("sentence", "much"),
    [
        ("We propose MIRA, which folds coloured corners of old lattices into glass by walking.", True),
        ("We propose MIRA, which folds old corners.", False),
        ("We find that coloured corners of old lattices turn into glass by walking.", False),
    ],
)
def test_much_is_said(sentence: str, much: object) -> None:
    """Many words beyond the title say what a new thing is and how it works."""
    assert substance.says_much(read(sentence), read("MIRA: Graph Pruning").stems) is much


@pytest.mark.parametrize(
    ("title", "wants"),
    [
        ("Do Graphs Prune?", True),
        ("How Graphs Prune", True),
        ("MIRA: A Systematic Study of Graph Pruning", True),
        ("Evaluating Graph Pruning", True),
        ("MIRA: Rethinking Graphs", True),
        ("Fine-Grained Analysis with Graphs", False),
        ("MIRA: Graph Pruning", False),
    ],
)
def test_some_titles_want_a_finding(title: str, wants: object) -> None:
    """A question and a study want one, a thing that analyses does not."""
    assert substance.wants_finding(read(title)) is wants


def test_small_questions() -> None:
    """The shorter questions about a sentence."""
    assert substance.presents_test(read("We present a dataset of old towns."))
    assert not substance.presents_test(read("We present a lattice of towns on a synchronized dataset."))
    assert substance.is_brief(read("Short."))
    assert not substance.is_brief(read("Long. " * 30))
    assert substance.names(read("We present Fate, a lattice like GridPull.")) == {"Fate", "GridPull"}
    assert substance.called(read("We propose MIRA and a lattice (FoLD) of LLMs.")) == {"MIRA", "FoLD"}
    assert substance.called(read("We test walks (EdgeSet) and FoLD (Folded Lattice).")) == {"FoLD"}
    stems = read("MIRA: Graph Pruning").stems
    assert (
        substance.only_called(read("We propose MIRA, a framework for graph pruning."), stems) == "We propose MIRA."
    )
    long = "We propose Mild Iron Rays (MIRA), a robust framework for graph pruning."
    assert substance.only_called(read(long), stems) == "We propose Mild Iron Rays (MIRA)."
    assert not substance.only_called(read("We propose MIRA, a map of coloured corners."), stems)
    assert not substance.only_called(read("Towns prune graphs."), stems)
    assert substance.compares(read("We build lattices and compare them."))
    assert not substance.compares(read("We compare them: 41% fade."))
    assert substance.presents_test(read("We present a benchmark of corners."))
    assert not substance.presents_test(read("The benchmark fades."))
