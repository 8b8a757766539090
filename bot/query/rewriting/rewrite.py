"""Queries made from a query: looser, so that a paper would match, or stricter, so that fewer do."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.query.paper_view import PaperView
from bot.query.query import attempted, parse
from bot.query.rewriting.parts import is_about, says_nothing
from bot.query.syntax.characters import ascii_signs
from bot.query.syntax.tree import And, Comparison, Or, conjuncts, leaves, mapped

if TYPE_CHECKING:
    from bot.domain.paper import Paper, Signals
    from bot.query.query import Query
    from bot.query.syntax.tree import Leaf, Node

_UPVOTES = "upvotes"
_PLAIN = re.compile(r"[\w+#][\w+#-]*")
# What stands between commas; a phrase in quotation marks and a number may have some inside
_LISTED = re.compile(r'(?:"[^"]*"|(?<=\d),(?=\d{3}(?!\d))|[^,])+')


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
    """Whether a query was about something, be it in one alternative, and another no longer is."""
    if is_about(before):
        return not is_about(after)
    kept = {str(leaf) for leaf, excluded in leaves(after) if not excluded}
    about = {str(leaf) for leaf, excluded in leaves(before) if not excluded and is_about(leaf)}
    return bool(about) and about.isdisjoint(kept)


def _relaxed(node: Node, view: PaperView) -> Node | None:
    """What of a node may stay."""
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


def barred(query: Query, least: int) -> Query:
    """The query with at least so many upvotes in place of any other such bound, or with 0 without one.

    A bound that has an upper end or is one way of several stays. Raises QueryError.
    """
    others = [str(node) for node in conjuncts(query.tree) if not _is_bar(node)]
    bar = [f"{_UPVOTES}:>={least}"] if least else []
    return parse(" ".join([*(f"({part})" for part in others), *bar]), query.catalogue)


def _is_bar(node: Node) -> bool:
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


def upvotes_bar(query: Query) -> int:
    """The upvotes that every match has at least; 0 when the query does not compare them."""
    bars = (node for node in conjuncts(query.tree) if isinstance(node, Comparison) and node.field == _UPVOTES)
    return max((bar.low for bar in bars if bar.low is not None), default=0)
