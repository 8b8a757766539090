"""What ends the last of several alternatives, and holds for that one alone: `-model` in `a OR b -model`.

Who writes so mostly means all of them; as NOT and AND bind tighter than OR, brackets must say it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from bot.query.syntax.tree import And, Comparison, Fact, Not, Or, flat

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.query.syntax.tree import Node

_LIMITS = (Not, Comparison, Fact)  # what narrows: nobody looks for that alone


class Lopsided(NamedTuple):
    """The `limits` that hold for the alternative `alone`, and the `whole` query in which they hold for all."""

    limits: tuple[str, ...]
    alone: str
    whole: str


def lopsided(tree: Node) -> Lopsided | None:
    """Of the query, or of one of its groups; None where all is said.

    All is said when another alternative has such limits of its own, or the last one has brackets: is `apart`.
    """
    if isinstance(tree, Or):
        return _of_alternatives(tree, ())
    for at, child in enumerate(tree.children if isinstance(tree, And) else ()):
        if isinstance(tree, And) and isinstance(child, Or):
            others = (*tree.children[:at], *tree.children[at + 1 :])
            if found := _of_alternatives(child, others):
                return found
    return None


def apart(tree: Node, grouped: Collection[Node]) -> Node:
    """The tree that keeps the brackets which say that nothing in it is lopsided, of those that are `grouped`."""
    if isinstance(tree, And):
        groups = (apart(child, grouped) if isinstance(child, Or) else child for child in tree.children)
        return And(tuple(groups))
    if isinstance(tree, Or) and any(tree.children[-1] is one for one in grouped):
        return replace(tree, last_apart=_of_alternatives(tree, ()) is not None)
    return tree


def _of_alternatives(either: Or, beside: tuple[Node, ...]) -> Lopsided | None:
    *others, last = either.children
    if either.last_apart or not isinstance(last, And):
        return None
    asked = list(last.children)
    while asked and isinstance(asked[-1], _LIMITS):
        asked.pop()
    limits = last.children[len(asked) :]
    if not asked or not limits or any(_has(one, tuple(map(type, limits))) for one in others):
        return None
    alone = And(tuple(asked)) if len(asked) > 1 else asked[0]
    group = Or(tuple(flat([*others, alone], Or)))
    return Lopsided(tuple(map(str, limits)), str(alone), str(And((group, *limits, *beside))))


def _has(node: Node, kinds: tuple[type[Node], ...]) -> bool:
    """Whether a node is of some kinds, or has a part that is."""
    if isinstance(node, kinds):
        return True
    return isinstance(node, And | Or) and any(_has(child, kinds) for child in node.children)
