"""What an abstract loses before its sentences are weighed."""

from __future__ import annotations

import pytest

from bot.text.gist.trim import cleaned
from tests.support.data import tables

TABLES = tables(__file__)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    TABLES["what is no prose goes"],
)
def test_what_is_no_prose_goes(sentence: str, expected: str) -> None:
    """Addresses, citations, marks of emphasis, lost macros and a lone number go; what means something stays."""
    assert cleaned([sentence]) == [expected]


@pytest.mark.parametrize(
    ("glued", "parted"),
    TABLES["sentences that an address glued are parted"],
)
def test_sentences_that_an_address_glued_are_parted(glued: str, parted: list[str]) -> None:
    """Where arXiv took two words for an address, each half is told if it is still a sentence."""
    assert cleaned([glued]) == parted
