"""What an abstract loses before its sentences are weighed."""

from __future__ import annotations

import pytest

from bot.text.gist.clean import cleaned


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("We present MIRA (https://mira.example/a_b), a fold.", "We present MIRA, a fold."),
        ("We present MIRA https://mira.example, a fold.", "We present MIRA, a fold."),
        ("We present MIRA this https URL, a fold.", "We present MIRA, a fold."),
        ("The code of MIRA is at https://mira.example/fold.",) * 2,
        ("We present MIRA at this https URL for all.",) * 2,
        ("We extend MIRA [3, 7] (Old et al., 2019) to towns.", "We extend MIRA to towns."),
        ("We keep [0, 1] (the town) and MIRA (2019).",) * 2,
        ("We present **MIRA**, a **M**ild *fold* of f * g.", "We present MIRA, a Mild fold of f * g."),
        ("We present , a fold,, of glass.", "We present a fold, of glass."),
        ("(1) we fold all of the glass.", "We fold all of the glass."),
        ("(1) folds and (2) glass are kept.",) * 2,
    ],
)
def test_what_is_no_prose_goes(sentence: str, expected: str) -> None:
    """Addresses, citations, marks of emphasis, lost macros and a lone number go; what means something stays."""
    assert cleaned([sentence]) == [expected]


@pytest.mark.parametrize(
    ("glued", "parted"),
    [
        (
            "Towns are folded far too often by those who live in them all, which is this http URL it, we fold.",
            ["Towns are folded far too often by those who live in them all.", "We fold."],
        ),
        ("Old towns are this http URL propose MIRA, a town.", ["Old towns are.", "We propose MIRA, a town."]),
        (
            "We fold this http URL experiments show that it works.",
            ["We fold.", "Experiments show that it works."],
        ),
        ("We fold all this http URL towns are kept.", ["We fold all."]),
    ],
)
def test_sentences_that_an_address_glued_are_parted(glued: str, parted: list[str]) -> None:
    """Where arXiv took two words for an address, each half is told if it is still a sentence."""
    assert cleaned([glued]) == parted
