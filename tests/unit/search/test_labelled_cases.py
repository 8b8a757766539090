"""The labelled cases, each decided by the index as its reader did."""

from __future__ import annotations

import json

from bot.domain.paper import Sighting
from bot.query import parse
from tests.support.data import shared
from tests.unit.query.papers import paper, seed_papers, signals
from tests.unit.query.test_cases import CASES
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


def test_our_own_cases_are_decided_alike() -> None:
    """Every tenth title of the table in one index, beside the answer of each query itself."""
    rows = [(query, title) for cases in CASES.values() for query, title, _ in cases]
    titles = sorted({title for _, title in rows})[::10]
    seen = [Sighting(paper=paper(title, id=title), signals=signals()) for title in titles]
    index = filled(seen)
    for query in map(parse, dict(rows)):
        expected = {s.paper.id for s in seen if query.matches(s.paper, s.signals)}
        assert found(index, query, seen) == expected, query.canonical
