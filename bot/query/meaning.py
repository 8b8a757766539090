"""What a query asks for, apart from how it is written: two of the same meaning look for the same papers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.query.syntax.tree import And, Not, Or, TextTerm

if TYPE_CHECKING:
    from bot.query.query import Query
    from bot.query.syntax.tree import Node

Meaning: TypeAlias = "tuple[str, Any]"  # equal where the meaning is


def meaning(query: Query) -> Meaning:
    """As its terms are understood: whatever their spelling and order, what is said twice, and where NOT stands.

    Words side by side are also found in one: `data set` is not `set data`. That a term makes another one needless
    is not seen.
    """
    return _of(query.tree, negated=False)


def _of(node: Node, *, negated: bool) -> Meaning:
    if isinstance(node, Not):
        return _of(node.child, negated=not negated)
    if isinstance(node, And | Or):
        kind = "all" if isinstance(node, And) is not negated else "any"
        found: set[Meaning] = set()
        for child in node.children:
            inner, parts = _of(child, negated=negated)
            found |= parts if inner == kind else {(inner, parts)}
        return (kind, frozenset(found)) if len(found) > 1 else found.pop()
    if not isinstance(node, TextTerm):
        return ("not" if negated else "term", replace(node, canonical=""))
    needs = node.needs._replace(rows=tuple(sorted(node.needs.rows)))
    plain = replace(node, canonical="", needs=needs)
    return ("not" if negated else "term", plain)
