"""Parsed queries: `parse` returns a `Query`, and `meaning` compares two of them whatever their spelling."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.domain.ports.catalogue import EMPTY_CATALOGUE, Catalogue
from bot.language.translating import gettext
from bot.query.advice import PartialLimits, partial_limits, warnings
from bot.query.errors import QueryError, SignError, try_instead
from bot.query.paper_view import PaperView
from bot.query.plan import Plan, plan
from bot.query.syntax.adjacency import with_joined_neighbours
from bot.query.syntax.lexer import OPERATORS
from bot.query.syntax.parser import MAX_CHARACTERS, Parser
from bot.query.syntax.repairs import repairs
from bot.query.syntax.tree import Leaf, Node, TextTerm, fold

if TYPE_CHECKING:
    from bot.domain.paper import Paper, Signals


_MAX_CORRECTIONS = 8  # of one query
_MAX_REPAIRS = 30  # each takes up to a millisecond
Meaning: TypeAlias = "tuple[str, Any]"  # ("all", parts), ("any", parts), ("term", term) or ("not", term)


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query. Queries are equal when their canonical forms are.

    `canonical` and `typed` parse to the same query. `tree` matches papers; `plan` says how the index files the
    query. `catalogue` has the sources that it was parsed with.
    """

    canonical: str
    tree: Node = field(compare=False, repr=False)
    plan: Plan = field(compare=False, repr=False)
    typed: str = field(compare=False, repr=False)
    catalogue: Catalogue = field(compare=False, repr=False)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Warnings about the query, without duplicates, in the current language."""
        return tuple(dict.fromkeys(warnings(self.tree, self.typed, self.catalogue)))

    @property
    def partial_limits(self) -> PartialLimits | None:
        """Limits that apply to the last alternative only, though probably all are meant; see `advice`."""
        return partial_limits(self.tree)

    def matches(self, paper: Paper, signals: Signals) -> bool:
        """True if the paper matches with these signals."""
        return self.tree.holds(PaperView(paper, signals))

    def __str__(self) -> str:
        return self.canonical


def parse(text: str, catalogue: Catalogue = EMPTY_CATALOGUE) -> Query:
    """Parse a query. Raises QueryError, whose text says what is wrong, where, and what to type instead.

    `catalogue` has the sources that a query can name. Pass it for typed queries; a stored query needs none.
    """
    try:
        tree = _tree(text, catalogue)
    except SignError as error:  # a bracket, quote or operator too many or too few
        valid: dict[str, str] = {}  # by canonical form
        tried = [*islice(repairs(text, error.position), _MAX_REPAIRS)]
        for repaired in tried:
            with suppress(QueryError):
                valid.setdefault(str(_tree(repaired, catalogue)), repaired)
        error.hint = try_instead(*([*valid.values()][:2] or ['("flow matching" OR diffusion) -survey']))
        if len(valid) == 1 and len(tried) < _MAX_REPAIRS:  # the only one, as all were tried
            error.suggesting(0, len(text), *valid.values())
        raise
    except QueryError as error:
        if error.suggestion in OPERATORS:  # alone it tells little
            error.suggestion = error.corrected = _corrected(error.corrected, catalogue)
            error.hint = try_instead(error.corrected)
        raise
    joined = with_joined_neighbours(tree)
    return Query(str(tree), joined, plan(joined), text, catalogue)


def _corrected(text: str, catalogue: Catalogue) -> str:
    """Correct the mistakes of a text, as far as each has a correction: `a + b + c` becomes `a AND b AND c`."""
    for _ in range(_MAX_CORRECTIONS):
        try:
            _tree(text, catalogue)
        except QueryError as error:
            text = error.corrected or text
    return text


def _tree(text: str, catalogue: Catalogue) -> Node:
    """Return the tree of a text as it is typed, neighbours not joined. Raises QueryError."""
    _check_length(text, text)
    tree = Parser(text, catalogue).tree()
    _check_length(str(tree), text)  # the canonical form can be longer, and is parsed in its turn
    return tree


def try_parse(text: str, query: Query) -> Query | None:
    """Parse a rewritten query with the sources of the old one; None if it is too long or invalid."""
    try:
        return parse(text, query.catalogue)
    except QueryError:
        return None


def with_limits_for_all(query: Query) -> Query | None:
    """Return the query with brackets, so that its `partial_limits` apply to every alternative; None without any.

    `diffusion OR guidance -survey` becomes `(diffusion OR guidance) -survey`.
    """
    return try_parse(query.partial_limits.whole, query) if query.partial_limits else None


def _check_length(form: str, text: str) -> None:
    """Raise QueryError if a form of a query, typed or canonical, is too long; `text` is the typed one."""
    if len(form) > MAX_CHARACTERS:
        message = gettext(
            "A query can have at most {most} characters. This one has {length}.",
            most=MAX_CHARACTERS,
            length=len(form),
        )
        position = min(MAX_CHARACTERS, len(text))
        raise QueryError(message, text, position, gettext("Shorten the query, or split it in two."))


def meaning(query: Query) -> Meaning:
    """Return a value that is equal for queries that find the same papers.

    Spelling, order, repetitions and the position of NOT make no difference, but which words are neighbours does,
    as these also match joined: `data set` is not `set data`. Redundant terms are not detected.
    """
    return fold(query.tree, _meaning_of_term, partial(_meaning_of_parts, "all"), partial(_meaning_of_parts, "any"))


def _meaning_of_parts(kind: str, parts: list[Meaning]) -> Meaning:
    """Combine the meanings of parts of which `kind`, "all" or "any", must hold."""
    members = set[Meaning]()
    for inner, value in parts:
        members |= value if inner == kind else {(inner, value)}
    return (kind, frozenset(members)) if len(members) > 1 else members.pop()


def _meaning_of_term(term: Leaf, excluded: bool) -> Meaning:  # noqa: FBT001 - `fold` passes it by position
    if isinstance(term, TextTerm):
        # Its rows sorted, as their order does not matter
        term = replace(term, any_of=term.any_of._replace(rows=tuple(sorted(term.any_of.rows))))
    return ("not" if excluded else "term", replace(term, canonical=""))
