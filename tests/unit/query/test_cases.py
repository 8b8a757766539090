"""Cases of our own, beside the labelled ones: a query, a title, and whether they match."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.domain.paper import Paper, Sighting
from bot.query import QueryIndex, explain, parse
from tests.support.sources import CATALOGUE
from tests.unit.query.papers import paper, signals

CASES: dict[str, list[tuple[str, str, bool]]] = json.loads(
    Path(__file__).with_name("cases.json").read_text("utf-8")
)
_DETAILS: dict[str, dict[str, Any]] = {
    "fields": {
        "authors": (
            "Yann LeCun",
            "Kaiming He",
            "Fei-Fei Li",
            "Jürgen Schmidhuber",
            "Adam Smith",
            "Diederik P. Kingma",
            "Wei-Lin Chiang",
            "O'Brien Conan",
        ),
        "organization": "Google DeepMind",
        "categories": ("cs.CV", "cs.LG", "stat.ML"),
        "keywords": ("flow matching", "latent space"),
    },
    "language": {
        "abstract": "We study flow matching with consistency on ImageNet.",
        "authors": ("Yann LeCun", "José Adam"),
        "organization": "Meta AI",
        "categories": ("cs.CV", "stat.ML"),
        "keywords": ("image synthesis", "rectified flow"),
        "links": {"code": "https://example.org/code"},
    },
}
_SIGNALS = signals(upvotes=20, comments=3)


def paper_of(subject: str, title: str) -> Paper:
    """Return the paper of a case, with its text as title or, for organizations, as organization."""
    if subject == "organizations":
        return paper("A license", organization=title)
    return paper(title, **_DETAILS.get(subject, {}))


@pytest.mark.parametrize("subject", CASES)
def test_every_case_is_decided_as_a_person_would(subject: str):
    """A query alone, its explanation and an index of its own agree with the case."""
    wrong: list[tuple[str, str, bool]] = []
    for query, title, expected in CASES[subject]:
        seen = Sighting(paper=paper_of(subject, title), signals=_SIGNALS)
        parsed = parse(query, CATALOGUE)
        index: QueryIndex[str] = QueryIndex()
        index.add("x", parsed)
        found = (
            parsed.matches(seen.paper, seen.signals),
            not any(one.blocking for one in explain(parsed, seen.paper, seen.signals)),
            bool(index.match(seen.paper, seen.signals)),
        )
        if set(found) != {expected}:
            wrong.append((query, title, expected))
    assert wrong == []


@pytest.mark.parametrize("nth", [pytest.param(1, id="all", marks=pytest.mark.soak), pytest.param(40, id="some")])
def test_all_cases_together_agree_with_each_alone(nth: int):
    """One index of all queries returns the same for each title as each query alone."""
    rows = [(query, title) for cases in CASES.values() for query, title, _ in cases]
    queries = {query: parse(query) for query, _ in rows}
    index: QueryIndex[str] = QueryIndex()
    for name, query in queries.items():
        index.add(name, query)
    for title in sorted({title for _, title in rows})[::nth]:
        alone = [name for name, query in queries.items() if query.matches(paper(title), signals())]
        assert sorted(index.match(paper(title), signals())) == sorted(alone)


def test_every_query_of_the_table_prints_back():
    """The canonical form of each parses to the same tree and the same canonical form."""
    for cases in CASES.values():
        for query, _, _ in cases:
            parsed = parse(query)
            again = parse(parsed.canonical)
            assert (again.tree, again.canonical) == (parsed.tree, parsed.canonical), query
