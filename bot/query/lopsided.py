"""What ends the last of several alternatives, and holds for that one alone: `-model` in `a OR b -model`.

Who writes so mostly means all of them; as NOT and AND bind tighter than OR, brackets must say it.
"""

from __future__ import annotations

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


def lopsided(tree: Node, grouped: Collection[Node]) -> Lopsided | None:
    """Of the query, or of one of its groups; None where all is said.

    All is said when another alternative has such limits of its own, or the last one is `grouped`: has brackets.
    """
    if isinstance(tree, Or):
        return _of_alternatives(tree, (), grouped)
    for at, child in enumerate(tree.children if isinstance(tree, And) else ()):
        if isinstance(tree, And) and isinstance(child, Or):
            others = (*tree.children[:at], *tree.children[at + 1 :])
            if found := _of_alternatives(child, others, grouped):
                return found
    return None


def _of_alternatives(either: Or, beside: tuple[Node, ...], grouped: Collection[Node]) -> Lopsided | None:
    *others, last = either.children
    if not isinstance(last, And) or any(last is one for one in grouped):
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
