"""`parse`, and what it gives: a Query; and its `meaning`, apart from how it is written."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.domain.ports.catalogue import EMPTY_CATALOGUE
from bot.language.translating import gettext
from bot.query.advice import lopsided, warnings
from bot.query.errors import QueryError
from bot.query.paper_view import PaperView
from bot.query.plan import Plan, plan
from bot.query.syntax.adjacency import with_runs
from bot.query.syntax.parser import MAX_CHARACTERS, Parser
from bot.query.syntax.tree import TextTerm, fold

if TYPE_CHECKING:
    from bot.domain.paper import Paper, Signals
    from bot.domain.ports.catalogue import Catalogue
    from bot.query.advice import Lopsided
    from bot.query.syntax.tree import Leaf, Node


Meaning: TypeAlias = "tuple[str, Any]"  # equal where the meaning is


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query. Queries are equal when their canonical forms are.

    `canonical` and `typed` parse to the same query. `tree` decides about papers; `plan` files it in the index.
    `catalogue` has the sources that it was parsed with.
    """

    canonical: str
    tree: Node = field(compare=False, repr=False)
    plan: Plan = field(compare=False, repr=False)
    typed: str = field(compare=False, repr=False)
    catalogue: Catalogue = field(compare=False, repr=False)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences for the one who typed it, each once, in the language that is spoken now."""
        return tuple(dict.fromkeys(warnings(self.tree, self.typed, self.catalogue)))

    @property
    def lopsided(self) -> Lopsided | None:
        """Limits of its last alternative alone, though all are probably meant; see `advice`."""
        return lopsided(self.tree)

    def matches(self, paper: Paper, signals: Signals) -> bool:
        """True if the paper matches with its present signals."""
        return self.tree.holds(PaperView(paper, signals))

    def __str__(self) -> str:
        return self.canonical


def parse(text: str, catalogue: Catalogue = EMPTY_CATALOGUE) -> Query:
    """Read a query. Raises QueryError, whose text says what is wrong, where, and what to type instead.

    `catalogue` has the sources that people may name: what they type needs it, a stored query does not.
    """
    _check_length(text, text)
    tree = Parser(text, catalogue).tree()
    canonical = str(tree)
    _check_length(canonical, text)
    runs = with_runs(tree)
    return Query(canonical, runs, plan(runs), text, catalogue)


def attempted(text: str, query: Query) -> Query | None:
    """Parse a rewritten query with the sources of the old one; None where it is too long or invalid."""
    try:
        return parse(text, query.catalogue)
    except QueryError:
        return None


def for_all(query: Query) -> Query | None:
    """The query with brackets, so that what is `lopsided` holds for every alternative; None where nothing is."""
    return attempted(query.lopsided.whole, query) if query.lopsided else None


def with_min_upvotes(query: Query, least: int) -> Query:
    """The query with a lower bound: `(query) upvotes:>=least`. Raises QueryError when that becomes too long."""
    return parse(f"({query.canonical}) upvotes:>={max(least, 0)}", query.catalogue)


def _check_length(form: str, text: str) -> None:
    if len(form) > MAX_CHARACTERS:
        message = gettext(
            "This query has {length} characters, written out; {most} is the most.",
            length=len(form),
            most=MAX_CHARACTERS,
        )
        hint = gettext("Leave something out, or make two queries of it.")
        raise QueryError(message, text, min(MAX_CHARACTERS, len(text)), hint)


def meaning(query: Query) -> Meaning:
    """A value that is equal where two queries look for the same papers.

    Terms count as they are understood: whatever their spelling and order, what is said twice, where NOT stands.
    Words side by side are also found in one: `data set` is not `set data`. That a term makes another one needless
    is not seen.
    """
    return fold(query.tree, _of_term, partial(_of_parts, "all"), partial(_of_parts, "any"))


def _of_parts(kind: str, parts: list[Meaning]) -> Meaning:
    found = set[Meaning]()
    for inner, told in parts:
        found |= told if inner == kind else {(inner, told)}
    return (kind, frozenset(found)) if len(found) > 1 else found.pop()


def _of_term(term: Leaf, excluded: bool) -> Meaning:  # noqa: FBT001 - as `fold` tells it
    if isinstance(term, TextTerm):
        term = replace(term, needs=term.needs._replace(rows=tuple(sorted(term.needs.rows))))
    return ("not" if excluded else "term", replace(term, canonical=""))
