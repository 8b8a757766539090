"""Queries that no paper can match: something is asked for and excluded, or numbers leave nothing between them.

Terms exclude each other where the one is found wherever the other is: surely, in every spelling that a term
accepts, or in all but a few (see `containment`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from bot.query.fields import ANYWHERE, CONTENT_FIELDS, FACT_FIELDS
from bot.query.syntax.adjacency import with_runs
from bot.query.syntax.containment import is_found_wherever, is_nearly_wherever
from bot.query.syntax.tree import And, Comparison, Fact, Leaf, Node, Not, Or, TextTerm, leaves

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_MOST_WAYS = 64  # tried; a query with so many is taken to be possible
_ABOUT_CONTENT = frozenset(field.name for field in CONTENT_FIELDS)
_OF_ONE_VALUE = frozenset(field.name for field in FACT_FIELDS if field.single)


class Contradiction(NamedTuple):
    """Two terms that no paper can meet together, in the order of writing, and which of them is excluded."""

    other: Leaf
    term: Leaf
    other_excluded: bool
    excluded: bool


Wherever: TypeAlias = "Callable[[TextTerm, TextTerm], bool]"  # whether the first is found wherever the second is


def contradiction(tree: Node) -> Contradiction | None:
    """Why no paper can match; None when one can, or when that would take long to tell."""
    if not _may_contradict(tree):
        return None
    runs = with_runs(tree)  # what decides: side by side, words also accept their joined form
    found = _in_all_ways(runs, is_found_wherever)
    if found is None:
        return None
    typed = {id(leaf): own for (leaf, _), (own, _) in zip(leaves(runs), leaves(tree), strict=True)}
    return found._replace(other=typed[id(found.other)], term=typed[id(found.term)])


def near_contradiction(tree: Node) -> Contradiction | None:
    """Why hardly any paper can match: only those that write several words in one, where that is not usual."""
    return _in_all_ways(tree, is_nearly_wherever) if _may_contradict(tree) else None


def _may_contradict(tree: Node) -> bool:
    return any(excluded or isinstance(leaf, Comparison | Fact) for leaf, excluded in leaves(tree))


def _in_all_ways(tree: Node, wherever: Wherever) -> Contradiction | None:
    first: Contradiction | None = None
    for number, way in enumerate(_ways(tree, negated=False)):
        found = _within(way, wherever)
        if found is None or number == _MOST_WAYS:
            return None
        first = first or found
    return first


Way = tuple[tuple[Leaf, bool], ...]  # terms of which each must hold, or must not (True)


def _ways(node: Node, *, negated: bool) -> Iterator[Way]:
    """The ways in which a node can hold."""
    if isinstance(node, Not):
        yield from _ways(node.child, negated=not negated)
    elif isinstance(node, And | Or):
        if isinstance(node, And) is not negated:
            yield from _all_of(node.children, negated=negated)
        else:
            for child in node.children:
                yield from _ways(child, negated=negated)
    else:
        yield ((node, negated),)


def _all_of(nodes: Sequence[Node], *, negated: bool) -> Iterator[Way]:
    if not nodes:
        yield ()
        return
    for way in _ways(nodes[0], negated=negated):
        for rest in _all_of(nodes[1:], negated=negated):
            yield way + rest


def _within(way: Way, wherever: Wherever) -> Contradiction | None:
    """The first two terms of a way that exclude each other."""
    for number, (term, excluded) in enumerate(way):
        for other, other_excluded in way[:number]:
            if _exclude_each_other(other, term, wherever, other_excluded=other_excluded, excluded=excluded):
                return Contradiction(other, term, other_excluded, excluded)
    return None


def _exclude_each_other(
    one: Leaf, other: Leaf, wherever: Wherever, *, other_excluded: bool, excluded: bool
) -> bool:
    if other_excluded and excluded:
        return False
    if other_excluded:
        return _implies(other, one, wherever)
    if excluded:
        return _implies(one, other, wherever)
    return _apart(one, other)


def _apart(one: Leaf, other: Leaf) -> bool:
    """Whether both cannot be: numbers without one in common, two values of what has one."""
    if one.field != other.field:
        return False
    if isinstance(one, Comparison) and isinstance(other, Comparison):
        lows = [low for low in (one.low, other.low) if low is not None]
        highs = [high for high in (one.high, other.high) if high is not None]
        return bool(lows and highs) and max(lows) > min(highs)
    return isinstance(one, Fact) and isinstance(other, Fact) and one.field in _OF_ONE_VALUE and one != other


def _implies(one: Leaf, other: Leaf, wherever: Wherever) -> bool:
    """Whether a paper that has the one has the other."""
    if isinstance(one, TextTerm) and isinstance(other, TextTerm):
        return _covers(one.field, other.field) and wherever(other, one)
    if one.field != other.field:
        return False
    if isinstance(one, Comparison) and isinstance(other, Comparison):
        above = other.low is None or (one.low is not None and one.low >= other.low)
        return above and (other.high is None or (one.high is not None and one.high <= other.high))
    return isinstance(one, Fact) and isinstance(other, Fact) and _is_of(one.value, other.value)


def _is_of(value: str, other: str) -> bool:
    """Whether a value is the other, or a category of that archive (`cs.*`)."""
    archive = other.removesuffix("*")
    return value == other or (archive != other and value.startswith(archive))


def _covers(field: str, other: str) -> bool:
    """Whether a text of the field is searched in the other, too."""
    return field == other or (other == ANYWHERE and field in _ABOUT_CONTENT)
