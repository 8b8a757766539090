"""The labelled cases: whether a query matches a paper, as a reader decided."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from bot.domain.paper import Paper
from bot.query import QueryIndex, explain, parse
from tests.support.data import shared
from tests.unit.query.papers import paper, recorded_sightings, seed_papers, signals

_READ_CASES = Path(__file__).with_name("analysis") / "read_cases.json"


def test_every_labelled_case_is_decided_as_its_reader_did():
    """The query alone, its explanation and an index of all queries agree with the label."""
    papers = seed_papers()
    cases = json.loads(shared("match_cases.json").read_text("utf-8"))
    queries = {number: parse(case["query"]) for number, case in enumerate(cases)}
    index: QueryIndex[int] = QueryIndex()
    for number, query in queries.items():
        index.add(number, query)
    found = {title: index.match(seen, signals()) for title, seen in papers.items()}
    for number, case in enumerate(cases):
        query, seen = queries[number], papers[case["title"]]
        ways = (
            query.matches(seen, signals()),
            not any(one.blocking for one in explain(query, seen, signals())),
            number in found[seen.title],
        )
        assert set(ways) == {case["expected"]}, case


def test_queries_for_papers_outside_of_tuning():
    """At least 95 of 100 queries that a reader of other papers wrote match their paper, and none a wrong one.

    They were written before it was known what is found; those that are missed are named here.
    """
    cases: dict[str, dict[str, list[str]]] = json.loads(_READ_CASES.read_text("utf-8"))
    papers = {key: found for key, found in _read_papers() if key in cases}
    missed = [
        query
        for key, queries in cases.items()
        for query in queries.get("yes", ())
        if not parse(query).matches(papers[key], signals())
    ]
    wrong = [
        query
        for key, queries in cases.items()
        for query in queries.get("no", ())
        if parse(query).matches(papers[key], signals())
    ]
    assert missed == ["nearest neighbour", "species distribution model"]
    assert wrong == []
    wanted = sum(len(queries.get("yes", ())) for queries in cases.values())
    assert len(missed) <= 0.05 * wanted


def _read_papers() -> Iterator[tuple[str, Paper]]:
    """Yield recorded papers with their arXiv numbers."""
    for sighting in recorded_sightings():
        yield sighting.paper.number, sighting.paper
    for line in gzip.decompress(shared("arxiv_abstracts.jsonl.gz").read_bytes()).splitlines():
        item = json.loads(line)
        authors = tuple(item["authors"].split(", "))
        yield item["id"], paper(item["title"], item["abstract"], id=f"arxiv:{item['id']}", authors=authors)
