"""What a query would have to be for a paper that it missed."""

from __future__ import annotations

import pytest

from bot.query import parse, relaxed
from tests.unit.query.papers import paper, signals

_PAPER = paper("A survey of diffusion models", "We look at what guidance brings to images.")
_SIGNALS = signals(upvotes=12)


@pytest.mark.parametrize(
    ("query", "less"),
    [
        ("diffusion trees", "diffusion"),
        ("diffusion -survey", "diffusion"),
        ("diffusion upvotes:>=20", "diffusion upvotes:>=12"),
        ("diffusion upvotes:20..30 -survey", "diffusion upvotes:>=12"),
        ("diffusion upvotes:<=5", "diffusion"),
        ("diffusion rank:<=5", "diffusion"),
        ("(diffusion -survey) OR birds", "(diffusion -survey) OR birds OR diffusion"),
        ("(birds OR cats) diffusion -(survey OR trees)", "diffusion"),
    ],
)
def test_what_blocks_is_left_out_and_bars_are_lowered(query: str, less: str) -> None:
    """The new query matches the paper and keeps what the old one had beside its blockers."""
    found = relaxed(parse(query), _PAPER, _SIGNALS)
    assert found == parse(less)
    assert found is not None
    assert found.matches(_PAPER, _SIGNALS)


@pytest.mark.parametrize("query", ["trees", "trees OR birds", "trees -survey", "trees -birds", "diffusion"])
def test_there_may_be_no_such_query(query: str) -> None:
    """Nothing is given when nothing would be left to ask for, or when the query matches as it is."""
    assert relaxed(parse(query), _PAPER, _SIGNALS) is None
