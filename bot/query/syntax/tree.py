"""The tree of a query: its terms, what combines them, and how to traverse them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from bot.query.analysis.document import SPELLED
from bot.query.analysis.requirements import NOTHING, Needs
from bot.query.fields import NUMBER_FIELDS
from bot.query.paper_view import fact_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.query.analysis.document import PhrasePrefix
    from bot.query.paper_view import PaperView

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Term:
    """A term typed in one piece: the field that it names ("" for none), and its canonical form."""

    field: str
    canonical: str

    def __str__(self) -> str:
        return self.canonical


@dataclass(frozen=True, slots=True, kw_only=True)
class TextTerm(_Term):
    """A word, phrase or beginning of one, searched in one field (`""`: anywhere).

    `needs` is what must be in the text, or `literal` instead. Of a `prefix` term, whose words may also begin in
    `other_prefixes`, the spelling is all. A phrase that ends in the beginning of a word needs one of its
    `phrase_prefixes`, too.
    """

    needs: Needs = NOTHING
    literal: Needs | None = None
    prefix: str | None = None
    other_prefixes: tuple[str, ...] = ()
    phrase_prefixes: tuple[PhrasePrefix, ...] = ()

    @property
    def where(self) -> str:
        """The reading of a paper's texts that it is searched in, see `PaperView.text`."""
        return SPELLED + self.field if self.literal else self.field

    @property
    def prefixes(self) -> tuple[str, ...]:
        """The beginnings of words that a prefix term finds; none for other terms."""
        return () if self.prefix is None else (self.prefix, *self.other_prefixes)

    def holds(self, view: PaperView) -> bool:
        """True if the paper has the term."""
        text, needs = view.text(self.where), self.literal or self.needs
        if self.prefix is not None:
            beginnings = self.prefixes
            return any(spelling.startswith(beginnings) for spelling in text.spellings)
        if self.phrase_prefixes:
            return any(any(prefix.spans(form)) for prefix in self.phrase_prefixes for form in text.words)
        return not needs.keys.isdisjoint(text.keys) or any(row in text.rows for row in needs.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact(_Term):
    """Something that the paper's source says: `has:code`, `cat:cs.CV`, `source:arxiv`."""

    value: str

    def holds(self, view: PaperView) -> bool:
        """True if the paper has the fact."""
        return self.key in view.facts

    @property
    def key(self) -> str:
        """Its key among a view's facts."""
        return fact_key(self.field, self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison(_Term):
    """Bounds of a number, both inclusive, None where open; a number that is unknown never passes."""

    low: int | None
    high: int | None

    def value(self, view: PaperView) -> int | None:
        """The number of the paper."""
        return NUMBER_FIELDS[self.field].read(view.signals)

    def holds(self, view: PaperView) -> bool:
        """True if the number is known and within the bounds."""
        value = self.value(view)
        if value is None:
            return False
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(frozen=True, slots=True)
class Not:
    """Without."""

    child: Node

    def holds(self, view: PaperView) -> bool:
        """True if the child does not hold."""
        return not self.child.holds(view)

    def __str__(self) -> str:
        return f"-({self.child})" if isinstance(self.child, And | Or) else f"-{self.child}"


@dataclass(frozen=True, slots=True)
class And:
    """All of at least two."""

    children: tuple[Node, ...]

    def holds(self, view: PaperView) -> bool:
        """True if every child holds."""
        return all(child.holds(view) for child in self.children)

    def __str__(self) -> str:
        return " ".join(f"({child})" if isinstance(child, Or) else str(child) for child in self.children)


@dataclass(frozen=True, slots=True)
class Or:
    """Any of at least two. With `last_apart` brackets around the last one, which were typed, are kept."""

    children: tuple[Node, ...]
    last_apart: bool = field(default=False, compare=False)

    def holds(self, view: PaperView) -> bool:
        """True if any child holds."""
        return any(child.holds(view) for child in self.children)

    def __str__(self) -> str:
        *others, last = map(str, self.children)
        return " OR ".join([*others, f"({last})" if self.last_apart else last])


Leaf: TypeAlias = TextTerm | Fact | Comparison
Node: TypeAlias = Leaf | Not | And | Or


def narrows(node: Node) -> bool:
    """True if nobody searches for a node alone: an exclusion, a number, a fact."""
    return isinstance(node, Not | Comparison | Fact)


def fold(
    node: Node,
    leaf: Callable[[Leaf, bool], T],
    every: Callable[[list[T]], T],
    some: Callable[[list[T]], T],
    *,
    excluded: bool = False,
) -> T:
    """A query from its terms up, exclusions taken down to them: `-(a OR b)` is every one of `-a` and `-b`.

    `leaf` is given a term and whether it is excluded, `every` and `some` what all of their parts have become.
    """
    if isinstance(node, Not):
        return fold(node.child, leaf, every, some, excluded=not excluded)
    if isinstance(node, And | Or):
        parts = [fold(child, leaf, every, some, excluded=excluded) for child in node.children]
        return (every if isinstance(node, And) is not excluded else some)(parts)
    return leaf(node, excluded)


def mapped(node: Node, change: Callable[[Leaf, bool], Node], *, excluded: bool = False) -> Node:
    """The query with other terms: `change` is given each, and whether it is excluded."""
    if isinstance(node, Not):
        return Not(mapped(node.child, change, excluded=not excluded))
    if isinstance(node, And | Or):
        return replace(node, children=tuple(mapped(child, change, excluded=excluded) for child in node.children))
    return change(node, excluded)


def positive(node: Node) -> bool:
    """True if a match must have something: `-survey` alone matches a paper without words."""
    return fold(node, lambda _, excluded: not excluded, any, all)


def leaves(node: Node) -> list[tuple[Leaf, bool]]:
    """The terms in the order of writing, each with whether it is excluded."""
    return fold(node, lambda leaf, excluded: [(leaf, excluded)], _in_a_row, _in_a_row)


def _in_a_row(parts: list[list[T]]) -> list[T]:
    return list(chain.from_iterable(parts))


def conjuncts(tree: Node) -> tuple[Node, ...]:
    """The parts of a query that must all hold."""
    return tree.children if isinstance(tree, And) else (tree,)


def flat(children: list[Node], kind: type[And | Or]) -> list[Node]:
    """Children with those of the same kind dissolved: `a (b c)` is `a b c`."""
    result: list[Node] = []
    for child in children:
        result.extend(child.children if isinstance(child, kind) else [child])
    return result
