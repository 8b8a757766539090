"""What a sentence loses before it is looked at, and where it is cut."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.gist.shorten import cut_anywhere, cut_at_clause, unnumbered
from bot.text.gist.trim import trimmed, without_pointers
from tests.support.data import tables

TABLES = tables(__file__)

LONG = "which keeps what matters of every frame and every caption of a long video in one small store of tokens"
STREAM = "We introduce HiStream, a framework that reduces what is redundant"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    TABLES["filler"],
)
def test_filler(sentence: str, expected: str) -> None:
    """Filler, asides and what points out of the sentence go where a whole sentence remains, and only there."""
    assert trimmed(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    TABLES["long sentences"],
)
def test_long_sentences(sentence: str, expected: str) -> None:
    """A list that is incomplete or too long goes whole, and so does what follows a main clause; else all stays."""
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
def test_numbers_of_a_list_go(text: str, expected: str) -> None:
    """(1), (ii), (c) go where they count what a sentence lists, and stay where each is a sentence of its own."""
    assert unnumbered(text) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    TABLES["no clause is cut in two"],
)
def test_no_clause_is_cut_in_two(sentence: str, expected: str) -> None:
    """A sentence ends where a clause does, lists get their "and", and where no clause ends it has no end."""
    assert cut_at_clause(sentence, len(sentence) - 1) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    TABLES["pointers go where the noun says enough"],
)
def test_pointers_go_where_the_noun_says_enough(text: str, expected: str) -> None:
    """A noun that says of what kind it is, and is new, needs no "these" or "such"."""
    assert without_pointers(text) == expected


@given(st.lists(st.sampled_from(["towns,", "which", "fold", "and", "by", "keeping", "(a", "b)", "heads:", "1)"])))
def test_a_cut_is_a_beginning(words: list[str]) -> None:
    """What is left of a sentence is shorter than was asked for, apart from its stop, and made of its own words."""
    sentence = f"We fold all of the many edges of old towns {' '.join(words)}."
    cut = cut_anywhere(sentence, 90)
    assert len(cut) <= 94  # with "and" before the last of a list, and a stop
    assert set(re.findall(r"\w+", cut)) <= {*re.findall(r"\w+", sentence), "and"}
