"""Queries that no paper can match: something is asked for and excluded, or numbers leave nothing between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.query.fields import ANYWHERE, CONTENT_FIELDS, FACT_FIELDS
from bot.query.syntax.containment import is_part_of
from bot.query.syntax.tree import And, Comparison, Fact, Leaf, Node, Not, Or, TextTerm, leaves

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MOST_WAYS = 64  # tried; a query with so many is taken to be possible
_ABOUT_CONTENT = frozenset(field.name for field in CONTENT_FIELDS)
_OF_ONE_VALUE = frozenset(field.name for field in FACT_FIELDS if field.single)


class Contradiction(NamedTuple):
    """Two terms that no paper can meet together, in the order of writing, and which of them is excluded."""

    other: Leaf
    term: Leaf
    other_excluded: bool
    excluded: bool


def contradiction(tree: Node) -> Contradiction | None:
    """Why no paper can match; None when one can, or when that would take long to tell."""
    if not any(excluded or isinstance(leaf, Comparison | Fact) for leaf, excluded in leaves(tree)):
        return None
    first: Contradiction | None = None
    for number, way in enumerate(_ways(tree, negated=False)):
        found = _within(way)
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


def _within(way: Way) -> Contradiction | None:
    """The first two terms of a way that exclude each other."""
    for number, (term, excluded) in enumerate(way):
        for other, other_excluded in way[:number]:
            if _exclude_each_other(other, term, other_excluded=other_excluded, excluded=excluded):
                return Contradiction(other, term, other_excluded, excluded)
    return None


def _exclude_each_other(one: Leaf, other: Leaf, *, other_excluded: bool, excluded: bool) -> bool:
    if other_excluded and excluded:
        return False
    if other_excluded:
        return _implies(other, one)
    if excluded:
        return _implies(one, other)
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


def _implies(one: Leaf, other: Leaf) -> bool:
    """Whether a paper that has the one surely has the other."""
    if isinstance(one, TextTerm) and isinstance(other, TextTerm):
        return _covers(one.field, other.field) and _is_found_wherever(other, one)
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


def _is_found_wherever(term: TextTerm, other: TextTerm) -> bool:
    """Whether a text term is found wherever another is, as far as its keys tell."""
    if other.prefix is not None:
        return bool(term.prefixes) and all(prefix.startswith(term.prefixes) for prefix in other.prefixes)
    if term.prefix is not None:
        return False
    if term.literal is not None:
        return term.literal == other.literal
    if term.phrase_prefixes:
        return set(other.phrase_prefixes) == set(term.phrase_prefixes)
    return is_part_of(term, other) or _has_all_needs(term, other)


def _has_all_needs(term: TextTerm, other: TextTerm) -> bool:
    if other.phrase_prefixes:  # whose needs are not all that it asks for
        return False
    return other.needs.keys <= term.needs.keys and set(other.needs.rows) <= set(term.needs.rows)
