"""The labelled cases: what a person reading the paper would say."""

from __future__ import annotations

import json

from bot.query import QueryIndex, explain, parse
from tests.support.data import shared
from tests.unit.query.papers import seed_papers, signals


def test_every_labelled_case_is_decided_as_its_reader_did() -> None:
    """The query matches the paper exactly when the label says so, by itself and explained."""
    papers = seed_papers()
    cases = json.loads(shared("match_cases.json").read_text("utf-8"))
    wrong = [
        (case["query"], case["title"], case["why"])
        for case in cases
        if parse(case["query"]).matches(papers[case["title"]], signals()) is not case["expected"]
        or explain(parse(case["query"]), papers[case["title"]], signals()).matched is not case["expected"]
    ]
    assert wrong == []


def test_the_index_decides_them_alike() -> None:
    """All labelled queries together in one index give for every paper what each gives alone."""
    queries = {number: parse(case["query"]) for number, case in enumerate(json.loads(_cases()))}
    index: QueryIndex[int] = QueryIndex()
    for number, query in queries.items():
        index.add(number, query)
    for paper in seed_papers().values():
        alone = [number for number, query in queries.items() if query.matches(paper, signals())]
        assert sorted(index.match(paper, signals())) == alone


def _cases() -> str:
    return shared("match_cases.json").read_text("utf-8")
