"""A query whose bare words that stand side by side are a phrase: `world model` as `"world model"`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from bot.query.rewriting.parts import joined, says_nothing
from bot.query.syntax.adjacency import runs
from bot.query.syntax.tree import And, Or, TextTerm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.query.query import Query
    from bot.query.syntax.tree import Node

_LONGEST = 8  # words of a run of which parts are phrases: of more there are very many parts


class Phrased(NamedTuple):
    """A query, and the phrases in it that were words."""

    query: Query
    phrases: tuple[str, ...]


def phrased(query: Query) -> tuple[tuple[Phrased, ...], ...]:
    """The query with phrases in place of words, in groups: what is more of a phrase comes in an earlier one.

    First all words that stand side by side; then, of several rows, one alone, and of a single long one its parts,
    which neither begin nor end with a function word.
    """
    found = _runs(query.tree)
    if not found:
        return ()
    groups = [[_with(query, found)]]
    if len(found) > 1:
        groups.append([_with(query, [run]) for run in found])
    elif len(found[0]) <= _LONGEST:
        run = found[0]
        for length in range(len(run) - 1, 1, -1):
            parts = (run[start : start + length] for start in range(len(run) - length + 1))
            groups.append([_with(query, [part]) for part in parts if _is_whole(part)])
    return tuple(tuple(filter(None, group)) for group in groups)


Run = tuple[TextTerm, ...]


def _runs(node: Node) -> list[Run]:
    """The rows of words that stand side by side and are asked for."""
    if isinstance(node, Or):
        return [run for child in node.children for run in _runs(child)]
    if not isinstance(node, And):
        return []
    nested = [run for child in node.children for run in _runs(child)]
    return [*(run for run in runs(node.children) if _says_something(run)), *nested]


def _says_something(run: Run) -> bool:
    return len(run) > 1 and sum(not says_nothing(term) for term in run) > 0


def _is_whole(run: Run) -> bool:
    return not (says_nothing(run[0]) or says_nothing(run[-1]))


def _with(query: Query, chosen: Sequence[Run]) -> Phrased | None:
    """The query in which these words are phrases."""
    found = joined([_replaced(query.tree, chosen)], query)
    return None if found is None else Phrased(found, tuple(_phrase(run).canonical for run in chosen))


def _replaced(node: Node, chosen: Sequence[Run]) -> Node:
    if isinstance(node, Or):
        return replace(node, children=tuple(_replaced(child, chosen) for child in node.children))
    if not isinstance(node, And):
        return node
    children = [_replaced(child, chosen) for child in node.children]
    for run in chosen:
        at = next((at for at, child in enumerate(children) if child is run[0]), None)
        if at is not None:
            children[at : at + len(run)] = [_phrase(run)]
    return And(tuple(children)) if len(children) > 1 else children[0]


def _phrase(run: Run) -> TextTerm:
    """The words of a run as one term, of which only what it is written like counts."""
    field = run[0].field
    words = " ".join(term.canonical.removeprefix(f"{field}:") for term in run)
    return TextTerm(field=field, canonical=f'{field}:"{words}"' if field else f'"{words}"')
