"""Plan of a query for the index: the keys to file it under, and the remaining checks."""

from __future__ import annotations

from sys import intern
from typing import TYPE_CHECKING, NamedTuple

from bot.query.analysis.document import SPELLED_MARK
from bot.query.analysis.topics import estimated_share
from bot.query.syntax.tree import Fact, Leaf, Node, Not, TextTerm, conjuncts, fold, leaves

if TYPE_CHECKING:
    from bot.query.paper_view import PaperView

FACTS = "facts"  # in place of a field's name for keys of facts
ANY_PAPER = "*"  # a key that every paper has
Clause = frozenset[str]  # keys; every match has at least one of them


class Check(NamedTuple):
    """Remaining checks for a paper that has the keys a query is filed under.

    The paper must meet all `clauses`, have no key of `excluded`, and match every node of `rest`.
    """

    clauses: tuple[Clause, ...]
    excluded: frozenset[str]
    rest: tuple[Node, ...]

    def passes(self, keys: set[str], view: PaperView) -> bool:
        """True if a paper with these keys passes."""
        if not self.excluded.isdisjoint(keys):
            return False
        for clause in self.clauses:
            if clause.isdisjoint(keys):
                return False
        return all(node.holds(view) for node in self.rest)


class Plan(NamedTuple):
    """Plan of a query for the index: `filed_under` are single keys (None as the second) and pairs of keys.

    Every match has one of the single keys, or both keys of a pair. Such a paper matches if `check` is None or
    passes.
    `watched` are the keys to look for in a paper, each with the text to search (see `PaperView.text`).
    """

    filed_under: tuple[tuple[str, str | None], ...]
    check: Check | None
    watched: tuple[tuple[str, str], ...]

    @property
    def only_key(self) -> str | None:
        """The key that decides alone: a paper matches if and only if it has it. None if there is no such key."""
        if len(self.filed_under) != 1 or self.check is not None:
            return None
        key, other = self.filed_under[0]
        return key if other is None else None


class _Part(NamedTuple):
    """One conjunct: every match meets `clause`; if `exact`, every paper that meets it matches."""

    clause: Clause
    exact: bool


def plan(tree: Node) -> Plan:
    """Return the plan that files a query under its rarest keys: those of the two rarest clauses."""
    clauses: list[Clause] = []
    excluded: set[str] = set()
    rest: list[Node] = []
    for node in conjuncts(tree):
        part = _part(node)
        if part:
            clauses.append(part.clause)
        exclusion = _part(node.child) if isinstance(node, Not) else None
        if exclusion and exclusion.exact:
            excluded |= exclusion.clause
        elif not (part and part.exact):
            rest.append(node)
    clauses.sort(key=_commonness)  # at least one: a query without a required term is refused
    check = Check(tuple(clauses[2:]), frozenset(excluded), tuple(rest))
    return Plan(
        filed_under=_filed_under(clauses[0], clauses[1] if len(clauses) > 1 else None),
        check=check if any(check) else None,
        watched=tuple({pair: None for leaf, _ in leaves(tree) for pair in _watched(leaf)}),
    )


def _watched(leaf: Leaf) -> list[tuple[str, str]]:
    """Return the keys to look for, each with the text to search; none for a number (see `Check.rest`)."""
    if isinstance(leaf, TextTerm):
        return [(intern(leaf.where), key) for key in _keys(leaf)]
    return [(FACTS, leaf.key)] if isinstance(leaf, Fact) else []


def _keys(term: TextTerm) -> frozenset[str]:
    """Return the keys of a term: every match of the term has one of them.

    They are interned, as comparing a string with itself is fastest.
    """
    any_of = term.literal or term.any_of
    found = {f"{prefix}*" for prefix in term.prefixes} or any_of.keys.union(any_of.rows)
    return frozenset(map(intern, found))


def scoped(field: str, key: str) -> str:
    """Return a key that is unique to the field."""
    return intern(f"{field}:{key}") if field else key


def _filed_under(first: Clause, second: Clause | None) -> tuple[tuple[str, str | None], ...]:
    """Return the keys and pairs of keys that meet both clauses: of (a OR b) and (b OR c), b, and a with c."""
    if second is None:
        return tuple((key, None) for key in sorted(first))
    both = first & second  # each of these keys meets both clauses by itself
    apart = [(key, other) for key in sorted(first - both) for other in sorted(second - both)]
    return (*((key, None) for key in sorted(both)), *apart)


def _commonness(clause: Clause) -> float:
    """Estimate the share of papers that meet a clause."""
    return sum(1.0 if key == ANY_PAPER else estimated_share(key.removeprefix(SPELLED_MARK)) for key in clause)


def _part(node: Node) -> _Part | None:
    """Return what a node requires; None if keys cannot express it (exclusions)."""
    return fold(node, _leaf_part, _rarest, _either)


def _rarest(parts: list[_Part | None]) -> _Part | None:
    """Return what nodes that must all hold require: the rarest of their clauses, which is never exact."""
    known = [part.clause for part in parts if part]
    return _Part(min(known, key=_commonness), exact=False) if known else None


def _either(parts: list[_Part | None]) -> _Part | None:
    """Return what alternatives require: a key of any; None if one of them has no keys."""
    known = [part for part in parts if part]
    if len(known) < len(parts):
        return None
    return _Part(Clause().union(*(part.clause for part in known)), exact=all(part.exact for part in known))


def _leaf_part(leaf: Leaf, excluded: bool) -> _Part | None:  # noqa: FBT001 - `fold` passes it by position
    """Return what a term requires; None if it is excluded."""
    if excluded:
        return None
    if isinstance(leaf, TextTerm):
        keys = Clause(scoped(leaf.field, key) for key in _keys(leaf))
        return _Part(keys, exact=not leaf.phrase_prefixes)
    return _Part(Clause({leaf.key if isinstance(leaf, Fact) else ANY_PAPER}), exact=isinstance(leaf, Fact))
