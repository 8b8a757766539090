"""What a query asks for, apart from how it is written: two of the same meaning look for the same papers."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.query.analysis.number_words import may_be_one_word
from bot.query.syntax.adjacency import runs
from bot.query.syntax.tree import And, Comparison, Fact, Leaf, Not, Or, TextTerm

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.query.query import Query
    from bot.query.syntax.tree import Node

Meaning: TypeAlias = "tuple[Any, ...]"  # equal where the meaning is


def meaning(query: Query) -> Meaning:
    """As its terms are understood: whatever their spelling and order, what is said twice, and where NOT stands.

    Words side by side are also found in one, where that is usual: `data set` is not `set data`, but
    `diffusion model` is `model diffusion`. That a term makes another one needless is not seen.
    """
    return _of(query.tree, negated=False)


def _of(node: Node, *, negated: bool) -> Meaning:
    match node:
        case Not():
            return _of(node.child, negated=not negated)
        case And():
            kind = "any" if negated else "all"
            return _joined(kind, [_of(child, negated=negated) for child in _without_unusual(node.children)])
        case Or():
            kind = "all" if negated else "any"
            return _joined(kind, [_of(child, negated=negated) for child in node.children])
        case TextTerm() | Fact() | Comparison():
            return ("not", _of_leaf(node)) if negated else _of_leaf(node)


def _joined(kind: str, parts: Iterable[Meaning]) -> Meaning:
    """Each once, in no order; those of the same kind dissolve in it."""
    found: set[Meaning] = set()
    for part in parts:
        found.update(part[1] if part[0] == kind else [part])
    return (kind, frozenset(found)) if len(found) > 1 else found.pop()


def _of_leaf(leaf: Leaf) -> Meaning:
    """What `holds` goes by, for each kind of term."""
    if isinstance(leaf, Fact):
        return ("fact", leaf.key)
    if isinstance(leaf, Comparison):
        return ("number", leaf.field, leaf.low, leaf.high)
    if leaf.prefix is not None:
        return ("prefix", leaf.field, frozenset(leaf.prefixes))
    if leaf.literal is not None:
        return ("literal", leaf.field, leaf.literal)
    if leaf.phrase_prefixes:
        return ("phrase prefix", leaf.field, frozenset(leaf.phrase_prefixes))
    return ("text", leaf.field, leaf.needs.keys, frozenset(leaf.needs.rows))


def _without_unusual(children: Sequence[Node]) -> list[Node]:
    """Without the joined form of neighbours that nobody writes as one word: diffusionmodel."""
    unusual: dict[int, set[str]] = {}
    for run in runs(children):
        for one, after in pairwise(run):
            first, second = "".join(one.words), "".join(after.words)
            if not may_be_one_word(first, second):
                for term in (one, after):
                    unusual.setdefault(id(term), set()).add(first + second)
    return [_lacking(child, unusual.get(id(child), set())) for child in children]


def _lacking(node: Node, keys: set[str]) -> Node:
    if not keys or not isinstance(node, TextTerm):
        return node
    return replace(node, needs=node.needs._replace(keys=node.needs.keys - keys))
