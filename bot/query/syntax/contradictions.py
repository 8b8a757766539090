"""Find queries that no paper can match: a term is both required and excluded, or ranges do not overlap."""

from __future__ import annotations

from itertools import chain, islice, product
from typing import TypeAlias

from bot.query.fields import ANYWHERE, CONTENT_FIELDS
from bot.query.syntax.adjacency import with_joined_neighbours
from bot.query.syntax.tree import Comparison, Fact, Leaf, Node, TextTerm, fold, leaves

_MAX_WAYS = 64  # ways to try; a query with more is taken to be possible
_ABOUT_CONTENT = frozenset(field.name for field in CONTENT_FIELDS)
_LARGEST_NUMBER = 10**9  # more than any number that can be typed
Way: TypeAlias = "tuple[tuple[Leaf, bool], ...]"  # terms that must all hold, or must not if excluded (True)


def contradiction(tree: Node) -> tuple[Leaf, Leaf] | None:
    """Return two terms, in written order, that no paper can satisfy together; None if some paper may match.

    The terms must exclude each other in every spelling: `"back door" -back` is possible, as it finds backdoor.
    """
    own = leaves(tree)
    if not any(excluded or isinstance(leaf, Comparison | Fact) for leaf, excluded in own):
        return None
    widened = with_joined_neighbours(tree)  # neighbouring words also match their joined form
    first: tuple[Leaf, Leaf] | None = None
    for number, way in enumerate(_ways(widened)):
        found = _pair_in(way)
        if found is None or number == _MAX_WAYS:
            return None
        first = first or found
    # The same terms as they were typed, without joined forms
    typed = {id(leaf): leaf_typed for (leaf, _), (leaf_typed, _) in zip(leaves(widened), own, strict=True)}
    return (typed[id(first[0])], typed[id(first[1])]) if first else None


def _ways(node: Node) -> list[Way]:
    """Return the ways in which a node can hold, at most `_MAX_WAYS` + 1."""
    return fold(
        node,
        lambda leaf, excluded: [((leaf, excluded),)],
        lambda parts: [tuple(chain(*way)) for way in islice(product(*parts), _MAX_WAYS + 1)],
        lambda parts: list(islice(chain(*parts), _MAX_WAYS + 1)),
    )


def _pair_in(way: Way) -> tuple[Leaf, Leaf] | None:
    """Return the first two terms of a way that cannot hold together; None if there are none."""
    for number, (term, excluded) in enumerate(way):
        for other, other_excluded in way[:number]:
            if excluded is not other_excluded:
                found = _implies(other, term) if excluded else _implies(term, other)
            else:
                found = not excluded and _exclude_each_other(other, term)
            if found:
                return other, term
    return None


def _exclude_each_other(one: Leaf, other: Leaf) -> bool:
    """True if no paper can have both: they are disjoint ranges of a number."""
    if not (isinstance(one, Comparison) and isinstance(other, Comparison) and one.field == other.field):
        return False
    (low, high), (other_low, other_high) = _bounds(one), _bounds(other)
    return max(low, other_low) > min(high, other_high)


def _implies(one: Leaf, other: Leaf) -> bool:
    """True if every paper that has `one` has `other`."""
    match one, other:
        case TextTerm(), TextTerm():
            searched_too = other.field == ANYWHERE and one.field in _ABOUT_CONTENT
            return (one.field == other.field or searched_too) and _is_found_wherever(other, one)
        case (Comparison(), Comparison()) if one.field == other.field:
            (low, high), (other_low, other_high) = _bounds(one), _bounds(other)
            return other_low <= low and high <= other_high
        case (Fact(), Fact()) if one.field == other.field:
            archive = other.value.removesuffix("*")  # of `cs.*`
            return one.value == other.value or (archive != other.value and one.value.startswith(archive))
        case _:
            return False


def _bounds(comparison: Comparison) -> tuple[int, int]:
    """Return the lowest and the highest number; an open end is beyond all numbers."""
    low, high = comparison.low, comparison.high
    return -1 if low is None else low, _LARGEST_NUMBER if high is None else high


def _is_found_wherever(term: TextTerm, other: TextTerm) -> bool:
    """True if every text that has `other` also has `term`."""
    if term.prefix is not None or other.prefix is not None:
        return bool(term.prefixes and other.prefixes) and all(
            prefix.startswith(term.prefixes) for prefix in other.prefixes
        )
    if term.literal is not None:
        return term.literal == other.literal
    if term.phrase_prefixes or other.phrase_prefixes:
        return set(other.phrase_prefixes) == set(term.phrase_prefixes)
    keys, rows = other.any_of
    return keys <= term.any_of.keys and all(any(part in row for part in term.any_of.rows) for row in rows)
