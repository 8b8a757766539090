"""Traits of sentences by their wording."""

import pytest

from bot.text.gist.sentence import sentence_of
from bot.text.gist.words import stem
from tests.support.data import tables

TABLES = tables(__file__)

TRAITS = (
    "presents",
    "is_benchmark",
    "has_finding",
    "has_improvement",
    "has_number",
    "praises",
    "announces",
    "unfinished",
)


@pytest.mark.parametrize(
    ("text", "told"),
    TABLES["traits"],
)
def test_traits(text: str, told: str):
    """New things, findings, results and numbers differ from praise and announcements."""
    sentence = sentence_of(text)
    assert {trait for trait in TRAITS if getattr(sentence, trait)} == set(told.split())


@pytest.mark.parametrize(
    ("text", "much"),
    TABLES["studies"],
)
def test_studies(text: str, much: float):
    """The subject of a study counts, a question twice, unless the sentence has a finding or a new thing."""
    assert sentence_of(text).study_only == much


@pytest.mark.parametrize(
    ("text", "count"),
    TABLES["dependence"],
)
def test_dependence(text: str, count: float):
    """Words that refer to another sentence count, less if they may refer to their own."""
    assert sentence_of(text).dependence == count


def test_names():
    """The name of a new thing is found by its introduction."""
    assert sentence_of("We propose MIRA, a fold (GLASS), and Ada, a town.").names == {"MIRA", "GLASS"}
    assert sentence_of("We propose Reactron, a fold.").names == {"Reactron"}
    assert sentence_of("We propose old folds in Rome.").names == frozenset()


def test_numerals_and_short_forms_are_no_author():
    """Neither a numeral nor "i.e." is an "I" of the authors."""
    for text in ("People (i) walk and (ii) run.", "People walk, i.e. go.", "Steps are i.i.d. here."):
        assert not sentence_of(text).vocabulary & {"i", "ii"}
    assert "i" in sentence_of("I walk.").vocabulary


@pytest.mark.parametrize(
    ("words", "stemmed"),
    [("models modeled", "model"), ("quantization quantizing quantized", "quantiz"), ("is", "is"), ("bed", "bed")],
)
def test_stems(words: str, stemmed: str):
    """Forms of a word share a stem; short words stay."""
    assert {stem(word) for word in words.split()} == {stemmed}
