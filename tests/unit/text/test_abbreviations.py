"""Abbreviations are spelled out in a sentence that is shown without their definition."""

import pytest

from bot.text.abbreviations import spelled_out, with_known_short_forms
from tests.support.data import tables

TABLES = tables(__file__)

ABSTRACT = (
    "Folding state-space charts (SSCs) is slow. Paper glue (PG) and folding by old towns (FBOT) are known. "
    "We fold SSCs with PG. Bayesian creasing (BC) helps. Corners of a Lattice (ACME) stay."
)


@pytest.mark.parametrize(
    ("text", "told"),
    TABLES["what the abstract explains"],
)
def test_abbreviations_of_the_abstract_are_spelled_out(text: str, told: str):
    """Once, with a capital at the start of a sentence; not inside a word, and only if the letters fit."""
    assert spelled_out(text, ABSTRACT, "Folding faster", 280) == told


def test_an_adjective_is_no_long_form():
    """LB alone is not "lattice-based", and Hamilton stays a name where it began its sentence."""
    abstract = "We fold by a lattice-based (LB) map. Hamilton-Jacobi (HJ) folds."
    assert spelled_out("We use LB and HJ.", abstract, "Folding", 280) == "We use LB and Hamilton-Jacobi (HJ)."


def test_the_article_is_that_of_the_long_form():
    """The words "one" and "Euclidean" begin with a consonant."""
    abstract = "A one-class cutter (OCC), a Euclidean fold map (EFM) and an orbital lattice net (OLN) fold."
    assert spelled_out("We use an EFM.", abstract, "Folding", 280) == "We use a Euclidean fold map (EFM)."
    assert spelled_out("We use an OCC.", abstract, "Folding", 280) == "We use a one-class cutter (OCC)."
    assert spelled_out("We use an OLN.", abstract, "Folding", 280) == "We use an orbital lattice net (OLN)."


def test_abbreviations_in_the_title_stay():
    """A card shows the title, so its abbreviations are not spelled out."""
    assert spelled_out("We fold SSCs.", ABSTRACT, "Faster SSCs", 280) == "We fold SSCs."


def test_well_known_abbreviations_stay():
    """Well-known abbreviations, such as LLM, are not spelled out."""
    abstract = "Large language models (LLMs) and reinforcement learning (RL) fold."
    assert spelled_out("We teach LLMs by RL.", abstract, "Folding", 280) == "We teach LLMs by RL."


@pytest.mark.parametrize(
    ("most", "told"),
    [
        (40, "We fold state-space charts (SSCs) now."),
        (36, "We fold state-space charts now."),
        (20, "We fold SSCs now."),
    ],
)
def test_room(most: int, told: str):
    """Both forms are shown if they fit, else the long form, else the short form."""
    assert spelled_out("We fold SSCs now.", ABSTRACT, "Folding faster", most) == told


def test_definitions_of_well_known_abbreviations_are_shortened():
    """A well-known short form replaces its whole definition, except after "a"."""
    assert (
        with_known_short_forms("We teach large language models (LLMs) by old folding (OF).")
        == "We teach LLMs by old folding (OF)."
    )
    for stays in ("We teach a large language model (LLM).", "We fold by Proximal Policy Optimisation (PO)."):
        assert with_known_short_forms(stays) == stays


def test_a_repeated_abbreviation_stays_if_both_forms_do_not_fit():
    """Without its bracket, the second occurrence would be undefined."""
    assert spelled_out("We fold SSCs as SSCs.", ABSTRACT, "Folding faster", 40) == "We fold SSCs as SSCs."


@pytest.mark.parametrize(
    "hostile", ["a" * 20_000, "a " * 10_000, "(AB) " * 4_000, "A B (AB) " * 2_000, "’-" * 10_000]
)
def test_hostile_text(hostile: str):
    """Twenty thousand hostile characters are processed in time; a backtracking pattern would not end."""
    assert len(spelled_out(hostile[:280], hostile, "", 280)) <= 280
