"""What a short form stands for is told where its sentence stands without the one that explains it."""

from __future__ import annotations

import pytest

from bot.text.short_forms import spelled_out, with_known_short_forms
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
def test_what_the_abstract_explains(text: str, told: str) -> None:
    """Once, with a capital where a sentence begins; not within another word, nor where the letters do not fit."""
    assert spelled_out(text, ABSTRACT, "Folding faster", 280) == told


def test_what_comes_before_a_noun_is_no_long_form() -> None:
    """LB alone is not "lattice-based", and Hamilton stays a name where it began its sentence."""
    abstract = "We fold by a lattice-based (LB) map. Hamilton-Jacobi (HJ) folds."
    assert spelled_out("We use LB and HJ.", abstract, "Folding", 280) == "We use LB and Hamilton-Jacobi (HJ)."


def test_what_the_title_says_is_known() -> None:
    """The card shows it above."""
    assert spelled_out("We fold SSCs.", ABSTRACT, "Faster SSCs", 280) == "We fold SSCs."


def test_what_everybody_knows_stays() -> None:
    """Nobody wants to read large language models once more."""
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
def test_room(most: int, told: str) -> None:
    """Both where there is room, else what it stands for, else as it was."""
    assert spelled_out("We fold SSCs now.", ABSTRACT, "Folding faster", most) == told


def test_what_everybody_knows_may_be_told_in_short() -> None:
    """A known short form stands for what it was explained by, if that is all of it, and not after "a"."""
    assert (
        with_known_short_forms("We teach large language models (LLMs) by old folding (OF).")
        == "We teach LLMs by old folding (OF)."
    )
    for stays in ("We teach a large language model (LLM).", "We fold by Proximal Policy Optimisation (PO)."):
        assert with_known_short_forms(stays) == stays


def test_it_stays_where_it_comes_again_and_room_is_short() -> None:
    """Without the bracket the second one would stand for nothing."""
    assert spelled_out("We fold SSCs as SSCs.", ABSTRACT, "Folding faster", 40) == "We fold SSCs as SSCs."


@pytest.mark.parametrize(
    "hostile", ["a" * 20_000, "a " * 10_000, "(AB) " * 4_000, "A B (AB) " * 2_000, "’-" * 10_000]
)
def test_hostile_text(hostile: str) -> None:
    """Twenty thousand characters, whatever they are: a pattern that goes back and forth would not end here."""
    assert len(spelled_out(hostile[:280], hostile, "", 280)) <= 280
