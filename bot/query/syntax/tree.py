"""The tree of a query: terms, the nodes that combine them, and functions that traverse them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from bot.query.analysis.document import SPELLED_MARK, PhrasePrefix
from bot.query.analysis.requirements import NO_KEYS, AnyOf
from bot.query.fields import NUMBER_FIELDS
from bot.query.paper_view import PaperView, fact_key

if TYPE_CHECKING:
    from collections.abc import Callable


T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Term:
    """A term: the field that it names ("" for none), and its canonical form."""

    field: str
    canonical: str

    def __str__(self) -> str:
        return self.canonical


@dataclass(frozen=True, slots=True, kw_only=True)
class TextTerm(_Term):
    """A word, a phrase or a prefix of either, searched in one field (`""`: anywhere).

    A text must have one of `any_of`, or of `literal` if given. A `prefix` term matches words that begin with it or
    with one of `other_prefixes`. A phrase that ends in a prefix (`"flow match*"`) also needs one of its
    `phrase_prefixes`.
    """

    any_of: AnyOf = NO_KEYS
    literal: AnyOf | None = None
    prefix: str | None = None
    other_prefixes: tuple[str, ...] = ()
    phrase_prefixes: tuple[PhrasePrefix, ...] = ()

    @property
    def where(self) -> str:
        """The text of a paper in which it is searched, as an argument of `PaperView.text`."""
        return SPELLED_MARK + self.field if self.literal else self.field

    @property
    def prefixes(self) -> tuple[str, ...]:
        """Prefixes of the words that match; none unless it is a prefix term."""
        return () if self.prefix is None else (self.prefix, *self.other_prefixes)

    def holds(self, view: PaperView) -> bool:
        """True if the paper has the term."""
        text, any_of = view.text(self.where), self.literal or self.any_of
        if self.prefix is not None:
            beginnings = self.prefixes
            return any(spelling.startswith(beginnings) for spelling in text.spellings)
        if self.phrase_prefixes:
            return any(any(prefix.spans(form)) for prefix in self.phrase_prefixes for form in text.words)
        return not any_of.keys.isdisjoint(text.keys) or any(row in text.rows for row in any_of.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact(_Term):
    """A property of the paper: `has:code`, `cat:cs.CV`, `source:arxiv`."""

    value: str

    def holds(self, view: PaperView) -> bool:
        """True if the paper has the fact."""
        return self.key in view.facts

    @property
    def key(self) -> str:
        """The key that stands for it in `PaperView.facts`."""
        return fact_key(self.field, self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison(_Term):
    """Bounds of a number, both inclusive, None if open; an unknown number never passes."""

    low: int | None
    high: int | None

    def value(self, view: PaperView) -> int | None:
        """Return the paper's number; None if it is unknown."""
        return NUMBER_FIELDS[self.field].read(view.signals)

    def holds(self, view: PaperView) -> bool:
        """True if the number is known and within the bounds."""
        value = self.value(view)
        if value is None:
            return False
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(frozen=True, slots=True)
class Not:
    """An exclusion."""

    child: Node

    def holds(self, view: PaperView) -> bool:
        """True if the child does not hold."""
        return not self.child.holds(view)

    def __str__(self) -> str:
        return f"-({self.child})" if isinstance(self.child, And | Or) else f"-{self.child}"


@dataclass(frozen=True, slots=True)
class And:
    """Nodes that must all hold, in a parsed query at least two; without any, it always holds."""

    children: tuple[Node, ...]

    def holds(self, view: PaperView) -> bool:
        """True if every child holds."""
        return all(child.holds(view) for child in self.children)

    def __str__(self) -> str:
        return " ".join(f"({child})" if isinstance(child, Or) else str(child) for child in self.children)


@dataclass(frozen=True, slots=True)
class Or:
    """Nodes of which one must hold, in a parsed query at least two; without any, it never holds.

    `last_bracketed`: the last was typed as `(b -c)`, so `-c` is not meant for all (see `partial_limits`).
    """

    children: tuple[Node, ...]
    last_bracketed: bool = field(default=False, compare=False)

    def holds(self, view: PaperView) -> bool:
        """True if any child holds."""
        return any(child.holds(view) for child in self.children)

    def __str__(self) -> str:
        *others, last = map(str, self.children)
        return " OR ".join([*others, f"({last})" if self.last_bracketed else last])


Leaf: TypeAlias = TextTerm | Fact | Comparison
Node: TypeAlias = Leaf | Not | And | Or


def only_narrows(node: Node) -> bool:
    """True if a node only narrows a search, and is no search by itself: an exclusion, a number, a fact."""
    return isinstance(node, Not | Comparison | Fact)


def fold(
    node: Node,
    leaf: Callable[[Leaf, bool], T],
    every: Callable[[list[T]], T],
    some: Callable[[list[T]], T],
    *,
    excluded: bool = False,
) -> T:
    """Reduce a query to one value, from its terms up. `-(a OR b)` is treated as `-a -b`.

    `leaf` gets a term, and True if it is excluded. `every` combines the values of parts that must all hold, `some`
    those of alternatives.
    """
    if isinstance(node, Not):
        return fold(node.child, leaf, every, some, excluded=not excluded)
    if isinstance(node, And | Or):
        parts = [fold(child, leaf, every, some, excluded=excluded) for child in node.children]
        return (every if isinstance(node, And) is not excluded else some)(parts)
    return leaf(node, excluded)


def mapped(node: Node, change: Callable[[Leaf, bool], Node], *, excluded: bool = False) -> Node:
    """Return the query with other terms: `change` gets each term, and True if it is excluded."""
    if isinstance(node, Not):
        return Not(mapped(node.child, change, excluded=not excluded))
    if isinstance(node, And | Or):
        return replace(node, children=tuple(mapped(child, change, excluded=excluded) for child in node.children))
    return change(node, excluded)


def requires_a_term(node: Node) -> bool:
    """True if every match must have a term that is not excluded; `-survey` alone would match nearly all papers."""
    return fold(node, lambda _, excluded: not excluded, any, all)


def leaves(node: Node) -> list[tuple[Leaf, bool]]:
    """Return the terms in written order, each with True if it is excluded."""
    return fold(node, lambda leaf, excluded: [(leaf, excluded)], _chained, _chained)


def _chained(parts: list[list[T]]) -> list[T]:
    return list(chain.from_iterable(parts))


def conjuncts(tree: Node) -> tuple[Node, ...]:
    """Return the parts of a query that must all hold; of alternatives, the whole is the only part."""
    return tree.children if isinstance(tree, And) else (tree,)


def flat(children: list[Node], kind: type[And | Or]) -> list[Node]:
    """Return the children, with nested nodes of the same kind flattened: `a (b c)` is `a b c`."""
    result: list[Node] = []
    for child in children:
        result.extend(child.children if isinstance(child, kind) else [child])
    return result
