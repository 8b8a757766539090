"""Neighbouring words in a query, which also match their joined form: `data set` matches dataset."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.query.analysis.document import term_keys
from bot.query.analysis.requirements import joined_neighbour_keys
from bot.query.fields import NAMES_OF_PEOPLE
from bot.query.syntax.tree import And, Node, Not, Or, TextTerm

if TYPE_CHECKING:
    from collections.abc import Iterable


def with_joined_neighbours(node: Node) -> Node:
    """Return the tree in which neighbouring words also match as one word."""
    if isinstance(node, Not):
        return Not(with_joined_neighbours(node.child))
    if isinstance(node, Or):
        return replace(node, children=tuple(map(with_joined_neighbours, node.children)))
    if not isinstance(node, And):
        return node
    children = list(map(with_joined_neighbours, node.children))
    joined: dict[int, Node] = {}  # by `id`, as a word can occur twice, with other neighbours
    for run in runs(children):
        extra = joined_neighbour_keys([term_keys(term.canonical.removeprefix(f"{term.field}:")) for term in run])
        for term, keys in zip(run, extra, strict=True):
            joined[id(term)] = replace(term, any_of=term.any_of._replace(keys=term.any_of.keys | keys))
    return And(tuple(joined.get(id(child), child) for child in children))


def runs(children: Iterable[Node]) -> list[tuple[TextTerm, ...]]:
    """Return the runs of neighbouring plain words of one field among conjuncts; a word alone is a run of one."""
    found: list[list[TextTerm]] = []
    before: TextTerm | None = None
    for child in children:
        word = child if isinstance(child, TextTerm) and _is_plain_word(child) else None
        if word is not None and before is not None and before.field == word.field:
            found[-1].append(word)
        elif word is not None:
            found.append([word])
        before = word
    return list(map(tuple, found))


def _is_plain_word(term: TextTerm) -> bool:
    """True if the term is a plain word, which can join with its neighbours."""
    plain = term.prefix is None and term.literal is None and not term.phrase_prefixes
    return plain and '"' not in term.canonical and term.field not in NAMES_OF_PEOPLE
