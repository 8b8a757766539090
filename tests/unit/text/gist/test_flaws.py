"""Flaws of a gist, and what is shown instead."""

import pytest

from bot.text.gist import gist
from bot.text.gist.second_sentence.flaws import flaws
from tests.support.data import tables
from tests.support.fakes import paper

TABLES = tables(__file__)


@pytest.mark.parametrize("text", TABLES["flawed"])
def test_a_flaw_is_found(text: str):
    """A gist that refers to text which is not shown, breaks off or looks odd has a flaw."""
    assert flaws(text) > 0


@pytest.mark.parametrize("text", TABLES["sound"])
def test_a_sound_gist_has_no_flaw(text: str):
    """Words that lean elsewhere are sound where the gist itself says what they mean, or is complete."""
    assert flaws(text) == 0


def test_a_sentence_after_what_it_depends_on_does_not_lean():
    """A word that an earlier sentence explains is no flaw; one that its own may explain is half a flaw."""
    text = "We cut all of them."
    assert flaws(text) > flaws(text, has_predecessor=True) == 0
    assert flaws("We keep the old lanes of nine towns in green and pale glass for such winters.") == 0.5


@pytest.mark.parametrize(("abstract", "shown"), TABLES["the next best is shown"])
def test_the_next_best_is_shown(abstract: str, shown: str):
    """A text with a flaw, or a weak one, gives way to the next best one."""
    assert gist(paper(title="MIRA: Graph Pruning", abstract=abstract)) == shown
