"""What a sentence says: what was looked at, what was found, or what a new thing does."""

from __future__ import annotations

import pytest

from bot.text.gist.second import findings, substance
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
    ("sentence", "found"),
    [
        ("Our extensive experiments on nine datasets reveal that depth matters.", True),
        ("We were able to prune every head.", True),
        ("A metric of depth is introduced.", True),
        ("We identify three motives: cost, law and love.", True),
        ("Contrary to prior claims, we find that depth matters.", True),
        ("Recent studies show that analysis shows little.", False),
        ("Our work presents empirical evidence that depth matters.", True),
        ("Others present evidence that depth matters.", False),
        ("Depth matters.", False),
        ("Segmentation was verified for its adaptability.", False),
        ("We prune every head.", False),
    ],
)
def test_what_was_found(sentence: str, found: object) -> None:
    """Findings are the authors' own, told by a verb near them or in the passive voice."""
    assert findings.finds(read(sentence)) is found


@pytest.mark.parametrize(
    ("sentence", "better"),
    [
        ("MIRA outperforms nine rivals.", True),
        ("MIRA shows modest but consistent improvements.", True),
        ("Success is at 86.3 percent compared with 70.", True),
        ("Our network has shown high accuracy.", True),
        ("Memory is reduced.", False),
        ("Previous models achieved a lot.", False),
    ],
)
def test_how_well_it_does(sentence: str, better: object) -> None:
    """Worth is told by verbs and by numbers that are compared, of this work and no earlier one."""
    assert findings.is_better(read(sentence)) is better


@pytest.mark.parametrize(
    ("sentence", "empty"),
    [
        ("Experiments demonstrate the remarkable effectiveness of our method.", True),
        ("Our analysis reveals three key findings.", True),
        ("Our findings underscore the urgent need for care.", True),
        ("(4) Comparisons reveal an error of 10 %.", True),
        ("MIRA does well on the former.", True),
        ("MIRA has the following features.", True),
        ("Our experiments confirm MIRA's efficacy.", True),
        ("Nine tests demonstrate the great potential of care.", True),
        ("We show how to prune.", True),
        ("MIRA prunes heads.", False),
    ],
)
def test_announcements(sentence: str, empty: object) -> None:
    """What only announces a result, praises, or is an entry of a list says nothing beside another sentence."""
    assert findings.announces(read(sentence)) is empty


def test_small_questions() -> None:
    """The shorter questions about a sentence."""
    assert findings.promises(read("It paves the way."))
    assert findings.promises(read("It points at future research."))
    assert findings.promises(read("It highlights care."))
    assert not findings.promises(read("Tests highlight that future corners fade."))
    assert not findings.promises(read("It prunes heads."))
    assert findings.is_own(read("In all of these, our heads die."))
    assert not findings.is_own(read("Heads die."))
    assert substance.is_brief(read("Short."))
    assert not substance.is_brief(read("Long. " * 30))
