"""A query whose bare words that stand side by side are a phrase: `world model` as `"world model"`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from bot.query.query import attempted
from bot.query.rewriting.parts import says_nothing
from bot.query.syntax.adjacency import runs
from bot.query.syntax.tree import And, Or

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.query.query import Query
    from bot.query.syntax.tree import Node, TextTerm

Run: TypeAlias = "tuple[TextTerm, ...]"
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
    groups: list[list[list[Run]]] = [[found]]
    if len(found) > 1:
        groups.append([[run] for run in found])
    elif len(found[0]) <= _LONGEST:
        for length in range(len(found[0]) - 1, 1, -1):
            parts = (found[0][start : start + length] for start in range(len(found[0]) - length + 1))
            groups.append([[part] for part in parts if not (says_nothing(part[0]) or says_nothing(part[-1]))])
    return tuple(tuple(filter(None, (_with(query, chosen) for chosen in group))) for group in groups)


def _runs(node: Node) -> list[Run]:
    """The rows of words that stand side by side and are asked for."""
    if not isinstance(node, And | Or):
        return []
    own = runs(node.children) if isinstance(node, And) else []
    nested = [run for child in node.children for run in _runs(child)]
    return [*(run for run in own if len(run) > 1 and not all(map(says_nothing, run))), *nested]


def _with(query: Query, chosen: Sequence[Run]) -> Phrased | None:
    """The query in which these words are phrases; None when that cannot be asked for."""
    text, phrases = query.canonical, list[str]()
    for run in chosen:
        lead = f"{run[0].field}:" if run[0].field else ""
        phrases.append(f'{lead}"{" ".join(term.canonical.removeprefix(lead) for term in run)}"')
        row = re.escape(" ".join(term.canonical for term in run))
        text = re.sub(rf"(?<![^\s(]){row}(?![^\s)])", lambda _: phrases[-1], text, count=1)
    found = attempted(text, query)
    return Phrased(found, tuple(phrases)) if found else None
