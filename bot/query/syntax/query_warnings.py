"""Warnings: what a query does that its writer may not expect."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from bot.query.analysis.frequencies import percent
from bot.query.fields import ANYWHERE, FIELDS, NUMBER_FIELDS, TEXT_FIELDS
from bot.query.syntax.lexer import Kind
from bot.query.syntax.tree import And, Not, Or, TextTerm, leaves

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.domain.ports import Gives
    from bot.domain.ports.catalogue import Catalogue
    from bot.query.syntax.lexer import Token
    from bot.query.syntax.tree import Node

_MOST_TITLES = 5  # of sources in a sentence
_AT_LEAST = frozenset(field.name for field in NUMBER_FIELDS.values() if field.more_is_better)
_WHOLE_TEXT = frozenset({ANYWHERE, "abstract"})
# Not arXiv's own short name: those who write it know that a full name needs quotation marks there, too.
_PEOPLE = {
    name: field for field in TEXT_FIELDS.values() if field.of_people for name in (field.name, *field.aliases)
}


def warnings_for(tree: Node, tokens: Sequence[Token], catalogue: Catalogue) -> tuple[str, ...]:
    """Sentences for the one who typed the query, each once."""
    found = [*_from_tree(tree, catalogue), *_from_tokens(tokens), *_of_common_words(tree)]
    return tuple(dict.fromkeys(found))


def _from_tree(tree: Node, catalogue: Catalogue) -> Iterator[str]:
    for leaf, _ in leaves(tree):
        field = FIELDS.get(leaf.field)
        if field is None:
            continue
        if field.needs is not None:
            yield from _not_given(field.name, field.needs, catalogue)
        if field.caution:
            yield field.caution


def _not_given(field: str, what: Gives, catalogue: Catalogue) -> Iterator[str]:
    """What a field does not find among the papers of sources that are listened to."""
    lacking = [spec.title for spec in catalogue.heard if what not in spec.gives]
    if not lacking:
        return
    others = _and(spec.title for spec in catalogue.giving(what))
    give, whose = ("gives", "its") if len(lacking) == 1 else ("give", "their")
    said = f"{_and(lacking)} {give} no {what.name.lower()}: {field}: finds nothing among {whose} papers"
    if others:
        yield f"{said}, unless {others} gave them, too."
    else:
        yield f"{said}. Use a word such as diffusion instead."


def _and(titles: Iterable[str]) -> str:
    """`arXiv, Nature and Science`; of many the first."""
    found = list(titles)
    if len(found) > _MOST_TITLES:
        found[_MOST_TITLES:] = [f"{len(found) - _MOST_TITLES} more"]
    return " and ".join(filter(None, [", ".join(found[:-1]), *found[-1:]]))


def _from_tokens(tokens: Sequence[Token]) -> Iterator[str]:
    for token, after in pairwise(tokens):
        if token.kind is not Kind.TERM:
            continue
        if token.body in {"or", "and", "not"} and not token.quoted:
            yield f"`{token.body}` is read as a word; the operator is written {token.body.upper()}."
        if token.quoted and re.search(r"\w\*+\s*\w", token.body):
            yield 'Inside quotation marks a * is read at the end only, as in "learning rate schedul*".'
        name = token.field.lower()
        if name in _AT_LEAST and re.fullmatch(r"[0-9]+", token.body):
            yield f"{name}:{token.body} means exactly {token.body}; for at least, write {name}:>={token.body}."
        people = _PEOPLE.get(name)
        if people and not token.quoted and after.kind is Kind.TERM and not after.field:
            full = f'{people.name}:"{token.body} …"'
            yield f"Only `{token.body}` is searched among {people.label}; for a full name write {full}."


class _Common(NamedTuple):
    """A term, and how many of 100 papers have it, at least half of them."""

    percent: int
    term: str


def _of_common_words(tree: Node) -> Iterator[str]:
    common = _common(tree)
    if common:
        share = f"`{common.term}` is a word of about {common.percent} % of all papers"
        yield f"{share}: add what they are to be about, or put words that belong together in quotation marks."
    excluded = (
        child.child for child in (tree.children if isinstance(tree, And) else ()) if isinstance(child, Not)
    )
    for common in filter(None, map(_common, excluded)):
        yield f"`-{common.term}` leaves out about {common.percent} % of all papers."


def _common(node: Node) -> _Common | None:
    """The term by which a node holds for so many papers; None when it is narrower, or that is not known."""
    if isinstance(node, And):
        wanted = [_common(child) for child in node.children if not isinstance(child, Not)]
        return None if None in wanted else min(filter(None, wanted), default=None)
    if isinstance(node, Or):
        return max(filter(None, map(_common, node.children)), default=None)
    if isinstance(node, TextTerm) and node.field in _WHOLE_TEXT:
        most = max(map(percent, node.needs.keys), default=0) if node.literal is None else 0
        return _Common(most, node.canonical) if most else None
    return None
