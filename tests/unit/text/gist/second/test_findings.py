"""What a sentence tells of: what was found, how well a thing does, or only praise."""

from __future__ import annotations

import pytest

from bot.text.gist.second import findings
from bot.text.gist.words import read


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
        ("Our tests highlight depth.", False),
        ("We highlight that depth matters.", True),
        ("A bound is met, proving that depth matters.", True),
        ("We trace depth, and observe a loss of heads.", True),
        ("It was discovered that depth matters.", True),
        ("Depth was observed from afar.", False),
        ("The claim is proposed by Ada.", False),
        ("Others present evidence that depth matters.", False),
        ("Depth matters.", False),
        ("Segmentation was verified for its adaptability.", False),
        ("We prune every head.", False),
        ("MIRA aims to identify motives, including cost.", False),
        ("MIRA is made to automatically identify motives, including cost.", False),
        ("The authors conclude that depth matters.", True),
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
        ("Existing models surpass people.", False),
        ("MIRA outperforms existing models.", True),
        ("It improves heads over previous models.", True),
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
        ("9 of 13 towns reveal an error of 10 %.", False),
        ("We demonstrate the usability and merit of MIRA.", True),
        ("A walk in town demonstrates operational applicability.", True),
        ("The usability of MIRA falls by 10 %.", False),
        ("Results reveal clear benefits in practice.", True),
        ("MIRA opens promising directions of walks.", True),
        ("Maps reveal three distinct patterns.", True),
        ("Maps reveal three patterns: towns, hamlets and farms.", False),
        ("Results show significant differences between the towns.", True),
        ("Results show significant differences between the towns: old ones fade.", False),
        ("MIRA consistently performs well.", True),
        ("Folding plays an essential role.", True),
        ("MIRA does well on the former.", True),
        ("MIRA has the following features.", True),
        ("Our experiments confirm MIRA's efficacy.", True),
        ("Nine tests demonstrate the great potential of care.", True),
        ("We show how to prune.", True),
        ("Our tests reveal clear limitations.", True),
        ("Our analysis uncovers widespread, systemic issues.", True),
        ("Our analysis uncovers issues of corners that fold twice.", False),
        ("Nine towns reveal a clear dichotomy between old heads and new ones.", True),
        ("We do not claim to prune all heads.", True),
        ("MIRA is well-suited for pruning.", True),
        ("We shed light into some aspects of pruning.", True),
        ("Tests demonstrate the outstanding performance of MIRA.", True),
        ("We tell of their strengths and weaknesses, and of heads.", True),
        ("MIRA achieves better performance.", False),
        ("MIRA prunes heads.", False),
    ],
)
def test_announcements(sentence: str, empty: object) -> None:
    """What only announces a result, praises, or is an entry of a list says nothing beside another sentence."""
    assert findings.announces(read(sentence)) is empty


@pytest.mark.parametrize(
    ("sentence", "measured", "compared"),
    [
        ("MIRA is 3× faster than its rivals.", True, True),
        ("MIRA reaches 41% of all corners.", True, False),
        ("MIRA rises from 0.34 to 0.75 in each town.", True, True),
        ("MIRA names 41 towns.", False, False),
        ("MIRA reaches a higher likeness (0.99 vs. 0.55).", True, True),
        ("MIRA gets a 7.4 speedup.", True, True),
        ("MIRA does best in 34 of 36 towns.", True, False),
        ("Recent work reaches 41% of all corners.", False, False),
    ],
)
def test_numbers_tell_how_well(sentence: str, measured: object, compared: object) -> None:
    """Shares, multiples and scores say how well a work does, of this work only; some say more than what."""
    assert findings.is_measured(read(sentence)) is measured
    assert findings.is_compared(read(sentence)) is compared


def test_small_questions() -> None:
    """The shorter questions about a sentence."""
    assert findings.promises(read("It paves the way."))
    assert findings.promises(read("It points at future research."))
    assert findings.promises(read("It highlights care."))
    assert findings.promises(read("It lays an empirical foundation for care."))
    assert findings.promises(read("It could be applied to corners."))
    assert findings.promises(read("Our findings could inform the care of corners."))
    assert not findings.promises(read("Foundation models prune heads."))
    assert not findings.promises(read("Tests highlight that future corners fade."))
    assert not findings.promises(read("It prunes heads."))
    assert findings.is_own(read("In all of these, our heads die."))
    assert not findings.is_own(read("Heads die."))
    assert findings.is_insight(read("The key insight behind MIRA is that corners fade."))
    assert findings.is_insight(read("Our idea is to fold them."))
    assert not findings.is_insight(read("The insight fades."))
    for told in (
        "Old towns showed more heads.",
        "Differences were small in glass towns.",
        "Glass towns keep more of their heads than others.",
        "Folding does not reduce heads.",
        "Depth is correlated with heads.",
    ):
        assert findings.contrasts(read(told))
    assert not findings.contrasts(read("Recent towns keep more heads than others."))
    assert not findings.contrasts(read("Towns walk rather than fold."))
    assert findings.opposes(read("Old towns keep heads, while new ones lose nearly all."))
    assert not findings.opposes(read("Old towns, while essential, lose heads."))
    assert not findings.opposes(read("Old towns keep heads, while maintaining all of their folds."))
    assert findings.promises(read("It provides a solid foundation, extending corners."))
    assert findings.tells_result(read("We present MIRA, achieving a share of nine."))
    assert findings.tells_result(read("We present MIRA and show that heads roll."))
    assert not findings.tells_result(read("We present MIRA for improved folds."))
    assert findings.is_symbolic(read("The share rises to λ = 4 there."))
    assert findings.is_symbolic(read("It may violate (A)."))
    assert not findings.is_symbolic(read("The share rises."))
