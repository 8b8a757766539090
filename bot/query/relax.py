"""A query made less strict, so that it matches a paper that it missed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.query.errors import QueryError
from bot.query.language import parse
from bot.query.nodes import And, Heat, Or
from bot.query.view import View

if TYPE_CHECKING:
    from bot.domain.paper import Paper, Signals
    from bot.query.language import Query
    from bot.query.nodes import Node


def relaxed(query: Query, paper: Paper, signals: Signals) -> Query | None:
    """The query without what keeps it from matching, a bar for heat lowered rather than left out.

    None when nothing that can be asked for would be left, or when it matches as it is.
    """
    view = View(paper, signals)
    if query.tree.holds(view):
        return None
    node = _relaxed(query.tree, view)
    if node is None:
        return None
    try:
        found = parse(str(node))
    except QueryError:  # what is left would be almost every paper there is
        return None
    return found if found.matches(paper, signals) else None


def _relaxed(node: Node, view: View) -> Node | None:
    """What of a node may stay."""
    if node.holds(view):
        return node
    if isinstance(node, And):
        kept = tuple(left for child in node.children if (left := _relaxed(child, view)) is not None)
        return And(kept) if len(kept) > 1 else next(iter(kept), None)
    if isinstance(node, Or):
        ways = (left for child in node.children if (left := _relaxed(child, view)) is not None)
        way = next(ways, None)
        return None if way is None else Or((*node.children, way))
    return _lowered(node, view) if isinstance(node, Heat) else None


def _lowered(rule: Heat, view: View) -> Heat | None:
    value = rule.value(view)
    if value is None or rule.low is None or value >= rule.low:
        return None
    return replace(rule, low=value, high=None, shown=f"{rule.signal}:>={value}")
