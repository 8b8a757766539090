"""`parse`, and what it gives: a Query."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.domain.ports.catalogue import UNKNOWN
from bot.language.translating import gettext
from bot.query.errors import QueryError
from bot.query.lopsided import Lopsided, apart, lopsided
from bot.query.paper_view import PaperView
from bot.query.plan import Plan, plan
from bot.query.syntax.adjacency import with_runs
from bot.query.syntax.contradictions import near_contradiction
from bot.query.syntax.parser import MAX_CHARACTERS, Parser
from bot.query.syntax.query_warnings import for_last_alone, hardly_any, waits_in_vain, warnings_for

if TYPE_CHECKING:
    from bot.domain.paper import Paper, Signals
    from bot.domain.ports.catalogue import Catalogue
    from bot.query.syntax.contradictions import Contradiction
    from bot.query.syntax.query_warnings import Told
    from bot.query.syntax.tree import Node


@dataclass(frozen=True, slots=True)
class Query:
    """What a subscriber asks for. Queries are equal when they are written the same in canonical form.

    `canonical` parses to the same query. `tree` is what decides, and `plan` how an index files it. `told`
    makes the warnings. `catalogue` are the sources that it was read with. `lopsided` is what it says of its last
    alternative only.
    """

    canonical: str
    tree: Node = field(compare=False, repr=False)
    plan: Plan = field(compare=False, repr=False)
    told: tuple[Told, ...] = field(default=(), compare=False, repr=False)
    catalogue: Catalogue = field(default=UNKNOWN, compare=False, repr=False)
    lopsided: Lopsided | None = field(default=None, compare=False, repr=False)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences for the one who typed it, each once, in the language that is spoken now."""
        near = self._near_contradiction()
        first = [] if near is None else [hardly_any(near)]
        first += [] if self.lopsided is None else [for_last_alone(self.lopsided)]
        return tuple(dict.fromkeys([*first, *(say() for say in self.told)]))

    @property
    def leaves_hardly_any(self) -> bool:
        """Whether it excludes what it asks for, but where several words are written in one."""
        return self._near_contradiction() is not None

    @property
    def waits_in_vain(self) -> bool:
        """Whether no new paper can match with the sources that are read: a warning says why."""
        return waits_in_vain(self.tree, self.catalogue)

    def _near_contradiction(self) -> Contradiction | None:
        """Looked for when somebody asks: most queries are parsed without anybody reading about them."""
        return near_contradiction(Parser(self.canonical, self.catalogue).any_tree())

    def matches(self, paper: Paper, signals: Signals) -> bool:
        """Whether the paper, with what is known of it now, is asked for."""
        return self.tree.holds(PaperView(paper, signals))

    def __str__(self) -> str:
        return self.canonical


def parse(text: str, catalogue: Catalogue = UNKNOWN) -> Query:
    """Read a query. Raises QueryError, whose text says what is wrong, where, and what to type instead.

    `catalogue` has the sources that people may name: what they type needs it, a stored query does not.
    """
    _check_length(text, text)
    parser = Parser(text, catalogue)
    read = parser.tree()  # first: `grouped` is of what was read then
    tree = apart(read, parser.grouped)
    canonical = str(tree)
    _check_length(canonical, text)
    runs = with_runs(tree)
    return Query(
        canonical=canonical,
        tree=runs,
        plan=plan(runs),
        told=warnings_for(tree, parser.tokens, catalogue),
        catalogue=catalogue,
        lopsided=lopsided(tree),
    )


def for_all(query: Query) -> Query | None:
    """The query with brackets, so that what is `lopsided` holds for every alternative; None where nothing is."""
    if query.lopsided is None:
        return None
    try:
        return parse(query.lopsided.whole, query.catalogue)
    except QueryError:  # too long with the brackets, or no paper is left
        return None


def with_min_upvotes(query: Query, least: int) -> Query:
    """The query with a lower bound: `(query) upvotes:>=least`. Raises QueryError when that becomes too long."""
    return parse(f"({query.canonical}) upvotes:>={max(least, 0)}", query.catalogue)


def _check_length(form: str, text: str) -> None:
    if len(form) > MAX_CHARACTERS:
        has = (
            gettext(
                "This query has {length} characters; {most} is the most.", length=len(form), most=MAX_CHARACTERS
            )
            if form is text
            else gettext(
                "This query, written out, has {length} characters; {most} is the most.",
                length=len(form),
                most=MAX_CHARACTERS,
            )
        )
        raise QueryError(
            has,
            query=text,
            position=min(MAX_CHARACTERS, len(text)),
            hint=gettext("Leave something out, or make two queries of it."),
        )
