"""The labelled cases, each decided by the index as its reader did."""

from __future__ import annotations

import json

from bot.domain.paper import Sighting
from bot.query import parse
from tests.support.data import shared
from tests.unit.query.papers import seed_papers, signals
from tests.unit.search.indexes import filled, found


def test_every_labelled_case_is_found_or_not_as_its_label_says() -> None:
    """All 118, in one index of the papers that they are about."""
    papers = seed_papers()
    seen = [Sighting(paper=one, signals=signals()) for one in papers.values()]
    index = filled(seen)
    cases = json.loads(shared("match_cases.json").read_text("utf-8"))
    assert len(cases) == 118
    wrong = [
        (case["query"], case["title"], case["why"])
        for case in cases
        if (papers[case["title"]].id in found(index, parse(case["query"]), seen)) is not case["expected"]
    ]
    assert wrong == []
