"""What a query asks for, apart from how it is written: two of the same meaning look for the same papers."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.query.syntax.tree import TextTerm, fold

if TYPE_CHECKING:
    from bot.query.query import Query
    from bot.query.syntax.tree import Leaf

Meaning: TypeAlias = "tuple[str, Any]"  # equal where the meaning is


def meaning(query: Query) -> Meaning:
    """As its terms are understood: whatever their spelling and order, what is said twice, and where NOT stands.

    Words side by side are also found in one: `data set` is not `set data`. That a term makes another one needless
    is not seen.
    """
    return fold(query.tree, _of_term, partial(_of_parts, "all"), partial(_of_parts, "any"))


def _of_parts(kind: str, parts: list[Meaning]) -> Meaning:
    found = set[Meaning]()
    for inner, told in parts:
        found |= told if inner == kind else {(inner, told)}
    return (kind, frozenset(found)) if len(found) > 1 else found.pop()


def _of_term(term: Leaf, excluded: bool) -> Meaning:  # noqa: FBT001 - as `fold` tells it
    if isinstance(term, TextTerm):
        term = replace(term, needs=term.needs._replace(rows=tuple(sorted(term.needs.rows))))
    return ("not" if excluded else "term", replace(term, canonical=""))
