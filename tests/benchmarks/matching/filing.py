"""File queries for a search library: under their terms, with a check where a term is not enough.

The queries of the benchmark are a term, any of several, or all of several without others. The first are answered
by rows of their subscribers, which need not be united, as the index does it; the second by uniting such rows. The
third is filed under its rarest term, counted in the papers, which in life nobody could do beforehand; what else it
needs is checked when that term is found. Nothing can be changed later, which the index has to allow for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from bot.query.syntax.tree import And, Not, Or, TextTerm

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.query import Query
    from bot.query.syntax.tree import Node


class _Checked(NamedTuple):
    """A query of several terms: one of each of `needed` must be found, none of `unwanted`."""

    needed: tuple[frozenset[str], ...]
    unwanted: frozenset[str]
    subscribers: set[int]


class Filing:
    """Subscriptions by the terms that a search finds."""

    def __init__(self, queries: Sequence[Query], papers: Iterable[set[str]]):
        """File queries, each under its index in the sequence; `papers` are the terms that the papers have."""
        self._common = Counter(term for found in papers for term in found)
        self._sole: defaultdict[str, set[int]] = defaultdict(set)
        self._among: defaultdict[str, set[int]] = defaultdict(set)
        self._checked: defaultdict[str, list[_Checked]] = defaultdict(list)
        same: dict[str, tuple[Query, set[int]]] = {}
        for number, query in enumerate(queries):
            same.setdefault(query.canonical, (query, set()))[1].add(number)
        for query, subscribers in same.values():
            self._file(query.tree, subscribers)
        self._sole_rows = _rows(self._sole)
        self._among_rows = _rows(self._among)

    def answer(self, found: set[str]) -> list[int]:
        """Return the subscriptions to a paper with these terms, each once."""
        united = set[int]().union(*filter(None, map(self._among_rows.get, found)))
        for term in self._checked.keys() & found:
            for needed, unwanted, subscribers in self._checked[term]:
                if unwanted.isdisjoint(found) and not any(map(found.isdisjoint, needed)):
                    united |= subscribers
        answer = list(united)
        for row in filter(None, map(self._sole_rows.get, found)):
            answer += row
        return answer

    def _file(self, tree: Node, subscribers: set[int]):
        if not isinstance(tree, And):
            ways = terms(tree)
            for term in ways:
                (self._sole if len(ways) == 1 else self._among)[term] |= subscribers
            return
        needed = [terms(child) for child in tree.children if not isinstance(child, Not)]
        needed.sort(key=lambda ways: sum(self._common[way] for way in ways))
        unwanted = (terms(child) for child in tree.children if isinstance(child, Not))
        query = _Checked(tuple(needed[1:]), frozenset[str]().union(*unwanted), subscribers)
        for term in needed[0]:
            self._checked[term].append(query)


def _rows(subscribers: defaultdict[str, set[int]]) -> dict[str, tuple[int, ...]]:
    return {term: tuple(them) for term, them in subscribers.items()}


def terms(node: Node) -> frozenset[str]:
    """Return the terms that a search must find to decide a node without conditions."""
    if isinstance(node, Not):
        return terms(node.child)
    if isinstance(node, And | Or):
        return frozenset[str]().union(*map(terms, node.children))
    assert isinstance(node, TextTerm)
    return frozenset(f"{prefix}*" for prefix in node.prefixes) or node.any_of.keys.union(node.any_of.rows)
