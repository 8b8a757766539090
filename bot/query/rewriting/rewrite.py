"""Queries made from a query: looser, so that a paper would match, or stricter, so that fewer do."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from bot.query.paper_view import PaperView
from bot.query.query import attempted, parse
from bot.query.rewriting.parts import is_about, says_nothing
from bot.query.syntax.adjacency import runs
from bot.query.syntax.characters import ascii_signs
from bot.query.syntax.tree import And, Comparison, Or, conjuncts, leaves, mapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.paper import Paper, Signals
    from bot.query.query import Query
    from bot.query.syntax.tree import Leaf, Node, TextTerm

_UPVOTES = "upvotes"
_PLAIN = re.compile(r"[\w+#][\w+#-]*")
# What stands between commas; a phrase in quotation marks and a number may have some inside
_LISTED = re.compile(r'(?:"[^"]*"|(?<=\d),(?=\d{3}(?!\d))|[^,])+')
Run: TypeAlias = "tuple[TextTerm, ...]"
_LONGEST = 8  # words of a run of which parts are phrases: of more there are very many parts


def relaxed(query: Query, paper: Paper, signals: Signals) -> Query | None:
    """The query without what it fails by; a lower bound that is not reached is lowered instead.

    Function words that came along with what is left out go, too. None when no word of the topic would be left
    though the query has one, when nothing that can be asked for would be, or when it matches as it is.
    """
    view = PaperView(paper, signals)
    if query.tree.holds(view):
        return None
    node = _relaxed(query.tree, view)
    found = attempted(str(node), query) if node else None
    if found is None or _loses_topic(query.tree, found.tree):
        return None
    return found if found.matches(paper, signals) else None


def _loses_topic(before: Node, after: Node) -> bool:
    """True if a query had a topic, if only in one alternative, and the other query has none."""
    if is_about(before):
        return not is_about(after)
    kept = {str(leaf) for leaf, excluded in leaves(after) if not excluded}
    about = {str(leaf) for leaf, excluded in leaves(before) if not excluded and is_about(leaf)}
    return bool(about) and about.isdisjoint(kept)


def _relaxed(node: Node, view: PaperView) -> Node | None:
    """The part of a node that the paper matches; None if there is none."""
    if node.holds(view):
        return node
    if isinstance(node, And):
        left = tuple(some for child in node.children if (some := _relaxed(child, view)) is not None)
        left = tuple(some for some in left if not says_nothing(some)) or left
        return And(left) if len(left) > 1 else next(iter(left), None)
    if isinstance(node, Or):
        ways = (some for child in node.children if (some := _relaxed(child, view)) is not None)
        way = next(ways, None)
        return None if way is None else Or((*node.children, way))
    return _lowered(node, view) if isinstance(node, Comparison) else None


def _lowered(comparison: Comparison, view: PaperView) -> Comparison | None:
    value = comparison.value(view)
    if not value or comparison.low is None or value >= comparison.low:  # every paper has at least nothing
        return None
    return replace(comparison, low=value, high=None, canonical=f"{comparison.field}:>={value}")


def without(query: Query, words: str) -> Query:
    """The query, and none of these, between commas: words, and phrases where several are together.

    Raises QueryError.
    """
    listed = _LISTED.findall(ascii_signs(words))
    texts = [text for one in listed if (text := " ".join(one.replace('"', " ").split()))]
    terms = (text if _PLAIN.fullmatch(text) else f'"{text}"' for text in dict.fromkeys(texts or [""]))
    excluded = " ".join(f"-{term}" for term in terms)
    return parse(f"({query.canonical}) {excluded}", query.catalogue)


def with_minimum_upvotes(query: Query, least: int) -> Query:
    """The query with at least so many upvotes in place of any other such bound, or with 0 without one.

    A bound that has an upper end or is one way of several stays. Raises QueryError.
    """
    others = [str(node) for node in conjuncts(query.tree) if not _is_minimum(node)]
    minimum = [f"{_UPVOTES}:>={least}"] if least else []
    return parse(" ".join([*(f"({part})" for part in others), *minimum]), query.catalogue)


def _is_minimum(node: Node) -> bool:
    if not isinstance(node, Comparison) or node.field != _UPVOTES:
        return False
    return node.high is None and node.low is not None


def as_reached(query: Query, earlier: Query) -> Query:
    """The query, its numbers counting as they were asked for wherever `earlier` has the very same comparison.

    For a paper that matched `earlier` once: votes may have fallen since, and a rank changes every hour. It is for
    matching alone, not for an index, and still written as before.
    """
    reached = frozenset(leaf for leaf, _ in leaves(earlier.tree) if isinstance(leaf, Comparison))

    def as_wanted(leaf: Leaf, excluded: bool) -> Node:  # noqa: FBT001 - as `mapped` tells it
        if leaf not in reached:
            return leaf
        return Or(()) if excluded else And(())  # what never holds, what always does

    return replace(query, tree=mapped(query.tree, as_wanted))


def minimum_upvotes(query: Query) -> int:
    """The upvotes that every match has at least; 0 when the query does not compare them."""
    bars = (node for node in conjuncts(query.tree) if isinstance(node, Comparison) and node.field == _UPVOTES)
    return max((minimum.low for minimum in bars if minimum.low is not None), default=0)


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
