"""Non-prose is removed from an abstract before its sentences are scored."""

import pytest

from bot.text.gist.trim import cleaned
from tests.support.data import tables

TABLES = tables(__file__)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    TABLES["what is no prose goes"],
)
def test_non_prose_is_removed(sentence: str, expected: str):
    """Addresses, citations, emphasis, lost macros and a lone number are removed; meaningful text stays."""
    assert cleaned([sentence]) == [expected]


@pytest.mark.parametrize(
    ("glued", "parted"),
    TABLES["sentences that an address glued are parted"],
)
def test_glued_sentences_are_split(glued: str, parted: list[str]):
    """If arXiv took two words for an address, each half that is still a sentence is used."""
    assert cleaned([glued]) == parted
