"""Which terms of a query that does not match are to blame."""

from __future__ import annotations

import pytest

from bot.query import explain, parse
from tests.unit.query.papers import paper, signals

_PAPER = paper("A survey of diffusion models", "We look at what guidance brings to images.")


@pytest.mark.parametrize(
    ("query", "blockers"),
    [
        ("diffusion", []),
        ("diffusion trees", ["trees"]),
        ("trees OR birds", ["trees", "birds"]),
        ("(diffusion OR birds) trees", ["trees"]),
        ("(birds OR cats) diffusion", ["birds", "cats"]),
        ("diffusion -survey", ["survey"]),
        ("diffusion -(survey OR trees)", ["survey"]),
        ("diffusion -(survey guidance)", ["survey", "guidance"]),
        ("diffusion upvotes:>=20 -trees", ["upvotes:>=20"]),
        ("birds OR (diffusion -survey)", ["birds", "survey"]),
    ],
)
def test_blockers_are_what_decides(query: str, blockers: list[str]) -> None:
    """Those terms are named that would have to be otherwise, and no others."""
    explanation = explain(parse(query), _PAPER, signals(upvotes=12))
    assert [term.term for term in explanation.blockers] == blockers
