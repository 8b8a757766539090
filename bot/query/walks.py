"""What is asked of a query's tree as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.query.nodes import And, Not, Or

if TYPE_CHECKING:
    from bot.query.nodes import Leaf, Node


def positive(node: Node, *, negated: bool = False) -> bool:
    """Whether a paper must have something for the node to hold; `-survey` holds for a paper without words."""
    if isinstance(node, Not):
        return positive(node.child, negated=not negated)
    if isinstance(node, And | Or):
        parts = [positive(child, negated=negated) for child in node.children]
        return any(parts) if isinstance(node, And) is not negated else all(parts)
    return not negated


def leaves(node: Node, *, negated: bool = False) -> list[tuple[Leaf, bool]]:
    """The terms in the order of writing, each with whether it is excluded."""
    if isinstance(node, Not):
        return leaves(node.child, negated=not negated)
    if isinstance(node, And | Or):
        return [leaf for child in node.children for leaf in leaves(child, negated=negated)]
    return [(node, negated)]


def flat(children: list[Node], kind: type[And | Or]) -> list[Node]:
    """Children with those of the same kind taken apart: `a (b c)` is `a b c`."""
    flat: list[Node] = []
    for child in children:
        flat.extend(child.children if isinstance(child, kind) else [child])
    return flat
