"""Filler is removed from sentences, and long ones are cut."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.gist.shorten import cut_anywhere, cut_at_clause, unnumbered
from bot.text.gist.trim import trimmed, without_demonstratives
from tests.support.data import tables

TABLES = tables(__file__)

LONG = "which keeps what matters of every frame and every caption of a long video in one small store of tokens"
STREAM = "We introduce HiStream, a framework that reduces what is redundant"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    TABLES["filler"],
)
def test_filler(sentence: str, expected: str):
    """Filler, asides and references to other sentences are removed if a sentence remains."""
    assert trimmed(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    TABLES["long sentences"],
)
def test_long_sentences(sentence: str, expected: str):
    """An incomplete or long list is dropped, and so is text after a main clause; else the sentence stays."""
    assert trimmed(sentence) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It folds (1) maps and (2) towns.", "It folds maps and towns."),
        ("It folds (i) maps, (ii) towns, and (iii) glass.", "It folds maps, towns, and glass."),
        ("Two hold: (1) Heads roll. (2) Towns stay.",) * 2,
        ("We prove O(1) of all.",) * 2,
    ],
)
def test_numbers_of_a_list_are_dropped(text: str, expected: str):
    """(1), (ii), (c) are dropped within a sentence, and stay if each starts a sentence."""
    assert unnumbered(text) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    TABLES["no clause is cut in two"],
)
def test_no_clause_is_cut_in_two(sentence: str, expected: str):
    """A cut is at the end of a clause, lists get an "and", and a sentence without such an end stays."""
    assert cut_at_clause(sentence, len(sentence) - 1) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    TABLES["pointers go where the noun says enough"],
)
def test_pointers_are_dropped_before_a_specific_noun(text: str, expected: str):
    """A new noun with an adjective needs no "these" or "such"."""
    assert without_demonstratives(text) == expected


@given(st.lists(st.sampled_from(["towns,", "which", "fold", "and", "by", "keeping", "(a", "b)", "heads:", "1)"])))
def test_a_cut_is_a_prefix(words: list[str]):
    """A cut sentence is within the limit and made of its own words."""
    sentence = f"We fold all of the many edges of old towns {' '.join(words)}."
    cut = cut_anywhere(sentence, 90)
    assert len(cut) <= 90
    assert set(re.findall(r"\w+", cut)) <= {*re.findall(r"\w+", sentence), "and"}


def test_a_cut_list_of_verbs_is_within_the_limit():
    """The "and" before the last verb counts too."""
    sentence = (
        "We propose MIRA that splits data into many parts, finds towns in those, leveraging folds, and maps them."
    )
    cut = "We propose MIRA that splits data into many parts and finds towns in those."
    assert cut_anywhere(sentence, len(cut)) == cut
    assert cut_anywhere(sentence, len(cut) - 1) == ""
